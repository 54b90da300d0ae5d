"""Anomalies are found; ordinary noise, new levels, events and holidays are not reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, Event
from forecast.anomalies import Anomaly, find_anomalies, lift_of_events
from tests.forecast.synthetic import draw, hours_of, normal_rates

HOURS = hours_of("2024-01-01", "2025-06-30")
CLEAN = draw(normal_rates(HOURS), seed=7)
Change = Callable[[pd.Series], None]


def found(change: Change, calendar: Calendar | None = None, events: tuple[Event, ...] = ()) -> list[Anomaly]:
    history = CLEAN.copy()
    change(history)
    return list(find_anomalies(history, calendar=calendar or Calendar(), events=events))


def times(first: str, last: str, factor: float) -> Change:
    def change(history: pd.Series) -> None:
        history[first:last] = (history[first:last] * factor).round()

    return change


@pytest.mark.parametrize(
    ("change", "start", "hours", "code"),
    [
        (times("2024-05-06T10", "2024-05-06T19", 0), "2024-05-06T10", 10, "zeros"),
        (times("2024-05-06T10", "2024-05-06T19", 0.2), "2024-05-06T10", 10, "drop"),
        (times("2024-05-06T10", "2024-05-06T10", 8), "2024-05-06T10", 1, "spike"),
        (times("2024-05-06T00", "2024-05-06T23", 2), "2024-05-06T00", 24, "surge"),
        (times("2024-08-01T20", "2024-08-01T23", 2.4), "2024-08-01T20", 4, "surge"),
        (times("2024-08-01T00", "2024-08-10T23", 0.4), "2024-08-01T00", 240, "drop"),
        (times("2025-06-29T12", "2025-06-30T23", 0), "2025-06-29T12", 36, "zeros"),
    ],
    ids=(
        "outage",
        "partial outage",
        "wrong number",
        "day counted twice",
        "sale",
        "ten days",
        "not exported yet",
    ),
)
def test_an_anomaly_is_found(change: Change, start: str, hours: int, code: str) -> None:
    """Its hours (to one or two at their edges), what came and what was to be expected, and nothing else."""
    (anomaly,) = found(change)
    assert anomaly.code == code
    assert abs((anomaly.start - pd.Timestamp(start)) / pd.Timedelta(hours=1)) <= 2
    assert (anomaly.end - anomaly.start) / pd.Timedelta(hours=1) == pytest.approx(hours, abs=2)
    inside = slice(anomaly.start, anomaly.end - pd.Timedelta(hours=1))
    assert anomaly.expected == pytest.approx(CLEAN[inside].sum(), rel=0.2)
    changed = CLEAN.copy()
    change(changed)
    assert anomaly.actual == changed[inside].sum()


@pytest.mark.parametrize("scale", [300.0, 100.0, 3.0, 0.2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ordinary_noise_is_no_anomaly(scale: float, seed: int) -> None:
    """A year and a half of clean history, large or small: nothing is proposed."""
    history = draw(normal_rates(HOURS, scale), seed)
    assert find_anomalies(history, calendar=Calendar(), events=()) == ()


@pytest.mark.parametrize(
    "change",
    [
        times("2025-01-01", "2025-06-30", 2),
        times("2025-01-01", "2025-06-30", 0.3),
        times("2025-06-23", "2025-06-30", 2),
        times("2024-01-01", "2024-03-10", 0),
        times("2024-05-06T10", "2024-05-06T19", np.nan),
    ],
    ids=(
        "twice as many from now on",
        "fewer from now on",
        "twice as many for a week now",
        "late opening",
        "gap",
    ),
)
def test_a_new_level_is_no_anomaly(change: Change) -> None:
    """What stays is not odd, nor is what is not known."""
    assert found(change) == []


def test_events_and_holidays_are_no_anomalies() -> None:
    """A sale that is entered is explained, and so is a public holiday; the same hours unmarked are told."""
    sale = times("2024-08-01T20", "2024-08-02T19", 3)
    assert len(found(sale)) == 1
    event = Event("flash", "flash", datetime(2024, 8, 1, 20), datetime(2024, 8, 2, 20))
    assert found(sale, events=(event,)) == []
    assert found(sale, Calendar(holidays={date(2024, 8, 2): "Founders' Day"})) == []
    outage = times("2024-05-06T10", "2024-05-06T19", 0)
    far = replace(event, start=datetime(2024, 6, 1), end=datetime(2024, 6, 2))
    assert len(found(outage, events=(far,))) == 1


def test_a_series_that_always_deviates_gets_few_findings() -> None:
    """An unmarked sale every other week for eighteen months: the oddest ten make the point."""
    history = CLEAN.copy()
    rng = np.random.default_rng(5)
    for day in range(0, 540, 11):
        start = HOURS[24 * day + 19]
        history[start : start + pd.Timedelta(hours=3)] *= 2.5 + rng.random()
    detected = find_anomalies(history.round(), calendar=Calendar(), events=())
    assert len(detected) == 10
    assert [anomaly.start for anomaly in detected] == sorted(anomaly.start for anomaly in detected)


@pytest.mark.parametrize("history", [CLEAN[:0], CLEAN[:30], CLEAN[:200] * 0, CLEAN[:200] * np.nan])
def test_too_little_to_compare_with(history: pd.Series) -> None:
    """No history, a day, nothing but zeros, nothing known: nothing is odd."""
    assert find_anomalies(history, calendar=Calendar(), events=()) == ()


def test_of_two_weeks_that_differ_none_is_odd() -> None:
    """Later weeks tell which."""
    history = CLEAN[: 42 * 24].copy()
    history["2024-01-09T08":"2024-01-09T20"] *= 0.2
    assert find_anomalies(history[: 14 * 24], calendar=Calendar(), events=()) == ()
    assert len(find_anomalies(history, calendar=Calendar(), events=())) == 1


def test_a_rush_in_an_hour_in_which_nobody_ever_came_is_found() -> None:
    history = CLEAN.copy()
    history[HOURS.hour < 5] = 0.0
    history["2024-05-06T02"] = 80.0
    (anomaly,) = find_anomalies(history, calendar=Calendar(), events=())
    assert (anomaly.start, anomaly.code, anomaly.actual) == (pd.Timestamp("2024-05-06T02"), "spike", 80)
    assert anomaly.expected == 1


FESTIVALS = Calendar(
    holidays={
        date(year, 6, day): "Dragon Boat Festival"
        for year, days in ((2024, (8, 9, 10)), (2025, (2, 3)))
        for day in days
    }
)


def test_a_sale_beside_a_holiday_is_found() -> None:
    """618 two days before the Dragon Boat festival is told like any other; one on its days, too."""
    for first, last in (("2024-06-06T08", "2024-06-07T23"), ("2024-06-11T00", "2024-06-11T23")):
        (anomaly,) = found(times(first, last, 2.5), FESTIVALS)
        assert (anomaly.code, anomaly.start.date()) == ("surge", pd.Timestamp(first).date())
    (anomaly,) = found(times("2024-06-06T08", "2024-06-08T01", 2.5), FESTIVALS)
    assert anomaly.start == pd.Timestamp("2024-06-06T08")


def test_what_a_holiday_does_every_year_is_no_anomaly() -> None:
    """Nor is a fall on it, or less than a doubling."""

    def every_year(history: pd.Series) -> None:
        times("2024-06-06T00", "2024-06-07T23", 2.5)(history)
        times("2025-05-31T00", "2025-06-01T23", 2.5)(history)

    assert found(every_year, FESTIVALS) == []
    assert found(times("2024-06-09T00", "2024-06-09T23", 3), FESTIVALS) == []
    assert found(times("2024-06-08T00", "2024-06-10T23", 0.3), FESTIVALS) == []
    assert found(times("2024-06-07T00", "2024-06-10T23", 1.7), FESTIVALS) == []


def test_the_lift_of_events() -> None:
    """What came and what the weeks around have; None for what is to come, or was never without."""
    sale = Event("sale", "sale", datetime(2024, 5, 6), datetime(2024, 5, 7))
    nothing = Event("nothing", "sale", datetime(2024, 8, 6), datetime(2024, 8, 7))
    coming = Event("coming", "sale", datetime(2026, 8, 6), datetime(2026, 8, 7))
    history = CLEAN.copy()
    times("2024-05-06T00", "2024-05-06T23", 2)(history)
    lifts = lift_of_events(history, calendar=Calendar(), events=(sale, nothing, coming))
    assert lifts[2] is None
    assert [lift.actual / lift.expected for lift in lifts[:2] if lift] == pytest.approx([2, 1], rel=0.1)
    always = Event("always", "sale", datetime(2024, 1, 1), datetime(2025, 7, 1))
    assert lift_of_events(history, calendar=Calendar(), events=(always,)) == (None,)
    days = {date(2024, 5, 6): "Festival"}
    assert lift_of_events(history, calendar=Calendar(holidays=days), events=(sale,)) == (None,)
