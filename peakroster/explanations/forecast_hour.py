"""Decomposition of one number of forecast.csv: from an ordinary week to the manual adjustments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Calendar, DriverPart, EventPart, Explanation, Forecast, NotEnoughHistory
from forecast.pooling.attach import AnyModel
from peakroster.planning.forecast.adjusting import adjustments_of, apply_adjustments
from peakroster.planning.forecast.calendar_days import CALENDAR_ROW, calendar_of
from peakroster.planning.forecast.fitting import fit_queue, hourly_rates
from peakroster.planning.forecast.forecasting import forecast_hours, plan_calendar, too_short
from peakroster.planning.forecast.series import hourly_inquiries
from peakroster.shop.inputs.whole_hours import elapsed_hours
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.events import Adjustment
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

Code = Literal[
    "level",
    "weekday",
    "time_of_day",
    "nobody",
    "holiday",
    "workday",
    "near_holiday",
    "recent",
    "other_methods",
    "last_week",
    "eight_weeks",
    "twice",
    "event",
    "driver",
    "multiply",
    "set",
    "closed",
]
_HOUR = timedelta(hours=1)
_NOBODY = 1e-9
"""Inquiries, or a factor of them, that are none but for the arithmetic."""


@dataclass(frozen=True)
class FactorStep:
    """One step of the decomposition, and the inquiries after it.

    factor: what it multiplies by; None for the first one and for a ``set``. event, driver, adjustment: of
    such a step.
    """

    code: Code
    factor: float | None
    after: float
    event: EventPart | None = None
    driver: DriverPart | None = None
    adjustment: Adjustment | None = None


@dataclass(frozen=True)
class ExplainedHour:
    """The decomposition of one hour of a queue's forecast.

    The names of the fields are the keys of ``--json``. first_day: of the plan whose forecast it is. steps: in
    order; those that change nothing are left out. normal: without events, drivers and adjustments. model:
    before adjustments. mean, p10, p50, p90: as in forecast.csv. written: the mean in the plan's forecast.csv,
    None where there is none. came: the actual count, where the hour had elapsed at the moment of the
    forecast. as_weekday: whose customers the date has by calendar.csv, 0 for Monday; None = its own.
    """

    queue: str
    hour: datetime
    first_day: date
    holiday: str | None
    steps: tuple[FactorStep, ...]
    normal: float
    model: float
    mean: float
    p10: float
    p50: float
    p90: float
    written: float | None
    came: float | None
    as_weekday: int | None = None


@dataclass(frozen=True)
class FittedQueue:
    """One queue of a plan, fitted and forecast, from which any of its hours can be explained.

    duration: real hours of each of the forecast's hours. adjustments: those of the queue. actual: the known
    counts, NaN elsewhere.
    """

    queue: str
    first_day: date
    model: AnyModel
    forecast: Forecast
    calendar: Calendar
    duration: NDArray[np.int64]
    adjustments: Sequence[Adjustment]
    actual: NDArray[np.float64]


def fit_for_plan(
    shop: Shop, queue: str, first_day: date, days: int, seed: int = 1, as_of: datetime | None = None
) -> FittedQueue:
    """Fit a queue as a plan would (``as_of`` a moment). Raises InputError when its history is too short."""
    before = datetime.combine(first_day, time()) if as_of is None else as_of
    hours = forecast_hours(first_day, days, shop.settings.timezone)
    calendar = calendar_of(shop, queue, plan_calendar(shop, hours))
    try:
        model = fit_queue(shop, queue, hourly_rates(shop, queue, before), calendar, before)
    except NotEnoughHistory as error:
        raise InputError([too_short(shop, queue, error, before)]) from error
    duration = elapsed_hours(hours, shop.settings.timezone)
    rows = adjustments_of(shop, queue, hours)
    actual = np.asarray(hourly_inquiries(shop, queue, before).reindex(hours), dtype=np.float64)
    forecast = model.predict(hours, seed=seed)
    return FittedQueue(queue, first_day, model, forecast, calendar, duration, rows, actual)


def explain_hour(fitted: FittedQueue, hour: datetime, plan: Plan | None = None) -> ExplainedHour:
    """Decompose the forecast of the hour that contains ``hour``.

    Parameters
    ----------
    fitted : FittedQueue
        From :func:`fit_for_plan`.
    hour : datetime
        Any moment of a plan or its tail.
    plan : Plan, optional
        The plan as it was written, to compare with.

    Returns
    -------
    ExplainedHour
        Steps whose last one is the forecast mean.

    Raises
    ------
    InputError
        The hour is not in the plan or its tail, or the clocks skip it.
    """
    start = hour.replace(minute=0, second=0, microsecond=0)
    hours, forecast = fitted.forecast.hours, fitted.forecast
    index = int(hours.get_indexer(pd.DatetimeIndex([start]))[0])
    if index < 0:
        span = {"first": f"{hours[0]:%Y-%m-%dT%H:%M}", "end": f"{hours[-1] + _HOUR:%Y-%m-%dT%H:%M}"}
        value = f"{start:%Y-%m-%dT%H:%M}"
        raise InputError([Finding("error", "explain_outside", "--explain", value=value, details=span)])
    adjusted = apply_adjustments(forecast, fitted.adjustments)
    duration = float(fitted.duration[index])
    explanation = fitted.model.explain(pd.Timestamp(start))
    workday = start.date() in fitted.calendar.workdays
    methods = _method_code(forecast)
    base = list(_model_steps(explanation, float(forecast.mean[index]), duration, workday, methods))
    changes = list(_adjustment_steps(forecast, fitted.adjustments, index, start, duration))
    low, middle, high = (float(adjusted.quantile(p)[index]) * duration for p in (0.1, 0.5, 0.9))
    return ExplainedHour(
        queue=fitted.queue,
        hour=start,
        first_day=fitted.first_day,
        holiday=explanation.holiday_name,
        steps=(*base, *changes),
        normal=[step.after for step in base if step.event is None and step.driver is None][-1],
        model=float(forecast.mean[index]) * duration,
        mean=float(adjusted.mean[index]) * duration,
        p10=low,
        p50=middle,
        p90=high,
        written=None if plan is None else _written_mean(plan, fitted.queue, start),
        came=None if np.isnan(fitted.actual[index]) else float(fitted.actual[index]),
        as_weekday=fitted.calendar.as_weekday.get(start.date()),
    )


def _method_code(forecast: Forecast) -> Code:
    """Code of the step from the regression to the forecast: the combination, or a naive method in its
    place.
    """
    simple = (note for note in forecast.notes if note.code in ("method_chosen", "simple_method_better"))
    chosen = next((note.numbers["method"] for note in simple), None)
    return "last_week" if chosen == "last_week" else "eight_weeks" if chosen else "other_methods"


def _model_steps(
    explanation: Explanation, mean: float, duration: float, workday: bool, methods: Code
) -> Iterator[FactorStep]:
    """From the mean hour of an ordinary week to the model's ``mean`` per hour."""
    calendar: Code = "holiday" if explanation.holiday_name else "workday" if workday else "near_holiday"
    factors: list[tuple[Code, float]] = [
        ("weekday", explanation.weekday),
        ("time_of_day", explanation.time_of_day),
        (calendar, explanation.holiday),
        ("recent", explanation.recent),
    ]
    factors_beyond = [event.factor for event in explanation.events]
    factors_beyond += [driver.factor for driver in explanation.drivers]
    beyond = float(np.prod(factors_beyond))
    running = explanation.level
    yield FactorStep("level", None, running)
    usual = mean / beyond if beyond > 0 else 0.0
    if explanation.weekday * explanation.time_of_day < _NOBODY and usual < _NOBODY:
        # A factor of the weekday or a correction of nobody would say nothing.
        factors = [("nobody", 0.0)]
    for code, factor in factors:
        running *= factor
        if factor != 1:
            yield FactorStep(code, factor, running)
    normal = mean / beyond if beyond > 0 else running * explanation.other_methods
    if not np.isclose(normal, running, rtol=1e-9, atol=1e-9):
        yield FactorStep(methods, normal / running if running > 0 else None, normal)
    running = normal * duration
    if duration != 1:
        yield FactorStep("twice", duration, running)
    for event in explanation.events:
        # In a closed hour an event brings what it brings: no factor leads there from nobody.
        running = running * event.factor if np.isfinite(event.factor) else mean * duration
        yield FactorStep("event", event.factor, running, event=event)
    for driver in explanation.drivers:
        running *= driver.factor
        yield FactorStep("driver", driver.factor, running, driver=driver)


def _adjustment_steps(
    forecast: Forecast, rows: Sequence[Adjustment], index: int, start: datetime, duration: float
) -> Iterator[FactorStep]:
    """Each row that overlaps the hour, with the mean once it and those above it are applied."""
    before = float(forecast.mean[index])
    overlapping = [row for row in rows if row.start < start + _HOUR and row.end > start]
    for number, row in enumerate(overlapping, start=1):
        after = float(apply_adjustments(forecast, overlapping[:number]).mean[index])
        if row.row == CALENDAR_ROW:
            yield FactorStep("closed", 0.0, after * duration, adjustment=row)
        elif row.set_to is not None:
            yield FactorStep("set", None, after * duration, adjustment=row)
        else:
            yield FactorStep(
                "multiply", after / before if before > 0 else 1.0, after * duration, adjustment=row
            )
        before = after


def _written_mean(plan: Plan, queue: str, hour: datetime) -> float | None:
    if plan.forecast is None:
        return None
    row = plan.forecast[(plan.forecast["timestamp"] == hour) & (plan.forecast["queue"] == queue)]
    return float(row["mean"].iloc[0]) if len(row) else None
