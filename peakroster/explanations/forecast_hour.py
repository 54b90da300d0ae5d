"""One number of forecast.csv taken apart: from an ordinary week to what people changed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Calendar, EventPart, Explanation, Forecast, NotEnoughHistory
from peakroster.planning.forecast.adjusting import adjustments_of, apply_adjustments
from peakroster.planning.forecast.forecasting import (
    FittedModel,
    fit_queue,
    forecast_hours,
    hourly_rates,
    plan_calendar,
    too_short,
)
from peakroster.planning.forecast.series import elapsed_hours, hourly_inquiries
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.events import Adjustment
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

Code = Literal[
    "level",
    "weekday",
    "time_of_day",
    "holiday",
    "workday",
    "near_holiday",
    "recent",
    "other_methods",
    "last_week",
    "eight_weeks",
    "twice",
    "event",
    "multiply",
    "set",
]
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    """One step on the way to the number: what it does, and how many inquiries there are after it.

    factor: what it multiplies by; None for the first one and for a ``set``. event, adjustment: of such a
    step.
    """

    code: Code
    factor: float | None
    after: float
    event: EventPart | None = None
    adjustment: Adjustment | None = None


@dataclass(frozen=True)
class ExplainedHour:
    """An hour of a queue's forecast taken apart.

    first_day: of the plan whose forecast it is. steps: in order; those that change nothing are left out.
    normal: without events and adjustments. model: before adjustments. mean, p10, p50, p90: as in
    forecast.csv. written: the mean in the plan's forecast.csv, None where there is none. came: what came in
    the hour, where it was over at the moment of which the forecast is.
    """

    queue: str
    hour: datetime
    first_day: date
    holiday: str | None
    steps: tuple[Step, ...]
    normal: float
    model: float
    mean: float
    p10: float
    p50: float
    p90: float
    written: float | None
    came: float | None


@dataclass(frozen=True)
class FittedQueue:
    """One queue of a plan, fitted and forecast: any of its hours can be taken apart.

    lasting: real hours of each of the forecast's hours. adjustments: those of the queue. came: what came in
    each hour as far as it was known, NaN elsewhere.
    """

    queue: str
    first_day: date
    model: FittedModel
    forecast: Forecast
    calendar: Calendar
    lasting: NDArray[np.int64]
    adjustments: Sequence[Adjustment]
    came: NDArray[np.float64]


def fit_for_plan(
    shop: Shop, queue: str, first_day: date, days: int, seed: int = 1, as_of: datetime | None = None
) -> FittedQueue:
    """Fit a queue as a plan would (``as_of`` a moment). Raises InputError when its history is too short."""
    before = datetime.combine(first_day, time()) if as_of is None else as_of
    hours = forecast_hours(first_day, days, shop.settings.timezone)
    calendar = plan_calendar(shop, hours)
    try:
        model = fit_queue(shop, queue, hourly_rates(shop, queue, before), calendar, before)
    except NotEnoughHistory as error:
        raise InputError([too_short(shop, queue, error, before)]) from error
    lasting = elapsed_hours(hours, shop.settings.timezone)
    rows = adjustments_of(shop.adjustments, queue)
    came = np.asarray(hourly_inquiries(shop, queue, before).reindex(hours), dtype=np.float64)
    forecast = model.predict(hours, seed=seed)
    return FittedQueue(queue, first_day, model, forecast, calendar, lasting, rows, came)


def explain_hour(fitted: FittedQueue, hour: datetime, plan: Plan | None = None) -> ExplainedHour:
    """Take apart what the forecast says of the hour that holds ``hour``.

    plan: as it was written, to compare with. Raises InputError for an hour that is not in the plan or its
    tail, or that the clocks skip.
    """
    start = hour.replace(minute=0, second=0, microsecond=0)
    hours, forecast = fitted.forecast.hours, fitted.forecast
    place = int(hours.get_indexer(pd.DatetimeIndex([start]))[0])
    if place < 0:
        span = {"first": f"{hours[0]:%Y-%m-%dT%H:%M}", "end": f"{hours[-1] + _HOUR:%Y-%m-%dT%H:%M}"}
        value = f"{start:%Y-%m-%dT%H:%M}"
        raise InputError([Finding("error", "explain_outside", "--explain", value=value, details=span)])
    final = apply_adjustments(forecast, fitted.adjustments)
    lasting = float(fitted.lasting[place])
    explanation = fitted.model.explain(pd.Timestamp(start))
    workday = start.date() in fitted.calendar.workdays
    methods = _methods(forecast)
    base = list(_model_steps(explanation, float(forecast.mean[place]), lasting, workday, methods))
    changes = list(_adjustment_steps(forecast, fitted.adjustments, place, start, lasting))
    low, middle, high = (float(final.quantile(p)[place]) * lasting for p in (0.1, 0.5, 0.9))
    return ExplainedHour(
        queue=fitted.queue,
        hour=start,
        first_day=fitted.first_day,
        holiday=explanation.holiday_name,
        steps=(*base, *changes),
        normal=[step.after for step in base if step.event is None][-1],
        model=float(forecast.mean[place]) * lasting,
        mean=float(final.mean[place]) * lasting,
        p10=low,
        p50=middle,
        p90=high,
        written=None if plan is None else _written(plan, fitted.queue, start),
        came=None if np.isnan(fitted.came[place]) else float(fitted.came[place]),
    )


def _methods(forecast: Forecast) -> Code:
    """What stands beside the reading of the history: other methods with it, or a simple one in its place."""
    simple = (note for note in forecast.notes if note.code in ("method_chosen", "simple_method_better"))
    chosen = next((note.numbers["method"] for note in simple), None)
    return "last_week" if chosen == "last_week" else "eight_weeks" if chosen else "other_methods"


def _model_steps(
    parts: Explanation, mean: float, lasting: float, workday: bool, methods: Code
) -> Iterator[Step]:
    """From the mean hour of an ordinary week to what the model says, ``mean`` an hour."""
    calendar: Code = "holiday" if parts.holiday_name else "workday" if workday else "near_holiday"
    factors: list[tuple[Code, float]] = [
        ("weekday", parts.weekday),
        ("time_of_day", parts.time_of_day),
        (calendar, parts.holiday),
        ("recent", parts.recent),
    ]
    by_events = float(np.prod([event.factor for event in parts.events]))
    so_far = parts.level
    yield Step("level", None, so_far)
    for code, factor in factors:
        so_far *= factor
        if factor != 1:
            yield Step(code, factor, so_far)
    normal = mean / by_events if by_events > 0 else so_far * parts.other_methods
    if not np.isclose(normal, so_far, rtol=1e-9, atol=1e-9):
        yield Step(methods, normal / so_far if so_far > 0 else None, normal)
    so_far = normal * lasting
    if lasting != 1:
        yield Step("twice", lasting, so_far)
    for event in parts.events:
        so_far *= event.factor
        yield Step("event", event.factor, so_far, event=event)


def _adjustment_steps(
    forecast: Forecast, rows: Sequence[Adjustment], place: int, start: datetime, lasting: float
) -> Iterator[Step]:
    """Each row that touches the hour, and the mean once it and those above it are applied."""
    before = float(forecast.mean[place])
    touching = [row for row in rows if row.start < start + _HOUR and row.end > start]
    for number, row in enumerate(touching, start=1):
        after = float(apply_adjustments(forecast, touching[:number]).mean[place])
        if row.set_to is not None:
            yield Step("set", None, after * lasting, adjustment=row)
        else:
            yield Step("multiply", after / before if before > 0 else 1.0, after * lasting, adjustment=row)
        before = after


def _written(plan: Plan, queue: str, hour: datetime) -> float | None:
    if plan.forecast is None:
        return None
    row = plan.forecast[(plan.forecast["timestamp"] == hour) & (plan.forecast["queue"] == queue)]
    return float(row["mean"].iloc[0]) if len(row) else None
