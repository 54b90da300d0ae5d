"""Targets of a day and of a month, from the forecast to requirement.csv and on to the summary."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.period_shares import period_shares
from peakroster.planning.staffing.queue_model import service_model
from peakroster.planning.staffing.requirement import requirement_table
from scheduler.domain.queues import Queue, Target
from scheduler.domain.windows import Window
from scheduler.queueing import performance
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, queue, shop, wavy

LEVEL = Target("service_level", 30, 0.9, per="day", floor=0.6)


def shares(of: Queue, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Steady-state share in time of each row, and the customers."""
    came = table["inquiries"].to_numpy()
    return performance(service_model(of), 2 * came, table["agents"].to_numpy(), 30).service_level, came


def test_the_day_keeps_its_share_with_fewer_agents() -> None:
    """All customers of the Monday together reach 90 %, no half hour falls below the floor, and the tail, the
    morning of the next day, is judged by itself."""
    day, interval = queue(targets=(LEVEL,)), queue(targets=(replace(LEVEL, per="interval", floor=None),))
    means = forecast({"售前": wavy()})
    table, usual = (requirement_table(shop([of]), means, MONDAY, 1) for of in (day, interval))
    assert table["agents"].sum() < usual["agents"].sum()
    level, came = shares(day, table)
    assert level.min() >= 0.6
    assert level.min() < 0.9
    for part in (slice(0, 48), slice(48, 72)):
        assert came[part] @ level[part] / came[part].sum() >= 0.9


def test_hours_of_a_target_bound_its_day() -> None:
    """Only customers from 9 to 18 count; at other hours nothing is asked for."""
    of = queue(targets=(replace(LEVEL, hours=Window(540, 1080)),))
    table = requirement_table(shop([of]), forecast({"售前": 60.0}), MONDAY, 1)
    hour = table["timestamp"].dt.hour
    assert set(table.loc[~hour.between(9, 17), "agents"]) == {0}
    inside = table[hour.between(9, 17) & (table["timestamp"] < "2026-11-10")]
    level, came = shares(of, inside)
    assert came @ level / came.sum() >= 0.9


def test_a_month_joins_the_days_of_the_plan() -> None:
    """Over two days that differ, together no more agents than each day for itself."""
    means = forecast({"售前": np.concatenate([wavy(), 0.2 * wavy()])[:60]}, days=2)
    day, month = (queue(targets=(replace(LEVEL, per=per, floor=0.0),)) for per in ("day", "month"))
    by_day, by_month = (requirement_table(shop([of]), means, MONDAY, 2)["agents"] for of in (day, month))
    assert by_month.sum() <= by_day.sum()


@pytest.mark.parametrize("method", ["stationary", "time_varying"])
def test_shares_of_days_are_means_by_customers(method: str) -> None:
    """What summary.json says: 95 % of the reached shares, weighted by inquiries less the chatbot's."""
    of = queue(targets=(LEVEL,), bot_share=0.5)
    starts = pd.date_range(MONDAY, periods=96, freq="30min", unit="us")
    table = pd.DataFrame({"timestamp": starts, "queue": "售前", "inquiries": 10.0, "agents": 3})
    table.loc[:9, "inquiries"] = 30.0
    coverage = table.assign(service_level=np.where(np.arange(96) < 10, 0.5, 1.0))
    found = period_shares(shop([of], staffing_method=method), table, coverage)
    assert [(row["from"], row["reached"]) for row in found] == [
        ("2026-11-09", pytest.approx((300 * 0.5 + 380) / 680, abs=1e-6)),
        ("2026-11-10", 1.0),
    ]
    assert (found[0]["per"], found[0]["share"], found[0]["within_seconds"]) == ("day", 0.9, 30)
    assert period_shares(shop([queue()]), table, coverage) == []
