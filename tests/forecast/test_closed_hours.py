"""Hours of the week in which nobody is served or nobody ever comes, and what events open of them."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, Event, fit, fit_with_profile
from tests.forecast.synthetic import codes_of, hours_of, mean_of

pytestmark = pytest.mark.slow

_NONE = Calendar()
PLAN = hours_of("2026-11-09", "2026-11-15")


def drawn(first: str, last: str, rate: float = 20.0, seed: int = 3) -> pd.Series:
    hours = hours_of(first, last)
    return pd.Series(np.random.default_rng(seed).poisson(rate, len(hours)).astype(float), hours)


def day_queue(first: str = "2026-06-01", last: str = "2026-11-08", rate: float = 20.0) -> pd.Series:
    """Recorded from 08:00 to midnight."""
    counts = drawn(first, last, rate)
    return counts.where(counts.index.hour >= 8)


def forecast_of(counts: pd.Series, *events: Event) -> pd.Series:
    return mean_of(fit(counts, calendar=_NONE, events=list(events)).predict(PLAN))


@pytest.mark.parametrize("weeks", [4, 12])
def test_a_sunday_of_zeros_is_closed(weeks: int) -> None:
    """Nobody is expected, not 0.05; the other days are as if Sundays had no rows."""
    counts = drawn("2026-06-01", "2026-11-08")[-7 * 24 * weeks :]
    sunday = counts.index.day_of_week == 6
    zeros, absent = forecast_of(counts.mask(sunday, 0.0)), forecast_of(counts.mask(sunday))
    assert (zeros[zeros.index.day_of_week == 6] == 0).all()
    assert zeros.to_numpy() == pytest.approx(absent.to_numpy())
    assert "silent_hours" in codes_of(fit(counts.mask(sunday, 0.0), calendar=_NONE, events=[]).predict(PLAN))


@pytest.mark.parametrize("weeks", [1, 2, 8])
@pytest.mark.parametrize("value", [0.0, np.nan])
def test_nights_without_anybody_are_closed_even_in_a_short_history(weeks: int, value: float) -> None:
    """Whether they are zeros or were not recorded."""
    counts = drawn("2026-06-01", "2026-11-08")[-7 * 24 * weeks :]
    mean = forecast_of(counts.where(counts.index.hour >= 8, value))
    night = mean.index.hour < 8
    assert (mean[night] == 0).all()
    assert mean[~night].mean() == pytest.approx(20, rel=0.1)


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_hours_that_opened_lately_stay_open(value: float) -> None:
    """Sundays that were closed until a fortnight ago; nights that were not recorded until a week ago."""
    counts = drawn("2026-06-01", "2026-11-08")
    before = (counts.index < "2026-10-26") & (counts.index.day_of_week == 6)
    mean = forecast_of(counts.mask(before, value))
    assert mean[mean.index.day_of_week == 6].mean() > 10
    mean = forecast_of(counts.mask((counts.index < "2026-11-02") & (counts.index.hour < 8)))
    assert mean[mean.index.hour < 8].mean() > 10


@pytest.mark.parametrize("weeks", [4, 10, 26])
@pytest.mark.parametrize("seed", range(5))
def test_a_small_queue_is_not_closed_by_chance(weeks: int, seed: int) -> None:
    """One customer in two hours, or in twenty, at any hour: many hours of the week have none."""
    for rate in (0.5, 0.05):
        counts = drawn("2026-01-05", "2026-11-08", rate, seed)[-7 * 24 * weeks :]
        assert "silent_hours" not in codes_of(fit(counts, calendar=_NONE, events=[]).predict(PLAN))


def test_an_hour_with_one_customer_a_week_is_open() -> None:
    """Saturday 03:00, on a queue whose nights are empty otherwise; as zeros and as rows that are absent."""
    counts = drawn("2026-06-01", "2026-11-08")
    for value in (0.0, np.nan):
        quiet = counts.where(counts.index.hour >= 8, value)
        quiet[(counts.index.day_of_week == 5) & (counts.index.hour == 3)] = 1.0
        mean = forecast_of(quiet)
        assert mean[(mean.index.day_of_week == 5) & (mean.index.hour == 3)].iloc[0] > 0.3
        assert mean[(mean.index.day_of_week == 1) & (mean.index.hour == 5)].iloc[0] == 0


def test_one_row_of_a_night_opens_no_nights() -> None:
    """Two hours of one ordinary night were recorded, of five months."""
    counts = day_queue()
    counts["2026-08-04T02:00":"2026-08-04T03:00"] = [12.0, 9.0]
    mean = forecast_of(counts)
    assert (mean[mean.index.hour < 8] == 0).all()


def test_a_sale_has_its_own_night() -> None:
    """Last year's began on a Tuesday at midnight, this year's is a Wednesday: about what that night brought.
    Ordinary nights stay closed, those before and after the sale too."""
    counts = day_queue("2025-01-01")
    night = np.array([150.0, 120, 60, 30, 20, 20, 30, 60])
    counts["2025-11-11T00:00":"2025-11-11T07:00"] = night
    counts["2025-11-11T08:00":"2025-11-11T23:00"] *= 3
    past, coming = (
        Event(name, "d11", datetime(year, 11, 11), datetime(year, 11, 12))
        for name, year in (("a", 2025), ("b", 2026))
    )
    for quiet in (counts, counts.fillna(0.0)):
        model = fit(quiet, calendar=_NONE, events=[past, coming])
        mean = mean_of(model.predict(PLAN))
        of_sale = mean["2026-11-11T00:00":"2026-11-11T07:00"]
        assert of_sale.sum() == pytest.approx(night.sum(), rel=0.3)
        assert of_sale.iloc[0] == pytest.approx(night[0], rel=0.4)
        others = mean[(mean.index.hour < 8) & (mean.index.day != 11)]
        assert (others == 0).all()
        part = model.explain(pd.Timestamp("2026-11-11T01:00"))
        # No factor leads from nobody to somebody: the event brings it all.
        assert part.level * part.weekday * part.time_of_day * part.holiday * part.recent == 0
        assert [event.factor for event in part.events] == [np.inf]
        assert part.mean == pytest.approx(mean["2026-11-11T01:00"])


def test_a_sale_whose_nights_were_closed_has_no_night() -> None:
    """Last year's sale had customers by day only; so has this year's."""
    counts = day_queue("2025-01-01")
    counts["2025-11-11T08:00":"2025-11-11T23:00"] *= 3
    events = [
        Event(name, "d11", datetime(year, 11, 11), datetime(year, 11, 12))
        for name, year in (("a", 2025), ("b", 2026))
    ]
    mean = forecast_of(counts, *events)
    assert (mean[mean.index.hour < 8] == 0).all()
    assert mean["2026-11-11"].sum() > 2 * mean["2026-11-13"].sum()


def test_a_week_of_promotion_keeps_its_closed_sunday() -> None:
    """Past promotions of a week saw nobody on Sundays either."""
    counts = drawn("2026-01-05", "2026-11-08")
    counts = counts.mask(counts.index.day_of_week == 6, 0.0)
    spans = [("2026-03-02", "2026-03-09"), ("2026-06-01", "2026-06-08"), ("2026-11-09", "2026-11-16")]
    events = [Event(a, "promo", datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in spans]
    for event in events[:2]:
        counts[event.start : event.end] *= 2
    mean = forecast_of(counts, *events)
    assert (mean[mean.index.day_of_week == 6] == 0).all()
    assert mean["2026-11-10"].sum() > 1.5 * 24 * 20


def test_zeros_of_a_profile_are_zeros() -> None:
    """What profile.csv says nobody asks in, and no history contradicts, is forecast as 0."""
    profile = np.full((7, 24), 5.0)
    profile[:, :8] = 0
    profile[6] = 0
    none = pd.Series(index=pd.DatetimeIndex([], freq="h"), dtype=float)
    model = fit_with_profile(none, profile, before=pd.Timestamp("2026-11-09"), calendar=_NONE, events=[])
    mean = mean_of(model.predict(PLAN)).to_numpy().reshape(7, 24)
    assert (mean[profile == 0] == 0).all()
    assert mean[profile > 0] == pytest.approx(5.0, rel=0.05)
