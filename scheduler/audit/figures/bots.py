"""Customers whom a chatbot leaves to the agents, and when: by the minute, interval by interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import DAY, intervals, is_open, minute_of_day, real_minutes
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import numbers
from scheduler.audit.figures.openings import STEP, rush
from scheduler.domain.bots import BotHours
from scheduler.domain.queues import Queue

REACHED = 1e-6
"""Share of an interval's customers who come out of a rush, above which they do not come evenly."""


def customers_at_desks(
    data: PlanData, queue: Queue, inquiries: Mapping[datetime, float]
) -> dict[datetime, float]:
    """Customers who reach the agents in each interval; inquiries: before the chatbot, of the open ones.

    A chatbot that holds them for some minutes moves those of an interval, who come evenly, by so many. At the
    plan's first interval those of just before count as many as its own, if the desk was open then; whom the
    chatbot would hold beyond closing comes in the last open interval.
    """
    left = {start: count * (1 - share_resolved(data, queue, start)) for start, count in inquiries.items()}
    if queue.bot_minutes == 0:
        return left
    shapes = {start: rush(data, queue, start) for start in left}
    if any(shapes.values()):
        return {start: sum(parts) for start, parts in _by_five_minutes(data, queue, left, shapes).items()}
    found = dict.fromkeys(left, 0.0)
    for stretch in _stretches(data, queue, left):
        for source, target, share in _moves(stretch, round(60 * queue.bot_minutes) / 60):
            found[target] += share * left[source]
    return found


def rush_at_desks(data: PlanData, queue: Queue) -> dict[datetime, tuple[float, ...]]:
    """How many times the mean rate comes at the desks in each five minutes, where some of a rush does.

    Inquiries are those of requirement.csv.
    """
    frame = data.plan.requirement
    own = grid.open_intervals(data)[queue.id]
    shapes = {start: shape for start in own if (shape := rush(data, queue, start))}
    if queue.bot_minutes == 0 or not shapes or frame is None:
        return shapes
    written, places = numbers(frame["inquiries"]), grid.positions(frame, grid.open_intervals(data))
    left = {
        start: written[place] * (1 - share_resolved(data, queue, start))
        for (name, start), place in places.items()
        if name == queue.id and written[place] >= 0
    }
    everybody = _by_five_minutes(data, queue, left, shapes)
    rushed = {start: count if start in shapes else 0.0 for start, count in left.items()}
    found = {}
    for start, parts in _by_five_minutes(data, queue, rushed, shapes).items():
        whole = sum(everybody[start])
        if sum(parts) > REACHED * whole:
            found[start] = tuple(part * len(parts) / whole for part in everybody[start])
    return found


def _by_five_minutes(
    data: PlanData,
    queue: Queue,
    left: Mapping[datetime, float],
    shapes: Mapping[datetime, tuple[float, ...]],
) -> dict[datetime, list[float]]:
    """Customers whom the chatbot has held, of each five minutes of the intervals.

    Each of these moves as an interval does; whom closing hastens comes evenly over the last interval.
    """
    delay, count = round(60 * queue.bot_minutes) / 60, data.interval_minutes // STEP
    found = {start: [0.0] * count for start in left}
    for stretch in _stretches(data, queue, left):
        pieces = [
            (start, number, begin + (end - begin) * number / count, (end - begin) / count)
            for start, begin, end in stretch.parts
            for number in range(count)
        ]
        opens, closing = pieces[0][2], pieces[-1][2] + pieces[-1][3]
        sources = [
            (begin, lasting, left[start] * (shapes.get(start) or [1.0] * count)[number] / count)
            for start, number, begin, lasting in pieces
        ]
        if stretch.open_before:
            _, lasting, customers = sources[0]
            sources.append((opens - delay, delay, customers * delay / lasting))
        for begin, lasting, customers in sources:
            comes, over = begin + delay, begin + delay + lasting
            for start, number, at, length in pieces:
                common = min(over, at + length) - max(comes, at)
                if common > 0:
                    found[start][number] += customers * common / lasting
            if stretch.closes and over > closing:
                late = customers * (over - max(comes, closing)) / lasting / count
                found[pieces[-1][0]] = [part + late for part in found[pieces[-1][0]]]
    return found


def share_resolved(data: PlanData, queue: Queue, start: datetime) -> float:
    """Mean share of the minutes of the interval."""
    if not queue.bot_hours and all(event.bot_share is None for event in data.shop.events):
        return queue.bot_share
    length = data.interval_minutes
    return sum(_share_at(data, queue, start + timedelta(minutes=minute)) for minute in range(length)) / length


def _share_at(data: PlanData, queue: Queue, moment: datetime) -> float:
    latest, share = None, None
    for event in data.shop.events:
        runs = event.start <= moment < event.end and queue.id in (event.queues or (queue.id,))
        if runs and event.bot_share is not None and (latest is None or event.start >= latest):
            latest, share = event.start, event.bot_share
    if share is not None:
        return share
    return next((hours.share for hours in queue.bot_hours if _fits(hours, moment)), queue.bot_share)


def _fits(hours: BotHours, moment: datetime) -> bool:
    """Whether the hours that began today, or those of yesterday that go on, hold the moment."""
    if hours.hours is None:
        return moment.weekday() in hours.weekdays
    minute, yesterday = minute_of_day(moment), (moment.weekday() - 1) % 7
    today = moment.weekday() in hours.weekdays and hours.hours.start <= minute < hours.hours.end
    return today or (yesterday in hours.weekdays and minute + DAY < hours.hours.end)


@dataclass(frozen=True)
class _Stretch:
    """Adjacent open intervals with the real minutes at which each begins and ends."""

    parts: tuple[tuple[datetime, int, int], ...]
    open_before: bool
    closes: bool


def _stretches(data: PlanData, queue: Queue, of: Mapping[datetime, float]) -> list[_Stretch]:
    length, step = data.interval_minutes, timedelta(minutes=data.interval_minutes)
    clock = list(intervals(data))
    found: list[_Stretch] = []
    parts: list[tuple[datetime, int, int]] = []
    now, before = 0, clock[0] - step

    def opens(moment: datetime) -> bool:
        return is_open(queue, moment, length)

    open_before = opens(before)
    for start in clock:
        end = now + real_minutes(data.timezone, start, length)
        if start in of:
            if not parts:
                open_before = opens(before)
            parts.append((start, now, end))
        elif parts:
            found.append(_Stretch(tuple(parts), open_before, closes=not opens(start)))
            parts = []
        now, before = end, start
    if parts:
        found.append(_Stretch(tuple(parts), open_before, closes=not opens(before + step)))
    return found


def _moves(stretch: _Stretch, delay: float) -> list[tuple[datetime, datetime, float]]:
    """Which share of an interval's customers comes in which interval of the stretch."""
    found: list[tuple[datetime, datetime, float]] = []
    first, begin, end = stretch.parts[0]
    sources: list[tuple[int, datetime, float, float, float]] = [
        (place, start, at, end_at, 1.0) for place, (start, at, end_at) in enumerate(stretch.parts)
    ]
    if stretch.open_before:
        sources.append((0, first, begin - delay, begin, delay / (end - begin)))
    last, _, closing = stretch.parts[-1]
    for place, start, start_at, end_at, times in sources:
        lasting, comes, over = end_at - start_at, start_at + delay, end_at + delay
        for target, target_at, target_end in islice(stretch.parts, place, None):
            if target_at >= over:
                break
            common = min(over, target_end) - max(comes, target_at)
            if common > 0:
                found.append((start, target, times * common / lasting))
        late = over - max(comes, closing)
        if stretch.closes and late > 0:
            found.append((start, last, times * late / lasting))
    return found
