"""Demand on the desk: what came, past promotions beside the coming one, accuracy, and the two tables."""

from __future__ import annotations

import math
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.desk.demand.accuracy import backtested_accuracy, stored_accuracy
from peakroster.desk.demand.course import demand_course
from peakroster.desk.demand.driver_table import driver_remarks, driver_rows, edit_drivers
from peakroster.desk.demand.event_table import (
    EventChange,
    edit_events,
    event_kinds,
    event_remarks,
    events_shown,
)
from peakroster.desk.demand.past_events import event_beside_past, events_to_compare
from peakroster.desk.forecast import fitted
from peakroster.desk.roster import Desk, open_desk
from peakroster.store.outdated import OutdatedError
from peakroster.tables.findings import InputError
from tests.peakroster.planned import DAY, write_planned_shop

pytestmark = pytest.mark.slow

EVENTS = (
    "event,kind,start,end,intensity\n"
    "flash-2026-10,flash,2026-10-20T20:00,2026-10-21T00:00,2\n"
    "flash-2026-11,flash,2026-11-17T20:00,2026-11-18T00:00,2\n"
    "flash-2026-12,flash,2026-12-15T20:00,2026-12-16T00:00,2\n"
)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_planned_shop(tmp_path_factory.mktemp("demand") / "shop")
    history = pd.read_csv(folder / "history.csv", parse_dates=["timestamp"])
    sale = pd.Series(False, index=history.index)
    for start in ("2026-10-20T20:00", "2026-11-17T20:00"):
        sale |= history["timestamp"].between(start, pd.Timestamp(start) + pd.Timedelta(hours=3))
    history.loc[sale, "inquiries"] *= 3
    history["timestamp"] = history["timestamp"].dt.strftime("%Y-%m-%dT%H:%M")
    history.to_csv(folder / "history.csv", index=False)
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
    return folder


@pytest.fixture
def desk(planned: Path, tmp_path: Path) -> Desk:
    shutil.copytree(planned, tmp_path / "shop")
    return open_desk(tmp_path / "shop", DAY)


def test_the_course_is_what_came_and_what_is_expected(desk: Desk) -> None:
    """Weeks before the plan hold what came, its days the forecast; last week and last year stand beside."""
    course = demand_course(desk, "presale", weeks_before=2).set_index("timestamp")
    assert len(course) == (14 + desk.plan.days) * 24
    history = desk.shop.history[desk.shop.history["queue"] == "presale"].set_index("timestamp")["inquiries"]
    moment = pd.Timestamp(DAY) - pd.Timedelta(days=3, hours=-12)
    assert course.loc[moment, "actual"] == history[moment]
    assert course.loc[moment, "last_week"] == history[moment - pd.Timedelta(days=7)]
    assert math.isnan(course.loc[moment, "mean"])
    inside = pd.Timestamp(DAY) + pd.Timedelta(hours=12)
    assert desk.plan.forecast is not None
    forecast = desk.plan.forecast.set_index(["queue", "timestamp"])
    assert course.loc[inside, "mean"] == forecast.loc[("presale", inside), "mean"]
    assert math.isnan(course.loc[inside, "actual"])
    assert course["last_year"].isna().all()


def test_past_events_lie_beside_the_coming_one(desk: Desk) -> None:
    """Each past one with its share and its size over an ordinary day, hour by hour; the coming one with the
    forecast of the plan where the plan has its hours."""
    (event,) = events_to_compare(desk, "presale")
    assert event.name == "flash-2026-12"
    beside = event_beside_past(desk, fitted(desk, "presale"), event)
    assert [one.name for one in beside.past] == ["flash-2026-11", "flash-2026-10"]
    assert sum(one.weight for one in beside.past) == pytest.approx(1)
    assert beside.past[0].weight > beside.past[1].weight
    for one in beside.past:
        assert 2.5 < one.times_ordinary < 6
        assert one.counts.shape == beside.mean.shape == (4,)
    assert desk.plan.forecast is not None
    forecast = desk.plan.forecast.set_index(["queue", "timestamp"])["mean"]
    assert list(beside.mean) == [forecast["presale", hour] for hour in beside.hours]
    assert np.isnan(beside.came).all()


def test_accuracy_of_a_plan_whose_days_have_come(desk: Desk) -> None:
    """Nothing is known of days to come; once they came, the plan's error stands beside last week's copy."""
    assert stored_accuracy(desk, "presale") == ()
    forecast = desk.plan.forecast
    assert forecast is not None
    rows = forecast[(forecast["timestamp"] < desk.plan.end)][["timestamp", "queue", "mean"]]
    came = rows.assign(inquiries=rows["mean"].round().astype(int))
    text = "".join(
        f"{row.timestamp:%Y-%m-%dT%H:%M},{row.queue},{row.inquiries}\n" for row in came.itertuples()
    )
    path = desk.shop.folder / "history.csv"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    (week,) = stored_accuracy(open_desk(desk.shop.folder, DAY), "presale")
    assert (week.first, week.days, week.by) == (DAY, 2, "plan")
    assert week.forecast < 0.1
    assert week.last_week > week.forecast
    assert week.event


def test_past_weeks_as_they_would_have_been_forecast(desk: Desk) -> None:
    """The backtest says it of weeks without a stored plan, can be watched, and stopped."""
    told: list[tuple[int, int]] = []
    weeks = backtested_accuracy(desk, "presale", 1, lambda done, total: told.append((done, total)))
    assert weeks
    assert all(one.by == "backtest" and one.forecast >= 0 for one in weeks)
    assert told[-1][0] == told[-1][1]
    assert len(backtested_accuracy(desk, "presale", 1, should_stop=lambda: True)) == 0


def test_events_are_checked_then_written(desk: Desk) -> None:
    """What would be wrong or odd is said before; what is written is what was shown, and the plan follows."""
    shown = events_shown(desk, desk.plan.start)
    assert [event.name for event in shown] == ["flash-2026-12"]
    backwards = EventChange({shown[0].row: {"end": datetime(2026, 12, 15, 19)}})
    assert [one.code for one in event_remarks(desk, backwards)] == ["event_ends_early"]
    with pytest.raises(InputError):
        edit_events(desk, backwards)
    odd = EventChange({shown[0].row: {"intensity": 200.0}})
    assert event_remarks(desk, odd)
    wrong = {"event": "x", "kind": "flash", "start": datetime(2026, 12, 16), "end": datetime(2026, 12, 17)}
    several = EventChange(
        {shown[0].row: {"intensity": 200.0}}, added=[wrong | {"uplift": -1.0, "opening": 99.0, "queues": "y"}]
    )
    told = {(one.severity, one.column) for one in event_remarks(desk, several)}
    assert {("error", "uplift"), ("error", "opening"), ("error", "queues")} <= told
    assert any(severity == "warning" for severity, _ in told)  # all at once
    assert event_kinds(desk)[:1] == ("flash",)
    assert "double12" in event_kinds(desk)
    assert desk.plan.forecast is not None
    bigger = edit_events(desk, EventChange({shown[0].row: {"intensity": 4.0}}))
    assert bigger.shop.events[-1].intensity == 4
    assert bigger.plan.forecast is not None
    moment = ("presale", pd.Timestamp("2026-12-15T21:00"))
    before, after = (
        table.set_index(["queue", "timestamp"])["mean"][moment]
        for table in (desk.plan.forecast, bigger.plan.forecast)
    )
    assert after > before
    with pytest.raises(OutdatedError):  # the first desk has not seen the change
        edit_events(desk, EventChange({}, frozenset({shown[0].row})))


def test_drivers_are_checked_then_written(desk: Desk) -> None:
    """Rows around the plan are shown; a new one is written, a wrong one refused before."""
    assert driver_rows(desk).rows == ()
    days = [DAY - timedelta(days=n) for n in range(20, 0, -1)]
    lines = "".join(f"{day},visitors,{100 + n}\n" for n, day in enumerate(days))
    (desk.shop.folder / "drivers.csv").write_text("date,driver,value\n" + lines, encoding="utf-8")
    desk = open_desk(desk.shop.folder, DAY)
    seen = driver_rows(desk)
    assert seen.names == ("visitors",)
    assert [row.when.date() for row in seen.rows] == days[-14:]
    assert seen.rows[0].value == 106
    new = {"date": date(2026, 12, 14), "driver": "visitors", "planned": 150.0, "queues": "presale"}
    assert driver_remarks(desk, {}, frozenset(), [new]) == ()
    twice = driver_remarks(desk, {}, frozenset(), [new, new])
    assert {one.code for one in twice} == {"duplicate_driver"}
    written = edit_drivers(desk, seen, {}, added=[new])
    (row,) = (row for row in driver_rows(written).rows if row.planned is not None)
    assert (row.planned, row.value, row.among) == (150, None, ("presale",))
    with pytest.raises(InputError):
        edit_drivers(desk, seen, {}, added=[new])
