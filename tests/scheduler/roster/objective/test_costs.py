"""What a number of agents costs in one interval."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.weights import Weights
from scheduler.roster.objective.costs import POINT, interval_cost, priced, turning_points
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import THOUSANDTHS
from scheduler.staffing.lateness_curve import CURVE, complete_curve

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


def curve(agents: int, gains: list[float], left: float, everybody: float, shrinkage: float) -> LateCurve:
    """As a requirement has it: what each further agent gains, the least last, and who is late in the end."""
    late = left + np.append(np.cumsum(gains[::-1])[::-1], 0.0)
    late[: max(0, CURVE - agents)] = np.nan
    whole = complete_curve(agents, late, everybody)
    assert whole is not None
    numbers = np.round(whole[0] * THOUSANDTHS / (1 - shrinkage)).astype(int)
    return LateCurve(tuple(numbers.tolist()), tuple(whole[1].tolist()))


CURVES = st.builds(
    lambda agents, gains, left, shrinkage: (
        round(agents * THOUSANDTHS / (1 - shrinkage)),
        curve(agents, sorted(gains, reverse=True), left, 0.0, shrinkage),
    ),
    st.integers(0, 150),
    st.lists(st.floats(0, 50), min_size=2 * CURVE, max_size=2 * CURVE),
    st.floats(0, 20),
    st.sampled_from([0.0, 0.08, 0.3]),
)


@given(CURVES)
def test_lateness_keeps_it_convex_and_few_pieces(known: tuple[int, LateCurve]) -> None:
    """With a curve the slope never falls either, nothing is below 0, and there are at most a dozen pieces."""
    required, late = known
    cost = interval_cost(required, 0.5, Weights(), late)
    slopes = [-slope for _, slope in reversed(cost.below)] + [slope for _, slope in cost.above]
    assert slopes == sorted(slopes)
    assert len(slopes) <= 12
    assert min(slope for _, slope in cost.below + cost.above) >= 0


@given(CURVES)
def test_at_the_turning_points_the_cost_is_the_exact_one(known: tuple[int, LateCurve]) -> None:
    """Differences between turning points are those of the exact price, up to a unit for each agent."""
    required, late = known
    cost = interval_cost(required, 0.5, Weights(), late)
    points = turning_points(required, late)
    exact = [priced(n, required, 0.5, Weights(), late).points * POINT for n in points]
    least = min(exact)
    for agents, value in zip(points, exact, strict=True):
        assert cost.of(agents) == pytest.approx(value - least, abs=2 * points[-1] + 2)


LATE = curve(4, [14.6, 14.6, 5.9, 1.1, 0.1, 0.0], 0.0, 42.7, 0.0)


def test_a_late_customer_costs_a_point_beside_the_missing_agent() -> None:
    """4 needed in half an hour: without the fourth 5.9 more are late (a point and a tenth each), and half an
    hour of shortage at 25 points is missing."""
    known, unknown = interval_cost(4_000, 0.5, Weights(), LATE), interval_cost(4_000, 0.5, Weights())
    assert known.best == 4
    assert known.of(3) == pytest.approx(1.1 * 5_900 + 12_500)
    assert known.of(2) - unknown.of(2) == pytest.approx(1.1 * (5_900 + 14_600))


def test_beyond_the_need_people_go_where_somebody_is_still_late() -> None:
    """One more than needed costs less where 1.1 customers more are answered in time, but is not worth it."""
    known, unknown = interval_cost(4_000, 0.5, Weights(), LATE), interval_cost(4_000, 0.5, Weights())
    assert 0 < known.of(5) == unknown.of(5) - 110


def test_a_least_number_of_people_counts_where_nobody_is_late() -> None:
    """Two wanted though no customer comes: missing them costs an hour of shortage each."""
    nobody = LateCurve((0, 5_000), (0.0, 0.0))
    cost = interval_cost(2_000, 1.0, Weights(), nobody)
    assert (cost.of(2), cost.of(1), cost.of(0)) == (0, 30_000, 80_000)
