"""``shift_limits`` and ``hours_limits`` of shop.toml: so much in each stretch of days."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, PlainValidator, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.strict import Strict, Text

MOST_IN_A_LIMIT = 10_000
LONGEST_PLAN = 42
FEWEST_DAYS = {"week": 7, "month": 28, "quarter": 90, "plan": LONGEST_PLAN}
"""Days that a stretch always has; a plan may be long."""


def _per(value: object) -> str | int:
    """A stretch of days that a limit counts over."""
    if isinstance(value, str) and value in FEWEST_DAYS:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST_PLAN:
        return value
    raise PydanticCustomError("bad_per", "no stretch of days", {"most": LONGEST_PLAN})


PerDays = Annotated[Any, PlainValidator(_per)]


class LimitTable(Strict):
    """At least and at most so much in each stretch of days."""

    per: PerDays
    least: Annotated[float, Field(ge=0)] | None = None
    most: Annotated[float, Field(ge=0, le=MOST_IN_A_LIMIT)] | None = None

    in_a_day: ClassVar[int]
    """The most of it that one day holds."""

    @field_validator("most")
    @classmethod
    def _not_below_least(cls, most: float | None, others: ValidationInfo) -> float | None:
        least = others.data.get("least")
        if most is not None and least is not None and most < least:
            raise PydanticCustomError("least_above_most", "contradiction", {"least": f"{least:g}"})
        return most

    @model_validator(mode="after")
    def _asks_for_something_possible(self) -> Self:
        if self.least is None and self.most is None:
            raise PydanticCustomError("limit_without_bound", "neither least nor most")
        days = self.per if isinstance(self.per, int) else FEWEST_DAYS[self.per]
        if self.least is not None and self.least > days * self.in_a_day:
            numbers = {"least": f"{self.least:g}", "days": days, "possible": days * self.in_a_day}
            raise PydanticCustomError("limit_out_of_reach", "more than fits", numbers)
        return self


class ShiftLimitTable(LimitTable):
    """One of ``shift_limits``: numbers of shifts; ``shifts``: which of them count, without it all."""

    in_a_day = 1

    least: Annotated[int, Field(ge=0)] | None = None
    most: Annotated[int, Field(ge=0, le=MOST_IN_A_LIMIT)] | None = None
    shifts: Annotated[list[Text], Field(min_length=1)] | None = None


class HoursLimitTable(LimitTable):
    """One of ``hours_limits``: paid hours."""

    in_a_day = 24
