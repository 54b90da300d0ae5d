"""Cold start from a stated weekly profile, which yields as history comes in."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, Event, Forecast, fit
from forecast.cold_start import ProfiledModel, fit_with_profile
from tests.forecast.synthetic import HOUR_OF_DAY, WEEKDAY, codes_of, draw, mean_of, wape

pytestmark = pytest.mark.slow

WEEK = 40 * np.outer(WEEKDAY, HOUR_OF_DAY / HOUR_OF_DAY.mean())
START = pd.Timestamp("2026-11-09")
HOURS = pd.date_range(START, periods=7 * 24, freq="h")
NOTHING = pd.Series(dtype="float64", index=pd.DatetimeIndex([], freq="h"))


def recorded(days: int, level: float = 1.0, first_hour: int = 0) -> pd.Series:
    """What came in the days before the start, at ``level`` times the given week, without noise."""
    hours = pd.date_range(START - pd.Timedelta(days=days), START, freq="h", inclusive="left")[first_hour:]
    return pd.Series(level * WEEK[hours.day_of_week, hours.hour], hours)


def fitted(history: pd.Series, week: np.ndarray = WEEK, events: tuple[Event, ...] = ()) -> ProfiledModel:
    """Learned from both."""
    model = fit_with_profile(history, week, before=START, calendar=Calendar(), events=events)
    assert isinstance(model, ProfiledModel)
    return model


def width(forecast: Forecast) -> float:
    """80 % interval of the week's total, relative to its mean."""
    totals = forecast.paths(2000).sum(axis=1)
    return float(np.subtract(*np.quantile(totals, [0.9, 0.1])) / totals.mean())


def test_without_history_the_week_is_as_given() -> None:
    """Every hour within half a customer; a week's total may be off by some 30 %, and the note says why."""
    forecast = fitted(NOTHING).predict(HOURS)
    assert forecast.mean.reshape(7, 24) == pytest.approx(WEEK, abs=0.5)
    assert forecast.mean.sum() == pytest.approx(WEEK.sum(), rel=0.01)
    assert 0.6 < width(forecast) < 1.0
    assert codes_of(forecast) == {"given_profile"}


def test_the_first_days_move_the_level() -> None:
    """Half as many again came on the first day: most of it is believed; after three, nearly all."""
    levels = [fitted(recorded(days, 1.5)).predict(HOURS).mean.sum() / WEEK.sum() for days in (1, 3, 7)]
    assert levels == sorted(levels)
    assert levels[0] > 1.3
    assert levels[2] == pytest.approx(1.5, rel=0.05)


def test_the_doubt_shrinks_with_every_day() -> None:
    """The interval of the week's total narrows from day to day."""
    rng = np.random.default_rng(3)
    widths = []
    for days in (0, 1, 4, 14):
        history = recorded(days) * rng.normal(1, 0.1, days * 24) if days else NOTHING
        widths.append(width(fitted(history.clip(lower=0).round()).predict(HOURS)))
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 2


def test_the_shape_gives_way_to_what_comes() -> None:
    """A shop that is busy at night, given a week that is busy by day: it is learned in three weeks."""
    true = np.roll(WEEK, 12, axis=1)
    errors = []
    for days in (0, 7, 21):
        hours = pd.date_range(START - pd.Timedelta(days=days), START, freq="h", inclusive="left")
        history = pd.Series(true[hours.day_of_week, hours.hour], hours) if days else NOTHING
        forecast = mean_of(fitted(history).predict(HOURS))
        errors.append(wape(forecast, pd.Series(true.ravel(), HOURS)))
    assert errors == sorted(errors, reverse=True)
    assert errors[2] < errors[0] / 3


def test_four_weeks_of_history_need_no_profile() -> None:
    """Then the given week is not looked at, whatever it says."""
    history = draw(recorded(28), 1)
    model = fit_with_profile(history, WEEK * 100, before=START, calendar=Calendar(), events=())
    plain = fit(history, calendar=Calendar(), events=())
    assert (model.predict(HOURS).mean == plain.predict(HOURS).mean).all()


def test_a_profile_helps_a_short_history() -> None:
    """Given about right, it makes the forecast from three days better on nearly every draw."""
    rng, better = np.random.default_rng(5), 0
    for seed in range(8):
        true = WEEK * np.exp(rng.normal(0, 0.1, WEEK.shape))
        hours = pd.date_range(START - pd.Timedelta(days=3), periods=10 * 24, freq="h")
        counts = draw(pd.Series(true[hours.day_of_week, hours.hour], hours), seed)
        history, future = counts[counts.index < START], counts[HOURS]
        plain = fit(history, calendar=Calendar(), events=()).predict(HOURS)
        better += wape(mean_of(fitted(history).predict(HOURS)), future) < wape(mean_of(plain), future)
    assert better >= 7


@pytest.mark.parametrize(("scale", "least", "most"), [(1.0, 0.7, 0.9), (0.07, 0.8, 0.97)])
def test_intervals_cover_what_they_say(scale: float, least: float, most: float) -> None:
    """Weeks off by 30 % in level and 15 % in each hour, no history: 80 % hold that share of the hours (more
    where whole numbers are few)."""
    rng, inside = np.random.default_rng(7), []
    forecast = fitted(NOTHING, WEEK * scale).predict(HOURS)
    low, high = forecast.quantile(0.1), forecast.quantile(0.9)
    for seed in range(20):
        true = WEEK * scale * np.exp(rng.normal(0, 0.3) + rng.normal(0, 0.15, WEEK.shape))
        counts = draw(pd.Series(true.ravel(), HOURS), seed).to_numpy()
        inside.append((counts >= low) & (counts <= high))
    assert least < np.mean(inside) < most


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.3, 0.5, 0.7, 1.5, 5.0])
def test_a_flat_week_stays_flat(rate: float) -> None:
    """Half an inquiry an hour is half an inquiry in every hour, and they still come one by one."""
    forecast = fitted(NOTHING, np.full((7, 24), rate)).predict(HOURS)
    assert forecast.mean == pytest.approx(np.full(len(HOURS), rate), rel=0.01)
    high = forecast.quantile(0.99)
    assert (high == np.round(high)).all()
    assert (high >= rate + 2 * rate**0.5 - 1).all()


@pytest.mark.parametrize("scale", [0.003, 0.03, 0.3])
def test_a_low_week_keeps_its_shape(scale: float) -> None:
    """Weekdays and hours are as given, but for what a fit to so few draws together."""
    mean = fitted(NOTHING, WEEK * scale).predict(HOURS).mean.reshape(7, 24)
    assert mean == pytest.approx(WEEK * scale, rel=0.1, abs=2 * scale)


def test_whole_counts_beside_a_week_of_fractions() -> None:
    """A first week in which people came one by one moves the level; no hour goes to nothing."""
    hours = pd.date_range(START - pd.Timedelta(days=7), START, freq="h", inclusive="left")
    history = pd.Series(np.random.default_rng(5).poisson(0.5, len(hours)).astype(float), hours)
    mean = fitted(history, np.full((7, 24), 0.5)).predict(HOURS).mean
    assert mean.mean() == pytest.approx(history.mean(), abs=0.1)
    assert mean.min() > 0.2
    assert mean.max() < 1.5


def test_hours_of_a_sale_do_not_move_the_level() -> None:
    """Three times as many came in a sale on the second day: the week to come is as given all the same."""
    sale = Event("open", "flash", datetime(2026, 11, 7, 10), datetime(2026, 11, 7, 22))
    history = recorded(3)
    history[(history.index >= sale.start) & (history.index < sale.end)] *= 3
    total = fitted(history, events=(sale,)).predict(HOURS).mean[48:].sum()
    assert total == pytest.approx(WEEK.ravel()[48:].sum(), rel=0.1)


def test_given_weeks_teach_nothing_about_past_sales() -> None:
    """A sale before the first day of history is not taken for one that brought nobody."""
    past = Event("may", "flash", datetime(2026, 10, 27, 10), datetime(2026, 10, 27, 22))
    coming = Event("nov", "flash", datetime(2026, 11, 11, 10), datetime(2026, 11, 11, 22), uplift=2.0)
    forecast = fitted(NOTHING, events=(past, coming)).predict(HOURS)
    day = forecast.mean.reshape(7, 24)[2]
    assert day.sum() == pytest.approx(2 * WEEK[2].sum(), rel=0.15)
    assert "event_from_uplift" in codes_of(forecast)


def test_holidays_in_the_given_weeks_are_not_normal_days() -> None:
    """National Day lay in those weeks: nothing is learned from it, and no gap is told of."""
    calendar = Calendar(holidays={date(2026, 11, day): "National Day" for day in range(1, 8)})
    model = fit_with_profile(NOTHING, WEEK, before=START, calendar=calendar, events=())
    forecast = model.predict(HOURS)
    assert forecast.mean.sum() == pytest.approx(WEEK.sum(), rel=0.05)
    assert "gaps_ignored" not in codes_of(forecast)


def test_real_gaps_are_noted() -> None:
    """An hour that is missing in the history is named as without a profile."""
    history = recorded(3)
    history.iloc[30] = np.nan
    assert "gaps_ignored" in codes_of(fitted(history).predict(HOURS))


def test_a_history_that_begins_within_a_day() -> None:
    """The first morning is neither history nor given; nothing shifts."""
    forecast = fitted(recorded(3, first_hour=14)).predict(HOURS)
    assert forecast.mean.reshape(7, 24) == pytest.approx(WEEK, abs=1.0)


def test_a_week_of_nothing() -> None:
    """Nobody is expected: the forecast is 0."""
    assert fitted(NOTHING, WEEK * 0).predict(HOURS).mean.sum() == 0


@pytest.mark.parametrize("week", [WEEK.T, WEEK - 1000, WEEK * np.nan, WEEK[:6]])
def test_what_is_no_week_is_refused(week: np.ndarray) -> None:
    """Seven days of 24 finite counts that are not negative."""
    with pytest.raises(ValueError, match="weekly_profile"):
        fit_with_profile(NOTHING, week, before=START, calendar=Calendar(), events=())
