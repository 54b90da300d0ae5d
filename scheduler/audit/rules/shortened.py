"""What leave by hours leaves of a shift, read from the text of docs/reference/leave.md, minute by minute.

Whoever is on leave at the begin or the end of a shift works the minutes that are not leave, where they are
one stretch; of a split shift no spell reaches into the hours between the two. The stretch begins and ends
with planning intervals, and is no shorter than the shop wants. A meal stays where its whole window does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scheduler.audit.facts.plan_data import PlanData
from scheduler.domain.requests import Request
from scheduler.domain.shifts import SPLIT_MINUTES, Shift


def left_of_shift(
    data: PlanData, shift: Shift, leave: Sequence[Request], day: date
) -> tuple[int, int, int] | None:
    """Begin, end and meal, in minutes, of what leave leaves of a shift on a date; None where nothing that may
    be worked. leave: of the agent."""
    settings = data.shop.settings.leave
    if not settings.shortens_shifts or any(row.hours is None and row.day == day for row in leave):
        return None
    away = set[int]()
    for row in leave:
        if row.hours is not None:
            midnight = (row.day - day).days * 1440
            away |= set(range(midnight + row.hours.start, midnight + row.hours.end))
    whole = range(shift.start, shift.end)
    here = [minute for minute in whole if minute not in away]
    if not here or len(here) == len(whole) or here[-1] - here[0] >= len(here):
        return None  # nothing left, nothing taken, or something between
    first, last = here[0], here[-1] + 1
    is_split = shift.meal is not None and shift.meal_minutes >= SPLIT_MINUTES
    if is_split and shift.meal is not None:
        between = range(shift.meal.start, shift.meal.end)
        last = shift.meal.start if last - 1 in between and last != shift.meal.end else last
        first = shift.meal.end if first in between and first != shift.meal.start else first
    step = data.interval_minutes
    marks = [minute for minute in range(first, last + 1) if minute % step == 0]
    if not marks or marks[-1] - marks[0] < settings.min_shortened_minutes:
        return None
    begin, end = marks[0], marks[-1]
    eats = shift.meal is not None and begin <= shift.meal.start and shift.meal.end <= end
    return begin, end, shift.meal_minutes if eats else 0
