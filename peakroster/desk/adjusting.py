"""Adjustments of a forecast on the desk: what they would change before they count, whose they are, undo.

Nothing here is written until :func:`add_adjustments` or :func:`take_back` is called; both go through
:func:`peakroster.desk.forecast.adjust`, which looks at the file again, forecasts the plan anew and writes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.desk.adjustment_log import AdjustmentEntry
from peakroster.desk.forecast import adjust, adjustments_in_plan
from peakroster.desk.roster import Desk
from peakroster.desk.sizing import days_with_lead, is_quick, of_days, plan_sized, rostered_id, sized
from peakroster.planning.forecast.as_of import known_until
from peakroster.store.who import who
from peakroster.tables.editing import RowValues
from scheduler.domain.events import Adjustment

_HOUR = np.timedelta64(1, "h")
_MINUTES = np.arange(60).astype("timedelta64[m]")


@dataclass(frozen=True)
class QueueChange:
    """What an adjustment does to a queue in the days that it touches.

    desk: for whom people are rostered, the queue or the team that shares it. inquiries, agent_hours, peak
    (people in the fullest interval): each before and after.
    """

    queue: str
    desk: str
    inquiries: tuple[float, float]
    agent_hours: tuple[float, float]
    peak: tuple[float, float]


@dataclass(frozen=True)
class AdjustmentPreview:
    """What would change if some adjustments came and others went.

    hours: ``timestamp``, ``queue``, ``before``, ``after``: inquiries of every hour of the days touched.
    intervals: the same of people on the roster, by planning interval and ``queue`` or team. changes: by
    queue. exact: whether people are sized by the shop's own method, see :mod:`peakroster.desk.sizing`.
    """

    hours: pd.DataFrame
    intervals: pd.DataFrame
    changes: tuple[QueueChange, ...]
    exact: bool

    @property
    def touches_anything(self) -> bool:
        """Whether any hour of the plan has another figure."""
        return bool((self.hours["before"] != self.hours["after"]).any())


def preview(
    desk: Desk,
    added: Sequence[Adjustment] = (),
    removed: Collection[int] = (),
    *,
    exact: bool | None = None,
) -> AdjustmentPreview:
    """Inquiries and people of the days touched, before and after; nothing is written.

    Parameters
    ----------
    added
        At the end of the file; their ``row`` is not looked at.
    removed
        Rows of adjustments.csv that go.
    exact
        Whether people are sized by the shop's own method, which takes longer; None = where it is quick.

    Returns
    -------
    AdjustmentPreview
        Without rows where no day of the plan is touched. The model is not fitted again: its own mean, which
        forecast.csv keeps, is adjusted anew, and quantiles move in proportion.

    Raises
    ------
    InputError
        Where no number of people meets a target with so many inquiries.
    """
    plan, shop = desk.plan, desk.shop
    gone = set(removed)
    changing = [*added, *(row for row in shop.adjustments if row.row in gone)]
    inside = [row for row in changing if row.start < plan.tail_end and row.end > plan.start]
    if not inside or plan.forecast is None:
        return _nothing()
    kept = [row for row in shop.adjustments if row.row not in gone]
    after = adjusted_forecast(desk, [*kept, *added], inside)
    queues = tuple(queue for queue in shop.queue_ids if any(row.queue in (None, queue) for row in inside))
    first = max(min(row.start for row in inside), plan.start).date()
    last_moment = min(max(row.end for row in inside), plan.tail_end) - timedelta(microseconds=1)
    last = min(last_moment.date(), (plan.end - timedelta(days=1)).date())
    begin, days = days_with_lead(plan.first_day, plan.days, first, last)
    exact = is_quick(shop, queues, days) if exact is None else exact
    night = last_moment >= plan.end
    found = sized(shop, after, queues, begin, days, exact=exact)
    written = plan_sized(desk, queues) if found.exact else None
    present = written or sized(shop, plan.forecast, queues, begin, days, exact=exact)
    before_sized, after_sized = (of_days(one.table, first, last, night) for one in (present, found))
    now, then = (
        of_days(table[table["queue"].isin(queues)], first, last, night) for table in (plan.forecast, after)
    )
    hours = _side_by_side(now, then, "mean")
    intervals = _side_by_side(before_sized, after_sized, "people")
    changes = tuple(
        _change(queue, rostered_id(shop, queue), hours, before_sized, after_sized) for queue in queues
    )
    return AdjustmentPreview(hours, intervals, changes, found.exact)


def adjusted_forecast(desk: Desk, rows: Sequence[Adjustment], touching: Sequence[Adjustment]) -> pd.DataFrame:
    """The plan's forecast as it would be with exactly these adjustments, in the hours that ``touching`` does.

    Hours that had elapsed when the plan was made keep what came.
    """
    table = desk.plan.forecast
    assert table is not None
    known = known_until(desk.plan)
    moments = table["timestamp"].to_numpy("datetime64[us]")
    queues = table["queue"].to_numpy()
    touched = np.zeros(len(table), dtype=np.bool_)
    for row in touching:
        touched |= _overlaps(row, moments) & _concerns(row, queues)
    if known is not None:
        touched &= moments >= np.datetime64(known)
    at = np.flatnonzero(touched)
    mean = table["mean"].to_numpy(dtype=np.float64)
    base = (
        table["model_mean"].fillna(table["mean"]).to_numpy(dtype=np.float64)
        if ("model_mean" in table)
        else mean
    )
    new = _adjusted(base[at], moments[at], queues[at], rows)
    result = table.copy()
    for column in table.columns:
        if column == "mean" or (column.startswith("p") and column[1:].replace(".", "").isdigit()):
            values = table[column].to_numpy(dtype=np.float64, copy=True)
            old = mean[at]
            ratio = np.divide(new, old, out=np.ones(len(at)), where=old > 0)
            values[at] = np.where(old > 0, values[at] * ratio, new)
            result[column] = values
    return result


def add_adjustments(desk: Desk, rows: Sequence[Adjustment]) -> Desk:
    """Write adjustments, by whoever is at work where they do not say by whom, and forecast the plan anew.

    Raises as :func:`peakroster.desk.forecast.adjust`.
    """
    return adjust(desk, {}, added=[_values(row) for row in rows])


def take_back(desk: Desk, rows: Collection[int]) -> Desk:
    """Remove rows of adjustments.csv, and forecast the plan anew. Raises as :func:`add_adjustments`."""
    return adjust(desk, {}, frozenset(rows))


def latest_own(desk: Desk, entries: Sequence[AdjustmentEntry], name: str | None = None) -> Adjustment | None:
    """The last adjustment of this plan that somebody entered, oneself by default; None without one.

    entries: as :func:`peakroster.desk.adjustment_log.adjustment_entries` gives them.
    """
    name = who() if name is None else name
    in_plan = {row.row for row in adjustments_in_plan(desk)}
    own = [one for one in entries if one.who == name and one.adjustment.row in in_plan]
    if not own:
        return None
    known = [one for one in own if one.at is not None]
    return max(known or own, key=lambda one: (one.at or datetime.min, one.adjustment.row)).adjustment


def _values(row: Adjustment) -> RowValues:
    return {
        "start": row.start,
        "end": row.end,
        "queue": row.queue,
        "multiply": row.multiply,
        "set": row.set_to,
        "reason": row.reason or None,
        "who": row.who or who(),
    }


def _adjusted(
    base: NDArray[np.float64],
    moments: NDArray[np.datetime64],
    queues: NDArray[np.object_],
    rows: Sequence[Adjustment],
) -> NDArray[np.float64]:
    """Means with the rows applied minute by minute, as :mod:`peakroster.planning.forecast.adjusting` does."""
    minutes = moments[:, np.newaxis] + _MINUTES
    rates = np.repeat(base[:, np.newaxis], len(_MINUTES), axis=1)
    for row in rows:
        inside = (minutes >= np.datetime64(row.start)) & (minutes < np.datetime64(row.end))
        inside &= _concerns(row, queues)[:, np.newaxis]
        if row.multiply is not None:
            rates[inside] *= row.multiply
        elif row.set_to is not None:
            rates[inside] = row.set_to
    return np.asarray(rates.mean(axis=1))


def _overlaps(row: Adjustment, moments: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    return (moments < np.datetime64(row.end)) & (moments + _HOUR > np.datetime64(row.start))


def _concerns(row: Adjustment, queues: NDArray[np.object_]) -> NDArray[np.bool_]:
    return np.ones(len(queues), dtype=np.bool_) if row.queue is None else np.asarray(queues == row.queue)


def _side_by_side(before: pd.DataFrame, after: pd.DataFrame, column: str) -> pd.DataFrame:
    keys = ["timestamp", "queue"]
    left = before[[*keys, column]].rename(columns={column: "before"})
    return left.merge(after[[*keys, column]].rename(columns={column: "after"}), on=keys)


def _change(
    queue: str, desk: str, hours: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame
) -> QueueChange:
    own = hours[hours["queue"] == queue]
    found = [table[table["queue"] == desk] for table in (before, after)]
    agent_hours = [float((each["people"] * each["hours"]).sum()) for each in found]
    peaks = [float(each["people"].max()) if len(each) else 0.0 for each in found]
    return QueueChange(
        queue,
        desk,
        (float(own["before"].sum()), float(own["after"].sum())),
        (agent_hours[0], agent_hours[1]),
        (peaks[0], peaks[1]),
    )


def _nothing() -> AdjustmentPreview:
    empty = pd.DataFrame({"timestamp": pd.Series(dtype="datetime64[us]"), "queue": pd.Series(dtype="str")})
    empty = empty.assign(before=pd.Series(dtype="float64"), after=pd.Series(dtype="float64"))
    return AdjustmentPreview(empty, empty, (), True)


def with_percent(percent: float) -> float:
    """The factor of ``+x %``."""
    return 1.0 + percent / 100.0


def hourly_numbers(
    typed: Sequence[tuple[datetime, float]], queue: str, reason: str, by: str
) -> tuple[Adjustment, ...]:
    """One adjustment for each run of hours that were given the same number, in order of time.

    typed: hour → inquiries in it.
    """
    found: list[Adjustment] = []
    for hour, number in sorted(typed):
        end = hour + timedelta(hours=1)
        if found and found[-1].end == hour and found[-1].set_to == number:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Adjustment(hour, end, queue, None, number, reason, by, 0))
    return tuple(found)
