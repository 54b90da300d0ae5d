"""Which shifts may be proposed: every start with every length, meals and breaks as the shop has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from peakroster.shop.eligibility import rule_against
from peakroster.tables.clock import format_clock
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.windows import MINUTES_PER_DAY, Window

MOST_SHIFTS = 600
"""Shifts that a design may speak of; each comes with every day and class of people."""
_WINDOW = 120
"""Minutes of a meal's window in a shop that has no meals yet."""
_EDGE = 4
"""No meal begins in the first quarter of a shift or ends in its last, unless a present shift has it so."""


@dataclass(frozen=True)
class Choice:
    """What may be proposed, in minutes. lengths: from start to end, meal included; None = those there are.

    earliest, latest: of starts; a latest before the earliest lies past midnight. meal: of lengths that the
    shop does not have; None = as the shift of the nearest length has it.
    """

    lengths: tuple[int, ...] | None = None
    step: int = 30
    earliest: int = 0
    latest: int = MINUTES_PER_DAY - 1
    meal: int | None = None

    def starts(self) -> list[int]:
        """All starts, ascending from the earliest."""
        latest = self.latest if self.latest >= self.earliest else self.latest + MINUTES_PER_DAY
        return [start % MINUTES_PER_DAY for start in range(self.earliest, latest + 1, self.step)]

    def holds(self, shift: Shift, lengths: Sequence[int]) -> bool:
        """Whether a present shift may be proposed again: not one of some weekdays or dates."""
        latest = self.latest if self.latest >= self.earliest else self.latest + MINUTES_PER_DAY
        inside = any(self.earliest <= shift.start + again <= latest for again in (0, MINUTES_PER_DAY))
        return inside and shift.end - shift.start in lengths and not is_limited(shift)


def is_limited(shift: Shift) -> bool:
    """Whether it may start on some weekdays or dates only."""
    return shift.weekdays is not None or shift.first_day is not None or shift.last_day is not None


def starts_on(shift: Shift, day: date) -> bool:
    """Whether it may start on that date."""
    dated = (shift.first_day or day) <= day <= (shift.last_day or day)
    return dated and (shift.weekdays is None or day.weekday() in shift.weekdays)


def minutes_apart(one: Shift, other: Shift) -> int:
    """By how much two shifts differ, in their start and in their length."""
    apart = abs(one.start - other.start)
    return min(apart, MINUTES_PER_DAY - apart) + abs(one.end - one.start - other.end + other.start)


def nearest(shift: Shift, others: Sequence[Shift]) -> Shift:
    """The one of the others that is most like it, the first of several."""
    return min(others, key=lambda other: minutes_apart(shift, other))


def lengths_of(present: Sequence[Shift], choice: Choice) -> tuple[int, ...]:
    """The lengths asked for, else those of the present shifts; minutes, ascending."""
    return tuple(sorted(set(choice.lengths or (shift.end - shift.start for shift in present))))


def new_shifts(present: Sequence[Shift], choice: Choice, interval: int) -> tuple[Shift, ...]:
    """Shifts that may be proposed beside the present ones; those of the same times are the present ones."""
    taken = {(shift.start, shift.end - shift.start) for shift in present if not is_limited(shift)}
    return tuple(
        _shift(start, length, present, choice, interval)
        for start in choice.starts()
        for length in lengths_of(present, choice)
        if (start, length) not in taken
    )


def forbidden_lengths(present: Sequence[Shift], choice: Choice, interval: int, rules: Rules) -> list[int]:
    """Lengths asked for that a rule forbids to everybody."""
    lengths = lengths_of(present, choice)
    probes = [_shift(choice.earliest, length, present, choice, interval) for length in lengths]
    broken = ("max_hours_per_day", "max_hours_per_week")
    return [probe.end - probe.start for probe in probes if rule_against(probe, rules) in broken]


def _shift(start: int, length: int, present: Sequence[Shift], choice: Choice, interval: int) -> Shift:
    """A shift of this start and length with its meal and breaks.

    Of a length that the shop has, they lie as far from the start as in the present shift of that length that
    begins nearest. Otherwise the meal lies around the middle.
    """
    plain = Shift(f"{format_clock(start)}–{format_clock(start + length)}", start, start + length, 0, None, 0)
    if not present:
        return _with_meal(plain, choice.meal or 0, _WINDOW, interval)
    same = [shift for shift in present if shift.end - shift.start == length]
    if same:
        like = nearest(plain, same)
        later = start - like.start
        breaks = tuple(Break(rest.minutes, _moved(rest.window, later)) for rest in like.breaks)
        meal = None if like.meal is None else _moved(like.meal, later)
        return replace(plain, meal_minutes=like.meal_minutes, meal=meal, breaks=breaks)
    with_meal = [shift for shift in present if shift.meal is not None]
    without = [shift.end - shift.start for shift in present if shift.meal is None]
    minutes = choice.meal
    if minutes is None:
        eats = bool(with_meal) and length > max(without, default=0)
        minutes = nearest(plain, with_meal).meal_minutes if eats else 0
    widths = sorted(shift.meal.end - shift.meal.start for shift in with_meal if shift.meal is not None)
    return _with_meal(plain, minutes, widths[len(widths) // 2] if widths else _WINDOW, interval)


def _moved(window: Window, minutes: int) -> Window:
    return Window(window.start + minutes, window.end + minutes)


def _with_meal(shift: Shift, minutes: int, width: int, interval: int) -> Shift:
    """With a meal inside a window around the middle of the shift, on the grid."""
    if not minutes:
        return shift
    length = shift.end - shift.start
    half, edge = max(width, minutes) / 2, length / _EDGE
    opens = -(-max(length / 2 - half, edge) // interval) * interval
    closes = min(length / 2 + half, length - edge) // interval * interval
    begin = int(min(opens, length - minutes))
    window = Window(shift.start + begin, shift.start + int(max(closes, begin + minutes)))
    return replace(shift, meal_minutes=minutes, meal=window)
