"""Where the promise to customers breaks: when, in which queue, how many wait longer than promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.desk.figures import plannable_from
from peakroster.desk.memory import Kept
from peakroster.planning.staffing.chatbot import intervals_of
from peakroster.planning.staffing.customers import customers_of_requirement
from peakroster.planning.staffing.demand import counting_at, periods_of
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import Shop

Floats = NDArray[np.float64]

_SLACK = 0.005
"""A share that misses the promise by less keeps it: figures are rounded."""
HARDEST = 3
"""Hours told where no promise breaks."""
_PAUSE = timedelta(hours=1)
"""Breaches with no longer pause between them are told as one."""
_FIGURES = ["customers", "late", "beyond"]
_ANYBODY = 0.5
"""Customers; fewer round to none."""
_SHORT = 0.05
"""Agents; fewer missing are none, as in the roster's own figures."""


@dataclass(frozen=True)
class Promise:
    """Service of a queue over some time. late: of the customers, how many wait longer than promised says.

    beyond: how many of those are more than the promise lets wait.
    """

    customers: float
    late: float
    beyond: float

    @property
    def in_time(self) -> float:
        """The share of customers answered in time; 1 where there are none."""
        return 1 - self.late / self.customers if self.customers > 0 else 1.0


@dataclass(frozen=True)
class BrokenPromise(Promise):
    """A stretch in which a queue's customers are not served as promised.

    desk: id of the queue, or of the team that serves it. promised: the share that is promised; None of a
    promise of a mean. worst: the start of the interval in which most wait too long. missing_hours:
    agent-hours missing at the desk.
    """

    queue: str
    desk: str
    start: datetime
    end: datetime
    promised: float | None
    worst: datetime
    missing_hours: float


@dataclass(frozen=True)
class HardHour(Promise):
    """An hour of a queue, from ``start`` on."""

    queue: str
    start: datetime


@dataclass(frozen=True)
class Promises:
    """broken: those stretches, most customers beyond the promise first. whole: of all customers of the plan.

    queues: by id of the queue. days: by day of the plan. hardest: the hours in which most customers wait
    longer than promised says, whether or not that is kept; at most :data:`HARDEST`, none in which nobody
    does.
    """

    broken: tuple[BrokenPromise, ...]
    whole: Promise
    queues: dict[str, Promise]
    days: dict[date, Promise]
    hardest: tuple[HardHour, ...]


_PROMISES: Kept[Promises | None] = Kept(16)


def late_customers(shop: Shop, plan: Plan) -> float | None:
    """Customers of a plan who wait longer than the targets say; None without coverage.

    The one count of them on the desk, also where one plan is held against another. That of the objective
    differs from it: it is made convex, and weighs the customers of the queues that a team shares.
    """
    found = promises(shop, plan)
    return None if found is None else found.whole.late


def promises(shop: Shop, plan: Plan) -> Promises | None:
    """How the promises of a plan are kept; None without coverage.

    Leaves out the tail, and the first morning where nobody could be planned.
    """
    return _PROMISES.of((shop, plan), (), lambda: _promises(shop, plan))


def _promises(shop: Shop, plan: Plan) -> Promises | None:
    needed, coverage = plan.requirement, plan.coverage
    if needed is None or coverage is None:
        return None
    customers = customers_of_requirement(shop, needed)
    begin = plannable_from(shop, plan)
    inside = ((coverage["timestamp"] >= begin) & (coverage["timestamp"] < plan.end)).to_numpy()
    ids = needed["queue"].to_numpy()
    broken: list[BrokenPromise] = []
    queues: dict[str, Promise] = {}
    tables: list[pd.DataFrame] = []
    for queue in shop.settings.queues:
        rows = np.flatnonzero((ids == queue.id) & inside)
        if not len(rows):
            continue
        desk = next((name for name in shop.desk_names if queue.id in shop.queues_behind(name)), queue.id)
        staff = rows if desk == queue.id else np.flatnonzero((ids == desk) & inside)
        served = _served(shop, queue, needed.iloc[rows], coverage.iloc[rows], customers[rows])
        served["short"] = _short_at(coverage.iloc[staff], served["timestamp"])
        if served["promised"].isna().all():  # of a mean: broken where people are missing
            served["beyond"] = served["late"].where(served["short"] > _SHORT, 0.0)
        broken += _stretches(shop, queue, desk, served)
        queues[queue.id] = Promise(*(float(value) for value in served[_FIGURES].sum()))
        tables.append(served.assign(queue=queue.id))
    whole = [sum(getattr(one, name) for one in queues.values()) for name in _FIGURES]
    return Promises(
        tuple(sorted(broken, key=lambda one: -one.beyond)), Promise(*whole), queues, *_by_time(plan, tables)
    )


def _by_time(plan: Plan, tables: list[pd.DataFrame]) -> tuple[dict[date, Promise], tuple[HardHour, ...]]:
    """The sums of each day of the plan, and its hardest hours."""
    nothing = Promise(0.0, 0.0, 0.0)
    if not tables:
        return dict.fromkeys(plan.dates, nothing), ()
    table = pd.concat(tables)
    sums = table.groupby(table["timestamp"].dt.date)[_FIGURES].sum()
    days = dict.fromkeys(plan.dates, nothing)
    for day, row in zip(sums.index, sums.to_numpy(dtype=np.float64).tolist(), strict=True):
        customers, late, beyond = row
        days[day] = Promise(customers, late, beyond)
    hours = table.groupby(["queue", table["timestamp"].dt.floor("h")], sort=False)[_FIGURES].sum()
    hours = hours[hours["late"] >= _ANYBODY].nlargest(HARDEST, "late")
    figures = hours.to_numpy(dtype=np.float64).tolist()
    hardest = [
        HardHour(customers, late, beyond, str(queue), start.to_pydatetime())
        for (queue, start), (customers, late, beyond) in zip(hours.index, figures, strict=True)
    ]
    return days, tuple(hardest)


def _served(
    shop: Shop, queue: Queue, needed: pd.DataFrame, coverage: pd.DataFrame, customers: Floats
) -> pd.DataFrame:
    """A row an interval: timestamp, customers, late, promised (share; nan = none), beyond."""
    starts = needed["timestamp"].to_numpy("datetime64[us]")
    came = customers
    level = coverage["service_level"].to_numpy(dtype=np.float64)
    promised = np.full(len(starts), np.nan)
    if queue.deferred is not None:
        came = needed["due"].to_numpy(dtype=np.float64)
        promised[:] = queue.deferred.share
    else:
        target = next((one for one in queue.targets if one.share is not None), None)
        if target is not None:
            promised = _promised(shop, target, needed, came, np.nan_to_num(level, nan=1.0))
    came, level = np.nan_to_num(came), np.nan_to_num(level, nan=1.0)
    late = came * (1 - level)
    beyond = came * np.clip(np.nan_to_num(promised, nan=0.0) - level, 0, None)
    beyond[np.nan_to_num(promised, nan=0.0) - level <= _SLACK] = 0.0
    return pd.DataFrame(
        {
            "timestamp": needed["timestamp"].to_numpy(),
            "customers": came,
            "late": late,
            "promised": promised,
            "beyond": beyond,
        }
    )


def _promised(shop: Shop, target: Target, needed: pd.DataFrame, came: Floats, level: Floats) -> Floats:
    """The share that each interval owes; 0 where the target does not count.

    Of a target per day or month: only where the whole of it is missed.
    """
    starts = needed["timestamp"].to_numpy("datetime64[us]")
    counts = counting_at(target, intervals_of(shop.settings, needed["timestamp"]), starts)
    share = float(target.share or 0.0)
    if target.per == "interval":
        return np.where(counts, share, 0.0)
    period = periods_of(target, starts, counts)
    owed = np.zeros(len(starts))
    for number in np.unique(period[period >= 0]).tolist():
        own = period == number
        total = float(came[own].sum())
        if total > 0 and float(came[own] @ level[own]) / total < share - _SLACK:
            owed[own] = share
    return owed


def _short_at(staff: pd.DataFrame, moments: pd.Series) -> Floats:
    """People missing at the desk in each of the intervals."""
    missing = (staff["required"] - staff["scheduled"]).clip(lower=0.0)
    by_moment = pd.Series(missing.to_numpy(), index=staff["timestamp"].to_numpy())
    found = by_moment[~by_moment.index.duplicated()].reindex(moments.to_numpy()).fillna(0.0)
    return np.asarray(found, dtype=np.float64)


def _stretches(shop: Shop, queue: Queue, desk: str, served: pd.DataFrame) -> Iterator[BrokenPromise]:
    length = timedelta(minutes=shop.settings.interval_minutes)
    rows = served[served["beyond"] > 0]
    gap = rows["timestamp"].diff() > _PAUSE + length
    for _, found in rows.groupby(gap.cumsum()):
        first, last = found.index[0], found.index[-1]
        whole = served.loc[first:last]
        yield BrokenPromise(
            customers=float(whole["customers"].sum()),
            late=float(whole["late"].sum()),
            beyond=float(whole["beyond"].sum()),
            queue=queue.id,
            desk=desk,
            start=found["timestamp"].iloc[0].to_pydatetime(),
            end=found["timestamp"].iloc[-1].to_pydatetime() + length,
            promised=None if found["promised"].isna().all() else float(found["promised"].max()),
            worst=found["timestamp"].iloc[int(found["beyond"].to_numpy().argmax())].to_pydatetime(),
            missing_hours=float(whole["short"].sum()) * shop.settings.interval_minutes / 60,
        )
