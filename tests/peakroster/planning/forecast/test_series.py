"""From rows of history to hours."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.forecast.series import hourly_handling_times, hourly_inquiries
from peakroster.shop.inputs.whole_hours import elapsed_hours
from scheduler.domain.shop import Shop

_BERLIN = "Europe/Berlin"


def _shop(rows: list[tuple[str, str, int]], timezone: str = "Asia/Shanghai") -> Shop:
    history = pd.DataFrame(rows, columns=["timestamp", "queue", "inquiries"])
    history["timestamp"] = pd.to_datetime(history["timestamp"]).astype("datetime64[us]")
    history = history.sort_values(["queue", "timestamp"], kind="stable", ignore_index=True)
    settings = SimpleNamespace(timezone=timezone)
    return cast(Shop, SimpleNamespace(folder=Path(), settings=settings, history=history))


def _rows(
    start: str, periods: int, freq: str, count: int = 1, queue: str = "售前"
) -> list[tuple[str, str, int]]:
    return [(str(time), queue, count) for time in pd.date_range(start, periods=periods, freq=freq)]


def _series(rows: list[tuple[str, str, int]], before: datetime, timezone: str = "Asia/Shanghai") -> pd.Series:
    return hourly_inquiries(_shop(rows, timezone), "售前", before)


_LATER = datetime(2027, 1, 1)


def test_hours_run_over_whole_days():
    """From midnight of the first day to 23:00 of the last; absent hours are unknown, not zero."""
    series = _series(_rows("2026-03-01T10:00", 30, "h", 7), _LATER)
    assert series.index[0] == pd.Timestamp("2026-03-01T00:00")
    assert series.index[-1] == pd.Timestamp("2026-03-02T23:00")
    assert series.notna().sum() == 30
    assert series["2026-03-01T10:00"] == 7
    assert np.isnan(series["2026-03-01T09:00"])
    assert series.dtype == np.float64


def test_only_hours_that_are_over_at_the_moment_count():
    """Before 04:00 of the third day 03:00 is the last; at 04:40 the hour from 04:00 is not over yet."""
    for minute in (0, 40):
        series = _series(_rows("2026-03-01", 24 * 5, "h"), datetime(2026, 3, 3, 4, minute))
        assert series.index[-1] == pd.Timestamp("2026-03-03T03:00")
        assert series.notna().all()
    midnight = _series(_rows("2026-03-01", 24 * 5, "h"), datetime(2026, 3, 3))
    assert midnight.index[-1] == pd.Timestamp("2026-03-02T23:00")


def test_parts_of_the_hour_that_runs_do_not_count():
    """Quarters of an hour, and the moment is 04:35: what came since 04:00 is left out."""
    series = _series(_rows("2026-03-01", 4 * 30, "15min"), datetime(2026, 3, 2, 4, 35))
    assert series.index[-1] == pd.Timestamp("2026-03-02T03:00")
    assert (series == 4).all()


def test_without_rows_of_the_day_yet_the_day_before_is_the_last():
    """At 04:00 the records still end with yesterday, or with 01:00: unknown up to the moment, no further."""
    yesterday = _series(_rows("2026-03-01", 48, "h"), datetime(2026, 3, 3, 4))
    assert yesterday.index[-1] == pd.Timestamp("2026-03-02T23:00")
    late = _series(_rows("2026-03-01", 50, "h"), datetime(2026, 3, 3, 4))
    assert late.index[-1] == pd.Timestamp("2026-03-03T03:00")
    assert late.isna().tolist()[-4:] == [False, False, True, True]


@pytest.mark.parametrize(("day", "hour"), [("2026-03-29", 2), ("2026-10-25", 2)])
def test_a_moment_just_after_the_clocks_changed(day: str, hour: int):
    """At 03:00 the hour that was skipped lies between its neighbours' counts, the repeated one is whole."""
    hours = pd.date_range(f"{day}T00:00", f"{day}T05:00", freq="h", tz=_BERLIN).tz_localize(None)
    rows = [(str(time), "售前", 10) for time in hours]
    moment = pd.Timestamp(day) + pd.Timedelta(hours=hour + 2)
    series = _series(rows, moment.to_pydatetime(), _BERLIN)
    assert series.index[-1] == moment - pd.Timedelta(hours=1)
    assert series.notna().all()
    assert series.iloc[hour] == (20 if day.startswith("2026-10") else 10)


def _handled(rows: list[tuple[str, str, int, float]], before: datetime) -> tuple[pd.Series, pd.Series]:
    shop = _shop([row[:3] for row in rows])
    shop.history["aht_seconds"] = [row[3] for row in sorted(rows, key=lambda row: (row[1], row[0]))]
    return hourly_handling_times(shop, "售前", before)


def test_handling_times_weigh_as_their_inquiries():
    """Two half hours make one; rows without chats, without a time or after the moment are left out."""
    seconds, chats = _handled(
        [
            ("2026-03-01T10:00", "售前", 10, 100.0),
            ("2026-03-01T10:30", "售前", 30, 200.0),
            ("2026-03-01T11:00", "售前", 0, 500.0),
            ("2026-03-01T12:00", "售前", 5, np.nan),
            ("2026-03-01T13:00", "售前", 5, 300.0),
            ("2026-03-01T13:00", "售后", 5, 900.0),
            ("2026-03-01T14:00", "售前", 5, 800.0),
        ],
        datetime(2026, 3, 1, 14, 59),
    )
    assert seconds.to_dict() == {
        pd.Timestamp("2026-03-01T10:00"): 175.0,
        pd.Timestamp("2026-03-01T13:00"): 300.0,
    }
    assert chats.tolist() == [40, 5]
    assert chats.index.equals(seconds.index)


def test_without_handling_times_there_are_none():
    """Empty series on an empty index of moments."""
    seconds, chats = _handled([("2026-03-01T10:00", "售前", 10, np.nan)], _LATER)
    assert seconds.empty
    assert chats.empty
    assert isinstance(seconds.index, pd.DatetimeIndex)


def test_only_this_queues_rows_count():
    """Another queue's rows, earlier and later, leave no trace."""
    others = _rows("2026-02-01", 24 * 90, "h", 9, "售后")
    series = _series([*others, *_rows("2026-03-01", 24, "h", 7)], _LATER)
    assert len(series) == 24
    assert (series == 7).all()


def test_a_queue_without_rows_has_no_hours():
    """An empty series on an empty hourly index."""
    series = hourly_inquiries(_shop(_rows("2026-03-01", 24, "h")), "nobody", _LATER)
    assert series.empty
    assert isinstance(series.index, pd.DatetimeIndex)


@pytest.mark.parametrize("minutes", [5, 10, 15, 20, 30])
def test_finer_rows_are_summed(minutes):
    """Every hour has the sum of its intervals."""
    series = _series(_rows("2026-03-01", 24 * 60 // minutes, f"{minutes}min", 2), _LATER)
    assert (series == 2 * 60 // minutes).all()


def test_an_hour_of_which_a_part_is_absent_is_unknown():
    """One quarter of an hour missing makes the hour unknown, and only that hour."""
    rows = _rows("2026-03-01", 96, "15min")
    del rows[4 * 10 + 1]
    series = _series(rows, _LATER)
    assert list(np.flatnonzero(series.isna())) == [10]


def test_records_may_become_finer():
    """Hours until May, half hours from then on: both are whole."""
    rows = [*_rows("2026-04-01", 24 * 30, "h", 2), *_rows("2026-05-01", 48 * 31, "30min", 1)]
    assert (_series(rows, _LATER) == 2).all()


@pytest.mark.parametrize(("minutes", "parts"), [(5, 12), (15, 4), (30, 2)])
def test_finer_rows_of_one_day_in_a_month_of_hours(minutes: int, parts: int) -> None:
    """A sale day in parts of an hour, whole or from 20:00 on alone: each hour has the sum of its parts."""
    before, after = _rows("2026-11-01", 240, "h", 12), _rows("2026-11-12", 240, "h", 12)
    whole = _series([*before, *_rows("2026-11-11", 24 * parts, f"{minutes}min", 3), *after], _LATER)
    assert (whole["2026-11-11"] == 3 * parts).all()
    assert (whole.drop(whole["2026-11-11"].index) == 12).all()
    evening = [*_rows("2026-11-11", 20, "h", 12), *_rows("2026-11-11T20:00", 4 * parts, f"{minutes}min", 3)]
    mixed = _series([*before, *evening, *after], _LATER)
    assert mixed["2026-11-11"].tolist() == [12] * 20 + [3 * parts] * 4


def test_days_and_not_rows_say_what_a_month_is() -> None:
    """Three days of 288 rows have more of them than 27 of ten hours, which are hours all the same."""
    days = pd.date_range("2026-11-01", periods=30)
    rows = [
        row
        for day in days
        if day.day not in (10, 11, 12)
        for row in _rows(f"{day:%Y-%m-%d}T09:00", 10, "h", 12)
    ]
    series = _series(sorted([*rows, *_rows("2026-11-10", 3 * 288, "5min", 1)]), _LATER)
    assert series.notna().sum() == 27 * 10 + 3 * 24
    assert set(series.dropna()) == {12}


def test_a_part_that_is_absent_from_a_finer_day_is_unknown() -> None:
    """Eleven rows of five minutes at 10:00, in a month of hours."""
    finer = [row for row in _rows("2026-11-11", 288, "5min", 3) if "10:25" not in row[0]]
    series = _series([*_rows("2026-11-01", 240, "h"), *finer, *_rows("2026-11-12", 240, "h")], _LATER)
    assert series[series.isna()].index.tolist() == [pd.Timestamp("2026-11-11T10:00")]


def test_hourly_rows_of_one_day_in_a_finer_month() -> None:
    """A day that was recorded by the hour counts so; a single row of a day shows no step of its own."""
    finer = _rows("2026-11-01", 240 * 12, "5min", 1)
    series = _series([*finer, *_rows("2026-11-11", 24, "h", 9), *_rows("2026-11-12", 1, "h", 9)], _LATER)
    assert (series["2026-11-11"] == 9).all()
    assert series["2026-11-12"].isna().all()
    assert (series[:"2026-11-10"] == 12).all()  # type: ignore[misc]


def test_finer_rows_in_the_hour_that_clocks_repeat() -> None:
    """A night of five minutes in a month of hours: 24 rows from 02:00 to 03:00."""
    night = _rows("2026-10-25", 288, "5min", 1)
    twice = [*night, *(row for row in night if " 02:" in row[0])]
    series = _series([*_rows("2026-10-01", 576, "h"), *twice, *_rows("2026-10-26", 48, "h")], _LATER, _BERLIN)
    assert series["2026-10-25"].tolist() == [12, 12, 24, *[12] * 21]


def test_hours_recorded_alone_are_hours():
    """Every other hour recorded: the spacing is two hours, the interval is one."""
    series = _series(_rows("2026-03-01", 12, "2h", 3), _LATER)
    assert series.notna().sum() == 12


def test_the_hour_that_clocks_repeat_is_summed():
    """Both hours of 02:00 on the last Sunday of October, hourly and by halves."""
    for freq, per_hour in (("h", 1), ("30min", 2)):
        rows = _rows("2026-10-25", 24 * per_hour, freq, 5)
        twice = [row for row in rows if " 02:" in row[0]]
        series = _series([*rows, *twice], _LATER, _BERLIN)
        assert series["2026-10-25T02:00"] == 10 * per_hour
        assert series["2026-10-25T03:00"] == 5 * per_hour
        assert series.notna().all()


def test_a_record_that_sums_the_repeated_hour_itself_is_believed():
    """One row for the hour is the hour."""
    series = _series(_rows("2026-10-25", 24, "h", 5), _LATER, _BERLIN)
    assert series["2026-10-25T02:00"] == 5


def test_rows_that_are_there_twice_elsewhere_are_refused():
    """In Shanghai no hour is repeated."""
    rows = _rows("2026-10-25", 24, "h", 5)
    with pytest.raises(ValueError, match=r"2026-10-25 02:00:00 is there twice"):
        _series([*rows, rows[2]], _LATER)


def test_the_hour_that_clocks_skip_is_no_gap():
    """02:00 on the last Sunday of March lies between its neighbours."""
    rows = [row for row in _rows("2026-03-29", 24, "h", 4) if " 02:" not in row[0]]
    rows[1] = (rows[1][0], rows[1][1], 8)
    series = _series(rows, _LATER, _BERLIN)
    assert series["2026-03-29T02:00"] == 6
    assert series.notna().all()


def test_a_gap_around_the_skipped_hour_stays_a_gap():
    """Hours that were there and are absent remain unknown."""
    rows = [row for row in _rows("2026-03-29", 24, "h", 4) if row[0][11:13] not in ("01", "02", "03")]
    series = _series(rows, _LATER, _BERLIN)
    assert series["2026-03-29T01:00":"2026-03-29T03:00"].isna().all()


@pytest.mark.parametrize(
    ("timezone", "day", "hour", "lasting"),
    [
        (_BERLIN, "2026-03-29", 2, 0),
        (_BERLIN, "2026-10-25", 2, 2),
        ("America/Sao_Paulo", "2018-11-04", 0, 0),
        ("America/Sao_Paulo", "2018-02-17", 23, 2),
        ("Australia/Lord_Howe", "2026-04-05", 1, 2),
        ("Asia/Kolkata", "2026-03-29", 2, 1),
    ],
)
def test_how_long_an_hour_lasts(timezone, day, hour, lasting):
    """0 where clocks skip it, 2 where they repeat it (half of it counts whole), 1 otherwise."""
    elapsed = elapsed_hours(pd.date_range(day, periods=24, freq="h"), timezone)
    expected = np.ones(24)
    expected[hour] = lasting
    assert (elapsed == expected).all()


def test_a_year_of_hours_lasts_a_year():
    """What is skipped in spring comes back in autumn; any hours may be asked for, in any number."""
    hours = pd.date_range("2026-01-01", "2026-12-31T23:00", freq="h")
    elapsed = elapsed_hours(hours, _BERLIN)
    assert elapsed.sum() == len(hours)
    chosen = hours[[10, 5000, 7130]]
    assert (elapsed_hours(chosen, _BERLIN) == elapsed[[10, 5000, 7130]]).all()
    assert elapsed_hours(hours[:0], _BERLIN).shape == (0,)
