"""Carry-over runs: whether a run of work that earlier plans left too short can be extended to its minimum.

The missing days are the first days of the plan. The run can be extended if the agent may start a shift on
each of them such that these shifts, with earlier work and the locked shifts after them, respect every upper
bound and every forbidden succession. The search is depth-first with memory of failed states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scheduler.roster.rules.constraint_forms import Booleans, Integers, SumConstraint


def can_be_extended(
    allowed: Booleans,
    sums: Sequence[SumConstraint],
    successions: Sequence[Booleans],
    locked: Mapping[int, int],
    days: int,
) -> bool:
    """Whether the run can be extended by ``days`` days.

    Parameters
    ----------
    allowed
        Where the agent may start a shift, shape (days of the plan, shifts).
    sums
        Sum constraints of the agent.
    successions
        As in :func:`scheduler.roster.rules.rest_and_successions.successions`.
    locked
        Locked shifts by day.
    days
        Missing days, at most those of the plan.
    """
    after = {day: shift for day, shift in locked.items() if day >= days}
    bounds = [one for one in sums if one.maximum is not None and one.first_day < days]
    left = np.array([(one.maximum or 0) - _locked_after(one, after, days) for one in bounds], dtype=np.int64)
    return _RunExtension(
        [np.flatnonzero(allowed[day]) for day in range(days)], bounds, successions, after
    ).extend(0, left, ())


def _locked_after(constraint: SumConstraint, after: Mapping[int, int], days: int) -> int:
    """Sum over the locked shifts after the run."""
    total = 0
    for day, shift in after.items():
        place = day - constraint.first_day
        if place < len(constraint.amounts) and not (
            constraint.only_after_day_off[place] and (day == days or day - 1 in after)
        ):
            total += int(constraint.amounts[place, shift])
    return total


class _RunExtension:
    """Depth-first search for a shift on each missing day."""

    def __init__(
        self,
        choices: list[Integers],
        bounds: Sequence[SumConstraint],
        successions: Sequence[Booleans],
        after: Mapping[int, int],
    ) -> None:
        self._choices, self._successions, self._after = choices, successions, after
        self._adds = [_amounts(bounds, day, shifts) for day, shifts in enumerate(choices)]
        least = [adds.min(axis=0) if len(adds) else np.zeros(len(bounds), np.int64) for adds in self._adds]
        self._least = [sum(least[day:], np.zeros(len(bounds), np.int64)) for day in range(len(choices) + 1)]
        self._failed: set[tuple[bytes, tuple[int, ...], int]] = set()

    def extend(self, day: int, left: Integers, worked: tuple[int, ...]) -> bool:
        """Whether the days from ``day`` on can be worked. left: slack of each bound. worked: shifts so
        far."""
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
            if any(not (other & ~forbidden).any() for other in alike):
                continue  # dominated by a failed shift that adds as much and forbids no more
            alike.append(forbidden)
            if self.extend(day + 1, left - adds[place], (*worked, int(shifts[place]))):
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


def _amounts(bounds: Sequence[SumConstraint], day: int, shifts: Integers) -> Integers:
    """What each shift adds to each bound after a day of work, shape (shifts, bounds)."""
    added = np.zeros((len(shifts), len(bounds)), dtype=np.int64)
    for k, one in enumerate(bounds):
        place = day - one.first_day
        if 0 <= place < len(one.amounts) and not one.only_after_day_off[place]:
            added[:, k] = one.amounts[place, shifts]
    return added
