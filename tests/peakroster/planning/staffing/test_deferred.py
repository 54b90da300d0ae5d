"""Deferred work in requirement and coverage: the audit counts the same, over closings, clocks and plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.deferred import deferred_summary, unused_backlogs
from peakroster.planning.staffing.requirement import (
    agents_together,
    deferred_placed_anew,
    requirement_table,
)
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import empty_table
from peakroster.shop.model import ShopFolder
from peakroster.simulation.demand import simulated_demands
from peakroster.simulation.simulation_input import simulation_input_of
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.figures.coverage import coverage
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.deferred_rows import deferred_summary as audited_summary
from scheduler.audit.figures.requirement import requirement
from scheduler.domain.deferral import Deferral
from scheduler.domain.events import Event
from scheduler.domain.opening import Opening
from scheduler.domain.plan import DEFERRED_COLUMNS, LATE_COLUMNS, EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, queue, shop, wavy

NOTHING = EarlierWork(pd.DataFrame(), pd.DataFrame(), False)
DAYTIME = Window(9 * 60, 21 * 60)


def tickets(hours: float = 24, counts: Any = "clock", **fields: Any) -> Queue:
    """Work of ten minutes a case that may wait."""
    deferral = Deferral(hours, counts, backlog=fields.pop("backlog", 0.0))
    target = Target("service_level", 3600 * hours, deferral.share)
    usual: dict[str, Any] = {"aht_seconds": 600.0, "open": DAYTIME, "targets": (target,)}
    return queue("工单", deferred=deferral, **{**usual, **fields})


def demand(days: int, zone: str | None = None, first_day: date = MONDAY, size: float = 0.1) -> pd.DataFrame:
    hours = forecast({"售前": 1.0}, first_day, days, zone)["timestamp"].nunique()
    return forecast({"售前": wavy(hours), "工单": np.round(size * wavy(hours), 4)}, first_day, days, zone)


def codes(store: Shop, plan: Plan, earlier: EarlierWork = NOTHING) -> list[str]:
    return [found.code for found in requirement(PlanData(store, plan, earlier))]


def counted(table: pd.DataFrame, scheduled: np.ndarray) -> dict[Any, CoverageCount]:
    """What the audit counts of people, for these."""
    rows = zip(
        table["queue"], table["timestamp"], table["inquiries"], table["agents"], scheduled, strict=True
    )
    return {
        (name, start.to_pydatetime()): CoverageCount(inquiries, np.nan, agents / 0.9, int(there))
        for name, start, inquiries, agents, there in rows
    }


def coverage_codes(store: Shop, plan: Plan, scheduled: np.ndarray) -> list[Violation]:
    assert plan.requirement is not None
    return list(coverage(PlanData(store, plan, NOTHING), counted(plan.requirement, scheduled)))


@pytest.mark.parametrize("minutes", [15, 60])
@pytest.mark.parametrize(
    "of",
    [
        tickets(24),
        tickets(48, open=Window(0, 1440)),
        tickets(12, "open_hours", backlog=25.0),
        tickets(24, backlog=40.0, bot_share=0.3, min_agents=1),
        tickets(24, "open_hours", open=Window(20 * 60, 28 * 60)),
        tickets(30, open=Window(9 * 60 + 30, 17 * 60 + 30)),
    ],
)
def test_the_requirement_passes_the_audit(of: Queue, minutes: int) -> None:
    """Nobody too few, nobody for nothing; every case counted once, those that come at night too."""
    if minutes == 60:
        daily = of.open.every_day
        assert daily is not None
        whole = Window(daily.start // 60 * 60, daily.end // 60 * 60)
        of = replace(of, open=Opening.daily(whole))
    store = shop([of, queue()], interval_minutes=minutes)
    expected = demand(3)
    table = requirement_table(store, expected, MONDAY, 3)
    plan = Plan(MONDAY, 3, forecast=expected, requirement=table)
    assert codes(store, plan) == []
    own = table[table["queue"] == "工单"]
    hours = expected[expected["queue"] == "工单"]
    until = own["timestamp"].iloc[-1] + timedelta(minutes=minutes)
    come = hours.loc[hours["timestamp"] < until.floor("h"), "mean"].sum()
    assert of.deferred is not None
    waited = of.deferred.backlog
    assert own["arrived"].sum() >= (1 - of.bot_share) * come + waited - 0.01
    assert table.loc[table["queue"] == "售前", list(DEFERRED_COLUMNS)].isna().all(axis=None)


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Berlin", date(2026, 10, 24)), ("Europe/Berlin", date(2027, 3, 27))]
)
@pytest.mark.parametrize("of", [tickets(20), tickets(8, "open_hours", backlog=9.0)])
def test_clocks_that_change(zone: str, day: date, of: Queue) -> None:
    """Deadlines count real hours, in the plan and in the audit."""
    store = shop([of, queue()], timezone=zone)
    expected = demand(3, zone, day)
    plan = Plan(day, 3, forecast=expected, requirement=requirement_table(store, expected, day, 3))
    assert codes(store, plan) == []


def test_chats_that_become_cases_are_placed_too() -> None:
    """A tenth of the chats goes on as a case, by night too; the audit follows, and more agents are needed.

    The simulation makes these cases out of the chats it plays, and no second time.
    """
    chats = queue(transfers=(("工单", 0.1),))
    expected = demand(2)
    rows, nights = {}, {}
    for live in (queue(), chats):
        store = shop([live, tickets(24)])
        table = requirement_table(store, expected, MONDAY, 2)
        assert codes(store, Plan(MONDAY, 2, forecast=expected, requirement=table)) == []
        rows[live.transfers] = table[table["queue"] == "工单"]
        inputs = simulation_input_of(cast(ShopFolder, store), Plan(MONDAY, 2), NOTHING, table)
        (demand_of_night,) = simulated_demands(inputs, "planned", 1, 1)
        nights[live.transfers] = demand_of_night.arrivals[1]
    assert nights[chats.transfers] == pytest.approx(nights[()], abs=1e-3)
    assert nights[()][:18].sum() == pytest.approx(
        rows[()]["arrived"].iloc[0] - rows[()]["inquiries"].iloc[0], abs=1e-3
    )
    more = rows[chats.transfers]["arrived"].sum() - rows[()]["arrived"].sum()
    hours = expected[(expected["queue"] == "售前") & (expected["timestamp"] <= "2026-11-11T11:00")]
    assert more == pytest.approx(0.1 * hours["mean"].sum(), rel=0.01)
    assert rows[chats.transfers]["agents"].sum() > 1.3 * rows[()]["agents"].sum()


@pytest.mark.parametrize("resolved", [0.0, 0.4, 1.0])
def test_the_simulation_has_the_cases_of_the_night(resolved: float) -> None:
    """Behind a chatbot that takes no share, two in five, or from three o'clock on everything."""
    from_three, until = datetime(2026, 11, 9, 3), datetime(2026, 11, 11)
    event = Event("夜", "promo", from_three, until, ("工单",), None, None, 2, resolved)
    store = replace(shop([queue(), tickets(24)]), events=(event,))
    expected = forecast({"售前": 6.0, "工单": 4.0}, MONDAY, 1)
    table = requirement_table(store, expected, MONDAY, 1)
    inputs = simulation_input_of(cast(ShopFolder, store), Plan(MONDAY, 1), NOTHING, table)
    (planned,) = simulated_demands(inputs, "planned", 1, 1)
    night = planned.arrivals[1][:18]
    assert np.isfinite(planned.arrivals).all()
    assert night.sum() == pytest.approx(table["arrived"].dropna().iloc[0] - 2 * (1 - resolved), abs=1e-3)
    assert night[:6].tolist() == pytest.approx([2.0] * 6, abs=1e-3)
    assert night[6:].tolist() == pytest.approx([2.0 * (1 - resolved)] * 12, abs=1e-3)


def test_the_audit_finds_what_was_changed() -> None:
    """An agent gone just before a deadline, one more who finds nothing to do, and a wrong count."""
    of = tickets(24, backlog=30.0)
    store = shop([queue(), of])
    expected = demand(2)
    table = requirement_table(store, expected, MONDAY, 2)
    own = np.flatnonzero((table["queue"] == "工单") & (table["agents"] > 0))

    def changed(column: str, place: int, by: float) -> list[str]:
        other = table.copy()
        other.loc[place, column] += by
        return codes(store, Plan(MONDAY, 2, forecast=expected, requirement=other))

    assert "requirement_too_few" in {code for place in own for code in changed("agents", place, -1)}
    assert "requirement_too_many" in changed("agents", own[0], 60)
    assert changed("arrived", own[3], 2.0) == ["requirement_deferred"]
    assert changed("due", own[-1], 2.0) == ["requirement_deferred"]


def test_the_audit_counts_the_same_backlog_and_share() -> None:
    """With too few agents for a while: cases wait, some too long, and later all is caught up."""
    of = tickets(12, open=Window(0, 1440))
    store = shop([queue(), of])
    expected = demand(3, size=0.3)
    table = requirement_table(store, expected, MONDAY, 3)
    scheduled = np.ceil(table["agents"].to_numpy() / 0.9).astype(np.int64) + 6
    scheduled[(table["queue"] == "工单") & (table["timestamp"] < pd.Timestamp("2026-11-10"))] = 0
    covered = achieved_coverage(store, table, scheduled)
    own = covered[covered["queue"] == "工单"]
    assert own["service_level"].min() == 0
    assert own["service_level"].iloc[-1] == pytest.approx(1)
    assert own["backlog"].max() > 200
    assert covered.loc[covered["queue"] != "工单", "backlog"].isna().all()
    plan = Plan(MONDAY, 3, requirement=table, coverage=covered)
    assert coverage_codes(store, plan, scheduled) == []
    told = deferred_summary(store, table, covered, plan.end)
    assert 0 < told["工单"]["share_in_time"] < 1
    data = PlanData(store, replace(plan, summary={"deferred": told}), NOTHING)
    assert list(audited_summary(data, counted(table, scheduled))) == []
    told["工单"]["backlog"]["2026-11-09"] += 1
    assert [found.column for found in audited_summary(data, counted(table, scheduled))] == [
        "deferred.工单.backlog.2026-11-09"
    ]
    covered.loc[own.index[20], "backlog"] += 1
    assert [found.code for found in coverage_codes(store, plan, scheduled)] == ["coverage_backlog"]


def test_a_requirement_of_ones_own_needs_no_columns_of_cases() -> None:
    """Without them the inquiries of its rows come, and nothing waits at the start."""
    store = shop([tickets(24, backlog=50.0)])
    table = requirement_table(store, demand(1), MONDAY, 1)[["timestamp", "queue", "inquiries", "agents"]]
    scheduled = table["agents"].to_numpy()
    covered = achieved_coverage(store, table, scheduled)
    assert covered["backlog"].iloc[0] < 50
    plan = Plan(MONDAY, 1, requirement=table, coverage=covered, own=frozenset({"requirement"}))
    assert coverage_codes(store, plan, scheduled) == []


def left_by(store: Shop, first: pd.DataFrame, agents_short: int) -> EarlierWork:
    """What a plan from Monday leaves for Tuesday, with so many agents fewer than it needs."""
    scheduled = np.maximum(np.ceil(first["agents"].to_numpy() / 0.9) - agents_short, 0).astype(np.int64)
    covered = achieved_coverage(store, first, scheduled)
    rows = first.merge(covered[["timestamp", "queue", "backlog"]], on=["timestamp", "queue"])
    rows = rows[rows["queue"] == "工单"]
    before = rows["timestamp"] < pd.Timestamp("2026-11-10")
    return replace(NOTHING, deferred=pd.concat([rows[before], rows[~before][:1]], ignore_index=True))


@pytest.mark.parametrize("of", [tickets(24, backlog=70.0), tickets(8, "open_hours")])
@pytest.mark.parametrize("short", [0, 1])
def test_the_backlog_goes_from_plan_to_plan(of: Queue, short: int) -> None:
    """The next plan takes up what is left, and what comes from closing to midnight; the audit follows."""
    store = shop([of])
    first = requirement_table(store, demand(1, size=0.2), MONDAY, 1)
    earlier = left_by(store, first, short)
    assert earlier.deferred is not None
    tuesday = date(2026, 11, 10)
    expected = demand(2, first_day=tuesday, size=0.2)
    table = requirement_table(store, expected, tuesday, 2, earlier=earlier)
    plan = Plan(tuesday, 2, forecast=expected, requirement=table)
    assert codes(store, plan, earlier) == []
    rows = earlier.deferred
    late_evening = (rows["arrived"].iloc[-1] - rows["inquiries"].iloc[-1]) * 3 / 12
    fresh = requirement_table(replace_backlog(store), expected, tuesday, 2)
    more = table["arrived"].iloc[0] - fresh["arrived"].iloc[0]
    assert more == pytest.approx(rows["backlog"].iloc[-2] + late_evening, abs=0.01)
    assert codes(store, plan, replace(earlier, deferred=rows.assign(backlog=rows["backlog"] + 5)))[0] == (
        "requirement_deferred"
    )


def replace_backlog(store: Shop) -> Shop:
    """The shop with nothing waiting at the start."""
    (of,) = store.settings.queues
    assert of.deferred is not None
    fresh = replace(of, deferred=replace(of.deferred, backlog=0.0))
    return replace(store, settings=replace(store.settings, queues=(fresh,)))


@pytest.mark.parametrize(("opens", "closes"), [(9, 21), (12, 21), (13, 22)])
def test_cases_between_closing_and_midnight_go_to_the_next_plan(
    tmp_path: Path, opens: int, closes: int
) -> None:
    """Also where the queue opens at noon or later, when the tables of the plan before have ended.

    Ten cases an hour; 30 waited at Monday's start. Ten hours come from the last closing until Tuesday.
    """
    store = shop([queue(), tickets(24, open=Window(60 * opens, 60 * closes), backlog=30.0)])
    told = forecast({"售前": 2.0, "工单": 10.0}, MONDAY, 1).assign(p10=0.0, p50=0.0)
    table = requirement_table(store, told, MONDAY, 1)
    scheduled = np.ceil(table["agents"].to_numpy() / 0.9).astype(np.int64)
    covered = achieved_coverage(store, table, scheduled)
    first = Plan(MONDAY, 1, told, table, empty_table("roster"), coverage=covered)
    borders = deferred_summary(store, table, covered, first.end, told)
    evening = 10.0 * (24 - closes)
    assert borders["工单"]["waiting"] == pytest.approx(30.0)
    assert borders["工单"]["after_closing"] == pytest.approx(evening)
    first = replace(first, summary={"days": 1, "deferred": borders})
    data = PlanData(store, first, NOTHING)
    assert list(audited_summary(data, counted(table, scheduled))) == []
    for name in ("waiting", "after_closing"):
        false = {"工单": {**borders["工单"], name: borders["工单"][name] + 1}}
        data = PlanData(store, replace(first, summary={"deferred": false}), NOTHING)
        columns = [found.column for found in audited_summary(data, counted(table, scheduled))]
        assert columns == [f"deferred.工单.{name}"]
    PlanStore(tmp_path).write(first)
    tuesday = date(2026, 11, 10)
    earlier = PlanStore(tmp_path).before(tuesday)
    expected = forecast({"售前": 2.0, "工单": 10.0}, tuesday, 1)
    second = requirement_table(store, expected, tuesday, 1, earlier=earlier)
    own = covered[(covered["queue"] == "工单") & (covered["timestamp"] < "2026-11-10")]
    night = 10.0 * (opens + 0.5)  # until the end of the first half hour
    handed_on = second["arrived"].dropna().iloc[0] - night
    assert handed_on == pytest.approx(own["backlog"].iloc[-1] + evening, abs=0.05)
    assert codes(store, Plan(tuesday, 1, forecast=expected, requirement=second), earlier) == []


def test_live_queues_keep_their_rows() -> None:
    """Deferred work beside them changes nothing of theirs; a shop without it has no further columns."""
    expected = demand(1)
    alone = requirement_table(shop([queue()]), expected, MONDAY, 1)
    beside = requirement_table(shop([tickets(), queue()]), expected, MONDAY, 1)
    own = beside[beside["queue"] == "售前"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own[list(alone.columns)], alone)
    assert not {*DEFERRED_COLUMNS} & set(alone.columns)


def test_a_missing_agent_makes_work_late_but_not_lost() -> None:
    """The price of one is a twentieth of the cases that he would do: most are done later, and in time."""
    table = requirement_table(shop([tickets(backlog=60.0)]), demand(1), MONDAY, 1)
    busy = table[table["agents"] >= 3]
    pace = 0.5 * 3600 / 600
    assert busy["late"].eq(0).all()
    assert busy[LATE_COLUMNS[2]].tolist() == pytest.approx([0.05 * pace] * len(busy))
    assert busy[LATE_COLUMNS[0]].tolist() == pytest.approx([0.15 * pace] * len(busy))


def test_cases_of_the_evening_are_done_in_a_morning_with_people_to_spare() -> None:
    """Beside the need of the live queue the cases avoid its day; beside a roster they go where it has people.

    Tickets come from 17:00 to 21:00, two an hour, and have a day; the roster has people only before noon.
    """
    of = shop([queue(), tickets()])
    hours = pd.DatetimeIndex(forecast({"售前": 1.0}, MONDAY, 2)["timestamp"].unique()).hour
    evening = np.where((hours >= 17) & (hours < 21), 2.0, 0.0)
    told = forecast({"售前": wavy(len(hours)), "工单": evening}, MONDAY, 2)
    table = requirement_table(of, told, MONDAY, 2)

    def mornings(queue: Queue, so_far: pd.DataFrame) -> np.ndarray:
        assert not so_far.loc[so_far["queue"] == queue.id, "agents"].any()
        slots = np.arange(2 * 48 + 24)
        return np.where(slots % 48 < 24, 0.0, 3.0)

    anew = deferred_placed_anew(of, table, told, MONDAY, 2, NOTHING, mornings)
    own = (table["queue"] == "工单").to_numpy()
    pd.testing.assert_frame_equal(anew[~own], table[~own])
    pd.testing.assert_frame_equal(
        anew.drop(columns=["agents", *LATE_COLUMNS]), table.drop(columns=["agents", *LATE_COLUMNS])
    )
    second = (
        own & (table["timestamp"] >= "2026-11-10").to_numpy() & (table["timestamp"] < "2026-11-11").to_numpy()
    )
    morning = (table["timestamp"].dt.hour < 12).to_numpy()
    assert anew.loc[second & ~morning, "agents"].sum() == 0
    assert anew.loc[second & morning, "agents"].sum() >= 3  # eight cases of ten minutes: 2.7 half hours
    assert codes(of, Plan(MONDAY, 2, forecast=told, requirement=anew)) == []


def test_placed_beside_the_need_of_all_it_is_what_size_makes() -> None:
    """Also with two queues whose work may wait, the second beside the first."""
    of = shop([queue(), tickets(), replace(tickets(48, open=Window(0, 1440)), id="邮件")])
    told = forecast({"售前": wavy(60), "工单": 2.0, "邮件": 1.5}, MONDAY, 2)
    table = requirement_table(of, told, MONDAY, 2)
    anew = deferred_placed_anew(
        of, table, told, MONDAY, 2, NOTHING, lambda _, so_far: agents_together(of, so_far, MONDAY, 2)
    )
    pd.testing.assert_frame_equal(anew, table)


@pytest.mark.parametrize(("counts", "overdue"), [("clock", 15.0), ("open_hours", 0.0)])
def test_cases_whose_deadline_is_over_at_the_first_opening_are_late(counts: Any, overdue: float) -> None:
    """40 came evenly over 24 hours; by nine o'clock 15 of them are due, unless only open hours count.

    With a hundred people everything else is done in time, and the audit counts the same.
    """
    of = shop([queue(), tickets(24, counts, backlog=40.0)])
    told = forecast({"售前": 6.0, "工单": 0.0}, MONDAY, 2)
    table = requirement_table(of, told, MONDAY, 2)
    own = (table["queue"] == "工单").to_numpy()
    assert table.loc[own, "overdue"].sum() == table.loc[own, "overdue"].iloc[0] == pytest.approx(overdue)
    scheduled = np.full(len(table), 100)
    plan = Plan(MONDAY, 2, forecast=told, requirement=table, coverage=achieved_coverage(of, table, scheduled))
    assert codes(of, plan) == []
    assert coverage_codes(of, plan, scheduled) == []
    assert plan.coverage is not None
    told_of = deferred_summary(of, table, plan.coverage, plan.end)["工单"]
    assert told_of["late"] == pytest.approx(overdue)
    plan = replace(plan, summary={"deferred": {"工单": told_of}})
    assert not list(audited_summary(PlanData(of, plan, NOTHING), counted(table, scheduled)))


def test_a_requirement_that_says_nothing_of_overdue_cases_has_none() -> None:
    """As one that was written before there was the column: what waits and becomes due counts as it did."""
    of = shop([queue(), tickets(24, backlog=40.0)])
    told = forecast({"售前": 6.0, "工单": 0.0}, MONDAY, 2)
    table = requirement_table(of, told, MONDAY, 2).drop(columns="overdue")
    scheduled = np.full(len(table), 100)
    plan = Plan(MONDAY, 2, forecast=told, requirement=table, coverage=achieved_coverage(of, table, scheduled))
    assert plan.coverage is not None
    assert codes(of, plan) == ["column_absent"]
    assert coverage_codes(of, plan, scheduled) == []
    assert deferred_summary(of, table, plan.coverage, plan.end)["工单"]["late"] == 0


def test_the_simulation_starts_with_what_waited_when_the_plan_was_made() -> None:
    """Whatever shop.toml states since then; the night's cases are the same."""
    told = forecast({"售前": 2.0, "工单": 4.0}, MONDAY, 1)
    then, now = (shop([queue(), tickets(24, backlog=cases)]) for cases in (30.0, 400.0))
    table = requirement_table(then, told, MONDAY, 1)
    covered = achieved_coverage(then, table, np.full(len(table), 3))
    plan = Plan(MONDAY, 1, told, table, coverage=covered)
    plan = replace(plan, summary={"deferred": deferred_summary(then, table, covered, plan.end, told)})
    played = [simulation_input_of(cast(ShopFolder, store), plan, NOTHING, table) for store in (then, now)]
    assert [inputs.waiting[:, 3].sum() for inputs in played] == pytest.approx([30.0, 30.0], abs=0.01)
    nights = [simulated_demands(inputs, "planned", 1, 1)[0].arrivals[1][:18] for inputs in played]
    assert nights[1] == pytest.approx(nights[0], abs=1e-3)


def test_a_backlog_that_does_not_count_is_named() -> None:
    """Where the plan before says what waits; not in a first plan."""
    store = shop([tickets(24, backlog=70.0)])
    earlier = left_by(store, requirement_table(store, demand(1, size=0.2), MONDAY, 1), 0)
    assert unused_backlogs(store, earlier, date(2026, 11, 10)) == {"工单": 70.0}
    assert unused_backlogs(store, NOTHING, MONDAY) == {}


@pytest.mark.parametrize("day", [MONDAY, date(2026, 10, 24), date(2027, 3, 27)])
def test_cases_out_of_chats_after_the_last_closing_count_too(day: date) -> None:
    """A fifth of six chats an hour on top of two cases, over two hours of the evening; clocks may change."""
    chats = queue(transfers=(("工单", 0.2),), open=Window(0, 1440))
    store = shop([chats, tickets(24, open=Window(13 * 60, 22 * 60), backlog=25.0)], timezone="Europe/Berlin")
    told = forecast({"售前": 6.0, "工单": 2.0}, day, 2, "Europe/Berlin")
    table = requirement_table(store, told, day, 2)
    scheduled = np.ceil(table["agents"].to_numpy() / 0.9).astype(np.int64)
    plan = Plan(day, 2, told, table, coverage=achieved_coverage(store, table, scheduled))
    assert plan.coverage is not None
    figures = deferred_summary(store, table, plan.coverage, plan.end, told)
    assert figures["工单"]["waiting"] == pytest.approx(25.0, abs=0.01)
    assert figures["工单"]["after_closing"] == pytest.approx(2 * (2.0 + 0.2 * 6.0), abs=0.01)
    data = PlanData(store, replace(plan, summary={"deferred": figures}), NOTHING)
    assert list(audited_summary(data, counted(table, scheduled))) == []
