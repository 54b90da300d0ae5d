"""Customers who reach the agents: shares of the chatbot by hour and promotion, and its hand-over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.chatbot import bot_shares, customers_for_agents
from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.customers import customers_of_requirement
from peakroster.planning.staffing.intervals import open_during, planning_intervals, within
from peakroster.planning.staffing.requirement import requirement_table
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.bots import customers_at_desks
from scheduler.audit.figures.coverage import coverage
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.requirement import requirement
from scheduler.domain.bots import BotHours
from scheduler.domain.events import Event
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue
from scheduler.domain.windows import Window
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, queue, shop

NOTHING = EarlierWork(pd.DataFrame(), pd.DataFrame(), False)
NIGHT, WEEKEND = Window(0, 8 * 60), frozenset({5, 6})
DAYTIME = Window(9 * 60, 21 * 60)


def sale(start: str, end: str, share: float | None, *queues: str) -> Event:
    """A promotion in which the chatbot resolves this share."""
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return Event("sale", "sale", first, last, queues, None, None, 2, share)


def shares(one: Queue, *moments: str, events: tuple[Event, ...] = (), minutes: int = 30) -> list[float]:
    return bot_shares(one, events, np.array(moments, "datetime64[us]"), minutes).tolist()


def reaching(one: Queue, inquiries: float = 60.0, minutes: int = 30, **where: Any) -> pd.Series:
    """Customers of one plan day with its tail by start; every open interval has so many inquiries an hour."""
    intervals = planning_intervals(
        where.get("zone", "Asia/Shanghai"), minutes, where.get("day", MONDAY), where.get("days", 1)
    )
    open_ = open_during(intervals, one.open) & (intervals.real_hours > 0)
    starts, asked = intervals.starts[open_], inquiries * intervals.real_hours[open_]
    return pd.Series(customers_for_agents(one, (), intervals, starts, asked), pd.DatetimeIndex(starts))


def test_the_first_entry_that_fits_counts() -> None:
    """Night before weekend before the rest; a night over midnight belongs to the day on which it begins."""
    one = queue(bot_share=0.3, bot_hours=(BotHours(0.6, NIGHT), BotHours(0.1, None, WEEKEND)))
    assert shares(one, "2026-11-09T07:30", "2026-11-09T08:00") == pytest.approx([0.6, 0.3])
    assert shares(one, "2026-11-14T07:30", "2026-11-14T08:00") == pytest.approx([0.6, 0.1])
    late = queue(bot_share=0.3, bot_hours=(BotHours(0.6, Window(22 * 60, 30 * 60), frozenset({6})),))
    night = ("2026-11-15T22:00", "2026-11-16T05:30", "2026-11-16T06:00", "2026-11-15T05:30")
    assert shares(late, *night) == pytest.approx([0.6, 0.6, 0.3, 0.3])


def test_hours_that_begin_inside_an_interval_count_by_their_minutes() -> None:
    """From 08:10 on: a third of 08:00-08:30, two thirds of 08:00-08:15."""
    one = queue(bot_share=0.3, bot_hours=(BotHours(0.6, Window(0, 8 * 60 + 10)),))
    assert shares(one, "2026-11-09T08:00") == pytest.approx([0.3 + 0.3 / 3])
    assert shares(one, "2026-11-09T08:00", minutes=15) == pytest.approx([0.3 + 0.3 * 2 / 3])


def test_a_promotion_goes_before_the_hours_and_the_later_one_before_the_earlier() -> None:
    """Only where it states a share, only for its queues, and only while it runs."""
    one = queue(bot_share=0.3, bot_hours=(BotHours(0.6, NIGHT),))
    long, rush = sale("2026-11-09", "2026-11-11", 0.2), sale("2026-11-10T00:10", "2026-11-10T01:00", 0.05)
    silent, other = sale("2026-11-10", "2026-11-11", None), sale("2026-11-10", "2026-11-11", 0.9, "other")
    found = shares(
        one,
        "2026-11-09T23:30",
        "2026-11-10T00:00",
        "2026-11-10T00:30",
        "2026-11-11T00:00",
        events=(rush, long, silent, other),
    )
    assert found == pytest.approx([0.2, (0.2 + 2 * 0.05) / 3, 0.05, 0.6])
    twice = (sale("2026-11-10", "2026-11-11", 0.2), sale("2026-11-10", "2026-11-11", 0.4))
    assert shares(one, "2026-11-10T12:00", events=twice) == pytest.approx([0.4])


def test_part_of_an_interval_moves_to_the_next() -> None:
    """Ten of thirty minutes: a third less where the desk opens, and it comes with the last before closing."""
    found = reaching(queue(open=DAYTIME, bot_minutes=10))
    day = found[: datetime(2026, 11, 9, 23)]
    assert day.iloc[0] == pytest.approx(20)
    assert day.iloc[1:-1].to_numpy() == pytest.approx(30)
    assert day.iloc[-1] == pytest.approx(40)


@pytest.mark.parametrize("minutes", [2.5, 10, 30, 45, 240])
def test_nobody_is_lost_in_a_day(minutes: float) -> None:
    """Whom the chatbot holds at closing it hands over before: as many reach the agents as came."""
    one = queue(open=DAYTIME, bot_minutes=minutes, bot_share=0.25)
    for interval in (15, 30, 60):
        day = reaching(one, minutes=interval)[: datetime(2026, 11, 9, 23)]
        assert day.sum() == pytest.approx(0.75 * 60 * 12)
        assert (day >= 0).all()


def test_it_goes_on_over_midnight() -> None:
    """A desk that never closes: the inquiries of 23:45 come at 00:05."""
    one = queue(bot_minutes=20)
    intervals = planning_intervals("Asia/Shanghai", 15, MONDAY, 2)
    starts = intervals.starts.ravel()
    inquiries = np.where(starts == np.datetime64("2026-11-09T23:45"), 15.0, 0.0)
    found = customers_for_agents(one, (), intervals, starts, inquiries)
    coming = {str(starts[place])[:16]: found[place] for place in np.flatnonzero(found)}
    assert coming == pytest.approx({"2026-11-10T00:00": 10.0, "2026-11-10T00:15": 5.0})


def test_a_plan_of_a_desk_that_is_open_begins_with_those_held_before() -> None:
    """At the rate of the first interval, for nobody knows better; over midnight as well."""
    assert reaching(queue(bot_minutes=10)).to_numpy() == pytest.approx(30)
    evening = reaching(queue(open=Window(20 * 60, 26 * 60), bot_minutes=10))
    assert evening.iloc[0] == pytest.approx(30)
    assert evening[datetime(2026, 11, 9, 1, 30)] == pytest.approx(40)
    assert evening[datetime(2026, 11, 9, 20)] == pytest.approx(20)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2026, 3, 29)])
def test_real_minutes_pass_where_clocks_change(day: date) -> None:
    """An even stream stays even, by real time, in hours that are shown twice and around one that is not."""
    found = reaching(queue(bot_minutes=50), zone="Europe/Berlin", day=day)
    intervals = planning_intervals("Europe/Berlin", 30, day, 1)
    lasting = intervals.real_hours[intervals.real_hours > 0]
    assert {0.5, 1.0} > set(lasting) if day.month == 3 else {0.5, 1.0} == set(lasting)
    assert found.to_numpy() == pytest.approx(60 * lasting)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize("minutes", [0, 7.5, 50])
@pytest.mark.parametrize("open_", [Window(0, 1440), DAYTIME, Window(20 * 60 + 30, 26 * 60 + 30)])
def test_the_audit_counts_the_same_customers(zone: str, minutes: float, open_: Window) -> None:
    """Two calculations that share nothing, through a change of clocks and a promotion."""
    hours = (BotHours(0.6, Window(22 * 60, 30 * 60 + 20), WEEKEND), BotHours(0.5, Window(600, 667)))
    one = queue(open=open_, bot_share=0.3, bot_hours=hours, bot_minutes=minutes)
    events = (
        sale("2026-10-24T13:10", "2026-10-25T02:20", 0.1),
        sale("2026-10-24T20:00", "2026-10-24T21:00", 0),
    )
    store = shop([one], events, timezone=zone, interval_minutes=15)
    first = date(2026, 10, 24)
    intervals = planning_intervals(zone, 15, first, 2)
    open_mask = within(intervals, open_) & (intervals.real_hours > 0)
    starts = intervals.starts[open_mask]
    asked = np.random.default_rng(5).gamma(2.0, 10.0, len(starts)) * (np.arange(len(starts)) % 9 > 2)
    rows = pd.DataFrame({"timestamp": starts, "queue": one.id, "inquiries": asked})
    found = customers_of_requirement(store, rows)
    data = PlanData(store, Plan(first, 2), NOTHING)
    moments = [pd.Timestamp(start).to_pydatetime() for start in starts]
    other = customers_at_desks(data, one, dict(zip(moments, asked.tolist(), strict=True)))
    assert found == pytest.approx([other[moment] for moment in moments], abs=1e-9)


@pytest.mark.parametrize("method", ["stationary", "time_varying"])
def test_the_requirement_follows_and_passes_the_audit(method: str) -> None:
    """A rush of one hour is staffed when it is handed over; the audit agrees in every interval."""
    rush = np.full(36, 20.0)
    rush[13] = 200.0
    one = queue(bot_share=0.5, bot_minutes=60, bot_hours=(BotHours(0.0, Window(780, 840)),))
    store = shop([one], staffing_method=method)
    expected = forecast({one.id: rush})
    table = requirement_table(store, expected, MONDAY, 1)
    agents = dict(zip(table["timestamp"], table["agents"], strict=True))
    assert agents[pd.Timestamp("2026-11-09T13:30")] < 5
    assert agents[pd.Timestamp("2026-11-09T14:30")] > 15
    plan = Plan(MONDAY, 1, forecast=expected, requirement=table)
    assert list(requirement(PlanData(store, plan, NOTHING))) == []
    at_once = shop([replace(one, bot_minutes=0.0)], staffing_method=method)
    codes = {found.code for found in requirement(PlanData(at_once, plan, NOTHING))}
    assert {"requirement_too_few", "requirement_too_many"} <= codes


@pytest.mark.parametrize("method", ["stationary", "time_varying"])
def test_the_audit_counts_the_same_coverage(method: str) -> None:
    """With too few people by day and too many by night, over a promotion that takes the chatbot away."""
    events = (sale("2026-11-09T13:10", "2026-11-09T15:00", 0.0),)
    one = queue(bot_share=0.4, bot_minutes=20)
    store = shop([one], events, staffing_method=method)
    table = requirement_table(store, forecast({one.id: np.full(36, 40.0)}), MONDAY, 1)
    scheduled = np.full(len(table), 4)
    table = table.assign(aht_seconds=one.aht_seconds)
    plan = Plan(MONDAY, 1, requirement=table, coverage=achieved_coverage(store, table, scheduled))
    counts = {
        (one.id, start.to_pydatetime()): CoverageCount(inquiries, np.nan, agents / 0.9, 4)
        for start, inquiries, agents in zip(
            table["timestamp"], table["inquiries"], table["agents"], strict=True
        )
    }
    assert list(coverage(PlanData(store, plan, NOTHING), counts)) == []
    ignored = shop([one], staffing_method=method)
    codes = {found.code for found in coverage(PlanData(ignored, plan, NOTHING), counts)}
    assert codes == {"coverage_service_level"}


def test_coverage_counts_whom_the_chatbot_hands_over() -> None:
    """Too few people: the service level falls an hour after the rush, not in it."""
    rush = np.full(36, 20.0)
    rush[13] = 200.0
    one = queue(bot_minutes=60)
    store = shop([one], shrinkage=0.0)
    table = requirement_table(store, forecast({one.id: rush}), MONDAY, 1)
    found = achieved_coverage(store, table, np.full(len(table), 5)).set_index("timestamp")["service_level"]
    assert found[datetime(2026, 11, 9, 13, 30)] > 0.9
    assert found[datetime(2026, 11, 9, 14, 30)] < 0.1
