"""From the columns of late customers to what the roster is searched by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.roster.lateness_curves import late_curves
from peakroster.planning.roster.weights import weights_of
from peakroster.shop.folder import read_shop
from scheduler.domain.plan import LATE_COLUMNS
from scheduler.domain.shop import Shop
from scheduler.domain.weights import Weights
from tests.peakroster.cli.small_shop import write_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    queues = tuple(replace(queue, bot_share=0.25) for queue in shop.settings.queues)
    return replace(shop, settings=replace(shop.settings, queues=queues, shrinkage=0.2))


def requirement(agents: int, *late: float) -> pd.DataFrame:
    """One row of presale with 40 inquiries."""
    row = {"timestamp": pd.Timestamp("2026-11-09"), "queue": "presale", "inquiries": 40.0, "agents": agents}
    return pd.DataFrame([{**row, **dict(zip(LATE_COLUMNS, late, strict=True))}])


def test_people_on_the_roster_are_thinned_by_shrinkage(shop: Shop) -> None:
    """Of five on the roster four are there, and what four do is what counts."""
    (curve,) = late_curves(shop, requirement(4, 27.0, 16.0, 8.0, 2.0, 0.5, 0.1, 0.0))
    assert curve is not None
    assert curve.of(5_000) == 2.0
    assert curve.of(3_750) == 8.0
    assert 2.0 < curve.of(4_000) < 8.0
    # With nobody each of the 30 whom the chatbot leaves is late, and those who wait on beside them.
    assert curve.customers == 30.0
    assert curve.of(0) == 38.0


def test_whom_the_chatbot_hands_over_later_is_late_later(shop: Shop) -> None:
    """Of 40 an hour the chatbot leaves 30; those of the last half hour come in the next, which has no own."""
    queues = tuple(replace(queue, bot_minutes=30.0) for queue in shop.settings.queues)
    later = replace(shop, settings=replace(shop.settings, queues=queues))
    first = requirement(4, 27.0, 16.0, 8.0, 2.0, 0.5, 0.1, 0.0)
    next_ = first.assign(timestamp=first["timestamp"] + pd.Timedelta(hours=1), inquiries=0.0)
    curves = late_curves(later, pd.concat([first, next_], ignore_index=True))
    assert [curve.customers for curve in curves if curve is not None] == [30.0, 15.0]


def test_below_nobody_there_is_nothing(shop: Shop) -> None:
    """One is needed: the columns of fewer than nobody are empty."""
    (curve,) = late_curves(shop, requirement(1, np.nan, np.nan, 30.0, 1.0, 0.0, 0.0, 0.0))
    assert curve is not None
    assert [curve.of(n) for n in (0, 1_250, 2_500)] == [30.0, 1.0, 0.0]


def test_a_row_that_does_not_say_has_no_curve(shop: Shop) -> None:
    """A cell is empty, or there are no such columns."""
    late = requirement(4, 27.0, 16.0, np.nan, 2.0, 0.5, 0.1, 0.0)
    assert late_curves(shop, late) == [None]
    assert late_curves(shop, late.drop(columns=list(LATE_COLUMNS))) == [None]


def test_an_hour_at_the_mean_cost_has_a_price_in_any_currency(shop: Shop) -> None:
    """Unless shop.toml says what money is worth; without costs it is worth nothing."""
    paid = [replace(agent, hourly_cost=cost) for agent, cost in zip(shop.agents, (20.0, 40.0), strict=False)]
    unpaid = [replace(agent, hourly_cost=None) for agent in shop.agents[2:]]
    shop = replace(shop, agents=(*paid, *unpaid))
    assert weights_of(shop) == Weights(cost=0.3 / 30)
    given = replace(shop, settings=replace(shop.settings, objective={"cost": 0.1, "late": 2.0}))
    assert weights_of(given) == Weights(cost=0.1, late=2.0)
    assert weights_of(replace(shop, agents=tuple(unpaid))) == Weights()
