"""From a forecast to the agents needed, through opening hours, midnight, sales and changes of clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.queue_model import service_model
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.tables.findings import InputError
from scheduler.domain.events import Event
from scheduler.domain.plan import LATE_COLUMNS, REQUIREMENT_COLUMNS
from scheduler.domain.queues import Target
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.queueing import performance
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, of_day, queue, shop, wavy


def test_rows_types_and_order() -> None:
    """Every interval up to noon of the day after; by time, then queues as in shop.toml, not by name."""
    table = requirement_table(shop([queue("b"), queue("a")]), forecast({"a": 60.0, "b": 30.0}), MONDAY, 1)
    assert tuple(table.columns) == (*REQUIREMENT_COLUMNS, "aht_seconds", *LATE_COLUMNS)
    assert [str(dtype) for dtype in table.dtypes] == [
        "datetime64[us]",
        "str",
        "float64",
        "int64",
        *["float64"] * 8,
    ]
    assert len(table) == 2 * 72
    assert table["queue"].tolist() == ["b", "a"] * 72
    assert table["timestamp"].is_monotonic_increasing
    assert table["timestamp"].iloc[-1] == pd.Timestamp("2026-11-10T11:30")
    assert table["inquiries"].tolist() == [15.0, 30.0] * 72


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_intervals_sum_to_the_forecast(minutes: int) -> None:
    """To the last of its four decimals, and no interval has more decimals than that."""
    means = forecast({"售前": wavy()})
    table = requirement_table(shop([queue()], interval_minutes=minutes), means, MONDAY, 1)
    sums = table.groupby(table["timestamp"].dt.floor("h"))["inquiries"].sum()
    assert sums.round(9).tolist() == means["mean"].tolist()
    assert (table["inquiries"] == table["inquiries"].round(4)).all()
    assert len(table) == 36 * 60 // minutes


def test_agents_are_the_least_that_meet_the_target() -> None:
    """Of the arrivals that the chatbot leaves, in each interval."""
    busy = queue(
        bot_share=0.4, max_occupancy=0.85, patience_seconds=120.0, concurrency=2, slowdown=(1.0, 0.8)
    )
    table = requirement_table(shop([busy]), forecast({"售前": wavy()}), MONDAY, 1)
    arrivals = table["inquiries"].to_numpy() * 0.6 * 2
    agents = table["agents"].to_numpy()

    def good(count: np.ndarray) -> np.ndarray:
        found = performance(service_model(busy), arrivals, count, 30)
        return np.asarray((found.service_level >= 0.9) & (found.occupancy <= 0.85))

    assert good(agents).all()
    assert not good(agents - 1).any()


def test_an_average_wait_and_a_service_level_both_hold() -> None:
    """Of several targets that count the hardest decides, outside its hours the other."""
    level = Target("service_level", 20, 0.9, Window(540, 1380))
    wait = Target("average_wait", 120)
    table = requirement_table(shop([queue(targets=(level, wait))]), forecast({"售前": 60.0}), MONDAY, 1)
    only_wait = requirement_table(shop([queue(targets=(wait,))]), forecast({"售前": 60.0}), MONDAY, 1)
    (few,) = set(only_wait["agents"])
    assert set(of_day(table, "agents", "2026-11-09T00:00", "2026-11-09T09:00")) == {few}
    (more,) = set(of_day(table, "agents", "2026-11-09T09:00", "2026-11-09T23:00"))
    assert more > few
    assert set(of_day(table, "agents", "2026-11-09T23:00", "2026-11-10T09:00")) == {few}


def test_each_hour_is_sized_for_its_own_handling_time() -> None:
    """As the forecast says by the hour; where it says nothing, as shop.toml: so with and without a column."""
    means = forecast({"售前": 60.0})
    own = np.where(np.arange(len(means)) == 10, np.nan, 200.0 + 10 * np.arange(len(means)))
    table = requirement_table(shop([queue()]), means.assign(aht_seconds=own), MONDAY, 1)
    expected = np.repeat(np.where(np.isnan(own), 300.0, own), 2)
    assert table["aht_seconds"].tolist() == expected.tolist()
    for row in (0, 20, 71):
        model = replace(service_model(queue()), mean_seconds=expected[row])
        enough, fewer = performance(model, 60, table["agents"][row] - np.array([0, 1]), 30).service_level
        assert fewer < 0.9 <= enough
    plain = requirement_table(shop([queue()]), means, MONDAY, 1)
    assert set(plain["aht_seconds"]) == {300.0}
    assert table["agents"][20] == plain["agents"][20]


def test_a_fixed_handling_time_is_that_of_shop_toml() -> None:
    """Whatever forecast.csv says: it may be older than shop.toml. Other queues follow it."""
    means = forecast({"售前": 60.0, "售后": 60.0}).assign(aht_seconds=500.0)
    queues = [queue(aht_seconds=200.0, handling_time="fixed"), queue("售后", aht_seconds=200.0)]
    table = requirement_table(shop(queues), means, MONDAY, 1)
    of = dict(list(table.groupby("queue")))
    assert set(of["售前"]["aht_seconds"]) == {200.0}
    assert set(of["售后"]["aht_seconds"]) == {500.0}
    alone = requirement_table(shop(queues[:1]), forecast({"售前": 60.0}), MONDAY, 1)
    assert of["售前"]["agents"].tolist() == alone["agents"].tolist()
    assert of["售前"]["agents"].sum() < of["售后"]["agents"].sum()


def test_no_inquiries_need_the_minimum() -> None:
    """No inquiries and no ``min_agents``: 0; with one it holds in all open hours."""
    assert set(requirement_table(shop([queue()]), forecast({"售前": 0.0}), MONDAY, 1)["agents"]) == {0}
    least = requirement_table(shop([queue(min_agents=2)]), forecast({"售前": 0.0}), MONDAY, 1)
    assert set(least["agents"]) == {2}


def test_open_over_midnight() -> None:
    """08:00-02:00 has rows from 00:00 to 02:00 of the first day, too: the evening before goes on."""
    table = requirement_table(shop([queue(open=Window(480, 1560))]), forecast({"售前": 40.0}), MONDAY, 1)
    hours = sorted(set(table["timestamp"].dt.hour + 24 * (table["timestamp"].dt.day - 9)))
    assert hours == [0, 1, *range(8, 26), *range(32, 36)]


def test_only_intervals_wholly_inside_are_open() -> None:
    """08:10-20:20 has rows from 08:30 to 20:00."""
    table = requirement_table(shop([queue(open=Window(490, 1220))]), forecast({"售前": 40.0}), MONDAY, 1)
    first_day = table[table["timestamp"] < pd.Timestamp("2026-11-10")]["timestamp"]
    assert (first_day.min(), first_day.max()) == (
        pd.Timestamp("2026-11-09T08:30"),
        pd.Timestamp("2026-11-09T19:30"),
    )


def test_open_round_the_clock_from_noon() -> None:
    """12:00-12:00 is always open, like 00:00-24:00."""
    table = requirement_table(shop([queue(open=Window(720, 2160))]), forecast({"售前": 40.0}), MONDAY, 1)
    assert len(table) == 72


def test_opening_at_half_past_puts_the_hour_behind_it() -> None:
    """With no inquiries while closed, those of the first hour come after 08:30."""
    means = np.where((np.arange(36) % 24 >= 8) & (np.arange(36) % 24 < 20), 100.0, 0.0)
    means[[8, 32]] = 50
    table = requirement_table(shop([queue(open=Window(510, 1200))]), forecast({"售前": means}), MONDAY, 1)
    assert table["inquiries"].iloc[0] == pytest.approx(50)
    assert table["inquiries"].iloc[1] == pytest.approx(50)


def test_plan_for_a_quantile() -> None:
    """The shop's quantile, unless the queue has its own wish."""
    queues = [queue("a"), queue("b", plan_for="mean")]
    table = requirement_table(shop(queues, plan_for=0.9), forecast({"a": 20.0, "b": 20.0}), MONDAY, 1)
    assert set(table.loc[table["queue"] == "a", "inquiries"]) == {15.0}
    assert set(table.loc[table["queue"] == "b", "inquiries"]) == {10.0}


def test_a_sale_starts_with_a_step() -> None:
    """At 20:00 the level jumps; the half hour before knows nothing of it."""
    means = np.where(np.arange(36) < 20, 100.0, 600.0)
    sale = Event("sale", "flash", datetime(2026, 11, 9, 20), datetime(2026, 11, 12), (), None, None, 2)
    other = replace(sale, queues=("别的",))
    with_step = requirement_table(shop([queue()], [sale]), forecast({"售前": means}), MONDAY, 1)
    assert of_day(with_step, "inquiries", "2026-11-09T19:00", "2026-11-09T21:00") == [50, 50, 300, 300]
    without = requirement_table(shop([queue()], [other]), forecast({"售前": means}), MONDAY, 1)
    assert of_day(without, "inquiries", "2026-11-09T19:30", "2026-11-09T20:00")[0] > 55


def test_a_sale_that_starts_within_an_hour() -> None:
    """At 20:30 the hour of 350 falls into 50 before and 300 after."""
    means = np.select([np.arange(36) < 20, np.arange(36) == 20], [100.0, 350.0], 600.0)
    sale = Event("sale", "flash", datetime(2026, 11, 9, 20, 30), datetime(2026, 11, 12), (), None, None, 2)
    table = requirement_table(shop([queue()], [sale]), forecast({"售前": means}), MONDAY, 1)
    assert of_day(table, "inquiries", "2026-11-09T19:30", "2026-11-09T21:30") == [50, 50, 300, 300]


def test_midnight_of_a_sale_is_a_step() -> None:
    """A sale over midnight has its second rush at 00:00; an ordinary midnight is smooth."""
    means = np.where(np.arange(36) < 24, 100.0, 600.0)
    sale = Event("sale", "double11", datetime(2026, 11, 9, 20), datetime(2026, 11, 12), (), None, None, 2)
    table = requirement_table(shop([queue()], [sale]), forecast({"售前": means}), MONDAY, 1)
    assert of_day(table, "inquiries", "2026-11-09T23:00", "2026-11-10T01:00") == [50, 50, 300, 300]


def test_clocks_go_back() -> None:
    """02:00 to 03:00 passes twice: one row for both, 200 inquiries in two hours need what 100 in one do."""
    sunday = date(2026, 10, 25)
    means = np.where(np.arange(36) == 2, 200.0, 100.0)
    berlin = shop([queue()], timezone="Europe/Berlin")
    table = requirement_table(berlin, forecast({"售前": means}, sunday, timezone="Europe/Berlin"), sunday, 1)
    assert len(table) == 72
    assert table["timestamp"].is_unique
    assert of_day(table, "inquiries", "2026-10-25T01:30", "2026-10-25T03:30") == [50, 100, 100, 50]
    assert len(set(table["agents"])) == 1
    covered = achieved_coverage(berlin, table, table["agents"].to_numpy())
    assert len(set(covered["service_level"])) == 1


def test_clocks_go_forward() -> None:
    """02:00 to 03:00 does not exist: no rows, nothing is missing, and no dent beside it."""
    sunday = date(2026, 3, 29)
    berlin = shop([queue()], timezone="Europe/Berlin")
    means = forecast({"售前": 100.0}, sunday, timezone="Europe/Berlin")
    assert len(means) == 35
    table = requirement_table(berlin, means, sunday, 1)
    assert len(table) == 70
    assert of_day(table, "inquiries", "2026-03-29T01:30", "2026-03-29T03:30") == [50, 50]


def test_clocks_that_change_by_half_an_hour() -> None:
    """On Lord Howe Island 02:00 to 02:30 does not exist: the hour's inquiries come in its second half."""
    sunday = date(2026, 10, 4)
    island = shop([queue()], timezone="Australia/Lord_Howe")
    table = requirement_table(island, forecast({"售前": 100.0}, sunday), sunday, 1)
    assert of_day(table, "inquiries", "2026-10-04T02:00", "2026-10-04T03:00") == [100]
    assert table["timestamp"].min() == pd.Timestamp("2026-10-04T00:00")
    assert len(table) == 71


def test_a_long_plan_over_new_year() -> None:
    """42 days have 42 days' rows and the tail."""
    first = date(2026, 12, 1)
    table = requirement_table(shop([queue()]), forecast({"售前": 20.0}, first, 42), first, 42)
    assert len(table) == (42 * 24 + 12) * 2
    assert table["timestamp"].iloc[-1] == pd.Timestamp("2027-01-12T11:30")


def test_hours_that_are_closed_may_be_missing() -> None:
    """An analyst's forecast of the open hours alone is enough, and no slope leaks in from the gap."""
    means = forecast({"售前": 100.0})
    means = means[(means["timestamp"].dt.hour >= 8) & (means["timestamp"].dt.hour < 20)]
    table = requirement_table(shop([queue(open=Window(480, 1200))]), means, MONDAY, 1)
    assert set(table["inquiries"]) == {50.0}


def problems(shop_: Shop, means: pd.DataFrame) -> list[tuple[str, str, int | None, str | None]]:
    """Code, file, row and column of each finding."""
    with pytest.raises(InputError) as caught:
        requirement_table(shop_, means, MONDAY, 1)
    return [(found.code, found.file, found.row, found.column) for found in caught.value.findings]


def test_a_missing_quantile_is_named() -> None:
    """For each queue that wants it, with the file."""
    queues = [queue("a", plan_for=0.925), queue("b"), queue("c", plan_for=0.95)]
    found = problems(shop(queues), forecast({"a": 1.0, "b": 1.0, "c": 1.0}))
    file = "plans/2026-11-09/forecast.csv"
    assert found == [
        ("forecast_column_missing", file, 1, "p92.5"),
        ("forecast_column_missing", file, 1, "p95"),
    ]


@pytest.mark.parametrize("empty", [True, False])
def test_missing_hours_are_named(empty: bool) -> None:
    """An open hour without a row, or with an empty cell, is not zero; the first of them is named."""
    means = forecast({"售前": 100.0})
    gap = means["timestamp"].isin(pd.to_datetime(["2026-11-09T10:00", "2026-11-09T13:00"]))
    means = means.assign(mean=means["mean"].mask(gap)) if empty else means[~gap]
    with pytest.raises(InputError) as caught:
        requirement_table(shop([queue()]), means, MONDAY, 1)
    (found,) = caught.value.findings
    assert (found.code, found.column) == ("forecast_hours_missing", "mean")
    assert (found.value, found.details["count"]) == ("2026-11-09T10:00", 2)


def test_a_table_that_cannot_be_is_refused() -> None:
    """An hour twice or a negative count: the reader names them to the user, so here they are defects."""
    means = forecast({"售前": 5.0})
    with pytest.raises(ValueError, match="duplicate"):
        requirement_table(shop([queue()]), pd.concat([means, means[:1]], ignore_index=True), MONDAY, 1)
    with pytest.raises(ValueError, match="hourly counts"):
        requirement_table(shop([queue()]), means.assign(mean=-1.0), MONDAY, 1)


def test_targets_out_of_reach_are_named() -> None:
    """A billion inquiries an hour."""
    found = problems(shop([queue()]), forecast({"售前": 1e9}))
    assert found == [("target_out_of_reach", "shop.toml", None, "queues[售前].target")]
