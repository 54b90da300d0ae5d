"""Promises of a day: kept over the day, with the agent-hours that enumeration finds, or one agent more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from scheduler.staffing import StaffingError
from scheduler.staffing.period_search import Budget, Outcome, agents_by_period

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bucket:
    """Intervals with a backlog and no chance: each agent serves ten, whoever is left over waits, and is late.

    comes: customers of each interval. floor: share of them, with those who wait, that must be served.
    """

    comes: Floats
    hours: Floats
    floor: float = 0.0

    def rate(self, place: int) -> float:
        """Customers of the interval."""
        return float(self.comes[place])

    def outcome(self, place: int, before: float, agents: int) -> Outcome[float]:
        """amounts: those left over, and their square."""
        here = self.comes[place] + before
        left = max(here - 10.0 * agents, 0.0)
        return Outcome(left <= (1 - self.floor) * here + 1e-9, np.array([left, left**2 / 100]), left)

    def least(self, place: int, before: float, guess: int) -> int:
        """By counting."""
        agents = 0
        while not self.outcome(place, before, agents).keeps:
            agents += 1
        return agents

    def alike(self, one: float, other: float) -> bool:
        """Equal."""
        return one == other


def hours_and_use(model: Bucket, agents: list[int]) -> tuple[float, Floats, bool]:
    """Agent-hours, what each promise used up, and whether every interval keeps its floor."""
    state, used, keeps = 0.0, [], True
    for place, number in enumerate(agents):
        outcome = model.outcome(place, state, number)
        state, keeps = outcome.end, keeps and outcome.keeps
        used.append(outcome.amounts)
    return float(model.hours @ agents), np.array(used), keeps


def least_hours(model: Bucket, budgets: list[Budget], most: int) -> float:
    """By enumeration of all teams of at most so many agents."""
    found = np.inf
    for agents in np.ndindex(*[most + 1] * len(model.comes)):
        hours, used, keeps = hours_and_use(model, list(agents))
        kept = all(used[budget.places, budget.promise].sum() <= budget.allowed for budget in budgets)
        if keeps and kept:
            found = min(found, hours)
    return found


def every(count: int) -> NDArray[np.int64]:
    return np.arange(count)


def test_a_budget_is_spent_where_it_saves_most_hours() -> None:
    """Ten may be late in all; 13 and 25 come: two agents serve the first and all but five of the second.

    Both alone would need 2 and 3; with the three of 13 left over, 28 come to the second and eight are late.
    """
    model = Bucket(np.array([13.0, 25.0]), np.full(2, 0.5))
    found = agents_by_period(model, [Budget(0, every(2), 11.0)], np.array([2, 3]), 0.0)
    assert found.tolist() == [1, 2]
    assert agents_by_period(model, [Budget(0, every(2), 10.0)], np.array([2, 3]), 0.0).sum() == 4


def test_what_is_left_at_a_shorter_interval_costs_less() -> None:
    """Of two equal intervals the longer one is spared."""
    model = Bucket(np.array([18.0, 20.0, 18.0]), np.array([1.0, 0.5, 0.5]))
    found = agents_by_period(model, [Budget(0, every(3), 8.0)], np.array([2, 2, 2]), 0.0)
    hours, _, _ = hours_and_use(model, found.tolist())
    assert hours == least_hours(model, [Budget(0, every(3), 8.0)], 3)


@pytest.mark.parametrize("seed", range(12))
def test_no_more_than_one_agent_above_the_least(seed: int) -> None:
    """Random demand, floors, one promise or two, of a day or of a day in a month: held to enumeration."""
    chance = np.random.default_rng(seed)
    model = Bucket(np.round(chance.uniform(0, 45, 4)), np.full(4, 0.5), float(chance.choice([0.0, 0.5, 0.8])))
    total = model.comes.sum()
    budgets = [Budget(0, every(4), 0.1 * total)]
    if seed % 3 == 1:
        budgets.append(Budget(1, every(4), 0.02 * total))
    if seed % 3 == 2:
        budgets = [Budget(0, every(4), 0.2 * total), Budget(0, np.array([1, 2]), 0.05 * total)]
    found = agents_by_period(model, budgets, np.ceil(model.comes / 10).astype(np.int64), 0.0)
    hours, used, keeps = hours_and_use(model, found.tolist())
    assert keeps
    assert all(used[each.places, each.promise].sum() <= each.allowed + 1e-9 for each in budgets)
    assert hours <= least_hours(model, budgets, 6) + 0.5


def test_two_days_share_nothing() -> None:
    """Each of two equal days gets the same agents, and is told of interval by interval."""
    model = Bucket(np.tile([5.0, 31.0, 12.0], 2), np.full(6, 0.5))
    days = [Budget(0, np.array([0, 1, 2]), 4.0), Budget(0, np.array([3, 4, 5]), 4.0)]
    told: list[int] = []
    found = agents_by_period(model, days, np.full(6, 3), 0.0, told.append)
    hours, _, _ = hours_and_use(model, found.tolist())
    assert hours == 2 * least_hours(Bucket(model.comes[:3], model.hours[:3]), days[:1], 5)
    assert told == [0, 1, 2, 3, 4, 5]


def test_intervals_without_a_budget_get_what_they_need_alone() -> None:
    """Nights between two days, and a queue that nothing was promised to."""
    model = Bucket(np.array([20.0, 20.0, 20.0]), np.full(3, 0.5), floor=1.0)
    assert agents_by_period(model, [], np.zeros(3, dtype=np.int64), 0.0).tolist() == [2, 2, 2]
    assert (
        agents_by_period(model, [Budget(0, np.array([1]), 0.0)], np.array([9, 9, 9]), 0.0).tolist() == [2] * 3
    )


def test_a_promise_that_no_agent_can_keep() -> None:
    """Where agents do not help, the search ends with an error instead of a number."""

    class Hopeless(Bucket):
        def outcome(self, place: int, before: float, agents: int) -> Outcome[float]:
            return Outcome(True, np.array([5.0]), 0.0)

    with pytest.raises(StaffingError):
        agents_by_period(
            Hopeless(np.array([5.0]), np.ones(1)), [Budget(0, every(1), 1.0)], np.array([1]), 0.0
        )
