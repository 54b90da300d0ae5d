"""The rush of an opening: the minutes of its interval, the agents, and the audit of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from peakroster.planning.staffing.chatbot import profiles_at_agents
from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.demand import forecast_demand
from peakroster.planning.staffing.intervals import planning_intervals
from peakroster.planning.staffing.openings import interval_profiles, minute_rates
from peakroster.planning.staffing.requirement import requirement_table
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.bots import rush_at_desks
from scheduler.audit.figures.coverage import coverage
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.openings import rush
from scheduler.audit.figures.requirement import requirement
from scheduler.domain.events import Event
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.windows import Window
from scheduler.queueing import ServiceModel
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand, play
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, queue, shop

Floats = NDArray[np.float64]

NOTHING = EarlierWork(pd.DataFrame(), pd.DataFrame(), False)


def sale(start: str, opening: float | None, *queues: str) -> Event:
    """A promotion until the end of its day."""
    first = datetime.fromisoformat(start)
    end = first.replace(hour=23, minute=59)
    return Event("sale", "sale", first, end, queues, None, None, 2, None, opening)


def rates(*events: Event, minutes: int = 60, at: str = "2026-11-09T20:00") -> list[float]:
    found = minute_rates(queue(), events, np.array([at], dtype="datetime64[us]"), minutes)
    assert found is not None
    return found[0].tolist()


def test_five_minutes_and_the_rest_of_the_hour() -> None:
    """Four times the mean for five minutes leave 40 of 60 for the other 55; the hour keeps its count."""
    assert rates(sale("2026-11-09T20:00", 4)) == pytest.approx([4.0] * 5 + [40 / 55] * 55)
    assert rates(sale("2026-11-09T20:00", 12)) == pytest.approx([12.0] * 5 + [0.0] * 55)
    assert rates(sale("2026-11-09T20:00", 4), at="2026-11-09T21:00") == [1.0] * 60


def test_an_opening_inside_the_hour_has_what_is_left_of_it() -> None:
    """At 20:30 half an hour is left: twice its mean at first; more than six times is all of it."""
    assert rates(sale("2026-11-09T20:30", 2)) == pytest.approx([1.0] * 30 + [2.0] * 5 + [20 / 25] * 25)
    assert rates(sale("2026-11-09T20:30", 9)) == pytest.approx([1.0] * 30 + [6.0] * 5 + [0.0] * 25)
    assert rates(sale("2026-11-09T20:55", 9)) == [1.0] * 60


def test_whose_opening_counts() -> None:
    """The event's queues; of two in an hour the later one from its start on; without a number nothing."""
    starts = np.array(["2026-11-09T20:00"], dtype="datetime64[us]")
    assert minute_rates(queue(), [sale("2026-11-09T20:00", None)], starts, 60) is None
    assert minute_rates(queue(), [sale("2026-11-09T20:00", 4, "售后")], starts, 60) is None
    both = rates(sale("2026-11-09T20:00", 4), sale("2026-11-09T20:30", 2))
    assert both[:30] == pytest.approx([4.0] * 5 + [40 / 55] * 25)
    assert both[30:] == pytest.approx([2.0] * 5 + [20 / 25] * 25)


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_the_audit_has_the_same_rates(minutes: int) -> None:
    """Of every five minutes of an evening with three openings, one of them no multiple of five minutes in."""
    events = (
        sale("2026-11-09T19:07", 3),
        sale("2026-11-09T20:00", 4, "售前"),
        sale("2026-11-09T20:30", 7),
        sale("2026-11-09T22:52", 2),
    )
    one = queue()
    data = PlanData(shop([one], events, interval_minutes=minutes), Plan(MONDAY, 1), NOTHING)
    starts = np.arange(
        np.datetime64("2026-11-09T18:00"), np.datetime64("2026-11-10"), np.timedelta64(minutes, "m")
    ).astype("datetime64[us]")
    found = interval_profiles(one, events, starts, minutes)
    assert len(found) >= 3
    for place, start in enumerate(starts):
        other = rush(data, one, pd.Timestamp(start).to_pydatetime())
        assert other == pytest.approx(found.get(place, ()))


@pytest.mark.parametrize("method", ["time_varying", "stationary"])
def test_the_opening_is_staffed_and_passes_the_audit(method: str) -> None:
    """More agents in the first half hour, fewer in the second, the hour's inquiries as forecast; a plan that
    knows nothing of the opening fails."""
    hourly = np.full(36, 40.0)
    hourly[20] = 300.0
    one, expected = queue(targets=(Target("service_level", 60, 0.8),)), forecast({"售前": hourly})
    tables = {}
    for opening in (None, 4.0):
        store = shop([one], (sale("2026-11-09T20:00", opening),), staffing_method=method)
        tables[opening] = requirement_table(store, expected, MONDAY, 1).set_index("timestamp")
    even, steep = (tables[opening].loc["2026-11-09T20:00":"2026-11-09T20:30"] for opening in (None, 4.0))
    assert steep["inquiries"].sum() == pytest.approx(300.0)
    assert steep["inquiries"].iloc[0] > even["inquiries"].iloc[0]
    assert steep["agents"].iloc[0] > 1.4 * even["agents"].iloc[0]
    assert steep["agents"].iloc[1] < even["agents"].iloc[1]
    plan = Plan(MONDAY, 1, forecast=expected, requirement=tables[4.0].reset_index())
    assert list(requirement(PlanData(store, plan, NOTHING))) == []
    unaware = shop([one], (sale("2026-11-09T20:00", None),), staffing_method=method)
    codes = {found.code for found in requirement(PlanData(unaware, plan, NOTHING))}
    assert codes == {"requirement_too_many"}


@pytest.mark.parametrize("start", ["20:00", "20:20"])
@pytest.mark.parametrize(("seconds", "share"), [(600, 0.8), (1800, 0.8), (7200, 0.9)])
def test_no_line_of_a_rush_is_left_to_later_intervals(seconds: float, share: float, start: str) -> None:
    """A target of minutes lets the rush wait, and so may leave a line that steady states know nothing of:
    played, the intervals after it keep their promise as well as on other evenings."""
    hourly = np.full(36, 40.0)
    hourly[20] = 300.0
    one, expected = queue(targets=(Target("service_level", seconds, share),)), forecast({"售前": hourly})
    store = shop([one], (sale(f"2026-11-09T{start}", 4.0),), staffing_method="stationary")
    table = requirement_table(store, expected, MONDAY, 1)
    lean = table.assign(agents=table["agents"] - (table["timestamp"] == pd.Timestamp("2026-11-09T20:30")))
    plans = [Plan(MONDAY, 1, forecast=expected, requirement=each) for each in (table, lean)]
    right, few = ({each.code for each in requirement(PlanData(store, plan, NOTHING))} for plan in plans)
    assert (right, few) == (set(), {"requirement_too_few"})
    played = share_in_time(one, store.events, table, seconds)
    assert (played[40:46] >= share - 0.03).all(), played[40:46]


def test_a_chatbot_that_holds_customers_holds_the_rush() -> None:
    """Twenty minutes are four of the five minutes: what came at 20:00 comes at 20:20."""
    expected = forecast({"售前": np.where(np.arange(36) == 20, 300.0, 40.0)})
    by_five_minutes = []
    for held in (0.0, 20.0):
        one = queue(bot_share=0.5, bot_minutes=held)
        store = shop([one], (sale("2026-11-09T20:00", 6.0),))
        intervals = planning_intervals(store.settings.timezone, 30, MONDAY, 1)
        demand = forecast_demand(store, one, expected, intervals, "forecast.csv").demand
        shapes = np.array([demand.profiles.get(place, (1.0,) * 6) for place in range(39, 42)])
        assert sorted(demand.profiles) == ([40, 41] if held else [40])
        customers = demand.arrivals_per_hour[0, 39:42] * demand.hours[39:42] / 6
        by_five_minutes.append((shapes * customers[:, np.newaxis]).ravel())
    before, after = by_five_minutes
    assert after[6:] == pytest.approx(before[2:-4], rel=1e-6)
    assert after[10] > 80


@pytest.mark.parametrize("open_", [Window(0, 1440), Window(600, 20 * 60 + 30)])
@pytest.mark.parametrize("method", ["time_varying", "stationary"])
@pytest.mark.parametrize("held", [7.5, 20.0])
def test_the_audit_moves_the_rush_as_far(open_: Window, method: str, held: float) -> None:
    """Rates of every five minutes, customers of intervals, agents and service levels, up to a closing too."""
    hourly = np.where(np.arange(36) == 20, 300.0, 40.0)
    one = queue(bot_share=0.5, bot_minutes=held, open=open_, targets=(Target("service_level", 60, 0.8),))
    events, expected = (sale("2026-11-09T20:00", 6.0),), forecast({"售前": hourly})
    store = shop([one], events, staffing_method=method)
    table = requirement_table(store, expected, MONDAY, 1)
    data = PlanData(store, Plan(MONDAY, 1, forecast=expected, requirement=table), NOTHING)
    assert list(requirement(data)) == []
    starts = table["timestamp"].to_numpy("datetime64[us]")
    intervals = planning_intervals(store.settings.timezone, 30, MONDAY, 1)
    found = profiles_at_agents(one, events, intervals, starts, table["inquiries"].to_numpy())
    other = rush_at_desks(data, one)
    assert [table["timestamp"][place].to_pydatetime() for place in found] == list(other)
    for profile, audited in zip(found.values(), other.values(), strict=True):
        assert profile == pytest.approx(audited)


def share_in_time(one: Queue, events: Sequence[Event], table: pd.DataFrame, seconds: float) -> Floats:
    """Of a queue of exponential chats, played 40 times with the table's agents; shape (intervals,)."""
    edges = np.arange(len(table) + 1) * 1800.0
    duty = DutyPeriods.of_counts(table["agents"].to_numpy()[np.newaxis], edges)
    model = ServiceModel(one.aht_seconds, one.concurrency, one.slowdown, one.patience_seconds)
    starts = table["timestamp"].to_numpy("datetime64[us]")
    profiles = {(0, place): each for place, each in interval_profiles(one, events, starts, 30).items()}
    inquiries = table["inquiries"].to_numpy()[np.newaxis]
    demand = SimulatedDemand(inquiries, np.full(inquiries.shape, one.aht_seconds), profiles=profiles)
    system = ServiceSystem((model,), (seconds,), edges, duty)
    counts = [play(system, demand, 1, number).counts() for number in range(40)]
    in_time = np.sum([each.in_time[0] for each in counts], axis=0)
    arrived = np.sum([each.arrived[0] for each in counts], axis=0)
    return np.asarray(in_time / arrived)


@pytest.mark.parametrize("method", ["time_varying", "stationary"])
def test_coverage_of_an_opening_is_audited(method: str) -> None:
    """Fewer in time than an even half hour would have, with the same people; the audit counts the same."""
    one = queue(targets=(Target("service_level", 60, 0.8),))
    levels = {}
    for opening in (None, 4.0):
        store = shop([one], (sale("2026-11-09T20:00", opening),), staffing_method=method)
        starts = pd.date_range("2026-11-09", periods=72, freq="30min", unit="us")
        table = pd.DataFrame({"timestamp": starts, "queue": one.id, "inquiries": 40.0, "agents": 9})
        found = achieved_coverage(store, table, np.full(72, 9))
        plan = Plan(MONDAY, 1, requirement=table, coverage=found)
        counts = {(one.id, start.to_pydatetime()): CoverageCount(40.0, np.nan, 10.0, 9) for start in starts}
        assert [each.code for each in coverage(PlanData(store, plan, NOTHING), counts)] == []
        levels[opening] = found.set_index("timestamp")["service_level"]
    at = pd.Timestamp("2026-11-09T20:00")
    assert levels[4.0][at] < levels[None][at] - 0.2
    before = pd.Timestamp("2026-11-09T19:30")
    assert levels[4.0][before] == levels[None][before]
