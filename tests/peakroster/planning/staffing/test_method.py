"""The staffing method is resolved in one place, for shops and for plans."""

from __future__ import annotations

from datetime import date

import pytest

from peakroster.planning.staffing.method import (
    plan_method,
    staffing_method,
    uses_time_varying,
    with_plan_method,
)
from scheduler.domain.plan import Plan
from tests.peakroster.planning.staffing.shops import queue, shop

DAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("stated", "method"),
    [("auto", "time_varying"), ("time_varying", "time_varying"), ("stationary", "stationary")],
)
def test_auto_is_time_varying(stated: str, method: str) -> None:
    """Every word that shop.toml may hold stands for one of two methods."""
    assert staffing_method(stated) == method
    assert uses_time_varying(shop([queue()], staffing_method=stated).settings) == (method == "time_varying")


@pytest.mark.parametrize(
    ("summary", "time_varying"),
    [
        (None, True),
        ({}, False),
        ({"staffing_method": "stationary"}, False),
        ({"staffing_method": "auto"}, True),
    ],
)
def test_a_plan_keeps_its_method(summary: dict[str, str] | None, *, time_varying: bool) -> None:
    """As its summary states; older plans are stationary; without a summary, as the shop."""
    here = shop([queue()], staffing_method="auto")
    plan = Plan(DAY, 7, summary=summary)
    assert plan_method(plan, here.settings) == ("time_varying" if time_varying else "stationary")
    assert uses_time_varying(with_plan_method(here, plan).settings) == time_varying
