"""What the pattern of a week costs: shifts away from the regular start or from that of the day before, single
days, restless shifts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from scheduler.audit.facts.calendar import is_open, minute_of_day
from scheduler.audit.facts.plan_data import ObjectiveWeights, PlanData
from scheduler.audit.facts.tables import datetimes, texts
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, earlier_rows
from scheduler.audit.figures.totals import SUMMARY, shown

STARTS = "regular_starts"
FREE_MINUTES = 60
"""A shift that begins no further away than this costs nothing."""
FREE_JUMP, BACKWARD = 120, 2
"""Minutes between the starts of two days in a row that cost nothing; how much dearer an earlier start is."""
DAY = 24 * 60
FREE_CHANGES, SHORT_MINUTES = 2, 60
"""Changes of queue in a shift that cost nothing; a stretch in one queue below so many minutes is short."""


def told_starts(data: PlanData) -> Iterator[Violation]:
    """Regular starts in the summary that are no time of day, or not what agents.csv says."""
    told = _told(data)
    for agent in data.agents:
        if agent.id in told and _minutes(told[agent.id]) is None:
            yield Violation(
                "summary_figure", SUMMARY, column=f"{STARTS}.{agent.id}", found=shown(told[agent.id])
            )
    if "objective_parts" not in (data.plan.summary or {}) or not data.weights.regular_start:
        return
    for agent in data.agents:
        own = agent.regular_start
        if own is not None and agent.id in told and _minutes(told[agent.id]) != own:
            yield Violation(
                "summary_figure",
                SUMMARY,
                column=f"{STARTS}.{agent.id}",
                expected=f"{own // 60:02d}:{own % 60:02d}",
                found=shown(told[agent.id]),
            )


def _told(data: PlanData) -> Mapping[str, object]:
    told = (data.plan.summary or {}).get(STARTS)
    return told if isinstance(told, Mapping) else {}


def _minutes(text: object) -> int | None:
    """Minutes after midnight of HH:MM."""
    if not isinstance(text, str) or len(text) != 5 or text[2] != ":":
        return None
    hour, minute = text[:2], text[3:]
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        return None
    return 60 * int(hour) + int(minute) if int(hour) < 24 and int(minute) < 60 else None


def regular_start(
    data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]
) -> tuple[float, float]:
    """Hours by which shifts begin away from the starts that the summary tells, and what they cost."""
    regular = {agent: _minutes(text) for agent, text in _told(data).items()}
    hours = points = 0.0
    for row in worked:
        usual = regular.get(row.agent)
        if usual is None:
            continue
        later = (minute_of_day(row.start) - usual) % DAY
        apart = min(later, DAY - later)
        if apart > FREE_MINUTES:
            hours += apart / 60
            points += round(1000 * weights.regular_start * apart / 60) / 1000
    return hours, points


def jumps(data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]) -> tuple[float, float]:
    """Hours between the times of day at which two days in a row begin, as far as they cost; their points."""
    yesterday = data.first_day - timedelta(days=1)
    before = sorted((row for row in earlier_rows(data) if row.day == yesterday), key=lambda row: row.start)
    began = {(row.agent, row.day): minute_of_day(row.start) for row in (*before, *worked)}
    hours = points = 0.0
    for (agent, day), minute in began.items():
        later = minute - began.get((agent, day - timedelta(days=1)), minute)
        if abs(later) <= FREE_JUMP:
            continue
        hours += abs(later) / 60
        times = BACKWARD if later < 0 else 1
        points += round(1000 * weights.start_jump * times * abs(later) / 60) / 1000
    return hours, points


def single_days(
    data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]
) -> tuple[float, float]:
    """Single days off and single working days, as far as the days around them are known."""
    on = {(row.agent, row.day) for row in worked}
    known = {data.first_day + timedelta(days=offset) for offset in range(data.days)}
    if data.earlier.covers_day_before:
        on |= {(row.agent, row.day) for row in earlier_rows(data)}
        # Of the days before the plan, one without a shift is a day off.
        known |= {data.first_day - timedelta(days=1), data.first_day - timedelta(days=2)}
    off_days = working_days = 0
    for agent in data.agents:
        for day in known:
            around = (day - timedelta(days=1), day + timedelta(days=1))
            if not known.issuperset(around):
                continue
            neighbours = [(agent.id, other) in on for other in around]
            if all(neighbours) and (agent.id, day) not in on:
                off_days += 1
            if not any(neighbours) and (agent.id, day) in on:
                working_days += 1
    points = off_days * weights.single_day_off + working_days * weights.single_working_day
    return off_days + working_days, points


def restless(data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]) -> tuple[float, float]:
    """Third and further changes of queue in a shift, and short stretches beside a change that nothing forced.

    What the shop has a rule for costs nothing.
    """
    a_change = weights.queue_change if data.rules.max_activity_changes is None else 0.0
    a_stretch = weights.short_stretch if data.rules.min_activity_minutes is None else 0.0
    frame = data.plan.activities
    if frame is None or not (a_change or a_stretch):
        return 0, 0.0
    queues = {queue.id: queue for queue in data.queues}
    served: dict[str, list[tuple[datetime, datetime, str]]] = {}
    starts, ends = datetimes(frame["start"]), datetimes(frame["end"])
    rows = zip(texts(frame["agent_id"]), starts, ends, texts(frame["activity"]), strict=True)
    for agent, start, end, activity in rows:
        if activity in queues:
            served.setdefault(agent, []).append((start, end, activity))
    changes = stretches = 0
    for row in worked:
        own = sorted(part for part in served.get(row.agent, ()) if row.start <= part[0] < row.end)
        blocks: list[list[Any]] = []
        for start, end, queue in own:
            if blocks and blocks[-1][2] == queue and blocks[-1][1] == start:
                blocks[-1][1] = end
            else:
                blocks.append([start, end, queue])
        chosen, beside = 0, set[int]()
        for place in range(1, len(blocks)):
            before, after = blocks[place - 1], blocks[place]
            could_stay = is_open(queues[before[2]], after[0], data.interval_minutes)
            if before[2] != after[2] and could_stay:
                chosen += 1
                if before[1] == after[0]:
                    beside |= {place - 1, place}
        if a_change:
            changes += max(0, chosen - FREE_CHANGES)
        if a_stretch:
            lengths = [blocks[place][1] - blocks[place][0] for place in beside]
            stretches += sum(length < timedelta(minutes=SHORT_MINUTES) for length in lengths)
    return changes + stretches, a_change * changes + a_stretch * stretches
