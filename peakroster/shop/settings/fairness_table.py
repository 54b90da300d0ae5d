"""``[fairness]`` of shop.toml: what is remembered of earlier plans."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.strict import Strict, TimeWindow
from scheduler.domain.fairness import LONGEST_MEMORY, FairnessSettings
from scheduler.domain.windows import MINUTES_PER_DAY


class FairnessTable(Strict):
    """``[fairness]``."""

    window_weeks: Annotated[int, Field(ge=0, le=LONGEST_MEMORY)] = FairnessSettings().window_weeks
    early_starts: TimeWindow = FairnessSettings().early
    late_starts: TimeWindow = FairnessSettings().late
    wish_per_year: Annotated[float, Field(ge=0, le=1)] = FairnessSettings().wish_per_year

    @model_validator(mode="after")
    def _a_start_is_early_or_late(self) -> FairnessTable:
        """A shift that counted as both would be owed twice."""
        early, late = self.early_starts, self.late_starts
        for later in (-MINUTES_PER_DAY, 0, MINUTES_PER_DAY):
            if early.start < late.end + later and late.start + later < early.end:
                raise PydanticCustomError("start_windows_overlap", "early and late")
        return self

    def stated(self) -> FairnessSettings:
        """The same for the engine."""
        return FairnessSettings(self.window_weeks, self.early_starts, self.late_starts, self.wish_per_year)
