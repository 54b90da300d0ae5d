"""activities.csv against the shifts: no gap, meal, breaks and meetings in their windows, open queues."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time

from scheduler.audit.facts.activity_row import ACTIVITIES, MINUTE, ActivityRow
from scheduler.audit.facts.calendar import DAY, is_open, minute_of_day
from scheduler.audit.facts.plan_data import BREAK, MEAL, RESERVE, PlanData
from scheduler.audit.facts.tables import datetimes, file_row, texts
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift
from scheduler.audit.rules.meetings import by_name, meetings
from scheduler.audit.rules.queue_changes import queue_changes
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.windows import Window


def activities(data: PlanData, worked: Mapping[str, Sequence[WorkedShift]]) -> Iterator[Violation]:
    """Violations of activities.csv. ``worked``: the plan's shifts of each agent by start."""
    blocks = _blocks(data)
    yield from _kinds(data, blocks)
    shifts = {shift.name: shift for shift in data.shifts}
    of_agent: dict[str, list[ActivityRow]] = {}
    for block in sorted(blocks, key=lambda block: (block.start, block.row)):
        of_agent.setdefault(block.agent, []).append(block)
    held: list[tuple[WorkedShift, Sequence[ActivityRow]]] = []
    for agent in dict.fromkeys([*worked, *of_agent]):
        rows = worked.get(agent, ())
        inside: list[list[ActivityRow]] = [[] for _ in rows]
        starts = [row.start for row in rows]
        for block in of_agent.get(agent, ()):
            place = bisect_right(starts, block.start) - 1
            if place < 0 or block.start >= rows[place].end:
                yield block.broken("activity_outside_shift", "start", found=block.start)
            else:
                inside[place].append(block)
        held += zip(rows, inside, strict=True)
        for row, parts in zip(rows, inside, strict=True):
            yield from _sequence(row, parts)
            yield from queue_changes(data, parts)
            if row.shift in shifts:
                yield from _meal(row, shifts[row.shift], parts)
                yield from _breaks(row, shifts[row.shift], parts)
    yield from meetings(data, held)


def _blocks(data: PlanData) -> list[ActivityRow]:
    frame = data.plan.activities
    if frame is None:
        return []
    columns = zip(
        texts(frame["agent_id"]),
        datetimes(frame["start"]),
        datetimes(frame["end"]),
        texts(frame["activity"]),
        strict=True,
    )
    return [ActivityRow(*row, row=file_row(position)) for position, row in enumerate(columns)]


def _kinds(data: PlanData, blocks: Sequence[ActivityRow]) -> Iterator[Violation]:
    """Each row by itself: on the grid, a known activity, skill and language of the agent, the queue open."""
    skills = {agent.id: agent.skills for agent in data.agents}
    spoken = {agent.id: agent.languages for agent in data.agents}
    others = {MEAL, BREAK, RESERVE, *data.other_activities, *by_name(data)}
    queues = {queue.id: queue for queue in data.queues}
    every_day = {name: queue.open.every_day for name, queue in queues.items()}
    always = {name for name, one in every_day.items() if one is not None and one.end - one.start >= DAY}
    shut: dict[tuple[str, datetime], bool] = {}

    def is_shut(name: str, moment: datetime) -> bool:
        if (name, moment) not in shut:
            shut[name, moment] = not is_open(queues[name], moment, data.interval_minutes)
        return shut[name, moment]

    for block in blocks:
        if block.end <= block.start:
            yield block.broken("activity_length", "end", found=block.end)
        for column, moment in (("start", block.start), ("end", block.end)):
            if minute_of_day(moment) % data.interval_minutes or moment.second:
                yield block.broken("activity_off_grid", column, data.interval_minutes, moment)
        if block.activity in queues:
            if block.activity not in skills.get(block.agent, {block.activity}):
                yield block.broken("activity_skill", "activity", found=block.activity)
            asked = queues[block.activity].language
            if asked is not None and asked not in spoken.get(block.agent, (asked,)):
                yield block.broken("activity_language", "activity", expected=asked, found=block.activity)
            moments = () if block.activity in always else _moments(block, data.interval_minutes)
            if any(is_shut(block.activity, moment) for moment in moments):
                yield block.broken("activity_closed", "activity", found=block.activity)
        elif block.activity not in others:
            yield block.broken("activity_unknown", "activity", found=block.activity)


def _moments(block: ActivityRow, interval: int) -> Iterator[datetime]:
    """When the block's intervals start."""
    before = minute_of_day(block.start) % interval
    first = block.start - before * MINUTE
    length = (block.end - block.start) // MINUTE + before
    return (first + minute * MINUTE for minute in range(0, length, interval))


def _sequence(row: WorkedShift, parts: Sequence[ActivityRow]) -> Iterator[Violation]:
    """The blocks follow each other from the start of the shift to its end, each other than the last."""
    reached, before = row.start, None
    for block in parts:
        if block.start > reached:
            yield _gap(row, reached, block.start)
        elif block.start < reached:
            yield block.broken("activity_overlap", "start", reached, block.start)
        elif before == block.activity:
            yield block.broken("activity_repeated", "activity", found=block.activity)
        if block.end > row.end:
            yield block.broken("activity_outside_shift", "end", row.end, block.end)
        reached, before = max(reached, block.end), block.activity
    if reached < row.end:
        yield _gap(row, reached, row.end)


def _gap(row: WorkedShift, start: datetime, end: datetime) -> Violation:
    return Violation(
        "activity_gap",
        ACTIVITIES,
        agent=row.agent,
        day=row.day,
        interval=start,
        expected=end,
        references=(row.source,),
    )


def _meal(row: WorkedShift, shift: Shift, parts: Sequence[ActivityRow]) -> Iterator[Violation]:
    """Exactly one meal of the right length in its window, or none where the shift has none."""
    meals = [block for block in parts if block.activity == MEAL]
    if shift.meal is None or shift.meal_minutes == 0:
        for block in meals:
            yield block.broken("meal_surplus", "activity", 0, 1)
        return
    if not meals:
        yield Violation(
            "meal_missing",
            ACTIVITIES,
            agent=row.agent,
            day=row.day,
            expected=shift.meal_minutes,
            references=(row.source,),
        )
        return
    for block in meals[1:]:
        yield block.broken("meal_surplus", "activity", 1, len(meals))
    block = meals[0]
    midnight = datetime.combine(row.day, time())
    earliest, latest = (midnight + minutes * MINUTE for minutes in (shift.meal.start, shift.meal.end))
    if block.end - block.start != shift.meal_minutes * MINUTE:
        yield block.broken("meal_length", "end", shift.meal_minutes, (block.end - block.start) // MINUTE)
    if block.start < earliest:
        yield block.broken("meal_window", "start", earliest, block.start)
    if block.end > latest:
        yield block.broken("meal_window", "end", latest, block.end)


def _breaks(row: WorkedShift, shift: Shift, parts: Sequence[ActivityRow]) -> Iterator[Violation]:
    """In each window one break of its length, and no others; a break counts for the nearest window."""
    midnight = datetime.combine(row.day, time())
    taken: dict[Break, ActivityRow] = {}
    blocks = [block for block in parts if block.activity == (RESERVE if shift.reserve else BREAK)]
    far = {block: [_distance(block, midnight, rest.window) for rest in shift.breaks] for block in blocks}
    for block in sorted(blocks, key=lambda block: min(far[block], default=0)):
        free = [place for place, rest in enumerate(shift.breaks) if rest not in taken]
        if free:
            taken[shift.breaks[min(free, key=far[block].__getitem__)]] = block
        else:
            yield block.broken("break_surplus", "activity", len(shift.breaks), len(shift.breaks) + 1)
    for rest in shift.breaks:
        earliest, latest = (midnight + minutes * MINUTE for minutes in (rest.window.start, rest.window.end))
        if rest not in taken:
            yield Violation(
                "break_missing",
                ACTIVITIES,
                agent=row.agent,
                day=row.day,
                interval=earliest,
                expected=rest.minutes,
                references=(row.source,),
            )
            continue
        block = taken[rest]
        if block.end - block.start != rest.minutes * MINUTE:
            yield block.broken("break_length", "end", rest.minutes, (block.end - block.start) // MINUTE)
        if block.start < earliest:
            yield block.broken("break_window", "start", earliest, block.start)
        if block.end > latest:
            yield block.broken("break_window", "end", latest, block.end)


def _distance(block: ActivityRow, midnight: datetime, window: Window) -> int:
    """Minutes from the window to the start of the block; 0 inside it."""
    minute = (block.start - midnight) // MINUTE
    return max(window.start - minute, minute - window.end, 0)
