"""The most that one agent can reach in a calendar week, of paid minutes or of certain shifts.

A dynamic programme over the week's days; its state is what the limits of a week count: shifts, night shifts
and paid minutes. Rest, successions and runs of days are left out, so no roster reaches more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Choice:
    """A shift that may start on a day. worth: what it adds to the sum in question; minutes: paid."""

    worth: int
    minutes: int
    night: bool


@dataclass(frozen=True)
class WeekCaps:
    """What the week may still hold; None = no such limit."""

    shifts: int | None = None
    nights: int | None = None
    minutes: int | None = None


WeekChoices = tuple[frozenset[Choice], ...]
"""The choices of each day."""


def at_most_reached(due: int, weeks: Iterable[tuple[WeekChoices, WeekCaps]]) -> int:
    """The sum that is due, or the largest that these weeks can hold together if that is less."""
    weeks = list(weeks)
    if sum(_of_one_kind(days, caps) for days, caps in weeks) >= due:
        return due
    return min(due, sum(most_in_week(days, caps) for days, caps in weeks))


def _of_one_kind(days: WeekChoices, caps: WeekCaps) -> int:
    """What one choice alone reaches, day after day: a lower bound that costs little."""
    on: dict[Choice, int] = {}
    for choices in days:
        for choice in choices:
            on[choice] = on.get(choice, 0) + 1
    return max((min(count, *_times(choice, caps)) * choice.worth for choice, count in on.items()), default=0)


def _times(choice: Choice, caps: WeekCaps) -> tuple[int, ...]:
    """How often each cap lets the choice be worked."""
    per_cap = (caps.shifts, 1), (caps.nights, int(choice.night)), (caps.minutes, choice.minutes)
    return tuple(cap // each if cap is not None and each else 7 for cap, each in per_cap)


@lru_cache(maxsize=4096)
def most_in_week(days: WeekChoices, caps: WeekCaps) -> int:
    """Largest sum of worths over the days, at most one shift a day."""
    counts_shifts = caps.shifts is not None and caps.shifts < len(days)
    counts_nights = caps.nights is not None and caps.nights < len(days)
    counts_minutes = caps.minutes is not None
    reached: dict[tuple[int, int, int], int] = {(0, 0, 0): 0}
    for choices in days:
        following = dict(reached)
        for (shifts, nights, minutes), worth in reached.items():
            for choice in choices:
                state = (
                    shifts + counts_shifts,
                    nights + (counts_nights and choice.night),
                    minutes + counts_minutes * choice.minutes,
                )
                if _fits(state, caps):
                    following[state] = max(following.get(state, 0), worth + choice.worth)
        reached = following
    return max(reached.values())


def _fits(state: tuple[int, int, int], caps: WeekCaps) -> bool:
    return all(
        cap is None or taken <= cap
        for taken, cap in zip(state, (caps.shifts, caps.nights, caps.minutes), strict=True)
    )
