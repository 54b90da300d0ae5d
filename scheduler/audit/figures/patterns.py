"""What the pattern of somebody's week costs: shifts away from the regular start, days that stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from scheduler.audit.facts.calendar import minute_of_day
from scheduler.audit.facts.plan_data import ObjectiveWeights, PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, earlier_rows
from scheduler.audit.figures.totals import SUMMARY, shown

STARTS = "regular_starts"
FREE_MINUTES = 60
"""A shift that begins no further away than this costs nothing."""
DAY = 24 * 60


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
