"""Event sizes: by the plan as far as plans came true, by past ones, and by the hours so far."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, Event, fit
from tests.forecast.events.sales import SALE_HOURS, predict, sales
from tests.forecast.synthetic import (
    codes_of,
    draw,
    mean_of,
    with_events,
)

pytestmark = pytest.mark.slow


def test_without_intensity_the_past_sales_stand_in(sold):
    """It is then forecast a mean sale's size, too small for one that was planned bigger, and says so."""
    bare = [
        Event(e.name, e.kind, e.start, e.end, None if e.name == "double11-2026" else e.intensity)
        for e in sales()
    ]
    counts = draw(sold, 6)
    full, less = predict(counts, sales()), predict(counts, bare)
    assert mean_of(less)[SALE_HOURS].sum() < mean_of(full)[SALE_HOURS].sum()
    assert mean_of(less)[SALE_HOURS].sum() > 0.6 * sold[SALE_HOURS].sum()
    assert "intensity_missing" in codes_of(less)
    assert "intensity_missing" not in codes_of(full)


def test_twice_the_intensity_is_nearly_twice_the_excess(sold):
    """Where past sales followed their plans."""
    counts = draw(sold, 7)
    doubled = [
        Event(e.name, e.kind, e.start, e.end, (e.intensity or 0) * (2 if e.name == "double11-2026" else 1))
        for e in sales()
    ]
    normal = mean_of(predict(counts, [e for e in sales() if e.start < datetime(2026, 11, 9)]))
    once, twice = (mean_of(predict(counts, events)) for events in (sales(), doubled))
    ratio = (twice - normal)[SALE_HOURS].sum() / (once - normal)[SALE_HOURS].sum()
    assert 1.7 < ratio < 2.2


def test_plans_astray_by_a_factor_of_two_are_not_followed(rates):
    """Sales all of a size under plans that say anything: twice the plan adds less than a fifth."""
    rng = np.random.default_rng(20)
    days = pd.date_range("2025-01-15T20:00", periods=22, freq="30D").to_pydatetime()
    events = [
        Event(f"s{i}", "sale", day, day + timedelta(hours=6), float(rng.choice([0.5, 2.0])))
        for i, day in enumerate(days)
    ]
    counts = draw(with_events(rates, events, lambda event: 1.5), 20)
    start = datetime(2026, 11, 11, 20)
    once, twice = (
        mean_of(predict(counts, [*events, Event("next", "sale", start, start + timedelta(hours=6), plan)]))
        for plan in (1.0, 2.0)
    )
    evening = slice("2026-11-11T20", "2026-11-11T23")
    extra = [forecast[evening].sum() - rates[evening].sum() for forecast in (once, twice)]
    assert extra[1] < 1.2 * extra[0]


def test_a_running_sale_updates_its_size(sold):
    """After four hours at twice the plan, the rest of the sale is forecast higher than before it began."""
    counts = draw(sold, 18)
    counts["2026-11-10T20":"2026-11-11T00"] *= 2
    events = sales()
    rest = pd.date_range("2026-11-11T01:00", "2026-11-11T23:00", freq="h")
    before = mean_of(predict(counts, events))[rest].sum()
    history = counts[:"2026-11-11T00"]
    after = fit(history, calendar=Calendar(), events=events).predict(rest).mean.sum()
    assert after > 1.3 * before
