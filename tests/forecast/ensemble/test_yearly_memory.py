"""Yearly memory: what was missed a year ago."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, fit
from forecast.ensemble.yearly_memory import days_to_year_ago, yearly_correction
from tests.forecast.synthetic import draw, hours_of, mean_of, normal_rates, wape

_KNOWN = np.ones(14 * 24, dtype=bool)
_FORECAST = np.full(14 * 24, 50.0)


def test_a_forecast_that_was_right_is_not_corrected():
    """Nor one that was as wrong as days are anyway."""
    assert yearly_correction(_FORECAST, _FORECAST, _KNOWN, 0.1) == pytest.approx(np.zeros(14), abs=1e-3)
    usual = _FORECAST * np.repeat(np.exp(0.1 * np.tile([1.0, -1.0], 7)), 24)
    assert np.abs(yearly_correction(_FORECAST, usual, _KNOWN, 0.1)).max() < 0.03


def test_a_week_of_twice_as_many_comes_back_in_part():
    """Between a quarter and all of it."""
    actual = _FORECAST.copy()
    actual[7 * 24 :] *= 2
    found = yearly_correction(_FORECAST, actual, _KNOWN, 0.1)
    assert np.log(1.25) < found[10] < np.log(2)
    assert abs(found[2]) < 0.01


def test_unknown_days_carry_nothing_over():
    """Events and gaps of a year ago say nothing."""
    known = np.repeat(np.arange(14) < 5, 24)
    found = yearly_correction(_FORECAST, 3 * _FORECAST, known, 0.1)
    assert (found[6:] == 0).all()
    assert found[2] > 0.5


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 10, 20), 364),
        # Spring Festival: 29 January 2025, 17 February 2026 - three weeks later by the calendar.
        (date(2026, 2, 9), 364 + 21),
        (date(2026, 3, 1), 364 + 21),
        (date(2026, 4, 20), 364),
    ],
)
def test_a_feast_that_moves_is_met(today, days):
    """The weeks around it are compared with those around it a year before."""
    feast = {date(2025, 1, 29): "Spring Festival", date(2026, 2, 17): "Spring Festival"}
    fixed = {date(2025, 10, 1): "National Day", date(2026, 10, 1): "National Day"}
    assert days_to_year_ago(Calendar(feast | fixed), today) == days


def test_the_end_of_the_year_is_remembered():
    """Half of normal from 24 December to 1 January, and nobody entered it: better the second time."""
    rates = normal_rates(hours_of("2024-06-03", "2026-01-04"))
    quiet = [(rates.index >= f"{year}-12-24") & (rates.index < f"{year + 1}-01-02") for year in (2024, 2025)]
    truth = rates.where(~(quiet[0] | quiet[1]), rates * 0.5)
    counts = draw(truth, 50)
    found = {}
    for first in (0, 35):
        history = counts.iloc[first * 168 : counts.index.get_loc(pd.Timestamp("2025-12-22T00:00"))]
        hours = pd.date_range("2025-12-22", periods=14 * 24, freq="h")
        found[first] = wape(
            mean_of(fit(history, calendar=Calendar(), events=()).predict(hours)), truth[hours]
        )
    assert found[0] < 0.75 * found[35]


def test_the_change_that_is_told_is_the_one_that_is_made():
    """Of the four weeks ahead, the first of which is today."""
    rates = normal_rates(hours_of("2024-06-03", "2025-12-07"))
    rates["2024-12-09":"2024-12-22"] *= np.linspace(0.3, 0.6, 14 * 24)
    model = fit(draw(rates, 51), calendar=Calendar(), events=())
    forecast = model.predict(pd.date_range("2025-12-08", periods=28 * 24, freq="h"))
    told = next(note.numbers["change"] for note in forecast.notes if note.code == "year_remembered")
    assert model.baseline is not None
    assert len(model.baseline.yearly) == 28
    assert told == pytest.approx(np.expm1(model.baseline.yearly.mean()))
