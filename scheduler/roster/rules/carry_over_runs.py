"""Whether a run of work that earlier plans began too short can still be lengthened as far as it should be.

The days it lacks are the plan's first. It can be lengthened where on each of them the agent may start a shift
such that these shifts, with what was worked before and what is locked after them, break no upper limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scheduler.roster.rules.constraint_forms import Booleans, Count, Integers


def can_be_lengthened(
    allowed: Booleans,
    counts: Sequence[Count],
    successions: Sequence[Booleans],
    locked: Mapping[int, int],
    days: int,
) -> bool:
    """allowed: what the agent may start, shape (days of the plan, shifts). counts: of the agent. successions:
    as in :func:`scheduler.roster.rules.successions.successions`. locked: shifts by day. days: that the run
    lacks, at most the plan's."""
    after = {day: shift for day, shift in locked.items() if day >= days}
    bounds = [one for one in counts if one.most is not None and one.first_day < days]
    left = np.array([(one.most or 0) - _locked_after(one, after, days) for one in bounds], dtype=np.int64)
    return _Lengthening(
        [np.flatnonzero(allowed[day]) for day in range(days)], bounds, successions, after
    ).fill(0, left, ())


def _locked_after(count: Count, after: Mapping[int, int], days: int) -> int:
    """What locked shifts after the run add up to."""
    total = 0
    for day, shift in after.items():
        place = day - count.first_day
        if place < len(count.amounts) and not (count.after_off[place] and (day == days or day - 1 in after)):
            total += int(count.amounts[place, shift])
    return total


class _Lengthening:
    """Shifts for the days that a run lacks, one day after the other, until all have one."""

    def __init__(
        self,
        choices: list[Integers],
        bounds: Sequence[Count],
        successions: Sequence[Booleans],
        after: Mapping[int, int],
    ) -> None:
        self._choices, self._successions, self._after = choices, successions, after
        self._adds = [_added(bounds, day, shifts) for day, shifts in enumerate(choices)]
        least = [adds.min(axis=0) if len(adds) else np.zeros(len(bounds), np.int64) for adds in self._adds]
        self._least = [sum(least[day:], np.zeros(len(bounds), np.int64)) for day in range(len(choices) + 1)]
        self._failed: set[tuple[bytes, tuple[int, ...], int]] = set()

    def fill(self, day: int, left: Integers, worked: tuple[int, ...]) -> bool:
        """Whether there are shifts from ``day`` on. left: of each bound. worked: on the days before."""
        if day == len(self._choices):
            return self._may_be_followed(worked)
        near = worked[len(worked) - len(self._successions) :] if self._successions else ()
        key = left.tobytes(), near, day
        if key in self._failed:
            return False
        shifts, adds = self._choices[day], self._adds[day]
        fits = (adds + self._least[day + 1] <= left).all(axis=1)
        for gap, forbids in enumerate(self._successions, 1):
            if gap <= day:
                fits &= ~forbids[worked[day - gap], shifts]
        tried: dict[bytes, list[Booleans]] = {}
        for place in np.flatnonzero(fits).tolist():
            alike = tried.setdefault(adds[place].tobytes(), [])
            forbidden = self._forbidden(int(shifts[place]))
            if any(not (less & ~forbidden).any() for less in alike):
                continue  # what forbids no more and adds as much did not do
            alike.append(forbidden)
            if self.fill(day + 1, left - adds[place], (*worked, int(shifts[place]))):
                return True
        self._failed.add(key)
        return False

    def _forbidden(self, shift: int) -> Booleans:
        rows = [forbids[shift] for forbids in self._successions]
        return np.concatenate(rows) if rows else np.zeros(0, dtype=np.bool_)

    def _may_be_followed(self, worked: tuple[int, ...]) -> bool:
        return not any(
            forbids[worked[day - gap], shift]
            for day, shift in self._after.items()
            for gap, forbids in enumerate(self._successions, 1)
            if 0 <= day - gap < len(worked)
        )


def _added(bounds: Sequence[Count], day: int, shifts: Integers) -> Integers:
    """What each of these shifts adds to each bound, after a day of work; shape (shifts, bounds)."""
    added = np.zeros((len(shifts), len(bounds)), dtype=np.int64)
    for k, one in enumerate(bounds):
        place = day - one.first_day
        if 0 <= place < len(one.amounts) and not one.after_off[place]:
            added[:, k] = one.amounts[place, shifts]
    return added
