"""The intervals of a queue as the search over a day or a month sees them: followed through time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import InTime
from scheduler.staffing.period_search import Budget, Outcome, period_budgets
from scheduler.staffing.service_constraints import PeriodTarget, ServiceTarget
from scheduler.staffing.time_varying.interval_search import IntervalSearch, reserve_of
from scheduler.staffing.time_varying.promised_queue import PromisedQueue
from scheduler.staffing.time_varying.transient import TransientState

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

States = tuple[TransientState, ...]
"""Of each demand scenario, at the end of an interval."""

_ALIKE = 1e-7
"""Sum of the differences of probabilities that no later figure shows."""


@dataclass(frozen=True)
class PromisedIntervals:
    """All intervals of a queue with what was promised in them.

    arrivals_per_hour: shape (scenarios, intervals). weights: (scenarios,). targets: of each interval by
    itself. periods: of all customers of a period. late: of the lateness curves. at_least: agents that
    something else asks for, (intervals,).
    """

    queue: PromisedQueue
    arrivals_per_hour: Floats
    weights: Floats
    targets: Sequence[tuple[ServiceTarget, Booleans]]
    periods: Sequence[PeriodTarget]
    late: InTime
    at_least: Integers

    @property
    def hours(self) -> Floats:
        """Real length of each interval."""
        return self.queue.times.hours

    @property
    def empty(self) -> States:
        """As at the first opening."""
        return tuple(TransientState.empty() for _ in self.weights)

    def rate(self, place: int) -> float:
        """Arrivals an hour, in the busiest scenario."""
        return float(self.arrivals_per_hour[:, place].max())

    def search(self, place: int, before: States) -> IntervalSearch:
        """The search of an interval after one that left these states."""
        floors = [each.floor_target for each in self.periods if each.counts[place]]
        return IntervalSearch(
            self.queue,
            place,
            [self.queue.opened(place, state) for state in before],
            self.arrivals_per_hour[:, place],
            self.weights,
            tuple(target for target, where in self.targets if where[place]),
            self.late,
            tuple(floor for floor in floors if floor is not None),
            tuple(each.target for each in self.periods if each.counts[place]),
        )

    def least_of(self, place: int) -> int:
        """Agents that are needed whatever waits; nobody is never enough where something was promised."""
        promised = any(each.counts[place] for each in self.periods)
        comes = bool((self.arrivals_per_hour[:, place] > 0).any())
        return max(int(self.at_least[place]), int(promised and comes))

    def outcome(self, place: int, before: States, agents: int) -> Outcome[States]:
        """See :class:`scheduler.staffing.period_search.IntervalModel`."""
        search = self.search(place, before)
        keeps = agents >= self.least_of(place) and (
            search.customers.sum() <= 0 or search.meets_targets(agents)
        )
        amounts = [search.amount(each.target, agents) if each.counts[place] else 0.0 for each in self.periods]
        end = tuple(outcome.end_state for outcome in search.outcomes(agents))
        return Outcome(keeps, np.array(amounts), end)

    def least(self, place: int, before: States, guess: int) -> int:
        """See :class:`scheduler.staffing.period_search.IntervalModel`."""
        return self.search(place, before).least(self.least_of(place), guess)

    def alike(self, one: States, other: States) -> bool:
        """See :class:`scheduler.staffing.period_search.IntervalModel`."""
        return all(_alike(a, b) for a, b in zip(one, other, strict=True))

    def budgets(self) -> list[Budget]:
        """What the targets of periods allow in each period, the margin kept back."""
        customers = (self.weights @ self.arrivals_per_hour) * self.hours
        return period_budgets(self.periods, customers, reserve_of(len(self.weights)))


def _alike(one: TransientState, other: TransientState) -> bool:
    if one.slots != other.slots or abs(one.fluid - other.fluid) > _ALIKE:
        return False
    first, second = one.probabilities, other.probabilities
    states = max(len(first), len(second))
    apart = np.pad(first, (0, states - len(first))) - np.pad(second, (0, states - len(second)))
    return bool(np.abs(apart).sum() <= _ALIKE)
