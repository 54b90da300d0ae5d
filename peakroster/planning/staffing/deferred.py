"""Deferred work in a plan: its cases as they come by day and night, its agents, and what becomes of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.chatbot import bot_shares, intervals_of
from peakroster.planning.staffing.customers import (
    customers_of_requirement,
    has_transfers,
    transferred_while_closed,
)
from peakroster.planning.staffing.demand import ForecastDemand, own_in_forecast, requirement_demand
from peakroster.planning.staffing.inquiries import inquiries_of
from peakroster.planning.staffing.intervals import Intervals, open_during, planning_intervals
from peakroster.planning.staffing.least_agents import min_agents_at
from peakroster.planning.staffing.queue_model import staffed_column
from peakroster.shop.settings.opening import days_that_hold
from peakroster.tables.findings import InputError
from scheduler.domain.deferral import Deferral
from scheduler.domain.plan import ARRIVED, DEFERRED_COLUMNS, DUE, OVERDUE, EarlierWork
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Settings, Shop
from scheduler.staffing.deferred import BacklogCourse, DeferredCases, backlog_course, placed_agents
from scheduler.staffing.lateness_curve import staffing_levels_around

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_DECIMALS = 4
_NOTHING = 1e-9
"""Cases."""
_TOLD = 0.1
"""Cases; summary.json rounds them."""
_JUST_BEFORE = 1e-3
"""Hours."""


def defers(shop: Shop) -> bool:
    """Whether some queue of the shop is deferred work."""
    return any(queue.deferred is not None for queue in shop.settings.queues)


def deferred_requirement(
    shop: Shop,
    queue: Queue,
    forecast: pd.DataFrame,
    asked: ForecastDemand,
    intervals: Intervals,
    needed: Floats,
    file: str,
    earlier: EarlierWork | None,
) -> tuple[Integers, Floats, dict[str, Floats]]:
    """Agents of each open interval of the queue, its lateness curve, and its DEFERRED_COLUMNS.

    needed: agents beside whom its own are to stand evenly, in each of the intervals: those that other queues
    need, or as far as a roster has people to spare, see
    :func:`peakroster.planning.roster.deferred_work.placed_into_roster`. file: see
    :func:`peakroster.planning.staffing.inquiries.inquiries_of`. An agent missing makes the cases of an
    interval later, and of those done later as many are late as are allowed to be: the curve is that straight
    line.
    """
    deferral, seconds = queue.deferred, asked.demand.mean_seconds
    assert deferral is not None
    closed = _closed_cases(shop, queue, forecast, intervals, asked.starts, file)
    inside = asked.demand.weights @ asked.demand.arrivals_per_hour * asked.demand.hours
    cases = _cases(shop, queue, intervals, asked.starts, inside, closed, earlier)
    pace = asked.demand.hours * 3600 / seconds
    base = needed.ravel()[np.searchsorted(intervals.starts.ravel(), asked.starts)]
    until = float(intervals.real_hours.sum())
    least = min_agents_at(queue, asked.starts, intervals.minutes)
    agents = placed_agents(cases, deferral, pace, base, least, until)
    levels = staffing_levels_around(agents)
    fewer = np.maximum(agents[:, np.newaxis] - levels, 0)
    late = np.where(levels >= 0, fewer * ((1 - deferral.share) * pace)[:, np.newaxis], np.nan)
    due = np.diff(cases.due(deferral, deferral.deadline_hours), prepend=0.0)
    overdue = np.zeros_like(due)
    overdue[:1] = cases.overdue(deferral, deferral.deadline_hours)
    columns = (cases.came_before + cases.inside, due, overdue)
    return (
        agents,
        late,
        {name: np.round(c, _DECIMALS) + 0.0 for name, c in zip(DEFERRED_COLUMNS, columns, strict=True)},
    )


def waiting_cases(
    shop: Shop,
    queue: Queue,
    intervals: Intervals,
    earlier: EarlierWork | None,
    told: float | None = None,
) -> tuple[Floats, Floats]:
    """Cases of a deferred queue that wait at the plan's start, and open periods before it.

    Both as :class:`scheduler.staffing.deferred.DeferredCases` has them. told: how many waited by the plan's
    own word, if it says so. Where today's files say another number these came evenly over the deadline.
    """
    nothing = np.zeros(0)
    cases = _cases(shop, queue, intervals, intervals.starts.ravel()[:0], nothing, nothing, earlier)
    if told is not None and abs(float(cases.waiting[:, 2].sum()) - told) > _TOLD:
        assert queue.deferred is not None
        stated = replace(queue, deferred=replace(queue.deferred, backlog=told))
        cases = _cases(shop, stated, intervals, intervals.starts.ravel()[:0], nothing, nothing, None)
    return cases.waiting, cases.past_open


def unused_backlogs(shop: Shop, earlier: EarlierWork, first_day: date) -> dict[str, float]:
    """By queue the ``backlog`` of shop.toml that does not count, because the plan before says what waits."""
    intervals = planning_intervals(shop.settings.timezone, shop.settings.interval_minutes, first_day, 1)
    return {
        queue.id: queue.deferred.backlog
        for queue in shop.settings.queues
        if queue.deferred is not None
        and queue.deferred.backlog > 0
        and _left_by(earlier, queue, intervals, shop) is not None
    }


def deferred_course(
    shop: Shop, queue: Queue, requirement: pd.DataFrame, present: Floats
) -> tuple[Booleans, BacklogCourse]:
    """The rows of the requirement table that are the queue's, and what becomes of its cases.

    present: agents at their desks by row of the requirement. A requirement of the shop's own need not have
    DEFERRED_COLUMNS; then no cases come while the queue is closed, and none waited. Without OVERDUE nothing
    is overdue at the start.
    """
    deferral = queue.deferred
    assert deferral is not None
    rows, demand = requirement_demand(shop, queue, requirement)
    able = present[rows] * demand.hours * 3600 / demand.mean_seconds
    own = requirement.loc[rows]
    told, overdue = [ARRIVED, DUE], np.zeros(len(own))
    if set(told) <= set(own.columns) and not own[told].isna().any(axis=None):
        arrived, due = (own[name].to_numpy(dtype=np.float64).cumsum() for name in told)
        if OVERDUE in own.columns:
            overdue = own[OVERDUE].fillna(0.0).to_numpy(dtype=np.float64)
    else:
        intervals = intervals_of(shop.settings, requirement["timestamp"])
        starts, inside = (
            own["timestamp"].to_numpy("datetime64[us]"),
            demand.arrivals_per_hour[0] * demand.hours,
        )
        unknown = Deferral(deferral.deadline_hours, deferral.counts, deferral.share)
        cases = _cases_of(
            shop.settings, queue, unknown, intervals, starts, inside, np.zeros(len(own)), np.zeros((0, 3))
        )
        arrived, due = cases.arrived, cases.due(unknown, unknown.deadline_hours)
    return rows, backlog_course(arrived, due, able, overdue)


def deferred_summary(
    shop: Shop,
    requirement: pd.DataFrame,
    coverage: pd.DataFrame,
    end: datetime,
    forecast: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Deferred work of a plan for summary.json: by queue cases, share in time, and backlog of each evening.

    Where there is a forecast and the requirement says what comes, also ``waiting``, the cases that waited at
    the start, and ``after_closing``, those that come from the last closing before the end until then.

    coverage: rows as in ``requirement``. end: of the plan; its tail is left out.
    """
    found: dict[str, Any] = {}
    borders: dict[str, dict[str, float]] = {}
    if forecast is not None:
        with suppress(InputError):  # a forecast that lacks what is asked for today tells nothing of it
            borders = _borders(shop, requirement, forecast, end)
    for queue in shop.settings.queues:
        if queue.deferred is None:
            continue
        rows, course = deferred_course(
            shop, queue, requirement, coverage["scheduled"].to_numpy() * (1 - shop.settings.shrinkage)
        )
        moments = requirement.loc[rows, "timestamp"]
        inside = (moments < pd.Timestamp(end)).to_numpy()
        due, late = (float(values[inside].sum()) for values in (course.due, course.late))
        done = float(course.done[inside].sum())
        evenings = (
            pd.Series(course.backlog[inside])
            .groupby(moments[inside].dt.strftime("%Y-%m-%d").to_numpy())
            .last()
        )
        found[queue.id] = {
            "done": round(done, 2),
            "due": round(due, 2),
            "late": round(late, 2),
            "share_in_time": round(1 - late / due, 4) if due > 0 else None,
            "backlog": {str(day): round(float(waiting), 2) for day, waiting in evenings.items()},
            **borders.get(queue.id, {}),
        }
    return found


def _borders(
    shop: Shop, requirement: pd.DataFrame, forecast: pd.DataFrame, end: datetime
) -> dict[str, dict[str, float]]:
    """By queue what waits at the plan's start, and what comes after its last closing."""
    if ARRIVED not in requirement.columns or not len(requirement):
        return {}
    settings, first_day = shop.settings, forecast["timestamp"].min().date()  # it may be a closed day
    days = (end.date() - first_day).days
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, first_day, days)
    moments, midnight = intervals.starts.ravel(), np.datetime64(end)
    inside = customers_of_requirement(shop, requirement)
    found = {}
    for queue in shop.settings.queues:
        rows = (requirement["queue"] == queue.id).to_numpy()
        own = requirement[rows]
        if queue.deferred is None or own[ARRIVED].isna().any() or own.empty:
            continue
        starts = own["timestamp"].to_numpy("datetime64[us]")
        cases = _while_closed(shop, queue, forecast, intervals, starts, "forecast.csv")
        waiting = own[ARRIVED].iloc[0] - inside[rows][0] - cases[moments < starts[0]].sum()
        begun = starts[starts < midnight]
        since = begun[-1] if len(begun) else moments[0]
        evening = cases[(moments >= since) & (moments < midnight)].sum()
        figures = {"waiting": max(0.0, float(waiting)), "after_closing": float(evening)}
        found[queue.id] = {name: round(cases, 2) + 0.0 for name, cases in figures.items()}
    return found


def _closed_cases(
    shop: Shop,
    queue: Queue,
    forecast: pd.DataFrame,
    intervals: Intervals,
    starts: NDArray[np.datetime64],
    file: str,
) -> Floats:
    """Cases that come in the closed time before each open interval, since the one before; shape (open,)."""
    come = np.concatenate([[0.0], np.cumsum(_while_closed(shop, queue, forecast, intervals, starts, file))])
    place = np.searchsorted(intervals.starts.ravel(), starts)
    return np.asarray(np.diff(come[place], prepend=0.0))


def _while_closed(
    shop: Shop,
    queue: Queue,
    forecast: pd.DataFrame,
    intervals: Intervals,
    starts: NDArray[np.datetime64],
    file: str,
) -> Floats:
    """Cases that come in each interval of the tables but the open ones, which begin at ``starts``."""
    column, nowhere = staffed_column(shop.settings, queue), np.zeros(intervals.starts.shape, dtype=np.bool_)
    inquiries = inquiries_of(queue, column, forecast, intervals, nowhere, shop.events, file)
    cases = (inquiries * (1 - bot_shares(queue, shop.events, intervals.starts, intervals.minutes))).ravel()
    place = np.searchsorted(intervals.starts.ravel(), starts)
    cases[place] = 0.0
    if has_transfers(shop):
        own = own_in_forecast(shop, forecast, intervals, file)
        cases += transferred_while_closed(shop, intervals, own)[queue.id]
    return np.asarray(cases)


def _cases(
    shop: Shop,
    queue: Queue,
    intervals: Intervals,
    starts: NDArray[np.datetime64],
    inside: Floats,
    before: Floats,
    earlier: EarlierWork | None,
) -> DeferredCases:
    deferral = queue.deferred
    assert deferral is not None
    waiting = _left_by(earlier, queue, intervals, shop)
    if waiting is None:
        waiting = np.zeros((0, 3))
        if deferral.backlog > 0:
            waiting = np.array([[np.nan, 0.0, deferral.backlog]])
    return _cases_of(shop.settings, queue, deferral, intervals, starts, inside, before, waiting)


def _cases_of(
    settings: Settings,
    queue: Queue,
    deferral: Deferral,
    intervals: Intervals,
    starts: NDArray[np.datetime64],
    inside: Floats,
    before: Floats,
    waiting: Floats,
) -> DeferredCases:
    """waiting: as DeferredCases; a single row that begins at NaN has come evenly over the deadline."""
    passed = np.concatenate([[0.0], np.cumsum(intervals.real_hours.ravel())])
    place = np.searchsorted(intervals.starts.ravel(), starts)
    past = _past_open(settings, queue, intervals, deferral)
    if len(waiting) and np.isnan(waiting[0, 0]):
        waiting = _over_the_deadline(float(waiting[0, 2]), deferral, past)
    return DeferredCases(passed[place], passed[place + 1], inside, before, waiting, past)


def _past_open(settings: Settings, queue: Queue, intervals: Intervals, deferral: Deferral) -> Floats:
    """Open intervals before the plan while a deadline lasts: rows (from, until), hours from its start."""
    if deferral.counts == "clock":
        return np.zeros((0, 2))
    first = pd.Timestamp(intervals.starts[0, 0]).date()
    days = days_that_hold(queue.open, first, deferral.deadline_hours * 60) + 2
    before = planning_intervals(settings.timezone, intervals.minutes, first - timedelta(days=days), days)
    ahead = before.starts.ravel() < intervals.starts[0, 0]
    real = before.real_hours.ravel()[ahead]
    ends = np.cumsum(real) - real.sum()
    open_ = (open_during(before, queue.open).ravel()[ahead]) & (real > 0)
    return np.stack([ends[open_] - real[open_], ends[open_]], axis=1)


def _over_the_deadline(cases: float, deferral: Deferral, past: Floats) -> Floats:
    """Cases that came evenly over the hours that a deadline counts, until the start."""
    if deferral.counts == "clock":
        return np.array([[-deferral.deadline_hours, 0.0, cases]])
    until_start = np.cumsum((past[:, 1] - past[:, 0])[::-1])[::-1]
    hours = past[:, 1] - past[:, 0]
    counting = np.clip(deferral.deadline_hours - (until_start - hours), 0.0, hours)
    rows = np.stack([past[:, 1] - counting, past[:, 1], cases * counting / counting.sum()], axis=1)
    return np.asarray(rows[counting > 0])


def _left_by(earlier: EarlierWork | None, queue: Queue, intervals: Intervals, shop: Shop) -> Floats | None:
    """What the plan before left of the queue: the cases that came last, for the first come are done first.

    None where no plan before says it. What is older than that plan came just before its first row.
    """
    if earlier is None or earlier.deferred is None:
        return None
    own = earlier.deferred[earlier.deferred["queue"] == queue.id]
    starts = own["timestamp"].to_numpy("datetime64[us]")
    midnight = intervals.starts[0, 0]
    done = own["backlog"].to_numpy(dtype=np.float64)[starts < midnight]
    if not len(done) or np.isnan(done[-1]) or own["arrived"].isna().any():
        return None
    come = own["arrived"].to_numpy(dtype=np.float64)
    handed_over = 1 - bot_shares(queue, shop.events, starts, intervals.minutes)
    inside = np.minimum(own["inquiries"].to_numpy(dtype=np.float64) * handed_over, come)
    at = _hours_until(
        midnight, np.stack([starts, starts + np.timedelta64(intervals.minutes, "m")]), intervals, shop
    )
    # Each row: cases that came while the queue was closed before it, and those of the interval itself.
    until = at.T.ravel()
    since = np.concatenate([until[:1], until[:-1]])
    cases = np.stack([come - inside, inside], axis=1).ravel()
    part = np.divide(-since, until - since, out=(until <= 0).astype(np.float64), where=until > since)
    cases, until = cases * np.clip(part, 0.0, 1.0), np.minimum(until, 0.0)
    backlog = float(done[-1]) + cases[2 * len(done) :].sum()
    later = np.cumsum(cases[::-1])[::-1] - cases
    left = np.clip(backlog - later, 0.0, cases)
    share = np.divide(left, cases, out=np.zeros_like(left), where=cases > 0)
    rows = np.stack([until - share * (until - since), until, left], axis=1)[left > 0]
    older = backlog - float(left.sum())
    if older > _NOTHING:
        rows = np.concatenate([[[since[0] - _JUST_BEFORE, since[0], older]], rows])
    return np.asarray(rows)


def _hours_until(
    midnight: np.datetime64, moments: NDArray[np.datetime64], intervals: Intervals, shop: Shop
) -> Floats:
    """Real hours from the midnight to each of the moments, those before it below 0; same shape."""
    first = pd.Timestamp(moments.min()).date()
    days = (pd.Timestamp(midnight).date() - first).days
    clock = planning_intervals(shop.settings.timezone, intervals.minutes, first, days)
    starts, real = clock.starts.ravel(), clock.real_hours.ravel()
    passed = np.concatenate([[0.0], np.cumsum(real)])
    return np.asarray(passed[np.searchsorted(starts, moments)] - passed[np.searchsorted(starts, midnight)])
