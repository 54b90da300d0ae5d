"""Re-planning mid-period: actuals, re-estimated events and locked shifts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from forecast import Note
from peakroster.planning.forecast.as_of import check_as_of, lock_started_shifts
from peakroster.planning.forecast.forecasting import ForecastStage, make_forecast
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.events import Event
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Lock
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import BY_HOUR, write_small_shop
from tests.peakroster.plans.conftest import typed

pytestmark = pytest.mark.slow

BERLIN = "Europe/Berlin"
NUMBERS = ["mean", "p10", "p50", "p90", "model_mean"]


def shop_until(folder: Path, end: datetime, step: str = "h", timezone: str = "Asia/Shanghai") -> Shop:
    """Presale alone, eight weeks of the same day up to ``end``, and no events."""
    shop = read_shop(write_small_shop(folder))
    times = pd.date_range(end - timedelta(weeks=8), end, freq=step, inclusive="left", unit="us")
    per_hour = pd.Timedelta("1h") // pd.Timedelta(step) if step != "h" else 1
    counts = np.array(BY_HOUR)[times.hour] * 12 // per_hour
    history = pd.DataFrame(
        {"timestamp": times, "queue": "presale", "inquiries": counts, "aht_seconds": np.nan}
    )
    settings = replace(shop.settings, timezone=timezone, queues=shop.settings.queues[:1])
    return replace(shop, settings=settings, history=history.astype({"queue": "str"}), events=())


def rows_of(stage: ForecastStage) -> pd.DataFrame:
    """Its table by the hour."""
    return stage.table.set_index("timestamp")


def note_of(stage: ForecastStage, code: str) -> Note | None:
    """The first note with this code."""
    return next((note for _, note in stage.notes if note.code == code), None)


@pytest.mark.parametrize(("step", "minute"), [("h", 0), ("h", 40), ("15min", 0), ("15min", 50)])
def test_hours_that_are_over_hold_what_came(tmp_path: Path, step: str, minute: int) -> None:
    """Up to 04:00 of the second day; at 04:40 the hour that runs is forecast, whatever is known of it."""
    shop = shop_until(tmp_path / "shop", datetime(2026, 11, 10, 4, minute // 15 * 15), step)
    odd = shop.history["inquiries"].where(shop.history["timestamp"] != pd.Timestamp("2026-11-10T02:00"), 77)
    shop = replace(shop, history=shop.history.assign(inquiries=odd))
    stage = make_forecast(shop, date(2026, 11, 9), 3, 1, as_of=datetime(2026, 11, 10, 4, minute))
    rows = rows_of(stage)
    actual = shop.history.set_index("timestamp")["inquiries"].resample("h").sum()
    for column in NUMBERS:
        over = rows.loc[:"2026-11-10T03:00", column]
        assert over.tolist() == actual["2026-11-09":"2026-11-10T03:00"].tolist()
    rest = rows.loc["2026-11-10T04:00":]
    assert (rest["p10"] < rest["p90"]).all()
    assert len(rows) == 3 * 24 + 12
    note = note_of(stage, "hours_observed")
    assert note is not None
    assert note.numbers == {"hours": 28, "until": "2026-11-10T04:00"}


def test_without_a_moment_nothing_of_the_plans_days_is_known(tmp_path: Path) -> None:
    """Also where the history has them; at the plan's first midnight it makes no difference."""
    shop = shop_until(tmp_path / "shop", datetime(2026, 11, 10, 4))
    plain = make_forecast(shop, date(2026, 11, 9), 2, 1)
    midnight = make_forecast(shop, date(2026, 11, 9), 2, 1, as_of=datetime(2026, 11, 9))
    pd.testing.assert_frame_equal(plain.table, midnight.table)
    assert note_of(midnight, "hours_observed") is None
    earlier = make_forecast(shop, date(2026, 11, 9), 2, 1, as_of=datetime(2026, 11, 1))
    assert note_of(earlier, "history_ends_early") is not None
    assert note_of(plain, "history_ends_early") is None


def test_an_hour_of_the_day_that_is_not_recorded_is_forecast(tmp_path: Path) -> None:
    """01:00 is missing, 02:00 is there: what came stays what came."""
    shop = shop_until(tmp_path / "shop", datetime(2026, 11, 9, 4))
    kept = shop.history["timestamp"] != pd.Timestamp("2026-11-09T01:00")
    shop = replace(shop, history=shop.history[kept].reset_index(drop=True))
    rows = rows_of(make_forecast(shop, date(2026, 11, 9), 1, 1, as_of=datetime(2026, 11, 9, 4)))
    assert rows.loc["2026-11-09T01:00", "p10"] < rows.loc["2026-11-09T01:00", "p90"]
    assert rows.loc["2026-11-09T01:00", "mean"] == pytest.approx(24, rel=0.1)
    assert (rows.loc["2026-11-09T02:00", NUMBERS] == 12).all()


def test_no_rows_of_the_day_yet(tmp_path: Path) -> None:
    """The records end with yesterday: the day is forecast as from midnight, and a warning says so."""
    shop = shop_until(tmp_path / "shop", datetime(2026, 11, 9))
    stage = make_forecast(shop, date(2026, 11, 9), 1, 1, as_of=datetime(2026, 11, 9, 4))
    pd.testing.assert_frame_equal(stage.table, make_forecast(shop, date(2026, 11, 9), 1, 1).table)
    (warning,) = check_as_of(shop, date(2026, 11, 9), 1, datetime(2026, 11, 9, 4))
    assert (warning.code, warning.details["hours"], warning.details["last"]) == (
        "as_of_without_rows",
        4,
        "2026-11-09T00:00",
    )
    assert check_as_of(shop, date(2026, 11, 9), 1, datetime(2026, 11, 9, 1, 30)) == ()


def test_a_queue_that_was_closed_has_left_nothing_out(tmp_path: Path) -> None:
    """Open from ten to midnight, looked at at ten in the morning: no hour is missing; at noon two are."""
    shop = shop_until(tmp_path / "shop", datetime(2026, 11, 9))
    opened = shop.history[shop.history["timestamp"].dt.hour >= 10]
    closed = replace(shop, history=opened)
    assert check_as_of(closed, date(2026, 11, 9), 1, datetime(2026, 11, 9, 10)) == ()
    codes = [finding.code for finding in check_as_of(closed, date(2026, 11, 9), 1, datetime(2026, 11, 9, 12))]
    assert codes == ["as_of_without_rows"]


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (datetime(2026, 11, 10), "as_of_after_plan"),
        (datetime(2026, 9, 14), "as_of_before_history"),
        (datetime(2025, 1, 1), "as_of_before_history"),
    ],
)
def test_moments_that_cannot_be(tmp_path: Path, moment: datetime, code: str) -> None:
    """Not before the plan's end, or nothing known yet."""
    shop = shop_until(tmp_path / "shop", datetime(2026, 11, 9))
    with pytest.raises(InputError) as error:
        check_as_of(shop, date(2026, 11, 9), 1, moment)
    assert [finding.code for finding in error.value.findings] == [code]


def test_in_the_night_in_which_clocks_go_back(tmp_path: Path) -> None:
    """At 04:00 the repeated hour holds what came in both its halves."""
    shop = shop_until(tmp_path / "shop", datetime(2026, 10, 25, 4), timezone=BERLIN)
    twice = shop.history["inquiries"].where(shop.history["timestamp"] != pd.Timestamp("2026-10-25T02:00"), 24)
    shop = replace(shop, history=shop.history.assign(inquiries=twice))
    rows = rows_of(make_forecast(shop, date(2026, 10, 25), 1, 1, as_of=datetime(2026, 10, 25, 4)))
    assert rows.loc["2026-10-25T02:00":"2026-10-25T03:00", "mean"].tolist() == [24, 12]
    assert rows.loc["2026-10-25T04:00", "mean"] == pytest.approx(12, rel=0.2)


def test_in_the_night_in_which_clocks_go_forward(tmp_path: Path) -> None:
    """The hour that does not exist has no row; the others hold what came."""
    shop = shop_until(tmp_path / "shop", datetime(2026, 3, 29, 5), timezone=BERLIN)
    kept = shop.history["timestamp"] != pd.Timestamp("2026-03-29T02:00")
    shop = replace(shop, history=shop.history[kept].reset_index(drop=True))
    rows = rows_of(make_forecast(shop, date(2026, 3, 29), 1, 1, as_of=datetime(2026, 3, 29, 5)))
    assert pd.Timestamp("2026-03-29T02:00") not in rows.index
    assert rows.loc["2026-03-29T01:00":"2026-03-29T04:00", "mean"].tolist() == [24, 12, 12]


def sale_shop(folder: Path, strength: float) -> Shop:
    """Three past sales of twice the normal, and one that began at 20:00 and brings ``strength`` times."""
    shop = shop_until(folder, datetime(2026, 11, 11, 4))
    starts = [datetime(2026, 9, 23, 20), datetime(2026, 10, 7, 20), datetime(2026, 10, 21, 20)]
    starts.append(datetime(2026, 11, 10, 20))
    events = tuple(
        Event(f"sale-{start:%m}", "sale", start, start + timedelta(hours=28), (), 1.0, None, row)
        for row, start in enumerate(starts, start=2)
    )
    counts = shop.history["inquiries"].to_numpy(dtype=float).copy()
    times = shop.history["timestamp"]
    for event in events:
        during = ((times >= event.start) & (times < event.end)).to_numpy()
        counts[during] *= strength if event is events[-1] else 2.0
    history = shop.history.assign(inquiries=counts.round().astype("int64"))
    return replace(shop, history=history, events=events)


@pytest.mark.parametrize("strength", [1.2, 2.0, 3.2])
def test_a_sale_that_runs_is_re_estimated(tmp_path: Path, strength: float) -> None:
    """Far less or more than usual came by 04:00: so will most of the rest, and the note says by how much."""
    shop = sale_shop(tmp_path / "shop", strength)
    eve = rows_of(make_forecast(shop, date(2026, 11, 10), 2, 1, as_of=datetime(2026, 11, 10, 20)))
    stage = make_forecast(shop, date(2026, 11, 10), 2, 1, as_of=datetime(2026, 11, 11, 4))
    rest = slice("2026-11-11T04:00", "2026-11-11T23:00")
    true = strength * 12 * np.array(BY_HOUR[4:])
    before, now = (float(np.abs(rows.loc[rest, "mean"] - true).sum()) for rows in (eve, rows_of(stage)))
    note = note_of(stage, "event_updated")
    assert note is not None
    assert note.numbers["event"] == "sale-11"
    ratio = rows_of(stage).loc[rest, "mean"].sum() / eve.loc[rest, "mean"].sum()
    assert note.numbers["factor"] == pytest.approx(ratio, rel=0.02)
    outside = note_of(stage, "event_outside_band")
    if strength == 2.0:
        assert ratio == pytest.approx(1, abs=0.1)
        assert outside is None
    else:
        assert now < 0.8 * before
    if outside is not None:
        assert outside.numbers["came"] == pytest.approx(strength / 2 * outside.numbers["due"], rel=0.1)
        assert not outside.numbers["low"] <= outside.numbers["rest"] <= outside.numbers["high"]


def test_an_update_outside_the_band_is_told_with_its_reason(tmp_path: Path) -> None:
    """Six times the usual: the rest leaves the band, and what came stands beside what was due."""
    stage = make_forecast(
        sale_shop(tmp_path / "shop", 12.0), date(2026, 11, 10), 2, 1, as_of=datetime(2026, 11, 11, 4)
    )
    outside = note_of(stage, "event_outside_band")
    assert outside is not None
    assert outside.numbers["came"] > 5 * outside.numbers["due"]
    assert outside.numbers["rest"] > outside.numbers["high"]


def test_the_first_hour_alone_never_triples_a_day(tmp_path: Path) -> None:
    """Ten times the usual in the first hour: the rest rises, by less than half."""
    shop = sale_shop(tmp_path / "shop", 20.0)
    moment = datetime(2026, 11, 10, 21)
    cut = replace(shop, history=shop.history[shop.history["timestamp"] < moment].reset_index(drop=True))
    note = note_of(make_forecast(cut, date(2026, 11, 10), 2, 1, as_of=moment), "event_updated")
    assert note is not None
    assert 1.05 < note.numbers["factor"] < 1.5


def test_an_event_that_is_over_or_to_come_is_not_told_of(tmp_path: Path) -> None:
    """Only what runs is re-estimated."""
    shop = sale_shop(tmp_path / "shop", 2.0)
    for moment in (datetime(2026, 11, 10, 20), datetime(2026, 11, 10, 12)):
        stage = make_forecast(shop, date(2026, 11, 10), 2, 1, as_of=moment)
        assert note_of(stage, "event_updated") is None


def plan_of(shop: Shop, rows: list[tuple]) -> Plan:
    """A plan of three days from Monday on with these shifts."""
    roster = typed("roster", [(*row, 8.0) for row in rows])
    return Plan(date(2026, 11, 9), 3, roster=roster)


def test_what_began_is_held_and_the_rest_is_free(tmp_path: Path) -> None:
    """At 15:00 on Tuesday: Monday as it was, days off too; Tuesday's early shift; not the late one."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    monday, tuesday = date(2026, 11, 9), date(2026, 11, 10)
    rows = [
        ("A2", monday, "早班", datetime(2026, 11, 9, 8), datetime(2026, 11, 9, 17)),
        ("A8", monday, "夜班", datetime(2026, 11, 9, 23), datetime(2026, 11, 10, 8)),
        ("A3", tuesday, "早班", datetime(2026, 11, 10, 8), datetime(2026, 11, 10, 17)),
        ("A4", tuesday, "晚班", datetime(2026, 11, 10, 15, 30), datetime(2026, 11, 11)),
        ("A5", monday, "没有了", datetime(2026, 11, 9, 9), datetime(2026, 11, 9, 12)),
        ("走了", monday, "早班", datetime(2026, 11, 9, 8), datetime(2026, 11, 9, 17)),
    ]
    locks = lock_started_shifts(shop, plan_of(shop, rows), datetime(2026, 11, 10, 15)).locks
    locked = {(lock.agent_id, lock.day): lock.shift for lock in locks}
    assert locked[("A2", monday)] == "早班"
    assert locked[("A8", monday)] == "夜班"
    assert locked[("A3", tuesday)] == "早班"
    assert ("A4", tuesday) not in locked
    assert ("A2", tuesday) not in locked
    assert ("A5", monday) not in locked
    assert locked[("A3", monday)] == OFF
    assert ("007", date(2026, 11, 11)) not in locked
    assert Lock("007", tuesday, "夜班", 2) in locks  # of locks.csv


def test_without_a_roster_nothing_is_held(tmp_path: Path) -> None:
    """A plan of which only the forecast was made."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    plan = Plan(date(2026, 11, 9), 3)
    assert lock_started_shifts(shop, plan, datetime(2026, 11, 10, 15)) is shop
