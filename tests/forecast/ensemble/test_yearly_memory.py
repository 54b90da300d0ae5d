"""Yearly memory: what was missed a year ago."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, fit
from forecast.ensemble.yearly_memory import (
    days_to_year_ago,
    learned_weight,
    origins_of_years,
    yearly_correction,
)
from tests.forecast.synthetic import draw, hours_of, mean_of, normal_rates, wape

_KNOWN = np.ones((1, 14 * 24), dtype=bool)
_FORECAST = np.full((1, 14 * 24), 50.0)
_WEEK, _YEAR = 168, 52 * 168


def _second_week_doubled() -> np.ndarray:
    actual = _FORECAST.copy()
    actual[:, 7 * 24 :] *= 2
    return actual


def test_a_forecast_that_was_right_is_not_corrected():
    """Nor one that was as wrong as days are anyway."""
    assert yearly_correction(_FORECAST, _FORECAST, _KNOWN, 0.1) == pytest.approx(np.zeros(14), abs=1e-3)
    usual = _FORECAST * np.repeat(np.exp(0.1 * np.tile([1.0, -1.0], 7)), 24)
    assert np.abs(yearly_correction(_FORECAST, usual, _KNOWN, 0.1)).max() < 0.03


def test_a_week_of_twice_as_many_comes_back_in_part():
    """Between a quarter and all of it."""
    actual = _second_week_doubled()
    found = yearly_correction(_FORECAST, actual, _KNOWN, 0.1)
    assert np.log(1.25) < found[10] < np.log(2)
    assert abs(found[2]) < 0.01


def test_unknown_days_carry_nothing_over():
    """Events and gaps of a year ago say nothing."""
    known = np.repeat(np.arange(14) < 5, 24)[None]
    found = yearly_correction(_FORECAST, 3 * _FORECAST, known, 0.1)
    assert (found[6:] == 0).all()
    assert found[2] > 0.5


def test_a_day_that_was_closed_does_not_come_back():
    """An Easter Sunday lies in another week this year, 25 December on another weekday."""
    actual = _FORECAST.copy()
    actual[:, 3 * 24 : 4 * 24] = 0
    assert yearly_correction(_FORECAST, actual, _KNOWN, 0.1) == pytest.approx(np.zeros(14), abs=1e-3)


def test_what_two_years_agree_on_is_believed_more_than_what_one_had():
    """A doubled week of both years counts for more than last year's alone, this for more than an older."""
    forecast, known = np.vstack([_FORECAST] * 2), np.vstack([_KNOWN] * 2)
    same, doubled = _FORECAST, _second_week_doubled()
    both, last, older = (
        yearly_correction(forecast, np.vstack(actual), known, 0.3)[10]
        for actual in ((doubled, doubled), (same, doubled), (doubled, same))
    )
    alone = yearly_correction(_FORECAST, doubled, _KNOWN, 0.3)[10]
    assert both > alone > last > older > 0


def test_a_year_that_knows_nothing_leaves_it_to_the_others():
    """A gap two years ago does not halve what was missed a year ago."""
    forecast, known = np.vstack([_FORECAST] * 2), np.vstack([~_KNOWN, _KNOWN])
    actual = np.vstack([_FORECAST, _second_week_doubled()])
    one = yearly_correction(_FORECAST, _second_week_doubled(), _KNOWN, 0.1)
    assert yearly_correction(forecast, actual, known, 0.1) == pytest.approx(one)


@pytest.mark.parametrize(
    ("weeks", "back"), [(59, []), (60, [52]), (111, [52]), (112, [104, 52]), (300, [156, 104, 52])]
)
def test_three_years_are_looked_back_on_where_eight_weeks_came_before(weeks, back):
    """Of a history of so many weeks, so many weeks before its end; the oldest first."""
    found = origins_of_years(Calendar(), pd.Timestamp("2026-10-20"), 7 * weeks)
    assert list(7 * weeks - found) == [7 * one for one in back]


def _two_years(again: bool) -> np.ndarray:
    """Weeks of 100 an hour, each fourth one half as busy or half as busy again, drawn anew each year."""
    rng = np.random.default_rng(3)
    first, second = (rng.choice([0.5, 1.0, 1.0, 1.5], 52) for _ in range(2))
    weeks = np.concatenate([first, first if again else second])
    return rng.poisson(100 * np.repeat(weeks, _WEEK)).astype(float)


def test_weeks_that_come_again_are_learned_to():
    """All of the correction stays where both years had the same odd weeks, and next to nothing else."""
    known = np.ones(2 * _YEAR, dtype=bool)
    assert learned_weight(_two_years(again=True), known, 0.05) > 0.9
    assert learned_weight(_two_years(again=False), known, 0.05) < 0.4


def test_what_nobody_saw_twice_is_believed_as_it_is():
    """Of one year and eight weeks no week is known twice; nor where the second time was an event."""
    series = _two_years(again=False)
    assert learned_weight(series[: _YEAR + 8 * _WEEK], np.ones(_YEAR + 8 * _WEEK, dtype=bool), 0.05) == 1.0
    assert learned_weight(series, np.arange(2 * _YEAR) < _YEAR, 0.05) == 1.0


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
