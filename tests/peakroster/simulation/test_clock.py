"""The wall clock of a plan in seconds that really pass."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from peakroster.simulation.clock import SimulationClock, clock_of
from scheduler.domain.plan import Plan

HOUR = 3600.0


def clock(first_day: date, timezone: str) -> SimulationClock:
    return clock_of(Plan(first_day, 1), timezone, 30)


def seconds(of: SimulationClock, *moments: str) -> list[float]:
    times = pd.Series(pd.to_datetime(list(moments))).astype("datetime64[us]")
    return [float(second) for second in of.seconds(times)]


def test_an_ordinary_day() -> None:
    """A day and the tail; moments within an interval, and beyond the ends."""
    plain = clock(date(2026, 11, 9), "Asia/Shanghai")
    assert len(plain.starts) == 72
    assert plain.edges[-1] == 36 * HOUR
    found = seconds(plain, "2026-11-09T00:00", "2026-11-09T08:15", "2026-11-08T23:00", "2026-11-11T00:00")
    assert found == [0.0, 8.25 * HOUR, 0.0, 36 * HOUR]


def test_clocks_go_forward() -> None:
    """02:00 to 03:00 is not there: whoever works from 01:00 to 04:00 works two hours."""
    short = clock(date(2026, 3, 29), "Europe/Berlin")
    assert len(short.starts) == 70
    assert short.edges[-1] == 35 * HOUR
    assert (np.diff(short.edges) > 0).all()
    assert seconds(short, "2026-03-29T01:00", "2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T04:00") == [
        1 * HOUR,
        2 * HOUR,
        2 * HOUR,
        3 * HOUR,
    ]


def test_clocks_go_back() -> None:
    """02:00 to 03:00 passes twice, in one row: its intervals last twice as long."""
    long = clock(date(2026, 10, 25), "Europe/Berlin")
    assert len(long.starts) == 72
    assert long.edges[-1] == 37 * HOUR
    assert seconds(long, "2026-10-25T02:00", "2026-10-25T02:30", "2026-10-25T03:00") == [
        2 * HOUR,
        3 * HOUR,
        4 * HOUR,
    ]


def test_places() -> None:
    """Only where an interval starts."""
    times = pd.Series(pd.to_datetime(["2026-11-09T00:30", "2026-11-09T00:45"])).astype("datetime64[us]")
    assert clock(date(2026, 11, 9), "Asia/Shanghai").places(times).tolist() == [1, -1]
