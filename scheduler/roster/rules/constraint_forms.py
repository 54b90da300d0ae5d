"""Canonical forms of the hard rules: sums over days, runs of days, and forbidden successions.

A *sum constraint* bounds a weighted sum of the shifts worked in a stretch of days; a *run constraint* bounds
the length of a run of days worked or off; a *succession* forbids one shift after another. A rule that can be
stated in these forms is a small module in ``rules`` and needs no change in any engine: CP-SAT turns them into
linear constraints, the shortest path into resources.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

LONG_OFF = -(1 << 14)
"""Initial run of an agent who has been off for longer than any rule asks."""


@dataclass(frozen=True)
class SumConstraint:
    """Bounds on a weighted sum of one agent's shifts over consecutive days of the plan.

    Parameters
    ----------
    rule
        Name of the rule.
    first_day
        First day of the stretch, >= 0.
    amounts
        What each shift adds, >= 0, shape (days of the stretch, shifts).
    only_after_day_off
        Shape (days,): on these days a shift adds only if the day before was off (the Sunday of a weekend that
        counts once).
    minimum, maximum
        Hard bounds; work done before the plan is already subtracted.
    target, shortfall_penalty
        Soft lower bound, and the cost of each unit below it, in 1/1000 point.
    marginal_penalty
        Convex cost: the k-th unit costs ``marginal_penalty * (k - 1)``, in 1/1000 point.
    allowance, excess_penalty
        Soft upper bound, and the cost of each unit beyond it, in 1/1000 point; work done before the plan is
        already subtracted.
    """

    rule: str
    first_day: int
    amounts: Integers
    only_after_day_off: Booleans
    minimum: int = 0
    maximum: int | None = None
    target: int = 0
    shortfall_penalty: int = 0
    marginal_penalty: int = 0
    allowance: int = 0
    excess_penalty: int = 0

    @property
    def last_day(self) -> int:
        """Last day of the stretch."""
        return self.first_day + len(self.amounts) - 1


@dataclass(frozen=True)
class RunConstraint:
    """Bounds on the lengths of one agent's runs of days on and days off.

    A run that reaches the plan's last day may be short: it is the next plan's business.

    Parameters
    ----------
    max_days_on, min_days_on, min_days_off
        Bounds on the length of a run, all >= 1.
    initial_run
        Days worked up to the day before the plan, or minus the days off; None where nothing is known. Then
        the first run of the plan may have any length, counted from its first day.
    initial_run_may_be_short
        The run of work that continues from before the plan may end below its minimum.
    """

    max_days_on: int | None = None
    min_days_on: int = 1
    min_days_off: int = 1
    initial_run: int | None = None
    initial_run_may_be_short: bool = False


def hard_sum(
    rule: str, first_day: int, amounts: Integers, minimum: int = 0, maximum: int | None = None
) -> SumConstraint:
    """A hard sum constraint in which every day counts."""
    return SumConstraint(rule, first_day, amounts, np.zeros(len(amounts), dtype=np.bool_), minimum, maximum)
