"""Normal hours: what the forecast learns from a history without events."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, fit
from tests.forecast.synthetic import codes_of, draw, hours_of, mean_of, normal_rates, wape

pytestmark = pytest.mark.slow

_NONE = Calendar()


def _forecast(history: pd.Series, days: int = 7, calendar: Calendar = _NONE, gap: int = 0) -> pd.Series:
    start = history.index[-1] + pd.Timedelta(hours=1 + gap)
    hours = pd.date_range(start, periods=24 * days, freq="h")
    return mean_of(fit(history, calendar=calendar, events=[]).predict(hours))


@pytest.fixture(scope="module")
def rates() -> pd.Series:
    return normal_rates(hours_of("2024-09-02", "2026-11-01"))


@pytest.fixture(scope="module")
def counts(rates: pd.Series) -> pd.Series:
    return draw(rates, seed=1)


def test_seven_days_ahead_it_beats_the_last_week_and_the_mean_of_eight(rates, counts):
    """Over ten weeks: WAPE at most 0.78 of same-hour-last-week's and below the 8-week average's."""
    errors = []
    for weeks in range(1, 11):
        origin = counts.index[-1] + pd.Timedelta(hours=1) - pd.Timedelta(weeks=weeks)
        past, horizon_days = counts[: origin - pd.Timedelta(hours=1)], counts[origin:][:168]
        last_week = pd.Series(past.to_numpy()[-168:], horizon_days.index)
        mean = pd.Series(past.to_numpy()[-8 * 168 :].reshape(8, 168).mean(axis=0), horizon_days.index)
        errors.append([wape(one, horizon_days) for one in (_forecast(past), last_week, mean)])
    ours, last, eight = np.mean(errors, axis=0)
    assert ours < 0.78 * last
    assert ours < eight


def test_it_comes_near_the_truth(rates, counts):
    """The mean forecast of the coming week is within 6 % of the true rates, hour by hour."""
    truth = normal_rates(hours_of("2024-09-02", "2026-11-08"))[-168:]
    assert wape(_forecast(counts), truth) < 0.06


def test_growth_goes_on(counts):
    """Six weeks ahead of a queue that grows by 15 % a year, the total is within 5 % of the truth."""
    truth = normal_rates(hours_of("2024-09-02", "2026-12-13"))[-42 * 24 :]
    assert _forecast(counts, days=42).sum() == pytest.approx(truth.sum(), rel=0.05)


def test_gaps_are_ignored(rates, counts):
    """A month and single hours unknown change the forecast by less than 3 %, and are reported."""
    holey = counts.copy()
    holey["2026-06-01":"2026-06-30"] = np.nan
    holey[holey.index.hour == 11] = holey[holey.index.hour == 11].where(np.arange(len(holey) // 24) % 3 > 0)
    model = fit(holey, calendar=_NONE, events=[])
    forecast = model.predict(pd.date_range("2026-11-02", periods=168, freq="h"))
    gaps = next(note for note in forecast.notes if note.code == "gaps_ignored")
    assert gaps.numbers["longest"] == 720
    assert gaps.numbers["hours"] == holey.isna().sum()
    assert wape(mean_of(forecast), _forecast(counts)) < 0.03


def test_a_history_that_ends_weeks_before_is_continued(counts):
    """Six weeks between the history's end and the forecast: same level, wider band, and a note."""
    model = fit(counts, calendar=_NONE, events=[])
    soon = model.predict(pd.date_range("2026-11-02", periods=168, freq="h"))
    late = model.predict(pd.date_range("2026-12-14", periods=168, freq="h"))
    assert late.mean.sum() == pytest.approx(soon.mean.sum(), rel=0.05)
    widths = [(f.quantile(0.9) - f.quantile(0.1)).sum() / f.mean.sum() for f in (soon, late)]
    assert widths[1] > widths[0]
    assert "history_ends_early" in codes_of(late)
    assert "history_ends_early" not in codes_of(soon)


@pytest.mark.parametrize("days", [5, 20])
def test_a_new_level_is_taken_over(rates, days):
    """A queue three times as busy since five days, or twenty: the forecast is at the new level."""
    changed = rates.copy()
    changed[-24 * days :] *= 3
    truth = 3 * normal_rates(hours_of("2024-09-02", "2026-11-08"))[-168:]
    assert _forecast(draw(changed, seed=2)).sum() == pytest.approx(truth.sum(), rel=0.15)


@pytest.mark.parametrize("factor", [0.1, 3, 10])
def test_the_band_after_a_new_level_holds_the_mean(factor):
    """Ten days after a break few forecasts of the past were right; still half lies around the mean."""
    hours = hours_of("2026-08-04", "2026-11-01")
    rates = pd.Series(np.where(hours >= "2026-10-23", 20.0 * factor, 20.0), hours)
    model = fit(draw(rates, seed=3), calendar=_NONE, events=[])
    forecast = model.predict(hours_of("2026-11-02", "2026-11-08"))
    low, high = forecast.quantile(0.2), forecast.quantile(0.85)
    assert (low < forecast.mean).all()
    assert (forecast.mean < high).all()


def test_a_few_outlier_days_and_hours_do_not_bend_it(counts):
    """Two days at twenty times the usual and an hour of a million: within 6 % of the forecast without."""
    with_outliers = counts.copy()
    with_outliers[-24 * 10 : -24 * 8] *= 20
    with_outliers.iloc[24 * 300 + 11] = 1e6
    assert wape(_forecast(with_outliers), _forecast(counts)) < 0.06


def _holidays() -> Calendar:
    """Five days off each spring and autumn, single days each quarter, a Sunday worked after each long one."""
    days, worked = {}, set()
    for year in (2024, 2025, 2026):
        for month, family in ((5, "Spring days"), (10, "Autumn days")):
            first = date(year, month, 1)
            days |= {first + timedelta(days=i): family for i in range(5)}
            worked.add(next(d for i in range(6, 13) if (d := first + timedelta(days=i)).weekday() == 6))
        for month in (1, 3, 6, 8):
            days[date(year, month, 15)] = f"Single {month}"
    return Calendar(days, frozenset(worked))


def _with_holidays(rates: pd.Series, calendar: Calendar) -> pd.Series:
    dates = rates.index.date
    off = np.array([day in calendar.holidays for day in dates])
    worked = np.array([day in calendar.workdays for day in dates])
    morning = rates.index.hour.to_numpy() < 12
    factor = np.where(off, np.where(morning, 0.3, 0.6), 1.0)
    # A make-up day is as busy as the mean of Monday to Friday (1.02), not as a Sunday (0.85).
    return rates * np.where(worked, 1.02 / 0.85, factor)


def test_holidays_and_make_up_days_are_learned():
    """A long holiday that comes again and the Sunday worked for it: within 12 %, by half-days."""
    calendar = _holidays()
    rates = _with_holidays(normal_rates(hours_of("2024-02-01", "2026-10-18")), calendar)
    counts = draw(rates, seed=3)
    for first, last in (("2026-10-01", "2026-10-05"), ("2026-10-11", "2026-10-11")):
        truth = rates[first:last]
        forecast = _forecast(counts[:"2026-09-28"], days=20, calendar=calendar)[first:last]
        for hours in (range(6, 12), range(12, 24)):
            method_used = truth.index.hour.isin(hours)
            assert forecast[method_used].sum() == pytest.approx(truth[method_used].sum(), rel=0.12)


def test_a_holiday_never_seen_borrows_from_the_others():
    """It is taken for less busy than a normal day, with a note; the days beside it are not."""
    calendar = _holidays()
    rates = _with_holidays(normal_rates(hours_of("2024-02-01", "2026-10-18")), calendar)
    counts = draw(rates, seed=4)
    new = Calendar({**calendar.holidays, date(2026, 10, 22): "New day"}, calendar.workdays, frozenset({2026}))
    forecast = fit(counts, calendar=new, events=[]).predict(hours_of("2026-10-19", "2026-10-25"))
    by_day = mean_of(forecast).resample("D").sum()
    assert 0.4 < by_day.iloc[3] / by_day.iloc[2] < 0.8
    assert by_day.iloc[4] / by_day.iloc[2] == pytest.approx(0.95, abs=0.1)
    assert {"holiday_unseen", "provisional_calendar"} <= codes_of(forecast)


def test_closed_hours_are_forecast_as_nothing(counts):
    """Hours of the week that were never recorded are closed, not unknown, and no gap is reported."""
    open_hours = (counts.index.hour >= 9) & (counts.index.hour < 21) & (counts.index.day_of_week < 6)
    forecast = fit(counts.where(open_hours), calendar=_NONE, events=[]).predict(
        pd.date_range("2026-11-02", periods=168, freq="h")
    )
    mean = mean_of(forecast)
    at_work = (mean.index.hour >= 9) & (mean.index.hour < 21) & (mean.index.day_of_week < 6)
    assert (mean[~at_work] == 0).all()
    assert wape(mean[at_work], _forecast(counts)[at_work]) < 0.03
    assert "closed_hours" in codes_of(forecast)
    assert "gaps_ignored" not in codes_of(forecast)


def test_zeros_before_a_queue_was_opened_are_left_out(counts):
    """A queue opened last month is forecast at last month's level."""
    opened = counts.copy()
    opened[:"2026-10-01"] = 0.0
    forecast = fit(opened, calendar=_NONE, events=[]).predict(
        pd.date_range("2026-11-02", periods=168, freq="h")
    )
    assert forecast.mean.sum() == pytest.approx(_forecast(counts).sum(), rel=0.05)
    assert "opened_late" in codes_of(forecast)


def test_a_queue_that_was_shut_stays_shut(counts):
    """A month of zeros at the end after 200 an hour: hardly anybody is expected."""
    shut = counts.copy()
    shut["2026-10-01":] = 0.0
    assert _forecast(shut).max() < 2
