"""Hours of the week in which nobody is served, or nobody ever comes: they are forecast as 0.

Two kinds of evidence count, of hours away from events. An hour is *unrecorded* if it has no rows where its
week has some, or one by chance. It is *silent* if it has rows and each is 0, so many that a queue open then
would have had customers: a run of silent hours is closed if the same hours of other weekdays let expect ten
of them, which chance leaves out less than once in ten thousand times. Where those have none either, a
twentieth of the mean hour is what a quiet but open hour is taken to bring.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.regression.day_features import MAKE_UP
from forecast.regression.profile import DayKinds
from forecast.series.grid import HOURS, Bools, Floats

_OCCURRENCES = 4
"""Of an hour of the week before anything is said of it."""
_DAYS = 7
"""Of the same, for an hour of the day on all weekdays together."""
_RARE, _RARE_OF_CELL = 0.04, 0.15
"""Shares of rows that are there by chance: as the hour of the day and the weekday let expect, and of the
hour's own occurrences."""
_BEGUN = 0.5
"""An hour has opened lately if that share of the last week is recorded too, at that hour or on that day."""
_EXPECTED = 10.0
_QUIET = 0.05


@dataclass(frozen=True)
class ClosedHours:
    """Hours of the week, shape (8, 24), the last row for make-up working days.

    closed: forecast as 0. silent: those among them with rows, all of which are 0.
    """

    closed: Bools
    silent: Bools


def nothing_closed() -> ClosedHours:
    """All hours of the week open."""
    return ClosedHours(*(np.zeros((8, HOURS), dtype=bool) for _ in range(2)))


def find_closed_hours(counts: Floats, kinds: DayKinds, ordinary: Bools) -> ClosedHours:
    """Judge every hour of the week; counts (NaN = unknown) and ordinary (away from events): (days, 24)."""
    known = ordinary & ~np.isnan(counts)
    seen = ordinary & _week_recorded(~np.isnan(counts))[:, None]
    customers = np.where(known, counts, 0.0)
    by_week = np.arange(7)[:, None] == kinds.weekday
    occurred, recorded, came = (by_week @ a.astype(np.float64) for a in (seen, known, customers))
    unrecorded = _unrecorded(occurred, recorded) & ~_lately_begun(known, seen, by_week)
    silent = _silent(recorded, came) & ~unrecorded
    closed = unrecorded | silent
    return ClosedHours(*(np.vstack([each, _on_workdays(each)]) for each in (closed, silent)))


def before_opening(counts: Floats, kinds: DayKinds, ordinary: Bools) -> Bools:
    """Zeros of a weekday, or of an hour of the day, before its first customer, shape (days, 24).

    Only so many that later customers could not have stayed away by chance: it was opened later.
    """
    known = ordinary & ~np.isnan(counts)
    customers = np.where(known, counts, 0.0)
    early = np.zeros(counts.shape, dtype=bool)
    for weekday in range(7):
        rows = np.flatnonzero((kinds.weekday == weekday) & known.any(axis=1))
        early[rows[: _days_before_opening(customers[rows].sum(axis=1))]] = True
    for hour in range(HOURS):
        rows = np.flatnonzero(known[:, hour])
        early[rows[: _days_before_opening(customers[rows, hour])], hour] = True
    return early & known


def _days_before_opening(customers: Floats) -> int:
    """How many of the first days have nobody, where those after them let expect somebody."""
    came = np.flatnonzero(customers > 0)
    empty = int(came[0]) if len(came) else 0
    expected = empty * float(customers[empty:].mean()) if empty >= _OCCURRENCES else 0.0
    return empty if expected >= _EXPECTED else 0


def _on_workdays(hours: Bools) -> Bools:
    return np.asarray(hours[:MAKE_UP][:5].all(axis=0))


def _week_recorded(known: Bools) -> Bools:
    """Days in a stretch of seven, three before to three after, of which anything is known."""
    return np.asarray(np.convolve(known.any(axis=1), np.ones(7), mode="full")[3:-3] > 0)


def _unrecorded(occurred: Floats, recorded: Floats) -> Bools:
    of_hour, of_day, of_all = (
        recorded.sum(axis=axis, keepdims=True) / np.maximum(occurred.sum(axis=axis, keepdims=True), 1.0)
        for axis in (0, 1, None)
    )
    expected = of_hour * of_day / max(float(of_all.item()), 1e-9)
    often = occurred >= _OCCURRENCES
    by_chance = (recorded <= np.maximum(1.0, _RARE_OF_CELL * occurred)) & (expected < _RARE)
    at_any = (occurred.sum(axis=0) >= _DAYS) & (recorded.sum(axis=0) == 0)
    return np.asarray((often & ((recorded == 0) | by_chance)) | at_any)


def _lately_begun(known: Bools, seen: Bools, by_week: Bools) -> Bools:
    """Hours recorded when they last occurred, as were others of that hour or of that weekday."""
    begun = np.zeros((7, HOURS), dtype=bool)
    days = np.flatnonzero(seen.any(axis=1))[-7:]
    of_hour = known[days].mean(axis=0) if len(days) else np.zeros(HOURS)
    usual = known[days].mean() * HOURS if len(days) else 0.0
    for weekday in range(7):
        last = days[by_week[weekday, days]]
        if len(last):
            latest = known[last[-1]]
            whole_day = latest.sum() >= _BEGUN * usual
            begun[weekday] = latest & ((of_hour >= _BEGUN) | whole_day)
    return begun


def _silent(recorded: Floats, came: Floats) -> Bools:
    """Hours whose rows are all 0, where that cannot be chance."""
    hour_recorded, hour_came = recorded.sum(axis=0), came.sum(axis=0)
    rate = np.divide(hour_came, hour_recorded, out=np.zeros(HOURS), where=hour_recorded > 0)
    mean = came.sum() / max(recorded.sum(), 1.0)
    # Of every day of the week alike: what a quiet hour would have brought.
    always = (hour_came == 0) & (hour_recorded >= _DAYS)
    at_any = _of_runs(always, hour_recorded * _QUIET * mean) >= _EXPECTED
    nobody = (came == 0) & (recorded >= _OCCURRENCES) & (rate > 0)
    on_weekday = _of_runs(nobody.ravel(), (recorded * rate).ravel()).reshape(7, HOURS) >= _EXPECTED
    return np.asarray(on_weekday | (at_any & (recorded > 0)))


def _of_runs(chosen: Bools, amount: Floats) -> Floats:
    """Sum of the amounts over each run of chosen places on a circle, at each of its places; 0 elsewhere."""
    if chosen.all():
        return np.full(len(chosen), amount.sum())
    start = int(np.flatnonzero(~chosen)[0])
    turned, values = np.roll(chosen, -start), np.roll(amount, -start)
    run = np.cumsum(~turned)
    sums = np.bincount(run, weights=values * turned, minlength=len(chosen) + 1)
    return np.roll(np.where(turned, sums[run], 0.0), start)
