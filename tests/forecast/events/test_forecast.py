"""Effect of events on a forecast: coverage, and the explanation of one hour."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, Event, fit
from tests.forecast.events.sales import SALE_HOURS, hash_of, predict, sales
from tests.forecast.synthetic import (
    draw,
    hours_of,
    normal_rates,
    with_events,
)


@pytest.mark.slow
def test_four_of_five_hours_of_the_sale_lie_in_the_band(rates):
    """Over five seeds with sizes astray by 15 %: 70–97 % of the sale's hours in the 80 % band."""
    inside = []
    for seed in range(5):
        sizes = np.random.default_rng(seed).lognormal(0, 0.15, 1000)
        truth = with_events(rates, sales(), lambda e, s=sizes: (e.intensity or 0) * s[hash_of(e.name) % 1000])
        counts = draw(truth, seed)
        forecast = predict(counts, sales(), days=3)
        chosen = (forecast.hours >= SALE_HOURS.start) & (forecast.hours <= SALE_HOURS.stop)
        actual = counts[forecast.hours].to_numpy()
        within = (actual >= forecast.quantile(0.1)) & (actual <= forecast.quantile(0.9))
        inside.append(within[chosen].mean())
    assert 0.70 <= np.mean(inside) <= 0.97


@pytest.mark.slow
def test_what_an_event_was_learned_from_is_named(sold):
    """The past sales, the youngest first, with their sizes; the weights sum to 1."""
    model = fit(draw(sold, 20)[:"2026-11-01"], calendar=Calendar(), events=sales())
    (part,) = (p for p in model.explain(pd.Timestamp("2026-11-10T20:00")).events if "2026" in p.name)
    assert part.source == "event_learned"
    assert part.past
    assert all(past.kind == part.kind for past in part.past)
    assert sum(past.weight for past in part.past) == pytest.approx(1.0)
    assert [past.weight for past in part.past] == sorted((p.weight for p in part.past), reverse=True)
    assert part.size_low < part.size < part.size_high
    # Multiples of the usual size: the past ones are 1 on average, and the coming one is planned bigger.
    assert np.mean([np.log(past.size) for past in part.past]) == pytest.approx(0.0, abs=1e-9)
    assert part.size > 1.1


def test_a_sale_in_the_night_of_a_day_queue_has_a_size_that_can_be_read():
    """Nobody comes at that hour otherwise: size and profile are told beside a tenth of the mean hour."""
    hours = hours_of("2026-08-31", "2026-11-08")
    counts = normal_rates(hours).round().where(pd.Series(hours.hour >= 8, hours), 0.0)
    nights = [pd.Timestamp(day) for day in ("2026-09-23", "2026-10-14", "2026-11-11")]
    sales = [
        Event(f"n{n}", "night", at.to_pydatetime(), (at + pd.Timedelta(hours=3)).to_pydatetime())
        for n, at in enumerate(nights)
    ]
    for night in nights[:2]:
        counts[night : night + pd.Timedelta(hours=2)] = 60.0
    model = fit(counts, calendar=Calendar(), events=sales)
    (part,) = model.explain(nights[-1] + pd.Timedelta(hours=1)).events
    assert part.size == pytest.approx(1.0, rel=0.2)
    assert part.size_low < part.size < part.size_high < 3
    assert part.profile == pytest.approx(60 / (0.1 * 100), rel=0.3)
