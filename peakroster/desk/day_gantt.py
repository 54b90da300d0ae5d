"""One day of the roster as a Gantt chart: what everybody does when, and who is there against the need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from peakroster.exports.neutral import BREAK, MEAL, RESERVE, STANDBY
from peakroster.planning.staffing.rostered_queues import rostered_rows
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

Look = Literal["queue", "meal", "break", "meeting", "reserve"]
_HOUR = 60


@dataclass(frozen=True)
class GanttBar:
    """A stretch of somebody's shift.

    start, end: minutes after the midnight with which the day begins, below 0 for a shift of the evening
    before. activity: as activities.csv calls it. look: how it is to be drawn.
    """

    start: int
    end: int
    activity: str
    look: Look


@dataclass(frozen=True)
class GanttWorker:
    """One person's shift and what is done in it, by time. day: on which the shift begins."""

    agent_id: str
    day: date
    shift: str
    start: int
    end: int
    bars: tuple[GanttBar, ...]


@dataclass(frozen=True)
class GanttPoint:
    """An interval of a queue: its start in minutes, agents needed and there, service level if known."""

    minute: int
    required: float
    scheduled: float
    service_level: float | None


@dataclass(frozen=True)
class DayGantt:
    """A day in the shop's time.

    first, last: minutes after midnight that the chart shows, whole hours; beyond 24:00 as far as shifts of
    the day reach. interval: minutes to which a bar moves. workers: by start of the shift, then as the shop
    lists people; those of the evening before come first. lines: queue (or team that shares queues) → its
    intervals.
    """

    day: date
    first: int
    last: int
    interval: int
    workers: tuple[GanttWorker, ...]
    lines: Mapping[str, tuple[GanttPoint, ...]]


def day_gantt(shop: Shop, plan: Plan, day: date) -> DayGantt:
    """The Gantt chart of a day of the plan; without workers where the plan has no roster."""
    midnight = datetime.combine(day, time())
    workers = _workers(shop, plan, day, midnight)
    own = [worker for worker in workers if worker.day == day]
    first = min((worker.start for worker in own), default=0)
    last = max((worker.end for worker in workers), default=24 * _HOUR)
    if len(own) < len(workers):
        first = 0
    first, last = first // _HOUR * _HOUR, -(-max(last, first + _HOUR) // _HOUR) * _HOUR
    return DayGantt(
        day,
        first,
        last,
        shop.settings.interval_minutes,
        workers,
        _lines(shop, plan, midnight + timedelta(minutes=first), midnight + timedelta(minutes=last), midnight),
    )


def _workers(shop: Shop, plan: Plan, day: date, midnight: datetime) -> tuple[GanttWorker, ...]:
    roster, activities = plan.roster, plan.activities
    if roster is None:
        return ()
    eve = roster[(roster["date"] == day - timedelta(days=1)) & (roster["end"] > midnight)]
    today = roster[roster["date"] == day]
    place = {agent.id: at for at, agent in enumerate(shop.agents)}
    done: dict[str, list[tuple[datetime, datetime, str]]] = {}
    if activities is not None:
        near = activities[
            (activities["end"] > midnight - timedelta(days=1))
            & (activities["start"] < midnight + timedelta(days=2))
        ]
        for agent, start, end, what in zip(
            near["agent_id"], near["start"], near["end"], near["activity"], strict=True
        ):
            done.setdefault(agent, []).append((start, end, str(what)))
    found = []
    for rows in (eve, today):
        shifts = [
            (start, place.get(agent, len(place)), str(agent), worked, str(shift), end)
            for agent, worked, shift, start, end in zip(
                rows["agent_id"], rows["date"], rows["shift"], rows["start"], rows["end"], strict=True
            )
        ]
        for start, _, agent, worked, shift, end in sorted(shifts):
            bars = tuple(
                GanttBar(_minutes(begin, midnight), _minutes(until, midnight), what, _look(shop, what))
                for begin, until, what in sorted(done.get(agent, ()))
                if start <= begin < end
            )
            found.append(
                GanttWorker(agent, worked, shift, _minutes(start, midnight), _minutes(end, midnight), bars)
            )
    return tuple(found)


def _lines(
    shop: Shop, plan: Plan, first: datetime, last: datetime, midnight: datetime
) -> dict[str, tuple[GanttPoint, ...]]:
    if plan.coverage is None:
        return {}
    rows = plan.coverage[rostered_rows(shop, plan.coverage)]
    rows = rows[(rows["timestamp"] >= first) & (rows["timestamp"] < last)]
    lines: dict[str, list[GanttPoint]] = {queue: [] for queue in shop.rostered_names}
    for moment, queue, required, scheduled, served in zip(
        rows["timestamp"],
        rows["queue"],
        rows["required"],
        rows["scheduled"],
        rows["service_level"],
        strict=True,
    ):
        level = None if served != served or not required > 0 else float(served)
        point = GanttPoint(_minutes(moment, midnight), float(required), float(scheduled), level)
        lines.setdefault(str(queue), []).append(point)
    return {queue: tuple(points) for queue, points in lines.items()}


def _minutes(moment: datetime, midnight: datetime) -> int:
    return int((moment - midnight) / timedelta(minutes=1))


def _look(shop: Shop, activity: str) -> Look:
    if activity == MEAL:
        return "meal"
    if activity == BREAK:
        return "break"
    if activity in (RESERVE, STANDBY):
        return "reserve"
    return "queue" if activity in shop.desk_names else "meeting"
