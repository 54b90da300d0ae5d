"""Fit and predict as a whole."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from forecast import Calendar, Event, fit
from forecast.regression import level
from tests.forecast.synthetic import codes_of, draw, hours_of, mean_of, normal_rates

pytestmark = pytest.mark.slow

_NONE = Calendar()


@pytest.fixture(scope="module")
def counts() -> pd.Series:
    return draw(normal_rates(hours_of("2025-01-06", "2026-11-01")), seed=1)


def test_the_same_history_and_seed_give_the_same_numbers(counts):
    """Mean, quantiles and paths, twice from scratch, bit for bit."""
    hours = pd.date_range("2026-11-02", periods=180, freq="h")
    one, two = (fit(counts, calendar=_NONE, events=[]).predict(hours, seed=5) for _ in range(2))
    assert (one.mean == two.mean).all()
    assert (one.quantile(0.9) == two.quantile(0.9)).all()
    assert (one.paths(10) == two.paths(10)).all()
    assert one.notes == two.notes


def test_any_hours_can_be_asked_for(counts):
    """Single hours of single days get what they get within the whole plan."""
    model = fit(counts, calendar=_NONE, events=[])
    plan = mean_of(model.predict(pd.date_range("2026-11-02", periods=180, freq="h")))
    chosen = plan.index[[3, 4, 50, 179]]
    assert mean_of(model.predict(chosen)).to_numpy() == pytest.approx(plan[chosen].to_numpy())
    assert len(model.predict(plan.index[:0]).mean) == 0


def test_how_far_is_asked_changes_nothing():
    """From the middle of a day of a queue of few, where the methods differ: today, two days, two weeks."""
    few = draw(normal_rates(hours_of("2026-08-03", "2026-11-01"), scale=0.1), seed=3).iloc[:-9]
    hours = pd.date_range(few.index[-1] + pd.Timedelta(hours=1), periods=14 * 24, freq="h")
    model = fit(few, calendar=_NONE, events=[])
    whole = model.predict(hours).mean
    for asked in (1, 9, 12, 57):
        assert model.predict(hours[:asked]).mean == pytest.approx(whole[:asked], rel=1e-9)


def test_hours_that_are_none_are_refused(counts):
    """Half hours, time zones and double hours raise ValueError."""
    model = fit(counts, calendar=_NONE, events=[])
    start = pd.Timestamp("2026-11-02")
    for hours in (
        pd.DatetimeIndex([start + pd.Timedelta(minutes=30)]),
        pd.DatetimeIndex([start]).tz_localize("UTC"),
        pd.DatetimeIndex([start, start]),
    ):
        with pytest.raises(ValueError, match="index"):
            model.predict(hours)


def test_a_history_may_end_in_the_middle_of_a_day(counts):
    """The rest of that day can be forecast, and its morning counts."""
    busy = counts.copy()
    busy["2026-11-01":] *= 1.5
    hours = pd.date_range("2026-11-01T12:00", periods=12, freq="h")
    cut = [series[:"2026-11-01T11:00"] for series in (counts, busy)]
    usual, higher = (fit(one, calendar=_NONE, events=[]).predict(hours).mean.sum() for one in cut)
    assert higher > 1.02 * usual


def test_past_hours_get_what_the_model_made_of_them(counts):
    """In the sample the mean follows the level of its time."""
    model = fit(counts, calendar=_NONE, events=[])
    hours = hours_of("2025-03-03", "2025-03-30")
    assert model.predict(hours).mean.sum() == pytest.approx(counts[hours].sum(), rel=0.05)


def test_a_solver_that_does_not_converge_is_replaced(counts, monkeypatch):
    """Then the recent mean carries the forecast, and the note says so."""

    def fails(self, **_):
        raise np.linalg.LinAlgError("no")

    hours = pd.date_range("2026-11-02", periods=168, freq="h")
    usual = fit(counts, calendar=_NONE, events=[]).predict(hours)
    monkeypatch.setattr(sm.GLM, "fit", fails)
    forecast = fit(counts, calendar=_NONE, events=[]).predict(hours)
    assert "not_converged" in codes_of(forecast)
    assert "not_converged" not in codes_of(usual)
    assert forecast.mean.sum() == pytest.approx(usual.mean.sum(), rel=0.1)
    assert np.isfinite(forecast.quantile(0.9)).all()


def test_two_years_take_few_solutions_of_the_level(counts, monkeypatch):
    """The regressions of a fit are Newton solutions; only the one that stands is solved with covariance."""
    solved = {"fit_newton": 0, "fit_glm": 0}

    def counting(name, solve):
        def wrapped(*arguments):
            solved[name] += 1
            return solve(*arguments)

        return wrapped

    for name in solved:
        monkeypatch.setattr(level, name, counting(name, getattr(level, name)))
    fit(counts, calendar=_NONE, events=[])
    assert solved == {"fit_newton": 4, "fit_glm": 1}


def test_the_factors_multiply_to_the_mean(counts):
    """Level × weekday × hour × holiday × recent days × other methods × events = the forecast's mean."""
    event = Event("sale", "flash", pd.Timestamp("2026-11-05T20:00"), pd.Timestamp("2026-11-06"), uplift=3.0)
    model = fit(counts, calendar=Calendar({date(2026, 11, 4): "Feast"}), events=[event])
    hours = hours_of("2026-11-02", "2026-11-06")
    means = model.predict(hours).mean
    for place in range(0, len(hours), 7):
        explanation = model.explain(hours[place])
        product = (
            explanation.level
            * explanation.weekday
            * explanation.time_of_day
            * explanation.holiday
            * explanation.recent
        )
        product *= explanation.other_methods * np.prod([part.factor for part in explanation.events])
        assert explanation.mean == pytest.approx(means[place], rel=1e-6)
        assert product == pytest.approx(explanation.mean, rel=1e-6)


def test_a_simple_method_can_be_asked_for(counts):
    """``last_week`` foretells the last week's hours, and says that it was chosen."""
    model = fit(counts, calendar=_NONE, events=[], method="last_week")
    forecast = model.predict(hours_of("2026-11-02", "2026-11-08"))
    assert forecast.mean == pytest.approx(counts.to_numpy()[-168:])
    assert "method_chosen" in codes_of(forecast)


def test_where_nothing_beats_the_last_week_the_forecast_is_as_good():
    """Every hour of the week goes its own way from week to week: WAPE at most 1.06 of the last week's."""
    rng = np.random.default_rng(3)
    drift = np.cumsum(rng.normal(0, 0.25, (44, 168)), axis=0)
    rates = (60 * np.exp(drift - drift.mean(axis=1, keepdims=True))).ravel()
    hours = pd.date_range("2026-01-05", periods=len(rates), freq="h")
    history = pd.Series(rng.poisson(rates).astype(float), hours)
    ours, last_week = 0.0, 0.0
    for weeks in (1, 2, 3, 4):
        origin = len(history) - 168 * weeks
        known, actual = history.iloc[:origin], history.iloc[origin : origin + 168]
        forecast = fit(known, calendar=_NONE, events=[]).predict(pd.DatetimeIndex(actual.index))
        ours += float(np.abs(forecast.mean - actual).sum())
        last_week += float(np.abs(known.to_numpy()[-168:] - actual).sum())
    assert ours <= 1.06 * last_week


def test_amounts_that_are_no_counts_vary_less_than_counts():
    """Temperatures around 20 with a spread of 0.1: the band is narrower than whole customers would have."""
    hours = pd.date_range("2026-01-05", periods=24 * 40, freq="h")
    noise = np.random.default_rng(1).normal(0, 0.1, len(hours))
    history = pd.Series(20 + 3 * np.sin(2 * np.pi * hours.hour / 24) + noise, hours)
    coming = pd.date_range(hours[-1] + pd.Timedelta(hours=1), periods=48, freq="h")
    forecast = fit(history, calendar=_NONE, events=[]).predict(coming)
    assert (forecast.quantile(0.9) - forecast.quantile(0.1)).max() < 1.5
    assert np.abs(forecast.paths(200).mean(axis=0) - forecast.mean).max() < 0.2


@pytest.mark.parametrize(("busy", "least", "most"), [(1.0, 0.9, 1.15), (1.6, 1.25, 1.75), (2.0, 1.5, 2.2)])
def test_a_busy_morning_lifts_the_afternoon_and_hardly_the_next_day(counts, busy, least, most):
    """A day of 1.6 or 2 times the usual until noon goes on nearly so, and is over at midnight."""
    history = counts[:"2026-10-30T11:00"].copy()
    history["2026-10-30"] = (history["2026-10-30"] * busy).round()
    forecast = fit(history, calendar=_NONE, events=[]).predict(hours_of("2026-10-30", "2026-10-31")[12:])
    usual = fit(counts[:"2026-10-29"], calendar=_NONE, events=[]).predict(forecast.hours)
    ratio = forecast.mean / usual.mean
    assert least < ratio[:12].mean() < most
    assert 0.9 < ratio[12:].mean() < 1.1
