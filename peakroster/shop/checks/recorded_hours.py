"""Open hours without rows: gaps in the records, or hours of the week that the forecast takes for closed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Event
from forecast.masking import closed_hours, missing_hours, trim_before_opening
from forecast.series.grid import make_grid
from peakroster.calendar import national_calendar
from peakroster.messages import Term, Translator
from peakroster.shop.inputs.history import is_skipped
from peakroster.shop.inputs.whole_hours import elapsed_hours, whole_hours
from peakroster.shop.settings.calendar_days import closed_by_calendar
from peakroster.shop.settings.opening import hours_of_week
from peakroster.tables.clock import format_clock
from peakroster.tables.report import Report
from peakroster.wording import weekday_name
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop

HISTORY = "history.csv"


def warn_of_unrecorded_hours(shop: Shop, queue: Queue, own: pd.DataFrame, report: Report) -> None:
    """One line for open hours that are absent, one for those never recorded, one for those without anybody.

    own: the queue's rows of history.csv. Which hours are whole, and what is closed, is judged by the
    functions that the forecast uses.
    """
    hour = own["timestamp"].dt.floor("h")
    inquiries = own["inquiries"].astype("float64").groupby(hour).sum()
    every = pd.date_range(hour.min().normalize(), hour.max(), freq="h", unit="us")
    duration = elapsed_hours(every, shop.settings.timezone)
    filled = whole_hours(pd.DatetimeIndex(own["timestamp"].sort_values()), every, duration)
    every_hour = pd.Series(every[every >= hour.min()])
    skipped = is_skipped(every_hour, shop.settings.timezone).to_numpy()
    whole = inquiries.reindex(every_hour).where(filled[every >= hour.min()])
    grid = make_grid(whole)
    calendar = national_calendar(shop.settings.country, range(hour.min().year, hour.max().year + 1))
    events = [
        Event(event.name, event.kind, event.start, event.end)
        for event in shop.events
        if not event.queues or queue.id in event.queues
    ]
    closed = closed_hours(grid, calendar, events)
    open_hours = hours_of_week(queue.open)
    begin = int(every_hour.iloc[0].hour)
    missing = missing_hours(grid, calendar, closed)[begin : begin + len(every_hour)]
    asked = open_hours[every_hour.dt.day_of_week.to_numpy(), every_hour.dt.hour.to_numpy()] & ~skipped
    asked &= ~closed_by_calendar(queue.open, pd.DatetimeIndex(every_hour))
    gaps = every_hour[missing & asked]
    if len(gaps):
        report.warning(
            "history_gaps",
            HISTORY,
            value=queue.id,
            count=len(gaps),
            total=int((asked & (missing | whole.notna().to_numpy())).sum()),
            first=f"{gaps.iloc[0]:%Y-%m-%dT%H:%M}",
            last=f"{gaps.iloc[-1]:%Y-%m-%dT%H:%M}",
        )
    if not np.nansum(grid.counts) > 0:
        return
    # The forecast leaves out what was before a queue's first inquiry.
    closed = closed_hours(trim_before_opening(grid)[0], calendar, events)
    unrecorded = (closed.closed & ~closed.silent)[:7] & open_hours
    silent = closed.silent[:7] & open_hours
    for code, hours in (("hours_unrecorded", unrecorded), ("hours_silent", silent)):
        if hours.any() and (code != "hours_silent" or not (queue.min_agents or queue.agents_by_hours)):
            report.warning(code, HISTORY, value=queue.id, count=int(hours.sum()), hours=_named(hours))


def _named(hours: NDArray[np.bool_]) -> Term:
    """Hours of the week, (7, 24), as ``Mon–Sat 00:00-08:00; Sun 00:00-24:00``."""
    english, chinese = ("; ".join(_stretches(hours, Translator(language))) for language in ("en", "zh"))
    return Term(english, chinese)


def _stretches(hours: NDArray[np.bool_], translate: Translator) -> Iterator[str]:
    first = 0
    for weekday in range(1, 8):
        if weekday < 7 and (hours[weekday] == hours[first]).all():
            continue
        edges = np.flatnonzero(np.diff(np.concatenate([[0], hours[first].astype(int), [0]])))
        times = [
            f"{format_clock(60 * int(start))}-{format_clock(60 * int(stop))}"
            for start, stop in zip(edges[::2], edges[1::2], strict=True)
        ]
        if times:
            last = weekday - 1
            days = weekday_name(first, translate)
            if last > first:
                days += f"–{weekday_name(last, translate)}"
            yield f"{days} {', '.join(times)}"
        first = weekday
