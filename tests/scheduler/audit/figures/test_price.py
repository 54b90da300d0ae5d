"""Two independent calculations of what people cost agree: the roster's and the audit's."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.audit.facts.plan_data import ObjectiveWeights
from scheduler.audit.figures.price import Curve, straight
from scheduler.domain.weights import Weights
from scheduler.roster.objective.costs import POINT, interval_cost
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import THOUSANDTHS
from scheduler.staffing.lateness_curve import CURVE, complete_curve

WEIGHTS = Weights(late=1.3, late_allowed=0.2, shortage=15, shortage_full=50, overstaffing=0.8, contract=1)
_PRICES = {"late": 1.3, "late_allowed": 0.2, "shortage": 15.0, "shortage_full": 50.0, "overstaffing": 0.8}
TOLD = ObjectiveWeights(**{**dict.fromkeys(ObjectiveWeights.__dataclass_fields__, 0.0), **_PRICES})


@given(
    agents=st.integers(0, 120),
    late=st.lists(st.floats(0, 80).map(lambda number: round(number, 4)), min_size=7, max_size=7),
    everybody=st.floats(0, 500),
    shrinkage=st.sampled_from([0.0, 0.08, 0.25]),
    hours=st.sampled_from([0.25, 0.5, 1.0]),
    known=st.booleans(),
)
def test_differences_between_numbers_of_people_agree(
    agents: int, late: list[float], everybody: float, shrinkage: float, hours: float, known: bool
) -> None:
    """For any late columns, falling or not, and without any."""
    around = np.where(np.arange(agents - CURVE, agents + CURVE + 1) < 0, np.nan, late)
    whole = complete_curve(agents, around, everybody)
    assert whole is not None
    rostered = np.round(whole[0] * THOUSANDTHS / (1 - shrinkage)).astype(int)
    required = round(agents * THOUSANDTHS / (1 - shrinkage))
    curve = LateCurve(tuple(rostered.tolist()), tuple(whole[1].tolist())) if known else None
    cost = interval_cost(required, hours, WEIGHTS, curve)
    theirs = Curve(agents, late, everybody, shrinkage) if known else None
    need = required / THOUSANDTHS
    prices = [straight(people, need, hours, TOLD, theirs).points for people in range(3 * agents + 8)]
    for people, (before, after) in enumerate(pairwise(prices)):
        assert after - before == pytest.approx(
            (cost.of(people + 1) - cost.of(people)) / POINT, abs=2e-3 + 1e-4 * max(late)
        )


def test_customers_late_are_never_more_than_came() -> None:
    """With nobody the price counts those who wait on; all that can be late are the customers who came."""
    curve = Curve(4, (36.2, 21.6, 7.0, 1.1, 0.1, 0.0, 0.0), 42.7, 0.0)
    assert curve.price_of(0) == pytest.approx(36.2 + 14.6)
    assert curve.customers_late(0) == 42.7
    assert curve.customers_late(4) == curve.price_of(4) == 1.1
