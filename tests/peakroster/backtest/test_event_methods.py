"""Copies of the last event and the planner's uplift, on series whose values can be told by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from forecast import Event
from peakroster.backtest.event_methods import EventMethods, event_methods, last_of_kind, level_ratio
from peakroster.backtest.history_series import HistorySeries

FIRST = pd.Timestamp("2026-01-05")
NAN = float("nan")


def event(name: str, start: str, hours: int = 4, kind: str = "flash", uplift: float | None = None) -> Event:
    begin = datetime.fromisoformat(start)
    return Event(name, kind, begin, begin + timedelta(hours=hours), None, uplift)


def series_of(
    *events: Event, level: Mapping[str, float] | None = None, counts: Mapping[str, list[float]] | None = None
) -> HistorySeries:
    """Twenty weeks of ten an hour. level: from these days on. counts: of the hours from these moments on."""
    hours = pd.date_range(FIRST, periods=20 * 168, freq="h", unit="us")
    rates = pd.Series(10.0, index=hours)
    for day, value in (level or {}).items():
        rates[day:] = value
    for moment, values in (counts or {}).items():
        rates[pd.date_range(moment, periods=len(values), freq="h")] = values
    running = np.full(len(hours), "", dtype=object)
    for each in events:
        running[np.asarray((hours >= each.start) & (hours < each.end))] = each.name
    by_day = np.repeat((running != "").reshape(-1, 24).any(axis=1), 24)
    ones: NDArray[np.int64] = np.ones(len(hours), dtype=np.int64)
    return HistorySeries("presale", rates, ones, running, by_day, events)


def of_day(series: HistorySeries, origin: str, day: str) -> EventMethods:
    """What the methods say for the hours of a day, the mean of eight weeks being ten."""
    index = np.flatnonzero(series.hours.normalize() == pd.Timestamp(day))
    return event_methods(series, pd.Timestamp(origin), index, np.full(24, 10.0))


LAST = event("last", "2026-03-02T20:00")
SEEN = {"2026-03-02T20:00": [100.0, 200.0, 300.0, 400.0]}


def test_the_last_event_is_copied_from_its_start() -> None:
    """It began at 20:00, this one begins at 10:00: first hour upon first hour, and ten in all the others."""
    found = of_day(
        series_of(LAST, event("coming", "2026-04-06T10:00"), counts=SEEN), "2026-03-31", "2026-04-06"
    )
    assert found.last_event.tolist() == [*[10.0] * 10, 100.0, 200.0, 300.0, 400.0, *[10.0] * 10]
    assert found.last_event_level.tolist() == found.last_event.tolist()
    assert set(found.nearest_event) == {"coming"}
    assert set(found.kind) == {"flash"}
    assert np.isnan(found.uplift).all()


def test_the_level_of_now_over_that_of_then() -> None:
    """Ten before the last event, fifteen in the four weeks up to the origin: each copied hour times 1.5."""
    coming = event("coming", "2026-04-13T20:00")
    series = series_of(LAST, coming, level={"2026-03-10": 15.0}, counts=SEEN)
    found = of_day(series, "2026-04-07", "2026-04-13")
    assert found.last_event[20:].tolist() == [100.0, 200.0, 300.0, 400.0]
    assert found.last_event_level[20:].tolist() == pytest.approx([150.0, 300.0, 450.0, 600.0])


def test_events_do_not_count_for_the_level() -> None:
    """Another event with a thousand an hour in the four weeks leaves the ratio as it is."""
    other = event("other", "2026-03-20T00:00", hours=48, kind="sale")
    counts = {**SEEN, "2026-03-20T00:00": [1000.0] * 48}
    series = series_of(LAST, other, counts=counts)
    assert level_ratio(series, LAST, pd.Timestamp("2026-04-07")) == pytest.approx(1.0)


def test_half_a_level_change_within_the_weeks_counts_half() -> None:
    """Two of the four weeks at ten, two at thirty: twenty over ten."""
    series = series_of(LAST, level={"2026-03-24": 30.0}, counts=SEEN)
    assert level_ratio(series, LAST, pd.Timestamp("2026-04-07")) == pytest.approx(2.0)


def test_an_event_in_the_first_days_has_its_level_from_the_weeks_after() -> None:
    """Three days lie before it, of a hundred an hour; the four weeks after it have ten."""
    early = event("early", "2026-01-08T20:00")
    series = series_of(early, counts={"2026-01-05T00:00": [100.0] * 72})
    assert level_ratio(series, early, pd.Timestamp("2026-04-07")) == pytest.approx(1.0)


def test_nothing_after_the_origin_is_copied() -> None:
    """Of two earlier events only the first was over at the origin; before that there is none."""
    between, coming = event("between", "2026-04-02T20:00"), event("coming", "2026-04-06T20:00")
    counts = {**SEEN, "2026-04-02T20:00": [7.0, 7.0, 7.0, 7.0]}
    series = series_of(LAST, between, coming, counts=counts)
    assert of_day(series, "2026-03-31", "2026-04-06").last_event[20:].tolist() == [100, 200, 300, 400]
    assert of_day(series, "2026-04-03", "2026-04-06").last_event[20:].tolist() == [7, 7, 7, 7]
    nothing = of_day(series, "2026-03-02", "2026-04-06")
    assert np.isnan(nothing.last_event).all()
    assert np.isnan(nothing.last_event_level).all()
    assert set(nothing.kind) == {"flash"}


def test_hours_not_over_at_the_origin_are_unknown() -> None:
    """The day after the last event is not over: what would be copied from it is an empty cell."""
    coming = event("coming", "2026-03-08T20:00", hours=40)
    found = of_day(series_of(LAST, coming, counts=SEEN), "2026-03-03", "2026-03-09")
    assert np.isnan(found.last_event).all()
    known = of_day(series_of(LAST, coming, counts=SEEN), "2026-03-04", "2026-03-09")
    assert known.last_event.tolist() == [10.0] * 24


def test_an_event_of_which_little_is_known_is_passed_over() -> None:
    """Three of four hours of the last one are excluded: the one before it is copied."""
    before = event("before", "2026-02-02T20:00")
    series = series_of(before, LAST, counts={"2026-03-02T20:00": [NAN, NAN, NAN, 400.0]})
    coming = event("coming", "2026-04-06T20:00")
    assert last_of_kind(series, coming, pd.Timestamp("2026-03-31")) == before


def test_an_event_that_still_runs_at_the_origin_is_passed_over() -> None:
    """Four of its six hours are known at midnight: it is not over, and the one before it is copied."""
    running = event("running", "2026-03-30T20:00", hours=6)
    coming = event("coming", "2026-04-04T20:00")
    series = series_of(LAST, running, coming, counts=SEEN)
    assert last_of_kind(series, coming, pd.Timestamp("2026-03-31")) == LAST


def test_another_kind_is_not_copied() -> None:
    """A kind that was never seen has no last event, but it has the planner's uplift."""
    coming = event("coming", "2026-04-06T20:00", kind="livestream", uplift=3.0)
    found = of_day(series_of(LAST, coming, counts=SEEN), "2026-03-31", "2026-04-06")
    assert np.isnan(found.last_event).all()
    assert found.uplift.tolist() == [30.0] * 24


def test_days_without_an_event_are_empty() -> None:
    """No name, no kind, no number."""
    found = of_day(
        series_of(LAST, event("coming", "2026-04-06T20:00", uplift=2.0)), "2026-03-31", "2026-04-05"
    )
    assert set(found.nearest_event) == set(found.kind) == {""}
    assert np.isnan([found.last_event, found.last_event_level, found.uplift]).all()


def test_an_hour_belongs_to_the_shortest_event_and_else_to_the_nearest_of_the_day() -> None:
    """A long sale from the day before until 06:00, a rush in it at 02:00, another at 20:00."""
    long_sale = event("long", "2026-04-05T00:00", hours=30, kind="sale")
    rush, evening = event("rush", "2026-04-06T02:00", hours=2), event("evening", "2026-04-06T20:00")
    found = of_day(series_of(long_sale, rush, evening), "2026-03-31", "2026-04-06")
    expected = [*["long"] * 2, *["rush"] * 2, *["long"] * 2]  # they run
    expected += [
        *["long"] * 7,
        *["evening"] * 7,
        *["evening"] * 4,
    ]  # from 13:00 on 20:00 is nearer than 05:00
    assert found.nearest_event.tolist() == expected
