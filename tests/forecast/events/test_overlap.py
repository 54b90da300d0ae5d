"""Overlapping events are decomposed."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from forecast import Event
from tests.forecast.events.sales import SALE_HOURS, predict
from tests.forecast.synthetic import (
    draw,
    hours_of,
    mean_of,
    normal_rates,
    with_events,
)


def test_overlapping_sales_are_decomposed(rates):
    """A flash sale within a longer promotion: both learned where they were alone, right where they meet."""
    long = [
        Event(f"l{i}", "long", datetime(2026, m, 9), datetime(2026, m, 14))
        for i, m in enumerate(range(2, 12, 3))
    ]
    flash = [
        Event(f"f{m}", "flash", datetime(2026, m, 11, 20), datetime(2026, m, 11, 23)) for m in range(1, 12)
    ]
    events = [*long, *flash]

    def plateau(hours: np.ndarray, length: float) -> np.ndarray:
        return np.where((hours >= 0) & (hours < length), 1.0, 0.0)

    truth = with_events(rates, events, lambda event: 0.5 if event.kind == "long" else 2.0, plateau)
    forecast = mean_of(predict(draw(truth, 13), events))
    for hours in (slice("2026-11-11T20", "2026-11-11T22"), slice("2026-11-12", "2026-11-13")):
        assert forecast[hours].sum() == pytest.approx(truth[hours].sum(), rel=0.15)


def test_two_long_sales_in_a_row_do_not_swap_their_excess(rates):
    """A first wave whose tail runs into the main sale: the main sale is neither halved nor doubled."""
    events = []
    for year in (2024, 2025, 2026):
        events.append(Event(f"w{year}", "wave", datetime(year, 10, 31, 20), datetime(year, 11, 4), 0.3))
        events.append(Event(f"m{year}", "main", datetime(year, 11, 10, 20), datetime(year, 11, 12), 1.0))
    truth = with_events(rates, events, lambda event: event.intensity or 0.0)
    forecast = mean_of(predict(draw(truth, 14), events))
    assert forecast[SALE_HOURS].sum() == pytest.approx(truth[SALE_HOURS].sum(), rel=0.12)


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_two_events_of_the_same_hours_both_bring_what_they_bring(names):
    """A sale and a livestream of its very hours bring what they do where one is an hour longer."""
    hours = hours_of("2026-08-31", "2026-11-08")
    past = [
        Event("sale", "sale", datetime(2026, 9, 23), datetime(2026, 9, 24)),
        Event("live", "live", datetime(2026, 10, 14), datetime(2026, 10, 15)),
    ]
    counts = with_events(normal_rates(hours), past, lambda _: 1.0, lambda h, n: 1.0 * ((h >= 0) & (h < n)))
    totals = []
    for longer in (0, 1):
        ends = datetime(2026, 11, 12), datetime(2026, 11, 12, longer)
        coming = [
            Event(name, kind, datetime(2026, 11, 11), end)
            for name, kind, end in zip(names, ("sale", "live"), ends, strict=True)
        ]
        totals.append(mean_of(predict(counts.round(), [*past, *coming]))["2026-11-11"].sum())
    assert totals[0] == pytest.approx(totals[1], rel=0.05)


def test_two_events_that_always_share_their_hours_are_not_counted_twice():
    """What came in the hours of both is what is to come: nothing tells the one from the other."""
    hours = hours_of("2026-08-31", "2026-11-08")
    days = (datetime(2026, 9, 23), datetime(2026, 10, 14), datetime(2026, 11, 11))
    pairs = [
        Event(f"{kind}-{n}", kind, start, start + timedelta(days=1))
        for n, start in enumerate(days)
        for kind in ("sale", "live")
    ]
    past = [event for event in pairs if event.kind == "live"]
    counts = with_events(normal_rates(hours), past, lambda _: 1.0, lambda h, n: 2.0 * ((h >= 0) & (h < n)))
    forecast = mean_of(predict(counts.round(), pairs))["2026-11-11"].sum()
    assert forecast == pytest.approx(counts["2026-10-14"].sum(), rel=0.1)
