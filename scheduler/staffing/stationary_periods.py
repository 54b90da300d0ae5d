"""SIPP staffing with targets of a day or a month: intervals in their own steady states, periods together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import ServiceModel, steady_state
from scheduler.staffing.period_search import Outcome, agents_by_period, period_budgets
from scheduler.staffing.service_constraints import PeriodTarget, ServiceTarget
from scheduler.staffing.stationary import agents_needed_in_expectation

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def agents_needed_by_period(
    model: ServiceModel,
    scenarios_per_hour: Floats,
    weights: Floats,
    targets_active: Sequence[tuple[ServiceTarget, ArrayLike]],
    periods: Sequence[PeriodTarget],
    hours: Floats,
    max_occupancy: float | None,
    min_agents: ArrayLike,
    mean_seconds: Floats,
) -> tuple[Integers, Floats]:
    """Agents of few agent-hours that meet the targets of each interval and those of the periods.

    As :func:`scheduler.staffing.stationary.agents_needed_in_expectation`, with ``periods`` besides; hours:
    real length of each interval, (intervals,). Raises StaffingError and ValueError as that does.

    Returns
    -------
    Agents, shape (intervals,), and what they use up of each period's target in each interval: customers late,
    or customer-seconds, shape (periods, intervals).
    """
    floors = [(each.floor_target, each.counts) for each in periods]
    hard = [*targets_active, *((floor, where) for floor, where in floors if floor is not None)]
    every = [*targets_active, *((each.target, each.counts) for each in periods)]
    least, guess = (
        agents_needed_in_expectation(
            model, scenarios_per_hour, weights, targets, max_occupancy, min_agents, mean_seconds
        )
        for targets in (hard, every)
    )
    customers = weights[:, np.newaxis] * scenarios_per_hour * hours
    promised = np.any([each.counts for each in periods], axis=0) & (customers.sum(axis=0) > 0)
    intervals = _SteadyIntervals(
        model,
        scenarios_per_hour,
        customers,
        mean_seconds,
        periods,
        hours,
        np.maximum(least, promised.astype(np.int64)),
    )
    agents = agents_by_period(intervals, period_budgets(periods, customers.sum(axis=0)), guess, None)
    used = [intervals.outcome(place, None, int(number)).amounts for place, number in enumerate(agents)]
    return agents, np.array(used).T


@dataclass(frozen=True)
class _SteadyIntervals:
    """See :class:`scheduler.staffing.period_search.IntervalModel`; no state is handed on.

    scenarios_per_hour, customers: shape (scenarios, intervals). at_least: agents by all else, (intervals,).
    """

    model: ServiceModel
    scenarios_per_hour: Floats
    customers: Floats
    mean_seconds: Floats
    periods: Sequence[PeriodTarget]
    hours: Floats
    at_least: Integers

    def rate(self, place: int) -> float:
        """Arrivals an hour, in the busiest scenario."""
        return float(self.scenarios_per_hour[:, place].max())

    def outcome(self, place: int, before: None, agents: int) -> Outcome[None]:
        """The interval with so many agents."""
        rates, customers = self.scenarios_per_hour[:, place], self.customers[:, place]
        heads = np.full(rates.shape, agents)
        state = steady_state(self.model, rates, heads, self.mean_seconds[place])
        amounts = np.zeros(len(self.periods))
        for promise, each in enumerate(self.periods):
            if each.counts[place] and customers.sum() > 0:
                value = each.target.value(state)
                part = value if each.target.share is None else 1 - value
                amounts[promise] = float(np.where(customers > 0, customers * part, 0.0).sum())
        return Outcome(agents >= self.at_least[place], amounts, None)

    def least(self, place: int, before: None, guess: int) -> int:
        """Agents that all but the periods asks for."""
        return int(self.at_least[place])

    def alike(self, one: None, other: None) -> bool:
        """Nothing is handed on."""
        return True
