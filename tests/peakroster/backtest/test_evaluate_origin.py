"""One forecast of the past: by the pipeline of a plan, judged on what is known and not excluded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from peakroster.backtest.errors import HOURS_COLUMNS, TOTALS_COLUMNS
from peakroster.backtest.origins import Origin
from peakroster.backtest.rolling_origin import Backtest, BacktestObserver, run_backtest
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.events import Adjustment, Event, Exclusion
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import write_small_shop

pytestmark = pytest.mark.slow


def regular(day: str) -> Origin:
    return Origin(pd.Timestamp(day), regular=True)


def own(day: str) -> Origin:
    """An origin that is there for an event."""
    return Origin(pd.Timestamp(day), regular=False)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Five weeks until 2026-11-08, a flash sale of presale on the evening of 2026-10-20."""
    return read_shop(write_small_shop(tmp_path_factory.mktemp("shop") / "shop"))


@pytest.fixture(scope="module")
def backtest(shop: Shop) -> Backtest:
    return run_backtest(shop, shop.queue_ids, [7, 14], weeks=12)


def test_origins_of_five_weeks(backtest: Backtest) -> None:
    """Two weeks to learn from leave two to look at, and the sale of presale between them and that."""
    assert backtest.origins == {
        "presale": (regular("2026-11-02"), regular("2026-10-25"), own("2026-10-19")),
        "aftersale": (regular("2026-11-02"), regular("2026-10-25")),
    }
    assert (backtest.done, backtest.planned, backtest.left_out) == (5, 5, ())


def test_the_forecast_is_that_of_a_plan(shop: Shop, backtest: Backtest) -> None:
    """The numbers are those that forecast.csv of a plan from that day would have had."""
    plan = make_forecast(shop, date(2026, 10, 25), 7, seed=1).table
    mine = backtest.errors.hours
    mine = mine[(mine["origin"] == "2026-10-25") & (mine["horizon"] <= 7)]
    both = mine.merge(plan, on=["timestamp", "queue"], suffixes=("", "_plan"))
    assert len(both) == 7 * 24 + 7 * 12
    assert both["mean"].to_numpy() == pytest.approx(both["mean_plan"].to_numpy(), abs=1e-4)
    assert both["p90"].tolist() == both["p90_plan"].tolist()


def test_rows_say_what_came_and_what_the_simple_methods_say(shop: Shop, backtest: Backtest) -> None:
    """Actual is the history, last week that of seven days before the day; all rows can be compared."""
    hours = backtest.errors.hours
    assert tuple(hours.columns) == HOURS_COLUMNS
    assert not hours.drop(columns=["last_event", "last_event_level", "uplift"]).isna().any().any()
    actual = shop.history.set_index(["queue", "timestamp"])["inquiries"]
    assert (
        hours["actual"].tolist()
        == actual.loc[list(zip(hours["queue"], hours["timestamp"], strict=True))].tolist()
    )
    near = hours[hours["horizon"] <= 7]
    before = list(zip(near["queue"], near["timestamp"] - pd.Timedelta(weeks=1), strict=True))
    assert near["last_week"].tolist() == actual.loc[before].tolist()
    assert set(hours["horizon"]) == set(range(1, 15))


def test_event_days_are_told_apart(backtest: Backtest) -> None:
    """The whole date of the sale is an event day of presale; its own hours bear its name."""
    hours = backtest.errors.hours
    on_day = hours[hours["day"] == "event"]
    assert set(on_day["queue"]) == {"presale"}
    assert set(on_day["timestamp"].dt.normalize()) == {pd.Timestamp("2026-10-20")}
    named = hours[hours["event"] == "flash-10"]
    assert sorted(set(named["timestamp"].dt.hour)) == [20, 21, 22, 23]


def test_a_copy_of_the_last_event_stands_beside_the_forecast(shop: Shop) -> None:
    """An earlier sale of the kind had 77 in each hour: so has its copy, and the level is the same."""
    earlier = Event("flash-09", "flash", datetime(2026, 10, 7, 20), datetime(2026, 10, 8), (), None, None, 9)
    events = tuple(replace(event, uplift=2.0) for event in shop.events)
    on_sale = (shop.history["timestamp"] >= "2026-10-07T20:00") & (shop.history["timestamp"] < "2026-10-08")
    history = shop.history.assign(inquiries=shop.history["inquiries"].mask(on_sale, 77))
    with_both = replace(shop, events=(earlier, *events), history=history)
    hours = run_backtest(with_both, ["presale"], [7], weeks=12).errors.hours
    on_day = hours[hours["day"] == "event"].set_index("timestamp")
    evening = on_day["2026-10-20T20:00":"2026-10-20T23:00"]
    assert set(evening["last_event"]) == {77.0}
    assert (evening["last_event_level"] / 77).to_numpy() == pytest.approx(1.0, abs=0.1)
    assert evening["uplift"].to_numpy() == pytest.approx(2 * evening["eight_weeks"].to_numpy(), abs=1e-3)
    assert set(on_day["nearest_event"]) == {"flash-10"}
    normal = hours[hours["day"] == "normal"]
    assert normal[["last_event", "last_event_level", "uplift"]].isna().all().all()


def test_the_night_on_which_only_the_sale_is_open_is_judged(shop: Shop) -> None:
    """Aftersale closes at 21:00 but on days of a sale: weekly methods have an empty cell there."""
    sales = tuple(
        Event(name, "night", start, start + timedelta(hours=3), ("aftersale",), None, None, 2)
        for name, start in (("one", datetime(2026, 10, 8, 21)), ("two", datetime(2026, 10, 30, 21)))
    )
    night = pd.concat([pd.date_range(sale.start, periods=3, freq="h").to_series() for sale in sales])
    rows = shop.history.iloc[:0].reindex(range(6)).assign(timestamp=night.to_numpy(), queue="aftersale")
    rows = rows.assign(inquiries=40).astype(shop.history.dtypes)
    there = replace(shop, events=sales, history=pd.concat([shop.history, rows]).sort_values("timestamp"))
    hours = run_backtest(there, ["aftersale"], [7], weeks=2).errors.hours
    judged = hours[hours["event"] == "two"]
    assert sorted(set(judged["timestamp"].dt.hour)) == [21, 22, 23]
    assert judged[["last_week", "eight_weeks"]].isna().all().all()
    assert set(judged["last_event"]) == {40.0}


def test_totals_are_sums_of_the_hours(backtest: Backtest) -> None:
    """Of each day and of each whole week; their interval is narrower than the sum of the hours' own."""
    hours, totals = backtest.errors.hours, backtest.errors.totals
    assert tuple(totals.columns) == TOTALS_COLUMNS
    day = hours.groupby(["queue", "origin", hours["timestamp"].dt.normalize()])[
        ["actual", "p2.5", "p97.5"]
    ].sum()
    days = totals[totals["days"] == 1].set_index(["queue", "origin", "from"])
    days, day = days.sort_index(), day.sort_index()
    assert days["actual"].tolist() == day["actual"].tolist()
    assert (days["p97.5"] - days["p2.5"]).sum() < (day["p97.5"] - day["p2.5"]).sum()
    weeks = totals[(totals["days"] == 7) & (totals["queue"] == "presale")]
    assert weeks["horizon"].tolist() == [1, 8, 1]  # of the latest origin only one week is known


def test_excluded_hours_are_neither_learned_from_nor_judged(shop: Shop) -> None:
    """A day that exclude.csv names may hold anything: no row changes, and none is of that day."""
    out = Exclusion(datetime(2026, 10, 27), datetime(2026, 10, 28), None, "outage", 2)
    wrong = shop.history["timestamp"].dt.normalize() == "2026-10-27"
    spoilt = shop.history.assign(inquiries=shop.history["inquiries"].where(~wrong, 5000))
    excluding = replace(shop, exclusions=(out,))
    clean = run_backtest(excluding, ["presale"], [7], weeks=2)
    dirty = run_backtest(replace(excluding, history=spoilt), ["presale"], [7], weeks=2)
    pd.testing.assert_frame_equal(clean.errors.hours, dirty.errors.hours)
    assert pd.Timestamp("2026-10-27") not in set(clean.errors.hours["timestamp"].dt.normalize())
    assert pd.Timestamp("2026-10-28") in set(clean.errors.hours["timestamp"].dt.normalize())


def test_adjustments_are_not_applied(shop: Shop) -> None:
    """What people knew better is not the method's merit."""
    double = Adjustment(datetime(2026, 11, 1), datetime(2026, 11, 9), None, 2.0, None, "tv", "me", 2)
    plain = run_backtest(shop, ["presale"], [7], weeks=1)
    adjusted = run_backtest(replace(shop, adjustments=(double,)), ["presale"], [7], weeks=1)
    pd.testing.assert_frame_equal(plain.errors.hours, adjusted.errors.hours)


def test_nothing_later_is_known(shop: Shop) -> None:
    """What came after an origin changes what it is judged by, never what it forecast."""
    later = shop.history["timestamp"] >= "2026-11-02"
    changed = shop.history.assign(inquiries=shop.history["inquiries"].where(~later, 7))
    before = run_backtest(shop, ["presale"], [7], weeks=1).errors.hours
    after = run_backtest(replace(shop, history=changed), ["presale"], [7], weeks=1).errors.hours
    pd.testing.assert_frame_equal(before.drop(columns="actual"), after.drop(columns="actual"))
    assert set(after.loc[after["origin"] == "2026-11-02", "actual"]) == {7.0}


def test_an_event_of_its_own_origin_counts_on_its_days_only(shop: Shop) -> None:
    """With history before it the sale has an origin of its own, and only the hours of its date are kept."""
    earlier = shop.history.assign(timestamp=shop.history["timestamp"] - pd.Timedelta(weeks=5))
    longer = pd.concat([earlier, shop.history], ignore_index=True)
    found = run_backtest(replace(shop, history=longer), ["presale"], [7], weeks=1)
    assert found.origins["presale"] == (regular("2026-11-02"), own("2026-10-14"))
    mine = found.errors.hours[found.errors.hours["origin"] == "2026-10-14"]
    assert (len(mine), set(mine["horizon"]), set(mine["day"])) == (24, {7}, {"event"})
    assert set(found.errors.totals.loc[found.errors.totals["origin"] == "2026-10-14", "days"]) == {1}


def test_a_repeated_hour_counts_twice(shop: Shop) -> None:
    """Where clocks go back, the hour's row holds two hours, and so does its forecast."""
    end = pd.Timestamp("2026-11-01")
    hours = pd.date_range(end - pd.Timedelta(weeks=6), end, freq="h", inclusive="left", unit="us")
    counts = np.where(hours == pd.Timestamp("2026-10-25T02:00"), 120, 60)
    history = pd.DataFrame(
        {"timestamp": hours, "queue": "presale", "inquiries": counts, "aht_seconds": np.nan}
    )
    settings = replace(shop.settings, timezone="Europe/Berlin", country="DE")
    there = replace(shop, settings=settings, history=history.astype({"queue": "str"}), events=())
    rows = run_backtest(there, ["presale"], [14], weeks=1).errors.hours.set_index("timestamp")
    night = rows.loc["2026-10-25T02:00"]
    assert night["actual"] == 120
    assert night["last_week"] == 120
    assert night["mean"] == pytest.approx(120, rel=0.1)


def test_stopped_it_keeps_what_is_done(shop: Shop) -> None:
    """Asked before each forecast; the latest origins are done first, all queues of one together."""
    steps: list[tuple[int, int]] = []
    observer = BacktestObserver(
        step=lambda done, planned: steps.append((done, planned)), should_stop=lambda: len(steps) > 2
    )
    found = run_backtest(shop, shop.queue_ids, [7], weeks=12, observer=observer)
    assert steps == [(0, 5), (1, 5), (2, 5)]
    assert (found.done, found.planned) == (2, 5)
    assert found.origins == {"presale": (regular("2026-11-02"),), "aftersale": (regular("2026-11-02"),)}
    assert set(found.errors.hours["origin"]) == {pd.Timestamp("2026-11-02")}


def test_a_queue_with_too_little_history(shop: Shop) -> None:
    """It is left out and named; where no queue has enough, each is an error of its own."""
    last_days = shop.history["timestamp"] >= "2026-10-30"
    short = shop.history[(shop.history["queue"] == "presale") | last_days]
    assert run_backtest(replace(shop, history=short), shop.queue_ids, [7], 1).left_out == ("aftersale",)
    with pytest.raises(InputError) as error:
        run_backtest(replace(shop, history=shop.history[last_days]), shop.queue_ids, [7], 1)
    assert [(f.code, f.value) for f in error.value.findings] == [
        ("backtest_too_short", "presale"),
        ("backtest_too_short", "aftersale"),
    ]
    assert error.value.findings[0].details["known"] == 10
    with pytest.raises(InputError):
        run_backtest(replace(shop, history=shop.history.iloc[:0]), shop.queue_ids, [7], 1)


def test_closed_hours_have_no_rows(backtest: Backtest) -> None:
    """What is never recorded cannot be wrong."""
    rows = backtest.errors.hours
    assert set(rows.loc[rows["queue"] == "aftersale", "timestamp"].dt.hour) == set(range(9, 21))
