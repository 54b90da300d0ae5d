"""How good past forecasts were, beside copies that cost nothing: of last week, and of the last promotion.

Of stored plans it is read off their own forecast.csv, with the adjustments of the time; where there are too
few of them, the backtest forecasts past weeks as it would have done then, without adjustments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast.ensemble.accuracy import wape
from peakroster.backtest.event_methods import event_methods
from peakroster.backtest.history_series import HistorySeries, read_history_series
from peakroster.backtest.rolling_origin import BacktestObserver, run_backtest
from peakroster.desk.roster import Desk
from peakroster.planning.forecast.as_of import known_until
from peakroster.plans.store import PlanStore
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan

_DAYS = 7
_WEEK = pd.Timedelta(weeks=1)
_MOST_PLANS = 16
_COLUMNS = ("actual", "mean", "last_week", "last_event")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WeekAccuracy:
    """The errors of a stretch of days, as shares of what came (weighted absolute percentage error, by hour).

    first, days: which days. inquiries: that came. event: whether a promotion ran. forecast, last_week: NaN
    where nothing is known. last_event: of the last promotion's copy, in the hours of promotions alone;
    forecast_in_event: the forecast in those hours; both NaN without one. by: ``plan`` for what a stored plan
    said, ``backtest`` for what would have been said.
    """

    first: date
    days: int
    inquiries: float
    event: bool
    forecast: float
    last_week: float
    last_event: float
    forecast_in_event: float
    by: str


def stored_accuracy(desk: Desk, queue: str) -> tuple[WeekAccuracy, ...]:
    """Of stored plans whose days have come, whole weeks from their first day on; in order of time.

    Hours that had elapsed when a plan was made are left out, and weeks of which nothing is known.
    """
    series = read_history_series(desk.shop, queue)
    if series is None:
        return ()
    store = PlanStore(desk.shop.folder)
    found: list[WeekAccuracy] = []
    for first_day in store.plans()[-_MOST_PLANS:]:
        if pd.Timestamp(first_day) >= series.end:
            continue
        try:
            plan = desk.plan if first_day == desk.plan.first_day else store.read(first_day)
        except InputError:
            continue  # a plan of other queues, or one that somebody broke: others still say something
        found += _of_plan(plan, queue, series)
    return tuple(found)


def backtested_accuracy(
    desk: Desk,
    queue: str,
    weeks: int = 4,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[WeekAccuracy, ...]:
    """Of past weeks and promotions as the forecast would have been; takes half a second for each.

    Raises InputError where the history is too short.
    """
    observer = BacktestObserver(on_progress, should_stop)
    hours = run_backtest(desk.shop, [queue], [_DAYS], weeks, observer).errors.hours
    found = []
    for origin, rows in hours.groupby("origin"):
        first = pd.Timestamp(origin).date()  # type: ignore[arg-type]
        last = rows["timestamp"].max().date()
        in_event = (rows["event"] != "").to_numpy()
        found.append(
            _week(
                first,
                (last - first).days + 1,
                {name: rows[name].to_numpy(dtype=np.float64) for name in _COLUMNS},
                in_event,
                "backtest",
            )
        )
    return tuple(found)


def _of_plan(plan: Plan, queue: str, series: HistorySeries) -> list[WeekAccuracy]:
    if plan.forecast is None:
        return []
    rows = plan.forecast[(plan.forecast["queue"] == queue) & (plan.forecast["timestamp"] < plan.end)]
    known = known_until(plan)
    if known is not None:
        rows = rows[rows["timestamp"] >= known]
    rows = rows[rows["timestamp"].isin(series.hours)]
    if rows.empty:
        return []
    hours = pd.DatetimeIndex(rows["timestamp"])
    place = series.hours.get_indexer(hours)
    lasting = series.duration[place]
    counts = series.rates * series.duration
    actual = counts.reindex(hours).to_numpy(dtype=np.float64)
    last_week = counts.reindex(hours - _WEEK).to_numpy(dtype=np.float64, copy=True)
    # What was known when the plan was made: nothing of its own weeks.
    last_week[np.asarray((hours - _WEEK) >= pd.Timestamp(plan.start))] = np.nan
    copies = event_methods(series, pd.Timestamp(plan.start), place, np.full(len(hours), np.nan))
    last_event, in_event = copies.last_event * lasting, np.asarray(series.running[place] != "")
    found = []
    for number in range(-(-plan.days // _DAYS)):
        first = plan.first_day + timedelta(days=_DAYS * number)
        begin = pd.Timestamp(first)
        inside = np.asarray((hours >= begin) & (hours < begin + _WEEK)) & ~np.isnan(actual)
        if inside.any():
            days = len(np.unique(hours[inside].normalize()))
            values = (actual, rows["mean"].to_numpy(dtype=np.float64), last_week, last_event)
            columns = {name: each[inside] for name, each in zip(_COLUMNS, values, strict=True)}
            found.append(_week(first, days, columns, in_event[inside], "plan"))
    return found


def _week(
    first: date, days: int, columns: Mapping[str, Floats], in_event: NDArray[np.bool_], by: str
) -> WeekAccuracy:
    actual, forecast, last_week, last_event = (columns[name] for name in _COLUMNS)
    copied = in_event & ~np.isnan(last_event)
    return WeekAccuracy(
        first,
        days,
        float(np.nansum(actual)),
        bool(in_event.any()),
        wape(actual, forecast),
        wape(actual, last_week),
        wape(actual[copied], last_event[copied]) if copied.any() else float("nan"),
        wape(actual[copied], forecast[copied]) if copied.any() else float("nan"),
        by,
    )
