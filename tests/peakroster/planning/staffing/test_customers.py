"""Customers who come out of other queues' chats: staffed for, counted in coverage, and audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.roster.lateness_curves import late_curves
from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.customers import customers_of_requirement
from peakroster.planning.staffing.intervals import open_during, planning_intervals
from peakroster.planning.staffing.queue_model import quantile_column
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.planning.staffing.scenarios import SCENARIO_QUANTILES
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.coverage import coverage
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.objective import _curves as audited_curves
from scheduler.audit.figures.requirement import requirement
from scheduler.audit.figures.transfers import customers_of_all
from scheduler.domain.bots import BotHours
from scheduler.domain.events import Event
from scheduler.domain.plan import LATE_COLUMNS, EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from tests.peakroster.planning.staffing.shops import ALL_DAY, MONDAY, forecast, queue, shop, wavy

NOTHING = EarlierWork(pd.DataFrame(), pd.DataFrame(), False)
DAYTIME = Window(8 * 60, 20 * 60)


def presale(**fields: Any) -> Queue:
    return queue("presale", **{"transfers": (("aftersale", 0.15),), "aht_seconds": 600.0, **fields})


def rows_of(store: Shop, counts: dict[str, float]) -> pd.DataFrame:
    """A requirement table with so many inquiries in every open interval of a day and its tail."""
    intervals = planning_intervals(store.settings.timezone, store.settings.interval_minutes, MONDAY, 1)
    parts = []
    for each in store.settings.queues:
        starts = intervals.starts[open_during(intervals, each.open)]
        parts.append(pd.DataFrame({"timestamp": starts, "queue": each.id, "inquiries": counts[each.id]}))
    return pd.concat(parts).sort_values(["timestamp", "queue"], ignore_index=True)


def customers(store: Shop, counts: dict[str, float], name: str) -> pd.Series:
    table = rows_of(store, counts)
    table["customers"] = customers_of_requirement(store, table)
    return table[table["queue"] == name].set_index("timestamp")["customers"]


def at(clock: str) -> pd.Timestamp:
    return pd.Timestamp(f"2026-11-09T{clock}")


def test_the_chatbots_rest_goes_on_and_the_receiving_chatbot_is_passed_by() -> None:
    """100 inquiries, half of them left by the bot, 15 % of these to a queue with a bot of its own: 7.5."""
    store = shop([presale(bot_share=0.5), queue("aftersale", bot_share=0.3)])
    found = customers(store, {"presale": 100.0, "aftersale": 20.0}, "aftersale")
    assert found.to_numpy() == pytest.approx(14 + 7.5)


def test_chats_of_ten_minutes_go_on_ten_minutes_later() -> None:
    """A desk that opens at eight: two thirds of the first half hour's chats end in it; it closes at 20:00."""
    store = shop([presale(open=DAYTIME), queue("aftersale")])
    found = customers(store, {"presale": 100.0, "aftersale": 0.0}, "aftersale")
    hand_over = {"07:30": 0, "08:00": 10, "08:30": 15, "19:30": 15, "20:00": 5, "20:30": 0}
    assert [found[at(clock)] for clock in hand_over] == pytest.approx(list(hand_over.values()))


def test_thirteen_agents_for_ten() -> None:
    """200 pre-sale and 70 after-sale chats an hour: 15 % of the first are 30 more of the second."""
    counts = {"presale": np.full(36, 200.0), "aftersale": np.full(36, 70.0)}
    tables = [
        requirement_table(shop([first, queue("aftersale")]), forecast(counts), MONDAY, 1)
        for first in (queue("presale", aht_seconds=600.0), presale())
    ]
    alone, together = ([*table.loc[table["queue"] == "aftersale", "agents"]] for table in tables)
    assert (set(alone), set(together)) == ({10}, {13})


@pytest.mark.parametrize(
    ("method", "plan_for"),
    [("stationary", "mean"), ("stationary", "expected_service"), ("time_varying", 0.9)],
)
def test_the_requirement_passes_the_audit_and_only_with_its_transfers(
    method: str, plan_for: str | float
) -> None:
    """Three queues, two of them in a circle, one with a bot that holds its customers, one with hours."""
    queues = [
        presale(transfers=(("aftersale", 0.3), ("vip", 0.05)), bot_share=0.2, bot_minutes=10.0),
        queue("aftersale", open=DAYTIME, transfers=(("presale", 0.2),), bot_hours=(BotHours(0.3, DAYTIME),)),
        queue("vip", patience_seconds=120.0),
    ]
    counts = {"presale": wavy(), "aftersale": wavy() / 3, "vip": np.full(36, 4.0)}
    expected = forecast(counts)
    for level in SCENARIO_QUANTILES:
        expected[quantile_column(level)] = (0.5 + level) * expected["mean"]
    store = shop(queues, staffing_method=method, plan_for=plan_for)
    table = requirement_table(store, expected, MONDAY, 1)
    plan = Plan(MONDAY, 1, forecast=expected, requirement=table)
    assert list(requirement(PlanData(store, plan, NOTHING))) == []
    ignored = shop(
        [queue("presale", aht_seconds=600.0, bot_share=0.2, bot_minutes=10.0), *queues[1:]],
        staffing_method=method,
        plan_for=plan_for,
    )
    assert {found.code for found in requirement(PlanData(ignored, plan, NOTHING))} == {"requirement_too_many"}


@pytest.mark.parametrize("method", ["stationary", "time_varying"])
def test_the_audit_counts_the_same_coverage(method: str) -> None:
    """Of the queue that is handed over to, with a number of agents that is right by night alone."""
    queues = [presale(), queue("aftersale")]
    store = shop(queues, staffing_method=method)
    table = requirement_table(store, forecast({"presale": wavy(), "aftersale": np.full(36, 40.0)}), MONDAY, 1)
    scheduled = np.full(len(table), 8)
    plan = Plan(MONDAY, 1, requirement=table, coverage=achieved_coverage(store, table, scheduled))
    counts = {
        (row.queue, row.timestamp.to_pydatetime()): CoverageCount(
            row.inquiries, row.aht_seconds, row.agents / 0.9, 8
        )
        for row in table.itertuples()
    }
    assert list(coverage(PlanData(store, plan, NOTHING), counts)) == []
    ignored = shop([queue("presale", aht_seconds=600.0), queues[1]], staffing_method=method)
    wrong = list(coverage(PlanData(ignored, plan, NOTHING), counts))
    assert {(found.code, found.queue) for found in wrong} == {("coverage_service_level", "aftersale")}


def impatient(**fields: Any) -> Queue:
    """Many leave before their target is missed, and six in ten of them come back."""
    usual = {"targets": (Target("service_level", 240, 0.75),), "patience_seconds": 60.0}
    return queue("presale", **{**usual, "returns_share": 0.6, "returns_minutes": 40.0, **fields})


@pytest.mark.parametrize(
    ("method", "plan_for", "minutes"),
    [("stationary", "mean", 10.0), ("stationary", "expected_service", 40.0), ("time_varying", "mean", 40.0)],
)
def test_who_comes_back_is_staffed_for(method: str, plan_for: str, minutes: float) -> None:
    """The audit finds every interval right, and many wrong if nobody came back."""
    one = impatient(returns_minutes=minutes, open=Window(480, 1200))
    expected = forecast({"presale": wavy()})
    for level in SCENARIO_QUANTILES:
        expected[quantile_column(level)] = (0.5 + level) * expected["mean"]
    store = shop([one], staffing_method=method, plan_for=plan_for)
    table = requirement_table(store, expected, MONDAY, 1)
    plan = Plan(MONDAY, 1, forecast=expected, requirement=table)
    assert list(requirement(PlanData(store, plan, NOTHING))) == []
    ignored = shop([impatient(returns_share=0.0, open=one.open)], staffing_method=method, plan_for=plan_for)
    wrong = [found.code for found in requirement(PlanData(ignored, plan, NOTHING))]
    assert set(wrong) == {"requirement_too_many"}
    assert len(wrong) > 5


def test_staffing_with_returns_goes_through_the_day_once() -> None:
    """With impatient customers nearly all of whom are back after five minutes, each interval hangs on the one
    before: staffed in turn, that took as many passes as there are intervals."""
    store = shop([impatient(returns_share=0.9, returns_minutes=5.0)], staffing_method="time_varying")
    told: list[int] = []
    table = requirement_table(
        store, forecast({"presale": wavy()}), MONDAY, 1, lambda name, done, of: told.append(done)
    )
    assert told == list(range(1, len(table) + 1))


def test_who_leaves_in_a_rush_comes_back_by_the_audits_count_too() -> None:
    """Five times the mean rate at first: those who leave then are needed for an hour later."""
    one = impatient(open=Window(19 * 60, 23 * 60), targets=(Target("service_level", 120, 0.75),))
    start = datetime(2026, 11, 9, 20)
    sale = Event("sale", "sale", start, start.replace(hour=22), (), None, None, 2, None, 5.0)
    expected = forecast({"presale": np.where(np.arange(36) == 20, 200.0, 20.0)})
    store = shop([one], (sale,), staffing_method="time_varying", interval_minutes=60)
    table = requirement_table(store, expected, MONDAY, 1)
    plan = Plan(MONDAY, 1, forecast=expected, requirement=table)
    assert list(requirement(PlanData(store, plan, NOTHING))) == []
    gone = replace(one, returns_share=0.0)
    stayed = shop([gone], (sale,), staffing_method="time_varying", interval_minutes=60)
    without = requirement_table(stayed, expected, MONDAY, 1)
    more = table["agents"] - without["agents"]
    assert more[table["timestamp"] == at("21:00")].item() > 0


@pytest.mark.parametrize("method", ["stationary", "time_varying"])
def test_customers_of_a_lateness_curve_are_with_those_who_come_back(method: str) -> None:
    """No more are late than come, with three agents fewer than needed."""
    one = impatient(targets=(Target("service_level", 30, 0.5),), open=Window(11 * 60, 17 * 60))
    store = shop([one], staffing_method=method)
    table = requirement_table(store, forecast({"presale": wavy()}), MONDAY, 1)
    curves = late_curves(store, table)
    late = table[list(LATE_COLUMNS)].max(axis=1)
    assert any(late > customers_of_requirement(store, table))
    data = PlanData(store, Plan(MONDAY, 1, requirement=table), NOTHING)
    for row, curve in zip(table.itertuples(), curves, strict=True):
        assert curve is not None
        assert curve.customers >= late[row.Index] - 1e-3
        other = audited_curves(data)[row.queue, row.timestamp.to_pydatetime()]
        assert curve.customers == pytest.approx(other.customers_late(0.0), abs=2e-3)


@pytest.mark.parametrize("method", ["stationary", "time_varying"])
def test_a_team_that_is_short_has_returns_on_top(method: str) -> None:
    """By the audit's own count, of a part of an agent too."""
    store = shop([impatient()], staffing_method=method, interval_minutes=60)
    table = requirement_table(store, forecast({"presale": wavy()}), MONDAY, 1)
    scheduled = np.full(len(table), 5)
    found = achieved_coverage(store, table, scheduled)
    plan = Plan(MONDAY, 1, requirement=table, coverage=found)
    counts = {
        (row.queue, row.timestamp.to_pydatetime()): CoverageCount(
            row.inquiries, row.aht_seconds, row.agents / 0.9, 5
        )
        for row in table.itertuples()
    }
    assert list(coverage(PlanData(store, plan, NOTHING), counts)) == []
    gone = achieved_coverage(
        shop([impatient(returns_share=0.0)], staffing_method=method, interval_minutes=60), table, scheduled
    )
    assert found["service_level"].mean() < gone["service_level"].mean() - 0.05


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize("open_", [ALL_DAY, DAYTIME, Window(20 * 60 + 30, 26 * 60 + 30)])
@pytest.mark.parametrize("aht", [30.0, 500.0, 6000.0])
def test_the_audit_counts_the_same_customers(zone: str, open_: Window, aht: float) -> None:
    """Two calculations that share nothing: circles, closed hours, long chats, a change of clocks."""
    queues = [
        presale(open=open_, transfers=(("aftersale", 0.5), ("vip", 0.3)), aht_seconds=aht),
        queue("aftersale", transfers=(("presale", 0.4),), aht_seconds=aht / 2, bot_share=0.1),
        queue("vip", open=DAYTIME, transfers=(("aftersale", 0.9),), aht_seconds=2 * aht),
    ]
    store = shop(queues, timezone=zone, interval_minutes=15)
    first = date(2026, 10, 24)
    intervals = planning_intervals(zone, 15, first, 2)
    parts = []
    for each in queues:
        starts = intervals.starts[open_during(intervals, each.open) & (intervals.real_hours > 0)]
        parts.append(pd.DataFrame({"timestamp": starts, "queue": each.id}))
    rows = pd.concat(parts).sort_values(["timestamp", "queue"], ignore_index=True)
    rng = np.random.default_rng(5)
    rows["inquiries"] = rng.gamma(2.0, 10.0, len(rows)) * (np.arange(len(rows)) % 9 > 2)
    rows["aht_seconds"] = np.where(rng.random(len(rows)) < 0.5, np.nan, aht * rng.gamma(4.0, 0.25, len(rows)))
    found = customers_of_requirement(store, rows)
    keys = [
        (name, start.to_pydatetime()) for name, start in zip(rows["queue"], rows["timestamp"], strict=True)
    ]
    other = customers_of_all(
        PlanData(store, Plan(first, 2), NOTHING),
        dict(zip(keys, rows["inquiries"], strict=True)),
        dict(zip(keys, rows["aht_seconds"], strict=True)),
    )
    assert found == pytest.approx([other[key] for key in keys], abs=1e-9)
