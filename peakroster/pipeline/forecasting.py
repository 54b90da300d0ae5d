"""The first stage: from the history of each queue to the forecast of every hour of a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from forecast import Calendar, Event, Model, Note, NotEnoughHistory, fit
from forecast.unusual import find_unusual
from peakroster.calendar import national_calendar
from peakroster.pipeline.adjusting import AdjustedForecast, adjusted, adjustment_notes, adjustments_of
from peakroster.pipeline.excluding import excluded_hours, with_exclusions
from peakroster.pipeline.series import elapsed_hours, hourly_inquiries
from peakroster.pipeline.size import quantile_column
from peakroster.plans.model import TAIL
from peakroster.plans.tables import as_written
from peakroster.shop.findings import Finding, InputError
from peakroster.shop.model import Shop

_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class ForecastStage:
    """The table of forecast.csv, each queue's distribution behind it, and the forecaster's remarks."""

    table: pd.DataFrame
    by_queue: dict[str, AdjustedForecast]
    notes: tuple[tuple[str, Note], ...]


def forecast_hours(first_day: date, days: int, timezone: str) -> pd.DatetimeIndex:
    """Every hour of a plan and its tail that the wall clock shows."""
    start = datetime.combine(first_day, time())
    hours = pd.date_range(start, start + timedelta(days=days) + TAIL, freq="h", inclusive="left", unit="us")
    return hours[elapsed_hours(hours, timezone) > 0]


def make_forecast(
    shop: Shop, first_day: date, days: int, seed: int, tell: Callable[[str], None] = lambda queue: None
) -> ForecastStage:
    """Fit each queue on what was known before the plan's first day, and forecast the plan and its tail.

    tell: is called with each queue's id before it is fitted. Raises InputError for a queue whose history
    is too short, for all such queues at once.
    """
    settings = shop.settings
    hours = forecast_hours(first_day, days, settings.timezone)
    lasting = elapsed_hours(hours, settings.timezone)
    first_year = shop.history["timestamp"].min().year if len(shop.history) else first_day.year
    calendar = national_calendar(settings.country, range(first_year, hours[-1].year + 1))
    before = datetime.combine(first_day, time())
    wanted = sorted({*_QUANTILES, *_staffed_quantiles(shop)})
    parts, by_queue, findings = [], {}, []
    notes: list[tuple[str, Note]] = []
    for rank, queue in enumerate(shop.queue_ids):
        tell(queue)
        rates = hourly_rates(shop, queue, before)
        try:
            model = fit_queue(shop, queue, rates, calendar)
        except NotEnoughHistory as error:
            findings.append(_too_short(shop, queue, error, before))
            continue
        forecast = adjusted(model.predict(hours, seed=seed), adjustments_of(shop.adjustments, queue))
        by_queue[queue] = forecast
        notes += [(queue, note) for note in _notes(shop, queue, rates, forecast, calendar, before)]
        quantiles = {quantile_column(p): forecast.quantile(p) * lasting for p in wanted}
        means = {"timestamp": hours, "queue": queue, "mean": forecast.mean * lasting}
        model_mean = {"model_mean": forecast.model.mean * lasting}
        parts.append(pd.DataFrame({**means, **quantiles, **model_mean, "rank": rank}))
    if findings:
        raise InputError(findings)
    table = pd.concat(parts).sort_values(["timestamp", "rank"], ignore_index=True)
    table = as_written(table.drop(columns="rank").astype({"queue": "str"}))
    return ForecastStage(table, by_queue, tuple(notes))


def fit_queue(shop: Shop, queue: str, rates: pd.Series, calendar: Calendar) -> Model:
    """What a plan knows of one queue from these rates on. Raises NotEnoughHistory."""
    return fit(rates, calendar=calendar, events=events_of(shop, queue))


def events_of(shop: Shop, queue: str) -> list[Event]:
    """The events that concern the queue, past and coming, as the forecast is told them."""
    return [
        Event(e.name, e.kind, e.start, e.end, e.intensity, e.uplift)
        for e in shop.events
        if not e.queues or queue in e.queues
    ]


def hourly_rates(shop: Shop, queue: str, before: datetime) -> pd.Series:
    """Inquiries per real hour that can be learned from, on a complete hourly index; NaN = unknown.

    An hour that the clocks repeat brings twice as many in its row of the history.
    """
    rates = _recorded_rates(shop, queue, before)
    return rates.mask(excluded_hours(shop, queue, pd.DatetimeIndex(rates.index)))


def _recorded_rates(shop: Shop, queue: str, before: datetime) -> pd.Series:
    counts = hourly_inquiries(shop, queue, before)
    lasting = elapsed_hours(pd.DatetimeIndex(counts.index), shop.settings.timezone)
    return counts / np.maximum(lasting, 1)


def _notes(
    shop: Shop,
    queue: str,
    rates: pd.Series,
    forecast: AdjustedForecast,
    calendar: Calendar,
    before: datetime,
) -> list[Note]:
    """The model's remarks, what people changed before and after it, and what looks odd in the history."""
    notes = list(forecast.model.notes)
    odd = find_unusual(rates, calendar=calendar, events=events_of(shop, queue))
    if odd:
        first = f"{odd[0].start:%Y-%m-%dT%H:%M}"
        notes.append(Note("unusual_history", {"stretches": len(odd), "first": first}))
    if shop.exclusions:
        recorded = _recorded_rates(shop, queue, before)
        excluded = excluded_hours(shop, queue, pd.DatetimeIndex(recorded.index))
        notes = with_exclusions(notes, recorded, excluded, calendar)
    lasting = elapsed_hours(forecast.model.hours, shop.settings.timezone)
    return [*notes, *adjustment_notes(forecast, lasting)]


def _too_short(shop: Shop, queue: str, error: NotEnoughHistory, before: datetime) -> Finding:
    details = {"queue": queue, "known": error.known_hours, "needed": error.needed_hours}
    recorded = _recorded_rates(shop, queue, before)
    if recorded.notna().sum() > error.known_hours:
        details["recorded"] = int(recorded.notna().sum())
        return Finding("error", "history_excluded", "exclude.csv", None, "queue", queue, details)
    return Finding("error", "history_too_short", "history.csv", None, "queue", queue, details)


def _staffed_quantiles(shop: Shop) -> list[float]:
    chosen = [shop.settings.plan_for, *(queue.plan_for for queue in shop.settings.queues)]
    return [float(plan_for) for plan_for in chosen if isinstance(plan_for, float)]
