"""Deferred work, counted again case by case: what has come, what is due, what is done, what waits.

Cases are portions that come evenly between two moments. Whatever is due by a moment is found by going back
from it by the deadline, minute by minute of the hours that count. All moments are real minutes from the
plan's start.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate

from scheduler.audit.facts.calendar import DAY, intervals, is_open, real_minutes
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import datetimes, numbers, texts
from scheduler.audit.figures.bots import share_resolved
from scheduler.audit.figures.forecast import staffed_for
from scheduler.domain.deferral import SPREAD, Deferral
from scheduler.domain.queues import Queue

TINY = 1e-9


@dataclass(frozen=True)
class Portion:
    """Cases that come evenly between two moments, or at once where these are the same."""

    since: float
    until: float
    cases: float

    def come_by(self, moment: float) -> float:
        """How many of them have come."""
        if moment >= self.until - TINY:
            return self.cases
        if moment <= self.since:
            return 0.0
        return self.cases * (moment - self.since) / (self.until - self.since)

    def last(self, cases: float) -> Portion:
        """Those of them that come last."""
        return Portion(self.until - (self.until - self.since) * cases / self.cases, self.until, cases)


class _Come:
    """How many of all portions, which follow one another, have come."""

    def __init__(self, portions: Sequence[Portion]) -> None:
        self._portions = portions
        self._ends = [portion.until for portion in portions]
        self._totals = [0.0, *accumulate(portion.cases for portion in portions)]

    def by(self, moment: float) -> float:
        whole = bisect_right(self._ends, moment + TINY)
        begun = self._portions[whole].come_by(moment) if whole < len(self._portions) else 0.0
        return self._totals[whole] + begun


@dataclass(frozen=True)
class OpenRow:
    """An open interval: its moments, and the cases that come in it and in the closed time before it."""

    start: datetime
    begin: float
    end: float
    inside: float
    before: float


@dataclass(frozen=True)
class DeferredFlow:
    """The cases of one queue over the tables of a plan.

    waiting: portions that came before the plan. past: open minutes before it, rows (from, until). until: end
    of the tables.
    """

    deferral: Deferral
    rows: Sequence[OpenRow]
    waiting: Sequence[Portion]
    past: Sequence[tuple[float, float]]
    until: float

    def portions(self, growth: float = 1.0) -> list[Portion]:
        """Of all cases in order of time; those that come in the plan times ``growth``."""
        found, now = list(self.waiting), 0.0
        for row in self.rows:
            found.append(Portion(now, row.begin, growth * row.before))
            found.append(Portion(row.begin, row.end, growth * row.inside))
            now = row.end
        return found

    @property
    def arrived(self) -> list[float]:
        """Cases that have come since the row before, by row."""
        found = [row.before + row.inside for row in self.rows]
        if found:
            found[0] += sum(portion.cases for portion in self.waiting)
        return found

    @cached_property
    def _periods(self) -> list[tuple[float, float]]:
        return [*self.past, *((row.begin, row.end) for row in self.rows)]

    def latest(self, moment: float, minutes: float) -> float:
        """Cases that came until then have their deadline, of so many minutes, by ``moment``."""
        if self.deferral.counts == "clock":
            return moment - minutes
        left = minutes
        for place in range(bisect_left(self._periods, (moment, -math.inf)) - 1, -1, -1):
            begin, end = self._periods[place]
            if left <= min(end, moment) - begin + TINY:
                return min(end, moment) - left
            left -= min(end, moment) - begin
        return -math.inf

    @cached_property
    def _lasting(self) -> list[float]:
        return [0.0, *accumulate(row.end - row.begin for row in self.rows)]

    def counted(self, moment: float) -> float:
        """Minutes from the plan's start to the moment that count."""
        if self.deferral.counts == "clock":
            return moment
        begun = bisect_left(self.rows, moment, key=lambda row: row.begin)
        if begun == 0:
            return 0.0
        row = self.rows[begun - 1]
        return self._lasting[begun - 1] + min(row.end, moment) - row.begin

    def due(self) -> list[float]:
        """Cases that become due until agents are there again after the row, by row."""
        portions, minutes = self.portions(), 60 * self.deferral.deadline_hours
        nexts = [*(row.begin for row in self.rows[1:]), *(row.end for row in self.rows[-1:])]
        come = _Come(portions)
        totals = [come.by(self.latest(moment, minutes)) for moment in nexts]
        return [now - before for before, now in zip([0.0, *totals], totals, strict=False)]

    def overdue(self) -> list[float]:
        """Cases whose deadline is over when the first row begins; with no other row there are any."""
        if not self.rows:
            return []
        latest = self.latest(self.rows[0].begin, 60 * self.deferral.deadline_hours)
        return [_Come(self.portions()).by(latest), *(0.0 for _ in self.rows[1:])]

    @property
    def growth(self) -> float:
        """The room for chance: ln(1 / (1 - share)) cases more than come, in each quarter of the deadline."""
        come, counted = sum(row.before + row.inside for row in self.rows), self.counted(self.until) / 60
        if come <= 0 or counted <= 0:
            return 1.0
        quarters = counted / ((1 - SPREAD) * self.deferral.deadline_hours)
        return 1 + quarters * -math.log(1 - self.deferral.share) / come

    def planned(self) -> list[tuple[float, float]]:
        """Cases to be done by the end of each row, and at most: within three quarters of the deadline.

        What is overdue when the first row begins is done evenly over that time.
        """
        if not self.rows:
            return []
        portions, minutes = self.portions(self.growth), 60 * SPREAD * self.deferral.deadline_hours
        first = self.rows[0].begin
        come = _Come(portions)
        overdue, found = come.by(self.latest(first, minutes)), []
        nexts = [*(row.begin for row in self.rows[1:]), self.rows[-1].end]
        for row, moment in zip(self.rows, nexts, strict=True):
            passed = min(1.0, (self.counted(row.end) - self.counted(first)) / minutes)
            most = come.by(row.end)
            due = come.by(self.latest(moment, minutes)) - overdue * (1 - passed)
            found.append((min(due, most), most))
        return found


def flow_of(
    data: PlanData,
    queue: Queue,
    customers: Mapping[datetime, float],
    closed: Mapping[datetime, float],
    *,
    known: bool = True,
) -> DeferredFlow:
    """The cases of a queue.

    customers: of its open intervals, behind the chatbot; closed: of the others. known: whether those are
    counted who waited before.
    """
    deferral = queue.deferred
    assert deferral is not None
    rows: list[OpenRow] = []
    now, waits = 0.0, 0.0
    for start in intervals(data):
        end = now + real_minutes(data.timezone, start, data.interval_minutes)
        if start in customers:
            rows.append(OpenRow(start, now, end, customers[start], waits))
            waits = 0.0
        else:
            waits += closed.get(start, 0.0)
        now = end
    past = _past_open(data, queue) if deferral.counts == "open_hours" else []
    waiting = _left_before(data, queue) if known else []
    if waiting is None:
        waiting = _stated(deferral, past)
    return DeferredFlow(deferral, rows, waiting, past, now)


def closed_cases(data: PlanData, queue: Queue, inquiries: Mapping[datetime, float]) -> dict[datetime, float]:
    """Cases that come in the intervals in which the queue is closed, by the forecast; behind the chatbot.

    inquiries: of the open intervals. Of an hour that is open in part, what they leave of it.
    """
    found: dict[datetime, float] = {}
    length = data.interval_minutes
    shut: dict[datetime, list[datetime]] = {}
    for start in intervals(data):
        if start not in inquiries:
            shut.setdefault(start.replace(minute=0), []).append(start)
    for (name, hour), expected in staffed_for(data).items():
        if name != queue.id or hour not in shut:
            continue
        parts = [hour + timedelta(minutes=minute) for minute in range(0, 60, length)]
        rest = max(0.0, expected - sum(inquiries.get(part, 0.0) for part in parts))
        minutes = [real_minutes(data.timezone, part, length) for part in shut[hour]]
        for part, lasting in zip(shut[hour], minutes, strict=True):
            found[part] = rest * lasting / sum(minutes) * (1 - share_resolved(data, queue, part))
    return found


def _stated(deferral: Deferral, past: Sequence[tuple[float, float]]) -> list[Portion]:
    """What shop.toml says is waiting, come evenly over the hours that a deadline counts."""
    if deferral.backlog <= 0:
        return []
    minutes = 60 * deferral.deadline_hours
    if deferral.counts == "clock":
        return [Portion(-minutes, 0.0, deferral.backlog)]
    found: list[Portion] = []
    left = minutes
    for begin, end in reversed(past):
        part = min(left, end - begin)
        if part > 0:
            found.insert(0, Portion(end - part, end, deferral.backlog * part / minutes))
        left -= part
    return found


def _past_open(data: PlanData, queue: Queue) -> list[tuple[float, float]]:
    """Open intervals before the plan, for longer than its deadline counts."""
    assert queue.deferred is not None
    wanted = 60 * queue.deferred.deadline_hours + DAY
    found: list[tuple[float, float]] = []
    length, now, moment = data.interval_minutes, 0.0, data.start
    while wanted > 0:
        moment -= timedelta(minutes=length)
        begin = now - real_minutes(data.timezone, moment, length)
        if begin < now and is_open(queue, moment, length):
            found.insert(0, (begin, now))
            wanted -= now - begin
        now = begin
    return found


def _left_before(data: PlanData, queue: Queue) -> list[Portion] | None:
    """What the plan before left: of all that came before this one, the last; None where it does not say."""
    frame = data.earlier.deferred
    if frame is None:
        return None
    rows = [
        row
        for row in zip(
            texts(frame["queue"]),
            datetimes(frame["timestamp"]),
            numbers(frame["inquiries"]),
            numbers(frame["arrived"]),
            numbers(frame["backlog"]),
            strict=True,
        )
        if row[0] == queue.id
    ]
    earlier = [row for row in rows if row[1] < data.start]
    if not earlier or math.isnan(earlier[-1][4]) or any(math.isnan(row[3]) for row in rows):
        return None
    length, portions = data.interval_minutes, []
    now = -_minutes_between(data, earlier[0][1], data.start)
    oldest = now
    for _, start, inquiries, arrived, _ in rows:
        begin = -_minutes_between(data, start, data.start) if start < data.start else 0.0
        inside = min(arrived, inquiries * (1 - share_resolved(data, queue, start)))
        if start >= data.start:
            gap = _minutes_between(data, data.start, start)
            whole = Portion(now, gap, arrived - inside)
            portions.append(Portion(now, 0.0, whole.come_by(0.0) if gap > now else 0.0))
            break
        end = begin + real_minutes(data.timezone, start, length)
        portions += [Portion(now, begin, arrived - inside), Portion(begin, end, inside)]
        now = end
    after = sum(portion.cases for portion in portions if portion.since >= now - TINY)
    left = earlier[-1][4] + (after if rows[-1][1] >= data.start else 0.0)
    found: list[Portion] = []
    for portion in reversed(portions):
        part = min(left, portion.cases)
        if part > 0:
            found.insert(0, portion.last(part))
        left -= part
    return [Portion(oldest - 0.06, oldest, left), *found] if left > TINY else found


def _minutes_between(data: PlanData, start: datetime, end: datetime) -> float:
    total, moment = 0, start
    while moment < end:
        total += real_minutes(data.timezone, moment, data.interval_minutes)
        moment += timedelta(minutes=data.interval_minutes)
    return float(total)


@dataclass(frozen=True)
class DeferredRow:
    """What becomes of the cases in one row: done in it, waiting at its end, due, and late of these."""

    done: float
    backlog: float
    due: float
    late: float

    @property
    def share(self) -> float:
        """In time; 1 where nothing is due."""
        return 1 - self.late / self.due if self.due > 0 else 1.0


def course(
    arrived: Sequence[float], due: Sequence[float], overdue: Sequence[float], able: Sequence[float]
) -> list[DeferredRow]:
    """Row by row, first come first served; able: cases that the agents there can do.

    overdue: late before the row begins; they are the first of those due in it.
    """
    found: list[DeferredRow] = []
    come = asked = done = 0.0
    for comes, falls_due, over, can in zip(arrived, due, overdue, able, strict=True):
        come, before = come + comes, done
        done = min(come, done + can)
        undone = asked + falls_due - max(done, asked + over)
        late = min(over + max(0.0, undone), falls_due)
        asked += falls_due
        found.append(DeferredRow(done - before, come - done, falls_due, late))
    return found
