"""Forecast of every hour of a plan, from the history of each queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Calendar, Forecast, Note, NotEnoughHistory
from forecast.anomalies import find_anomalies
from peakroster.calendar import national_calendar
from peakroster.planning.forecast.adjusting import (
    AdjustedForecast,
    adjustment_notes,
    adjustments_of,
    apply_adjustments,
)
from peakroster.planning.forecast.as_of import changed_events
from peakroster.planning.forecast.calendar_days import calendar_of, closed_hours_of
from peakroster.planning.forecast.excluding import excluded_hours, with_exclusions
from peakroster.planning.forecast.fitting import QueueModels, events_of, recorded_rates
from peakroster.planning.forecast.handling_times import handling_times
from peakroster.planning.forecast.series import hourly_inquiries
from peakroster.planning.staffing.queue_model import AHT, quantile_column
from peakroster.planning.staffing.scenarios import EXPECTED_SERVICE, SCENARIO_QUANTILES
from peakroster.plans.tables import rounded_forecast
from peakroster.shop.inputs.whole_hours import elapsed_hours
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import TAIL
from scheduler.domain.shop import Shop

_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class ForecastStage:
    """The table of forecast.csv, each queue's distribution behind it, and the forecaster's notes.

    by_queue: from the first hour whose actual count is unknown.
    """

    table: pd.DataFrame
    by_queue: dict[str, AdjustedForecast]
    notes: tuple[tuple[str, Note], ...]


def forecast_hours(first_day: date, days: int, timezone: str) -> pd.DatetimeIndex:
    """Every hour of a plan and its tail that the wall clock shows."""
    start = datetime.combine(first_day, time())
    hours = pd.date_range(start, start + timedelta(days=days) + TAIL, freq="h", inclusive="left", unit="us")
    return hours[elapsed_hours(hours, timezone) > 0]


def make_forecast(
    shop: Shop,
    first_day: date,
    days: int,
    seed: int,
    tell: Callable[[str], None] = lambda queue: None,
    as_of: datetime | None = None,
) -> ForecastStage:
    """Fit each queue on what was known before the plan's first day, and forecast the plan and its tail.

    Parameters
    ----------
    shop : Shop
        Settings, history, events, adjustments, exclusions and profiles.
    first_day : date
        First day of the plan.
    days : int
        Length of the plan.
    seed : int
        Seed of the sample paths.
    tell : callable
        Called with each queue's id before it is fitted.
    as_of : datetime, optional
        Fit on what was known at that moment instead; elapsed hours of the plan then hold the actual counts.

    Returns
    -------
    ForecastStage
        Table, distributions and notes.

    Raises
    ------
    InputError
        The history of some queues is too short; one finding for each.
    """
    settings = shop.settings
    hours = forecast_hours(first_day, days, settings.timezone)
    duration = elapsed_hours(hours, settings.timezone)
    calendar = plan_calendar(shop, hours)
    before = datetime.combine(first_day, time()) if as_of is None else as_of
    wanted = sorted({*_QUANTILES, *_staffed_quantiles(shop)})
    parts, by_queue, findings = [], {}, []
    notes: list[tuple[str, Note]] = []
    # Queues borrow from one another: the fits of one moment are shared.
    at_moment: dict[datetime, QueueModels] = {}

    def models_at(moment: datetime) -> QueueModels:
        if moment not in at_moment:
            at_moment[moment] = QueueModels(shop, calendar, moment)
        return at_moment[moment]

    for rank, queue_settings in enumerate(settings.queues):
        queue = queue_settings.id
        tell(queue)
        rates = models_at(before).rates(queue)
        actual = np.asarray(hourly_inquiries(shop, queue, before).reindex(hours), dtype=np.float64)
        observed = int(np.isnan(actual).argmax())
        try:
            model = models_at(before).fit(queue)
        except NotEnoughHistory as error:
            findings.append(too_short(shop, queue, error, before))
            continue
        predicted = model.predict(hours[observed:], seed=seed)
        forecast = apply_adjustments(predicted, adjustments_of(shop, queue, hours[observed:]))
        by_queue[queue] = forecast
        queue_notes = _notes(shop, queue, rates, forecast, calendar, before)
        if as_of is not None:
            queue_notes += _as_of_notes(shop, queue, pd.Series(actual, hours), as_of, predicted, models_at)
        notes += [(queue, note) for note in _of_planned_days(queue_notes, shop, queue, first_day, days)]
        columns = {"mean": forecast.mean}
        columns |= {quantile_column(p): forecast.quantile(p) for p in wanted}
        columns |= {"model_mean": forecast.model.mean}
        values = {
            name: _with_actuals(actual, column * duration[observed:]) for name, column in columns.items()
        }
        aht = handling_times(shop, queue_settings, hours, before, events_of(shop, queue))
        parts.append(pd.DataFrame({"timestamp": hours, "queue": queue, **values, AHT: aht, "rank": rank}))
    if findings:
        raise InputError(findings)
    table = pd.concat(parts).sort_values(["timestamp", "rank"], ignore_index=True)
    table = rounded_forecast(table.drop(columns="rank").astype({"queue": "str"}))
    return ForecastStage(table, by_queue, tuple(notes))


def plan_calendar(shop: Shop, hours: pd.DatetimeIndex) -> Calendar:
    """Holidays and make-up working days from the history's first year to the last of the plan's hours."""
    first_year = shop.history["timestamp"].min().year if len(shop.history) else hours[0].year
    return national_calendar(shop.settings.country, range(first_year, hours[-1].year + 1))


def _of_planned_days(
    notes: Sequence[Note], shop: Shop, queue: str, first_day: date, days: int
) -> Iterator[Note]:
    """The notes without those on events of other weeks, whose first or last effects reach these days."""
    begin = datetime.combine(first_day, time())
    planned = (begin, begin + timedelta(days=days))
    running = {event.name for event in shop.events if event.concerns(queue) and event.overlaps(*planned)}
    for note in notes:
        if "event" not in note.numbers or note.numbers["event"] in running:
            yield note


def _notes(
    shop: Shop,
    queue: str,
    rates: pd.Series,
    forecast: AdjustedForecast,
    calendar: Calendar,
    before: datetime,
) -> list[Note]:
    """The model's notes, those on exclusions and adjustments, and the anomalies of the history."""
    notes = list(forecast.model.notes)
    calendar = calendar_of(shop, queue, calendar)
    anomalies = find_anomalies(rates, calendar=calendar, events=events_of(shop, queue))
    if anomalies:
        first = f"{anomalies[0].start:%Y-%m-%dT%H:%M}"
        notes.append(Note("unusual_history", {"stretches": len(anomalies), "first": first}))
    if shop.exclusions or shop.calendar:
        recorded = recorded_rates(shop, queue, before)
        hours = pd.DatetimeIndex(recorded.index)
        excluded, closed = excluded_hours(shop, queue, hours), closed_hours_of(shop, queue, hours)
        notes = with_exclusions(notes, recorded, excluded, closed, calendar, events_of(shop, queue))
    duration = elapsed_hours(forecast.model.hours, shop.settings.timezone)
    by_hand = ~closed_hours_of(shop, queue, forecast.model.hours)
    return [*notes, *adjustment_notes(forecast, duration * by_hand)]


def _with_actuals(actual: NDArray[np.float64], predicted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Actual counts where they are known; elsewhere ``predicted``, which covers the last hours."""
    padded = np.concatenate([actual[: len(actual) - len(predicted)], predicted])
    return np.where(np.isnan(actual), padded, actual)


def _as_of_notes(
    shop: Shop,
    queue: str,
    actual: pd.Series[float],
    as_of: datetime,
    now: Forecast,
    models_at: Callable[[datetime], QueueModels],
) -> list[Note]:
    """How much of the plan has elapsed, and how that changed the running events."""

    def forecast_at(moment: datetime, wanted: pd.DatetimeIndex) -> Forecast | None:
        try:
            return models_at(moment).fit(queue).predict(wanted)
        except NotEnoughHistory:
            return None

    known = int(actual.notna().sum())
    observed = [Note("hours_observed", {"hours": known, "until": f"{as_of:%Y-%m-%dT%H}:00"})] if known else []
    return [*observed, *changed_events(events_of(shop, queue), as_of, actual, now, forecast_at)]


def too_short(shop: Shop, queue: str, error: NotEnoughHistory, before: datetime) -> Finding:
    """The finding for a queue with too little to learn from: a short history, or too much of it excluded."""
    details = {"queue": queue, "known": error.known_hours, "needed": error.needed_hours}
    recorded = recorded_rates(shop, queue, before)
    if recorded.notna().sum() > error.known_hours:
        details["recorded"] = int(recorded.notna().sum())
        return Finding("error", "history_excluded", "exclude.csv", None, "queue", queue, details)
    return Finding("error", "history_too_short", "history.csv", None, "queue", queue, details)


def _staffed_quantiles(shop: Shop) -> list[float]:
    chosen = [shop.settings.plan_for, *(queue.plan_for for queue in shop.settings.queues)]
    weighed = SCENARIO_QUANTILES if EXPECTED_SERVICE in chosen else ()
    return [*weighed, *(float(plan_for) for plan_for in chosen if isinstance(plan_for, float))]
