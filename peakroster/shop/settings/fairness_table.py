"""``[fairness]`` of shop.toml: what is remembered of earlier plans."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from peakroster.shop.settings.strict import Strict, TimeWindow
from scheduler.domain.fairness import LONGEST_MEMORY, FairnessSettings


class FairnessTable(Strict):
    """``[fairness]``."""

    window_weeks: Annotated[int, Field(ge=0, le=LONGEST_MEMORY)] = FairnessSettings().window_weeks
    early_starts: TimeWindow = FairnessSettings().early
    late_starts: TimeWindow = FairnessSettings().late
    wish_per_year: Annotated[float, Field(ge=0, le=1)] = FairnessSettings().wish_per_year

    def stated(self) -> FairnessSettings:
        """The same for the engine."""
        return FairnessSettings(self.window_weeks, self.early_starts, self.late_starts, self.wish_per_year)
