"""Prediction of kinds never seen: uplift, other kinds, default."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from forecast import Event
from tests.forecast.events.sales import predict, sales
from tests.forecast.synthetic import (
    codes_of,
    draw,
    mean_of,
)

pytestmark = pytest.mark.slow


def test_a_kind_never_seen_follows_the_managers_estimate(rates):
    """With nothing else to go by, its busiest day is the uplift times a normal day (to 12 %)."""
    event = Event("new", "new", datetime(2026, 11, 11, 10), datetime(2026, 11, 11, 22), None, 3.0)
    forecast = predict(draw(rates, 9), [event])
    ratio = mean_of(forecast).resample("D").sum() / rates[forecast.hours].resample("D").sum()
    assert ratio["2026-11-11"] == pytest.approx(3.0, rel=0.12)
    assert ratio["2026-11-14"] == pytest.approx(1.0, abs=0.1)
    assert "event_from_uplift" in codes_of(forecast)


def test_a_kind_never_seen_borrows_the_shape_of_the_others(sold):
    """Its hours are busier at the start than later, with a band wider than a known kind's; a note says so."""
    start = datetime(2026, 11, 11, 20)
    event = Event("new", "new", start, start + timedelta(hours=4), 0.4)
    known = Event("flash-new", "flash", start, start + timedelta(hours=4), 0.4)
    past = [e for e in sales() if e.start < datetime(2026, 11, 1)]
    counts = draw(sold, 10)
    new, flash = (predict(counts, [*past, one]) for one in (event, known))
    ratio = mean_of(new) / mean_of(predict(counts, past))
    assert ratio["2026-11-11T20"] > ratio["2026-11-11T23"] > 1.1
    width = [((f.quantile(0.9) - f.quantile(0.1)) / f.mean)[68:72].mean() for f in (new, flash)]
    assert width[0] > 1.3 * width[1]
    assert "event_from_others" in codes_of(new)


def test_without_anything_to_go_by_it_is_called_a_guess(rates):
    """A moderate rise, a wide band, and a note."""
    start = datetime(2026, 11, 11, 20)
    forecast = predict(draw(rates, 11), [Event("new", "new", start, start + timedelta(hours=4))])
    assert 1.1 < forecast.mean[68] / rates[forecast.hours[68]] < 3
    assert (forecast.quantile(0.95) / forecast.mean)[68] > 1.5
    assert "event_guessed" in codes_of(forecast)
