"""Rolling-origin forecasts of all queues."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from peakroster.backtest.errors import ForecastErrors, concatenate
from peakroster.backtest.evaluate_origin import evaluate_origin
from peakroster.backtest.history_series import HistorySeries, read_history_series
from peakroster.backtest.level_changes import LevelChanges, level_changes
from peakroster.backtest.origins import LEAST_HISTORY, Origin, choose_origins
from peakroster.calendar import national_calendar
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.shop import Shop


@dataclass(frozen=True)
class Backtest:
    """The forecasts of a backtest, before any aggregation.

    horizons: days ahead, ascending. weeks: regular origins asked for. origins: by queue, those evaluated, the
    latest first. planned: how many there were to be, of all queues. left_out: queues whose history is too
    short. levels: by queue, how the level of its history moved.
    """

    horizons: tuple[int, ...]
    weeks: int
    origins: Mapping[str, tuple[Origin, ...]]
    planned: int
    left_out: tuple[str, ...]
    errors: ForecastErrors
    levels: Mapping[str, LevelChanges] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Number of origins evaluated, of all queues."""
        return sum(map(len, self.origins.values()))


@dataclass(frozen=True)
class BacktestObserver:
    """Callbacks: ``step`` gets (forecasts done, planned); ``should_stop`` is polled before each forecast."""

    step: Callable[[int, int], None] = field(default=lambda done, planned: None)
    should_stop: Callable[[], bool] = field(default=lambda: False)


def run_backtest(
    shop: Shop,
    queues: Sequence[str],
    horizons: Sequence[int],
    weeks: int,
    observer: BacktestObserver | None = None,
) -> Backtest:
    """Forecast each queue's past from its origins, the latest first and all queues of one together.

    The forecasts are those of a plan: calendar, events as planned, exclusions, method. Adjustments are not
    applied; the model alone is evaluated. One forecast serves all horizons.

    Parameters
    ----------
    shop : Shop
        The shop with its history.
    queues : sequence of str
        Ids of the queues to evaluate.
    horizons : sequence of int
        Days ahead.
    weeks : int
        Number of regular origins for each queue.
    observer : BacktestObserver, optional
        Progress and stop.

    Returns
    -------
    Backtest
        Stopped early it holds what was done.

    Raises
    ------
    InputError
        No queue has enough history.
    """
    observer = observer or BacktestObserver()
    shortest, longest = min(horizons), max(horizons)
    series_of_queue = {queue: read_history_series(shop, queue) for queue in queues}
    tasks = _tasks(list(filter(None, series_of_queue.values())), weeks, shortest)
    if not tasks:
        raise InputError([_too_short(queue, series_of_queue[queue], shortest) for queue in queues])
    first, end = min(r.first_day for r, _ in tasks), max(r.end for r, _ in tasks)
    calendar = national_calendar(shop.settings.country, range(first.year, end.year + 1))
    origins: dict[str, list[Origin]] = {series.queue: [] for series, _ in tasks}
    found: list[ForecastErrors] = []
    for done, (series, origin) in enumerate(tasks):
        observer.step(done, len(tasks))
        if observer.should_stop():
            break
        errors = evaluate_origin(shop, series, origin, longest, calendar)
        origins[series.queue].append(origin)
        if errors is not None:
            found.append(errors)
    else:
        observer.step(len(tasks), len(tasks))
    return Backtest(
        horizons=tuple(sorted(set(horizons))),
        weeks=weeks,
        origins={queue: tuple(origins[queue]) for queue in queues if origins.get(queue)},
        planned=len(tasks),
        left_out=tuple(queue for queue in queues if queue not in origins),
        errors=concatenate(found, queues),
        levels={
            series.queue: level_changes(series, origins[series.queue][-1].moment, calendar.holidays)
            for series in filter(None, series_of_queue.values())
            if origins.get(series.queue)
        },
    )


def _tasks(
    series_of_queue: Sequence[HistorySeries], weeks: int, shortest: int
) -> list[tuple[HistorySeries, Origin]]:
    tasks = [
        (series, origin)
        for series in series_of_queue
        for origin in choose_origins(series.first_day, series.end, series.events, weeks, shortest)
    ]
    return sorted(tasks, key=lambda task: task[1].moment, reverse=True)


def _too_short(queue: str, series: HistorySeries | None, days: int) -> Finding:
    known = 0 if series is None else len(series.hours) // 24
    details = {"queue": queue, "known": known, "needed": days + LEAST_HISTORY.days}
    return Finding("error", "backtest_too_short", "history.csv", None, "queue", queue, details)
