"""What a number of agents costs in one interval."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scheduler.problem import Weights
from scheduler.roster.costs import interval_cost

NEEDS = st.integers(min_value=0, max_value=200_000)


@given(NEEDS)
def test_convex_and_zero_at_its_best(required: int) -> None:
    """The cost is 0 at the best number, never negative, and its slope never falls."""
    cost = interval_cost(required, 0.5, Weights())
    most = required // 1000 + 6
    values = [cost.of(n) for n in range(most)]
    steps = [later - earlier for earlier, later in pairwise(values)]
    assert cost.of(cost.best) == 0
    assert min(values) == 0
    assert all(later >= earlier for earlier, later in pairwise(steps))


@given(NEEDS)
def test_the_best_number_is_the_need_rounded(required: int) -> None:
    """Nobody is wanted beyond the need rounded up, nor missed below the need rounded down."""
    best = interval_cost(required, 0.5, Weights()).best
    assert required // 1000 <= best <= -(-required // 1000)


def test_three_of_six_cost_more_than_three_of_sixty() -> None:
    """The scarcer the interval, the dearer each missing agent."""
    small, large = interval_cost(6_000, 1.0, Weights()), interval_cost(60_000, 1.0, Weights())
    assert small.of(3) > large.of(57) > 0


def test_points_for_known_numbers() -> None:
    """Need 4, an hour, 20 points rising to 60: one missing costs about 20 + 20·1/4 = 25, one more costs 1."""
    cost = interval_cost(4_000, 1.0, Weights(shortage=20, shortage_full=60, overstaffing=1))
    assert cost.of(3) == 25_000
    assert cost.of(0) == 160_000
    assert cost.of(5) == 1_000
    assert cost.of(4) == 0


def test_a_hundredth_of_an_agent_is_not_worth_a_person() -> None:
    """4.02 agents needed: 4 is best, as the fifth person would sit idle for 98 % of the time."""
    assert interval_cost(4_020, 1.0, Weights()).best == 4
    assert interval_cost(4_500, 1.0, Weights()).best == 5
