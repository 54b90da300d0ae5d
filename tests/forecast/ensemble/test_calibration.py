"""Empirical coverage of the intervals on series whose noise is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, fit
from tests.forecast.synthetic import draw, hours_of, normal_rates

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("scale", "day_sd"), [(100.0, 0.05), (100.0, 0.15), (4.0, 0.05)])
def test_four_of_five_hours_lie_in_the_80_percent_band(scale, day_sd):
    """Seven days ahead, twelve origins: 75–90 % of hours, 65–92 % of day totals in the paths' band."""
    counts = draw(normal_rates(hours_of("2025-06-02", "2026-11-01"), scale), seed=7, day_sd=day_sd)
    inside, days_inside = [], []
    for weeks in range(1, 13):
        origin = counts.index[-1] + pd.Timedelta(hours=1) - pd.Timedelta(weeks=weeks)
        coming = counts[origin:][:168]
        model = fit(counts[: origin - pd.Timedelta(hours=1)], calendar=Calendar(), events=[])
        forecast = model.predict(pd.DatetimeIndex(coming.index))
        low, high = forecast.quantile(0.1), forecast.quantile(0.9)
        inside.append(((coming >= low) & (coming <= high)).mean())
        totals = forecast.paths(500).reshape(500, 7, 24).sum(axis=2)
        actual = coming.to_numpy().reshape(7, 24).sum(axis=1)
        low, high = np.quantile(totals, [0.1, 0.9], axis=0)
        days_inside.append(((actual >= low) & (actual <= high)).mean())
    assert 0.75 <= np.mean(inside) <= 0.90
    assert 0.65 <= np.mean(days_inside) <= 0.92


def test_weekends_when_nobody_comes_do_not_widen_the_working_days():
    """A desk that counts 0 on Saturdays and Sundays: the band of a Tuesday is as wide as its noise."""
    counts = draw(normal_rates(hours_of("2026-01-05", "2026-10-25"), 300.0), seed=3, day_sd=0.05)
    closed = pd.DatetimeIndex(counts.index).day_of_week >= 5
    model = fit(counts.mask(closed, 0.0), calendar=Calendar(), events=[])
    forecast = model.predict(hours_of("2026-10-27", "2026-10-27"))
    width = forecast.quantile(0.9) - forecast.quantile(0.1)
    # The hours themselves have a standard deviation of 11 %, the day one of 5 %.
    assert 0.2 < (width[10:22] / forecast.mean[10:22]).mean() < 0.5
