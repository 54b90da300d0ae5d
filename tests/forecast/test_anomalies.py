"""Anomalies are found; ordinary noise, new levels, events and holidays are not reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, Event
from forecast.anomalies import Anomaly, find_anomalies
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
