"""When the queues of a history seem to have been staffed, for somebody to confirm where a shop is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.settings.opening import format_spells
from peakroster.tables.weekdays import WEEKDAYS
from scheduler.domain.opening import DAYS_IN_WEEK, Opening, Spells
from scheduler.domain.windows import MINUTES_PER_DAY, Window

Days = tuple[date, date]
"""First and last, both included."""

WEEKS_NEEDED = 4
"""Fewer weeks say nothing of a weekday."""
_EXPECTED = 20.0
"""Inquiries that the mean open hour would have brought before an empty one is more than chance."""
_NOBODY = 0.02
"""Of that, what still counts as nobody: a test, a row by mistake."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ProposedOpening:
    """What the history of a queue lets guess of its hours.

    opening: by weekday; None where the history is too short or too thin to say. closed: stretches of days
    with rows, all of them without inquiries, on weekdays that are open otherwise. unrecorded: such stretches
    without rows, which may be closed or missing: to be asked. weeks: how many the history has.
    """

    queue: str
    opening: Opening | None
    closed: tuple[Days, ...] = ()
    unrecorded: tuple[Days, ...] = ()
    weeks: int = 0

    @property
    def is_always_open(self) -> bool:
        """Whether there is nothing to propose: somebody comes at all hours, or nobody can tell."""
        return self.opening is None or self.opening.every_day == Window(0, MINUTES_PER_DAY)


def proposed_openings(history: pd.DataFrame) -> tuple[ProposedOpening, ...]:
    """The hours of each queue by weekday, and the dates on which it seems to have been closed.

    An hour of the week is closed where so few came that chance does not explain it. Hours that merely are
    quiet are open, and hours at the edges are whole ones, or half or quarter ones where the rows are so fine.

    Parameters
    ----------
    history : DataFrame
        Columns ``timestamp`` (datetime64), ``queue``, ``inquiries``, as of a shop.

    Returns
    -------
    tuple of ProposedOpening
        By queue, in the order in which they first occur.
    """
    queues = dict.fromkeys(history["queue"].astype("str")) if len(history) else {}
    return tuple(_proposed(name, history[history["queue"] == name]) for name in queues)


def opening_toml(opening: Opening) -> str:
    """``open`` as shop.toml has it: a text, or a table by weekday."""
    week = [format_spells(spells) or "closed" for spells in opening.week]
    if len(set(week)) == 1:
        return f'"{week[0]}"'
    parts = []
    first = 0
    for day in range(1, DAYS_IN_WEEK + 1):
        if day == DAYS_IN_WEEK or week[day] != week[first]:
            name = WEEKDAYS[first] if first == day - 1 else f"{WEEKDAYS[first]}-{WEEKDAYS[day - 1]}"
            parts.append(f'{name} = "{week[first]}"')
            first = day
    return f"{{ {', '.join(parts)} }}"


def calendar_rows(proposals: tuple[ProposedOpening, ...]) -> Iterator[Mapping[str, str]]:
    """Rows of calendar.csv for the days on which queues were closed; those of all queues without a queue."""
    everywhere = set.intersection(*(set(each.closed) for each in proposals)) if proposals else set()
    for days in sorted(everywhere):
        yield _row(days, "")
    for each in proposals:
        for days in each.closed:
            if days not in everywhere:
                yield _row(days, each.queue)


def _row(days: Days, queue: str) -> dict[str, str]:
    first, last = (f"{day:%Y-%m-%d}" for day in days)
    return {"date": first, "until": "" if first == last else last, "queue": queue, "closed": "yes"}


def _proposed(queue: str, rows: pd.DataFrame) -> ProposedOpening:
    times, counts = pd.DatetimeIndex(rows["timestamp"]), rows["inquiries"].to_numpy(dtype=np.float64)
    came = times[counts > 0]
    if came.empty:
        return ProposedOpening(queue, None)
    first, last = came.min().normalize(), came.max().normalize()
    days = (last - first).days + 1
    step = _step(times)
    inside = np.asarray((times >= first) & (times < last + pd.Timedelta(days=1)))
    slot = np.asarray((times[inside] - first) // pd.Timedelta(minutes=step), dtype=np.int64)
    per_day = MINUTES_PER_DAY // step
    sums = np.bincount(slot, weights=counts[inside], minlength=days * per_day).reshape(days, per_day)
    recorded = np.bincount(slot, minlength=days * per_day).reshape(days, per_day) > 0
    weeks = days // DAYS_IN_WEEK
    if weeks < WEEKS_NEEDED:
        return ProposedOpening(queue, None, weeks=weeks)
    weekday = (first.weekday() + np.arange(days)) % DAYS_IN_WEEK
    worked = sums.sum(axis=1) > 0
    by_week = (np.arange(DAYS_IN_WEEK)[:, np.newaxis] == weekday).astype(np.float64)
    total, seen = by_week @ np.where(worked[:, np.newaxis], sums, 0.0), by_week @ worked
    all_days = by_week.sum(axis=1)
    # The mean of the slots in which anybody comes is what an open one would bring.
    rate = float(sums[sums > 0].sum() / max(1, np.count_nonzero(total) * days / DAYS_IN_WEEK))
    if not np.isfinite(rate) or rate * all_days.min() < _EXPECTED * step / 60:
        return ProposedOpening(queue, None, weeks=weeks)
    shut_day = (seen / all_days < 0.2) & (total.sum(axis=1) <= _NOBODY * total.sum() / DAYS_IN_WEEK)
    occurred = np.where(shut_day, all_days, np.maximum(seen, 1.0))
    expected = rate * occurred[:, np.newaxis]
    # One night of a sale makes no opening hours: the busiest day of a slot is left out if it stands alone.
    busiest = np.array([sums[weekday == day].max(axis=0) for day in range(DAYS_IN_WEEK)])
    usually = np.where(busiest > rate / 2, total - busiest, total)
    empty = (usually <= _NOBODY * expected) & (expected >= _EXPECTED * step / 60)
    open_ = ~(empty | shut_day[:, np.newaxis])
    if not open_.any():
        return ProposedOpening(queue, None, weeks=weeks)
    opening = Opening(_spells(open_, step))
    usual = total.sum(axis=1) / np.maximum(seen, 1.0)
    missing = ~worked & ~shut_day[weekday] & (usual[weekday] >= _EXPECTED / 2)
    has_rows = recorded.any(axis=1)
    dates = [(first + pd.Timedelta(days=place)).date() for place in range(days)]
    return ProposedOpening(
        queue,
        opening,
        tuple(_runs(dates, missing & has_rows, shut_day[weekday])),
        tuple(_runs(dates, missing & ~has_rows, shut_day[weekday])),
        weeks,
    )


def _step(times: pd.DatetimeIndex) -> int:
    """Minutes from one row to the next: 60, 30 or 15."""
    minutes = set(np.unique(times.minute).tolist())
    return 60 if minutes == {0} else 30 if minutes <= {0, 30} else 15


def _spells(open_: NDArray[np.bool_], step: int) -> tuple[Spells, ...]:
    """open_: shape (7, slots of a day). A spell past midnight belongs to the day it begins on."""
    flat = open_.ravel()
    if flat.all():
        return ((Window(0, MINUTES_PER_DAY),),) * DAYS_IN_WEEK
    week: list[list[Window]] = [[] for _ in range(DAYS_IN_WEEK)]
    slots = open_.shape[1]
    for begin in np.flatnonzero(flat & ~np.roll(flat, 1)).tolist():
        length = 0
        while flat[(begin + length) % len(flat)]:
            length += 1
        day, at = divmod(begin, slots)
        while length:
            # Of more than a day and a half, one day after the other.
            part = length if (at + length) * step <= MINUTES_PER_DAY * 3 // 2 else slots - at
            week[day % DAYS_IN_WEEK].append(Window(at * step, (at + part) * step))
            day, at, length = day + 1, 0, length - part
    return tuple(tuple(sorted(spells, key=lambda one: one.start)) for spells in week)


def _runs(dates: list[date], chosen: NDArray[np.bool_], between: NDArray[np.bool_]) -> Iterator[Days]:
    """Stretches of chosen days; weekdays that are closed anyway do not part them."""
    first: date | None = None
    last: date | None = None
    for day, is_chosen, is_between in zip(dates, chosen.tolist(), between.tolist(), strict=True):
        if is_chosen:
            first, last = first or day, day
        elif not is_between and first is not None and last is not None:
            yield first, last
            first = last = None
    if first is not None and last is not None:
        yield first, last
