"""From rows to figures and verdicts: reference values by hand, and nothing said that chance would say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from peakroster.backtest.content import content, write_backtest
from peakroster.backtest.errors import ForecastErrors, concatenate
from peakroster.backtest.figures import break_down, by_horizon, figures
from peakroster.backtest.level_changes import LevelChanges, LevelJump
from peakroster.backtest.method_comparison import kind_verdicts, verdicts
from peakroster.backtest.origins import Origin
from peakroster.backtest.rolling_origin import Backtest
from peakroster.cli.backtest_tables import lines_and_tables
from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from tests.peakroster.cli.small_shop import write_small_shop

pytestmark = pytest.mark.slow

DAY = pd.Timedelta(days=1)


def rows(
    origin: str,
    days: int = 7,
    actual: float = 100.0,
    mean: float = 110.0,
    last_week: float = 130.0,
    eight_weeks: float = 80.0,
    event_days: tuple[int, ...] = (),
    last_event: float = np.nan,
    uplift: float = np.nan,
    name: str = "sale",
) -> pd.DataFrame:
    """Hours from an origin on; an event runs from 20:00 to 24:00 of the event days (numbers from 1).

    The level now is that of then plus a tenth.
    """
    start = pd.Timestamp(origin)
    hours = pd.date_range(start, periods=24 * days, freq="h", unit="us")
    horizon = np.asarray((hours - start) // DAY + 1)
    of_event = np.isin(horizon, event_days)
    return pd.DataFrame(
        {
            "timestamp": hours,
            "queue": "presale",
            "origin": start,
            "horizon": horizon,
            "day": np.where(of_event, "event", "normal"),
            "event": np.where(of_event & (hours.hour >= 20), name, ""),
            "nearest_event": np.where(of_event, name, ""),
            "kind": np.where(of_event, "flash", ""),
            "actual": actual,
            "mean": mean,
            "p2.5": 70.0,
            "p10": 105.0,
            "p90": 120.0,
            "p97.5": 130.0,
            "last_week": last_week,
            "eight_weeks": eight_weeks,
            "last_event": np.where(of_event, last_event, np.nan),
            "last_event_level": np.where(of_event, 1.1 * last_event, np.nan),
            "uplift": np.where(of_event, uplift, np.nan),
            "scale": 20.0,
            "method": "model",
        }
    )


def totals(origin: str, actual: float = 2400.0, day: str = "normal", days: int = 1) -> pd.DataFrame:
    row = {"from": pd.Timestamp(origin), "days": days, "queue": "presale", "origin": pd.Timestamp(origin)}
    row |= {"horizon": 1, "day": day, "actual": actual, "mean": 2500.0}
    return pd.DataFrame([{**row, "p2.5": 1000.0, "p10": 2000.0, "p90": 3000.0, "p97.5": 4000.0}])


def backtest(
    *parts: pd.DataFrame, spans: tuple[pd.DataFrame, ...] = (), days: tuple[int, ...] = (7,)
) -> Backtest:
    spans = spans or (totals("2026-01-05"),)
    found = [ForecastErrors(part, spans[0] if n == 0 else spans[0].iloc[:0]) for n, part in enumerate(parts)]
    found += [ForecastErrors(parts[0].iloc[:0], span) for span in spans[1:]]
    errors = concatenate(found, ["presale"])
    origins = sorted(set(errors.hours["origin"]), reverse=True)
    return Backtest(days, 12, {"presale": tuple(Origin(o, True) for o in origins)}, len(origins), (), errors)


def test_reference_values() -> None:
    """100 came each hour, 110 were expected, 130 a week before, 80 in the mean; a usual error is 20."""
    found = figures(rows("2026-01-05"), totals("2026-01-05"))
    assert (found.hours, found.days, found.inquiries) == (168, 7, 16800.0)
    assert found.wape == pytest.approx({"forecast": 0.1, "last_week": 0.3, "eight_weeks": 0.2})
    assert found.mase == pytest.approx({"forecast": 0.5, "last_week": 1.5, "eight_weeks": 1.0})
    assert found.bias == pytest.approx({"forecast": 0.1, "last_week": 0.3, "eight_weeks": -0.2})
    assert found.peak_hour_error == pytest.approx(found.wape)
    assert found.coverage["hour_80"] == 0
    assert found.coverage["hour_95"] == 1
    assert found.coverage["day_80"] == 1
    assert np.isnan(found.coverage["week_80"])
    assert found.pinball["p10"] == pytest.approx(0.9 * 5)


def test_each_origin_has_its_own_busiest_hours() -> None:
    """A day that is looked at twice has two busiest hours, not one of both."""
    first, again = rows("2026-01-05"), rows("2026-01-05").assign(origin=pd.Timestamp("2026-01-04"))
    first.loc[5, ["actual", "mean"]] = [300.0, 330.0]
    again.loc[5, ["actual", "mean"]] = [300.0, 270.0]
    both = figures(pd.concat([first.iloc[:24], again.iloc[:24]], ignore_index=True))
    assert both.peak_hour_error["forecast"] == pytest.approx(0.1)


def test_a_horizon_takes_in_what_lies_nearer() -> None:
    """Seven days ahead are days 1 to 7, fourteen are all; event days are told apart."""
    parts = rows("2026-01-05", days=14, event_days=(3, 9))
    spans = (totals("2026-01-05"), totals("2026-01-07", day="event"), totals("2026-01-05", days=7))
    seven, fourteen = by_horizon(backtest(parts, spans=spans).errors, "presale", (7, 14))
    assert (seven.kinds["normal"].days, seven.kinds["event"].days) == (6, 1)
    assert (fourteen.kinds["normal"].days, fourteen.kinds["event"].days) == (12, 2)
    assert seven.kinds["normal"].coverage["week_80"] == 1
    assert np.isnan(seven.kinds["event"].coverage["week_80"])


def test_broken_down_by_when() -> None:
    """Normal days by weekday and hour within the shortest horizon, by days ahead over all; events by name."""
    parts = rows("2026-01-05", days=14, event_days=(3,))
    parts.loc[parts["timestamp"].dt.hour == 7, "mean"] = 150.0
    parts.loc[parts["horizon"] == 14, "mean"] = 100.0
    found = break_down(backtest(parts, days=(7, 14)).errors, "presale", 7)
    assert list(found.weekday) == [0, 1, 3, 4, 5, 6]
    assert {key: round(each.wape["forecast"], 3) for key, each in found.hour.items() if key in (6, 7)} == {
        6: 0.1,
        7: 0.5,
    }
    assert found.hour[7].hours == 6
    assert list(found.days_ahead) == [1, 2, *range(4, 15)]
    assert found.days_ahead[14].wape["forecast"] == 0
    assert {name: each.hours for name, each in found.event.items()} == {"sale": 4}


def test_an_event_is_told_from_its_latest_origin() -> None:
    """Seen from two origins, an event counts once; one that only the longer horizon saw counts too."""
    far = rows("2026-01-05", days=14, event_days=(9,))
    near = rows("2026-01-12", days=14, mean=100.0, event_days=(2,))
    found = break_down(backtest(far, near, days=(7, 14)).errors, "presale", 7)
    assert (found.event["sale"].hours, found.event["sale"].wape["forecast"]) == (4, 0.0)
    only_far = break_down(backtest(far, days=(7, 14)).errors, "presale", 7)
    assert (only_far.event["sale"].hours, only_far.event["sale"].wape["forecast"]) == (4, 0.1)


def test_events_of_a_kind_together() -> None:
    """Two flash sales: 100 came each hour, 110 were expected, the last one had 130; a row for the kind."""
    first = rows("2026-01-05", event_days=(3,), last_event=130.0, uplift=150.0, name="one")
    second = rows("2026-01-12", event_days=(3,), mean=130.0, last_event=130.0, uplift=90.0, name="two")
    found = break_down(backtest(first, second).errors, "presale", 7)
    assert list(found.kind) == ["flash"]
    flash = found.kind["flash"]
    assert (flash.events, flash.figures.hours, flash.figures.inquiries) == (2, 8, 800.0)
    assert flash.figures.wape == pytest.approx(
        {
            "forecast": 0.2,  # a tenth and three tenths
            "last_week": 0.3,
            "eight_weeks": 0.2,
            "last_event": 0.3,
            "last_event_level": 0.43,
            "uplift": 0.3,  # a half and a tenth
        }
    )
    assert set(flash.figures.forecast_wape.values()) == {0.2}
    assert list(found.event) == ["one", "two"]
    assert found.event["one"].wape["last_event_level"] == pytest.approx(0.43)
    assert "last_event" not in found.hour[7].wape


def test_a_method_that_knows_some_events_only_is_held_against_the_forecast_there() -> None:
    """The first sale has no last one: a copy is judged on the second alone, the forecast beside it too."""
    first = rows("2026-01-05", event_days=(3,), mean=200.0, name="one")
    second = rows("2026-01-12", event_days=(3,), last_event=130.0, name="two")
    figures_found = break_down(backtest(first, second).errors, "presale", 7).kind["flash"].figures
    assert figures_found.wape["forecast"] == pytest.approx(0.55)
    assert figures_found.wape["last_event"] == pytest.approx(0.3)
    assert figures_found.forecast_wape["last_event"] == pytest.approx(0.1)
    assert figures_found.forecast_wape["last_week"] == pytest.approx(0.55)
    assert np.isnan(figures_found.wape["uplift"])
    assert np.isnan(figures_found.forecast_wape["uplift"])


def test_an_event_of_a_kind_counts_once() -> None:
    """Seen from two origins, the latest within the shortest horizon tells it."""
    far = rows("2026-01-05", days=14, event_days=(9,), mean=200.0)
    near = rows("2026-01-12", days=14, event_days=(2,))
    flash = break_down(backtest(far, near, days=(7, 14)).errors, "presale", 7).kind["flash"]
    assert (flash.events, flash.figures.hours) == (1, 4)
    assert flash.figures.wape["forecast"] == pytest.approx(0.1)


def weeks(last_week: list[float], **options: Any) -> Backtest:
    """Weeks in a row, each with its own value of last week beside 100 that came and 110 expected."""
    starts = pd.date_range("2026-01-05", periods=len(last_week), freq="7D")
    return backtest(
        *(
            rows(str(start), last_week=value, **options)
            for start, value in zip(starts, last_week, strict=True)
        )
    )


def test_a_simple_method_that_is_always_better_is_said_so() -> None:
    """Eight weeks, each better by 5 of 10: by chance that would be one in 256."""
    (verdict,) = verdicts(weeks([105.0] * 8))
    assert (verdict.queue, verdict.day, verdict.horizon, verdict.method) == (
        "presale",
        "normal",
        7,
        "last_week",
    )
    assert (verdict.wape, verdict.forecast_wape) == pytest.approx((0.05, 0.1))
    assert (verdict.better, verdict.blocks) == (8, 8)
    assert verdict.chance == pytest.approx(1 / 256)


def test_of_two_simple_methods_the_better_one_is_named() -> None:
    """Both beat the forecast; one line is enough."""
    (verdict,) = verdicts(weeks([105.0] * 8, eight_weeks=101.0))
    assert verdict.method == "eight_weeks"


@pytest.mark.parametrize(
    "last_week",
    [
        [130.0] * 8,
        [110.0] * 8,
        [105.0] * 4,
        [105.0],
        [100.0, 119.0, 101.0, 118.0, 102.0, 117.0, 103.0, 119.0],
    ],
    ids=["worse", "equal", "four weeks prove nothing", "one week", "now better, now worse"],
)
def test_chance_is_not_spoken_of(last_week: list[float]) -> None:
    """Where the difference may well be luck, nothing is said."""
    assert list(verdicts(weeks(last_week))) == []


def test_event_days_are_judged_apart() -> None:
    """On its event days alone last week is better: said of them, and not of the normal days."""
    parts = [rows(str(start), event_days=(4,)) for start in pd.date_range("2026-01-05", periods=8, freq="7D")]
    for part in parts:
        part.loc[part["day"] == "event", "last_week"] = 100.0
    assert [(verdict.day, verdict.blocks) for verdict in verdicts(backtest(*parts))] == [("event", 8)]


def sales(last_event: list[float], **options: Any) -> Backtest:
    """A sale in each week, each with its own value of the last one beside 100 that came and 110 expected."""
    starts = pd.date_range("2026-01-05", periods=len(last_event), freq="7D")
    return backtest(
        *(
            rows(f"{start:%Y-%m-%d}", event_days=(4,), last_event=value, name=f"sale-{start:%m%d}", **options)
            for start, value in zip(starts, last_event, strict=True)
        )
    )


def test_event_days_are_judged_beside_the_last_event() -> None:
    """Eight sales, the copy off by 5 of 100 each time, the forecast by 10: not only last week counts."""
    (verdict,) = verdicts(sales([95.0] * 8))
    assert (verdict.day, verdict.method, verdict.better, verdict.blocks) == (
        "event",
        "last_event_level",
        8,
        8,
    )
    assert (verdict.wape, verdict.forecast_wape) == pytest.approx((0.045, 0.1))
    (verdict,) = verdicts(sales([np.nan] * 8, uplift=102.0))
    assert (verdict.day, verdict.method) == ("event", "uplift")


def test_a_method_is_compared_where_it_knows_anything() -> None:
    """Of eight sales three have no last one: the forecast of those, far off, is not held against the copy."""
    found = sales([105.0] * 8)
    unknown = (found.errors.hours["timestamp"] < "2026-01-26") & (found.errors.hours["day"] == "event")
    found.errors.hours.loc[unknown, ["last_event", "last_event_level"]] = np.nan
    found.errors.hours.loc[unknown, "mean"] = 900.0
    (verdict,) = verdicts(found)
    assert (verdict.method, verdict.blocks) == ("last_event", 5)
    assert (verdict.wape, verdict.forecast_wape) == pytest.approx((0.05, 0.1))


def test_a_kind_seen_often_that_the_copy_tells_better() -> None:
    """Three sales are too few for 5 %, yet it is said, with the probability of chance: one in eight."""
    found = sales([105.0] * 3)
    assert list(verdicts(found)) == []
    (verdict,) = kind_verdicts(found)
    assert (verdict.queue, verdict.kind, verdict.method) == ("presale", "flash", "last_event")
    assert (verdict.better, verdict.events, verdict.chance) == (3, 3, pytest.approx(1 / 8))
    assert (verdict.wape, verdict.forecast_wape) == pytest.approx((0.05, 0.1))


@pytest.mark.parametrize(
    "last_event",
    [[105.0] * 2, [105.0, 105.0, np.nan], [115.0] * 3, [100.0, 111.0, 111.0, 111.0]],
    ids=["two", "two known", "worse", "better in one of four"],
)
def test_a_kind_of_which_nothing_is_said(last_event: list[float]) -> None:
    """Seen too seldom, or the forecast is the better one most of the time."""
    assert list(kind_verdicts(sales(last_event))) == []


def test_overlapping_origins_are_one_piece_of_evidence() -> None:
    """The same week seen from eight origins proves no more than a week."""
    same = [
        rows("2026-01-05", last_week=100.0).assign(origin=pd.Timestamp("2026-01-05") - n * DAY)
        for n in range(8)
    ]
    assert list(verdicts(backtest(*same))) == []


def test_files(tmp_path: Path) -> None:
    """The tables say the figures to the last digit, an earlier backtest is replaced whole, bytes repeat."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    found = weeks([105.0] * 8, event_days=(4,), last_event=125.5)
    (shop.folder / "backtest").mkdir()
    (shop.folder / "backtest" / "old.txt").write_text("old")
    files = write_backtest(shop.folder, content(shop, found), found, "<html>")
    assert [file.name for file in files] == ["backtest.json", "errors.csv", "totals.csv", "backtest.html"]
    assert sorted(path.name for path in (shop.folder / "backtest").iterdir()) == sorted(
        file.name for file in files
    )
    assert not [path.name for path in shop.folder.iterdir() if path.name.startswith(".backtest")]
    text = dict.fromkeys(("event", "nearest_event", "kind"), "")
    written = pd.read_csv(files[1], parse_dates=["timestamp", "origin"]).fillna(text)
    pd.testing.assert_frame_equal(written, found.errors.hours, check_dtype=False)
    first_line = files[1].read_bytes().splitlines()[1]
    assert first_line.startswith(b"2026-01-05T00:00,presale,2026-01-05,1,normal,,,,100.0,110.0,70.0,")
    assert first_line.endswith(b",105.0,80.0,,,,20.0,model")
    before = [file.read_bytes() for file in files]
    again = write_backtest(shop.folder, content(shop, found), found, "<html>")
    assert [file.read_bytes() for file in again] == before


def test_where_auto_came_to_a_simple_method_by_itself(tmp_path: Path) -> None:
    """Each origin says by what its forecast was made, and the tables how often that was a simple method."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    late, early = rows("2026-01-12").assign(method="eight_weeks"), rows("2026-01-05")
    figures = content(shop, backtest(late, early))
    assert [origin["method"] for origin in figures["queues"][0]["origins"]] == ["eight_weeks", "model"]
    words = Translator("en")
    told = [part for part in lines_and_tables(figures, {}, words) if isinstance(part, str)]
    assert "presale: “auto” chose “8-week mean” in 1 of 2 forecasts." in told
    figures["queues"][0]["method"] = "eight_weeks"  # what shop.toml asks for needs no remark
    assert not [part for part in lines_and_tables(figures, {}, words) if "by itself" in str(part)]


def test_content_of_a_queue_that_nothing_is_known_of(tmp_path: Path) -> None:
    """No hour could be compared: the queue is there, without figures, and nothing breaks."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    empty = Backtest(
        (7,), 1, {"presale": (Origin(pd.Timestamp("2026-01-05"), True),)}, 1, (), concatenate([], [])
    )
    (queue,) = content(shop, empty)["queues"]
    assert queue["horizons"] == [{"days": 7}]
    assert queue["event"] == queue["kind"] == queue["hour"] == []


def test_content_tells_kinds_verdicts_and_notes(tmp_path: Path) -> None:
    """A row for each kind, both kinds of verdict by their codes, and what moved in the history."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    jump = LevelChanges((LevelJump(date(2026, 5, 11), 1.5),), 0.02, "years")
    found = content(shop, replace(sales([105.0] * 5), levels={"presale": jump}))
    (kind,) = found["queues"][0]["kind"]
    assert (kind["kind"], kind["events"], kind["hours"]) == ("flash", 5, 20)
    assert kind["wape"]["uplift"] is kind["forecast_wape"]["uplift"] is None
    assert "forecast_wape" not in found["queues"][0]["hour"][0]
    assert [each["code"] for each in found["verdicts"]] == ["simple_method_better", "event_method_better"]
    assert found["notes"] == [{"queue": "presale", "code": "level_jump", "date": "2026-05-11", "change": 0.5}]
