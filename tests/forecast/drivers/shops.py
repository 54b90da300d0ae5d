"""A series that follows a driver, with sales of different size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from forecast import Calendar, DrivenModel, Driver, Event, Forecast, fit, fit_with_drivers
from tests.forecast.synthetic import draw, hours_of, normal_rates

FIRST, LAST = "2026-01-05", "2026-07-26"
DAYS = pd.date_range(FIRST, LAST, freq="D")
SALES = (40, 75, 110, 145, 180)
SIZES = (2.0, 3.0, 2.2, 2.8, 5.0)
DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)


def sales() -> list[Event]:
    """Five sales of one kind, each of two whole days; the last one is the one to forecast."""
    starts = [DAYS[0] + place * DAY for place in SALES]
    return [
        Event(f"sale-{n}", "sale", start.to_pydatetime(), (start + 2 * DAY).to_pydatetime())
        for n, start in enumerate(starts)
    ]


LAST_SALE = DAYS[0] + SALES[-1] * DAY
BEFORE = LAST_SALE - 7 * DAY
HORIZON = pd.date_range(BEFORE, periods=14 * 24, freq="h")


def traffic(seed: int, sizes: Sequence[float] = SIZES) -> pd.Series:
    """Visitors of each day over the usual: they wander, and multiply in the sales."""
    rng = np.random.default_rng(seed)
    log = 0.2 * rng.standard_normal(len(DAYS))
    for place, size in zip(SALES, sizes, strict=True):
        log[place : place + 2] += np.log(size)
    return pd.Series(np.exp(log), DAYS)


@dataclass
class Shop:
    """counts: of each hour. values: of each driver, past and planned. before: where the plan begins."""

    counts: pd.Series
    values: dict[str, pd.Series]
    events: list[Event] = field(default_factory=sales)
    before: pd.Timestamp = BEFORE
    planned: dict[str, pd.Series] = field(default_factory=dict)

    @property
    def history(self) -> pd.Series:
        return self.counts[: self.before - HOUR]

    @property
    def actual(self) -> np.ndarray:
        return self.counts.reindex(HORIZON).to_numpy()

    def plain(self) -> Forecast:
        """Without drivers."""
        return fit(self.history, calendar=Calendar(), events=self.events).predict(HORIZON)

    def model(self) -> DrivenModel:
        """With them."""
        drivers = []
        for name, values in self.values.items():
            hourly = bool((pd.DatetimeIndex(values.index).hour > 0).any())
            drivers.append(Driver(name, values, self.planned.get(name, values[:0]), hourly))
        return fit_with_drivers(
            self.history,
            drivers,
            lambda series, events, unit: fit(series, calendar=Calendar(), events=events, unit=unit),
            before=self.before,
            calendar=Calendar(),
            events=self.events,
        )


def follow(traffic: pd.Series, seed: int, elasticity: float = 0.8, lag: int = 0) -> pd.Series:
    """Counts whose days follow the traffic, so many days later."""
    hours = hours_of(FIRST, LAST)
    factor = (traffic.shift(lag).fillna(1.0) ** elasticity).reindex(hours.normalize()).to_numpy()
    return draw(normal_rates(hours, growth=0.0) * factor, seed, day_sd=0.04)


def sale_error(forecast: Forecast, shop: Shop, days: int = 2) -> float:
    """WAPE of the last sale's days."""
    inside = (LAST_SALE <= HORIZON) & (LAST_SALE + days * DAY > HORIZON)
    return float(np.abs(forecast.mean - shop.actual)[inside].sum() / shop.actual[inside].sum())
