"""Event model end to end: recovery of known effects by kind, size and event time."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from forecast import Event
from tests.forecast.events.sales import SALE_HOURS, predict, sales, true_size
from tests.forecast.synthetic import (
    codes_of,
    draw,
    lagging_excess,
    mean_of,
    sale_excess,
    wape,
    with_events,
)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_sale_is_close_when_intensities_are_given(sold, seed):
    """WAPE against the truth under 0.16 for the 28 hours; the peak within 25 %, in the right hour or next."""
    forecast = mean_of(predict(draw(sold, seed), sales()))
    assert wape(forecast[SALE_HOURS], sold[SALE_HOURS]) < 0.16
    assert forecast[SALE_HOURS].sum() == pytest.approx(sold[SALE_HOURS].sum(), rel=0.15)
    assert forecast[SALE_HOURS].max() == pytest.approx(sold[SALE_HOURS].max(), rel=0.25)
    assert forecast.idxmax() == sold[forecast.index].idxmax()


def test_the_days_around_the_sale_are_close_too(sold):
    """Pre-heating and tail: within 8 % of the truth."""
    forecast = mean_of(predict(draw(sold, 4), sales()))
    for days in (slice("2026-11-09", "2026-11-10T19"), slice("2026-11-12", "2026-11-15")):
        assert forecast[days].sum() == pytest.approx(sold[days].sum(), rel=0.08)


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_normal_weeks_are_left_in_peace(rates, sold, seed):
    """A week without a sale is forecast as if there had never been any (to 4 % in total)."""
    start = "2026-10-19"
    forecast = mean_of(predict(draw(sold, seed), sales(), start=start))
    without = mean_of(predict(draw(rates, seed), [], start=start))
    assert forecast.sum() == pytest.approx(without.sum(), rel=0.04)
    assert wape(forecast, rates[forecast.index]) < 0.08


def test_an_after_sale_queue_reacts_later(rates):
    """Most of its excess comes days after the sale; the forecast has it there, within 10 % in total."""
    truth = with_events(rates, sales(), true_size, lagging_excess)
    forecast = mean_of(predict(draw(truth, 8), sales(), days=10))
    week = slice("2026-11-12", "2026-11-16")
    assert forecast[week].sum() == pytest.approx(truth[week].sum(), rel=0.10)
    assert forecast["2026-11-13"].sum() > 1.3 * rates["2026-11-13"].sum()


def test_a_kind_seen_once_is_learned(rates):
    """The profile of its one past event comes back: within 20 % hour by hour."""
    events = [Event(f"a-{y}", "anniversary", datetime(y, 11, 11), datetime(y, 11, 12)) for y in (2025, 2026)]
    truth = with_events(rates, events, lambda event: 1.5)
    forecast = mean_of(predict(draw(truth, 12), events))
    assert wape(forecast["2026-11-11"], truth["2026-11-11"]) < 0.2


def test_a_night_without_anybody_can_have_its_sale(rates):
    """Nobody at midnight but sixty an hour on the sale: the sale is forecast, other nights are not."""
    quiet = draw(rates * 0.05, 15)
    quiet[quiet.index.hour < 7] = 0.0
    events = [Event(f"n{y}", "night", datetime(y, 11, 11), datetime(y, 11, 11, 3)) for y in (2025, 2026)]
    quiet["2025-11-11T00":"2025-11-11T02"] = 60.0
    forecast = mean_of(predict(quiet, events))
    assert forecast["2026-11-11T00":"2026-11-11T02"].to_numpy() == pytest.approx(60.0, rel=0.3)
    assert forecast["2026-11-12T00":"2026-11-12T02"].max() < 1


def test_a_livestream_every_evening_is_part_of_the_day(rates):
    """400 events in a row leave no day without: each evening's forecast is still right, within 8 %."""
    live = [
        Event(f"l{i}", "live", start, start + timedelta(hours=3))
        for i, start in enumerate(pd.date_range("2025-10-01T20:00", "2026-11-20T20:00").to_pydatetime())
    ]
    truth = rates["2025-10-01":].copy()
    truth[truth.index.hour.isin([20, 21, 22])] *= 2
    forecast = mean_of(predict(draw(truth, 16), live))
    evening = forecast.index.hour.isin([20, 21, 22])
    for hours in (evening, ~evening):
        assert forecast[hours].sum() == pytest.approx(truth[forecast.index][hours].sum(), rel=0.08)


def test_a_history_that_is_all_event_is_still_a_history(rates):
    """Nothing is left when it is set aside, so nothing is, with a note."""
    counts = draw(rates["2026-10-15":"2026-11-08"], 17)
    event = Event("all", "all", datetime(2026, 10, 10), datetime(2026, 11, 8))
    forecast = predict(counts, [event])
    assert "events_not_masked" in codes_of(forecast)
    assert forecast.mean.sum() == pytest.approx(rates[forecast.hours].sum(), rel=0.2)


def test_the_order_of_events_does_not_matter(sold):
    """Events are known by what they are, not by where they stand."""
    counts = draw(sold, 19)
    one, two = predict(counts, sales()), predict(counts, sales()[::-1])
    assert one.mean == pytest.approx(two.mean, rel=1e-9)


def test_sale_excess_is_what_the_tests_take_it_for():
    """The yardstick itself: nothing long before, the jump at the start, a tail that dies away."""
    excess = sale_excess(np.array([-100.0, -1, 0, 27, 28, 28 + 24 * 5]), 28)
    assert excess[0] == 0
    assert excess[2] > 10 * excess[1]
    assert 0 < excess[5] < excess[4] < excess[3]
