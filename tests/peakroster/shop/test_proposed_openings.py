"""Hours that a history lets guess: weekdays, spells and closed dates; nothing where it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from peakroster.shop.proposed_openings import calendar_rows, opening_toml, proposed_openings
from peakroster.shop.settings.opening import read_opening
from scheduler.domain.opening import Opening
from scheduler.domain.windows import Window


def history(
    rate: Callable[[pd.DatetimeIndex], object],
    weeks: int = 8,
    freq: str = "h",
    queue: str = "q",
    seed: int = 1,
) -> pd.DataFrame:
    """Rows of whole weeks from Monday 2026-08-31 on, Poisson."""
    minutes = pd.Timedelta(1, freq) if freq == "h" else pd.Timedelta(freq)
    hours = pd.date_range("2026-08-31", periods=int(weeks * 7 * pd.Timedelta(days=1) / minutes), freq=freq)
    counts = np.random.default_rng(seed).poisson(np.asarray(rate(hours), dtype=np.float64))
    return pd.DataFrame({"timestamp": hours, "queue": queue, "inquiries": counts})


def office(hours: pd.DatetimeIndex) -> object:
    """Monday to Friday 9 to 12 and 13 to 21, Saturday 9 to 13; a quiet last hour."""
    day, hour = hours.day_of_week, hours.hour
    open_ = (day < 5) & (hour >= 9) & (hour < 21) & (hour != 12) | (day == 5) & (hour >= 9) & (hour < 13)
    return np.where(open_, np.where(hour == 20, 2.0, 12.0), 0.0)


def test_weekdays_and_spells_are_recognised() -> None:
    """With a stray inquiry at night, and a night of a sale; as shop.toml would have it."""
    rows = history(office)
    rows.loc[rows["timestamp"] == pd.Timestamp("2026-09-05T23:00"), "inquiries"] = 1
    rows.loc[rows["timestamp"] == pd.Timestamp("2026-09-09T00:00"), "inquiries"] = 150
    (found,) = proposed_openings(rows)
    assert found.opening is not None
    assert opening_toml(found.opening) == (
        '{ mon-fri = "09:00-12:00;13:00-21:00", sat = "09:00-13:00", sun = "closed" }'
    )
    assert (found.closed, found.unrecorded, found.weeks) == ((), (), 7)
    assert not found.is_always_open


def test_closed_dates_are_told_from_missing_ones() -> None:
    """Rows of zeros are a closing; no rows may be one, which is a question."""
    rows = history(office)
    day = rows["timestamp"].dt.date
    rows.loc[day.between(date(2026, 10, 1), date(2026, 10, 7)), "inquiries"] = 0
    rows = rows[~day.between(date(2026, 9, 15), date(2026, 9, 15))]
    (found,) = proposed_openings(rows)
    assert found.closed == ((date(2026, 10, 1), date(2026, 10, 7)),)
    assert found.unrecorded == ((date(2026, 9, 15), date(2026, 9, 15)),)
    assert list(calendar_rows((found,))) == [
        {"date": "2026-10-01", "until": "2026-10-07", "queue": "", "closed": "yes"}
    ]


def test_nights_run_over_midnight_and_quiet_hours_are_open() -> None:
    """From 10 to 2 with few after midnight; all round the clock with very few at night."""
    (late,) = proposed_openings(
        history(lambda hours: np.where(hours.hour < 2, 1.5, (hours.hour >= 10) * 9.0))
    )
    assert late.opening == Opening.daily(Window(600, 1560))
    (always,) = proposed_openings(history(lambda hours: np.where(hours.hour < 7, 0.6, 9.0)))
    assert always.is_always_open
    assert always.opening == Opening.daily(Window(0, 1440))


def test_half_hours_where_the_rows_are_so_fine() -> None:
    """9:30 to 18:30."""
    at = lambda hours: hours.hour * 60 + hours.minute  # noqa: E731
    rows = history(lambda hours: np.where((at(hours) >= 570) & (at(hours) < 1110), 6.0, 0.0), freq="30min")
    (found,) = proposed_openings(rows)
    assert found.opening == Opening.daily(Window(570, 1110))


def test_where_the_history_says_too_little_nothing_is_proposed() -> None:
    """Three weeks, or an inquiry a day; no rows at all."""
    assert proposed_openings(history(office).iloc[:0]) == ()
    assert proposed_openings(history(office, weeks=3))[0].opening is None
    assert proposed_openings(history(lambda hours: np.full(len(hours), 0.04)))[0].opening is None


def test_what_is_proposed_can_be_read() -> None:
    """Whatever the weekdays: the text is that of an opening."""
    rng = np.random.default_rng(7)
    for seed in range(3):
        first, last = sorted(rng.choice(np.arange(0, 24), 2, replace=False).tolist())
        days = set(rng.choice(7, 4, replace=False).tolist())
        rows = history(
            lambda hours, first=first, last=last, days=days: np.where(
                (hours.hour >= first) & (hours.hour < last) & hours.day_of_week.isin(list(days)), 15.0, 0.0
            ),
            seed=seed,
        )
        (found,) = proposed_openings(rows)
        assert found.opening is not None
        spells = (Window(60 * first, 60 * last),)
        assert found.opening == Opening(tuple(spells if day in days else () for day in range(7)))
        text = opening_toml(found.opening)
        value = (
            text.strip('"')
            if text.startswith('"')
            else dict(part.strip().split(" = ") for part in text.strip("{} ").split(","))
        )
        plain = value if isinstance(value, str) else {key: one.strip('"') for key, one in value.items()}
        assert read_opening(plain) == found.opening
