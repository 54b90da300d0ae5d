"""Prediction of kinds never seen: uplift, other kinds, default."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
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


def _excess(counts, event, past=()):
    """Of the event's hours, over the forecast without it."""
    with_it, without = (mean_of(predict(counts, [*past, *events])) for events in ([event], []))
    hours = slice(pd.Timestamp(event.start).floor("h"), event.end - timedelta(minutes=1))
    return (with_it - without)[hours], without[hours]


@pytest.mark.parametrize("among", ["nothing", "other kinds"])
def test_an_uplift_of_a_quarter_of_an_hour_is_no_days_inquiries(rates, sold, among):
    """Three times as many in a quarter of an hour are half as many again in the hour; in four hours, three
    times as many in each. A note says that the uplift is used, and none doubts it by other kinds.
    """
    past = [e for e in sales() if e.start < datetime(2026, 11, 1)] if among == "other kinds" else []
    counts = draw(sold if past else rates, 12)
    start = datetime(2026, 11, 11, 21)
    for length, factor in ((timedelta(minutes=15), 1.5), (timedelta(hours=4), 3.0)):
        event = Event("new", "new", start, start + length, None, 3.0)
        excess, normal = _excess(counts, event, past)
        if length < timedelta(hours=1) or not past:
            assert excess.sum() / normal.sum() == pytest.approx(factor - 1, rel=0.15)
        else:
            assert excess.sum() / normal.sum() == pytest.approx(factor - 1, rel=0.25)
        codes = codes_of(predict(counts, [*past, event]))
        assert "event_from_uplift" in codes
        assert "uplift_doubted" not in codes


def test_the_minutes_of_an_hour_count_by_their_share(rates):
    """After an event of a quarter of an hour, one of half an hour brings twice as much, the same again the
    same; entered to the minute, no hour is blown up.
    """
    past = Event("old", "live", datetime(2026, 10, 14, 21), datetime(2026, 10, 14, 21, 15))
    counts = draw(rates, 13)
    counts["2026-10-14T21"] *= 1.5
    found = []
    for minutes in (15, 30, 60):
        start = datetime(2026, 11, 11, 21)
        event = Event("next", "live", start, start + timedelta(minutes=minutes))
        found.append(float(_excess(counts, event, [past])[0].sum()))
    assert found[1] == pytest.approx(2 * found[0], rel=0.1)
    assert found[2] == pytest.approx(4 * found[0], rel=0.1)
    sliver = Event("old", "live", datetime(2026, 10, 14, 20, 59), datetime(2026, 10, 14, 22))
    event = Event("next", "live", datetime(2026, 11, 11, 20), datetime(2026, 11, 11, 22))
    counts["2026-10-14T20"] *= 1.2
    assert _excess(counts, event, [sliver])[0].iloc[0] < 1.2 * rates["2026-11-11T20"]
