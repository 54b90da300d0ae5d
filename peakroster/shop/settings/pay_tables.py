"""``[overtime]`` and ``[[holidays]]`` of shop.toml: hours that are paid more than once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.statutory_holidays import statutory_holidays
from peakroster.shop.settings.strict import Date, Strict
from scheduler.domain.overtime import Holiday, Overtime

MOST_FACTOR = 10.0
Factor = Annotated[float, Field(ge=1, le=MOST_FACTOR)]
StatutoryHolidays = Literal["none", "CN"]

_CHINA = Overtime()


class OvertimeTable(Strict):
    """``[overtime]``; hours are paid hours."""

    allowed: bool = False
    ordinary_hours_day: Annotated[float, Field(gt=0, le=24)] = _CHINA.ordinary_hours_day
    ordinary_hours_week: Annotated[float, Field(gt=0, le=168)] = _CHINA.ordinary_hours_week
    max_hours_day: Annotated[float, Field(ge=0, le=24)] = _CHINA.max_hours_day
    max_hours_week: Annotated[float, Field(ge=0, le=168)] | None = None
    max_hours_month: Annotated[float, Field(ge=0, le=744)] = 36.0
    extended_factor: Factor = _CHINA.extended_factor
    rest_day_factor: Factor = _CHINA.rest_day_factor

    def stated(self, holidays: Sequence[Holiday]) -> Overtime | None:
        """The same for the engine; None where there is no overtime."""
        if not self.allowed:
            return None
        days = frozenset(holiday.day for holiday in holidays)
        return Overtime(**self.model_dump(exclude={"allowed"}), holidays=days)


class HolidayTable(Strict):
    """One of ``[[holidays]]``."""

    date: Date
    name: str = ""
    factor: Factor = 3.0


def _each_day_once(tables: list[HolidayTable]) -> list[HolidayTable]:
    seen: set[date] = set()
    for table in tables:
        if table.date in seen:
            raise PydanticCustomError("duplicate_holiday", "twice", {"day": f"{table.date}"})
        seen.add(table.date)
    return tables


HolidayTables = Annotated[list[HolidayTable], AfterValidator(_each_day_once)]


def paid_holidays(statutory: StatutoryHolidays, own: Sequence[HolidayTable]) -> tuple[Holiday, ...]:
    """By date; what the shop says of a date stands instead of the list, and a factor of 1 takes it off."""
    days = {} if statutory == "none" else {each.day: each for each in statutory_holidays(statutory)}
    days |= {each.date: Holiday(each.date, each.name.strip(), each.factor) for each in own}
    return tuple(days[day] for day in sorted(days) if days[day].factor > 1)
