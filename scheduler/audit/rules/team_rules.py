"""Rules of the team, counted from the files: who is there in each interval, and what each rule says of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.audit.facts.calendar import is_open, lies_inside, minute_of_day
from scheduler.audit.facts.plan_data import BREAK, MEAL, PlanData
from scheduler.audit.facts.tables import datetimes, texts
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import ROSTER, WorkedShift, earlier_rows
from scheduler.domain.agents import Agent
from scheduler.domain.team_rules import People, TeamRule

HARD = 10_000.0
"""Points of a person and hour by which a hard rule is broken, as the documents have them."""
DESK = "desk"

Presence = Mapping[str, str]
"""Who is at work, and whether at the desk, on the meal or on a break."""


@dataclass(frozen=True)
class Breach:
    """A stretch of intervals (or a day) in which a rule is broken by so many people, at the worst and in sum
    of hours (of days, by day). other: of people who work together, who does not work with the first."""

    rule: TeamRule
    other: str | None
    start: datetime
    end: datetime
    most: float
    hours: float


def breaches(data: PlanData, worked: Sequence[WorkedShift]) -> list[Breach]:
    """Each stretch in which a rule is broken, rule by rule."""
    if not data.shop.settings.team_rules:
        return []
    present = _presence(data, worked)
    found: list[Breach] = []
    for rule in data.shop.settings.team_rules:
        if rule.by_day:
            found += _by_day(data, rule, worked)
            continue
        others: Sequence[str | None] = [None]
        if rule.kind == "together":
            others = (rule.who.agents or ())[1:]
        for other in others:
            found += _stretches(data, rule, other, present)
    return found


def team_rules(data: PlanData, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """Hard rules that are broken, each stretch once."""
    for breach in breaches(data, worked):
        if breach.rule.hard:
            yield Violation(
                "team_rule",
                ROSTER,
                agent=breach.other,
                interval=breach.start,
                expected=breach.end,
                found=breach.most,
                what=breach.rule.name,
            )


def team_rule_points(data: PlanData, worked: Sequence[WorkedShift]) -> tuple[float, float]:
    """Person-hours by which rules are broken, and their points."""
    amount = points = 0.0
    for breach in breaches(data, worked):
        rule = breach.rule
        counts = 100 if rule.share is not None else 1
        hours = 1.0 if rule.by_day else data.interval_minutes / 60
        # The price of one count in one interval is rounded to 1/1000.
        one = max(1, round(1000 * (HARD if rule.hard else rule.price) * hours / counts)) / 1000
        amount += breach.hours
        points += one * round(breach.hours / hours * counts)
    return amount, points


def _stretches(
    data: PlanData, rule: TeamRule, other: str | None, present: Mapping[datetime, Presence]
) -> Iterator[Breach]:
    step, start, run = timedelta(minutes=data.interval_minutes), data.start, list[float]()
    moment = data.start
    while moment <= data.end:
        persons = 0.0
        if moment < data.end and _holds(data, rule, moment):
            persons = _broken_by(data, rule, other, present.get(moment, {}))
        if persons > 0:
            start = start if run else moment
            run.append(persons)
        elif run:
            hours = math.fsum(run) * data.interval_minutes / 60
            yield Breach(rule, other, start, moment, max(run), hours)
            run = []
        moment += step


def _holds(data: PlanData, rule: TeamRule, moment: datetime) -> bool:
    """Whether the rule says anything of the interval."""
    minute = minute_of_day(moment)
    if moment.weekday() not in rule.weekdays:
        return False
    if rule.kind == "at_least" and not any(queue.open.on(moment.date()) for queue in data.queues):
        return False
    if rule.kind == "at_least" and not data.earlier.covers_day_before:
        first = min((shift.start for shift in data.shifts), default=0)
        if moment + timedelta(minutes=data.interval_minutes) <= data.start + timedelta(minutes=first):
            return False
    if rule.hours is not None:
        return lies_inside(rule.hours, minute, minute + data.interval_minutes)
    return rule.kind != "at_least" or any(
        is_open(queue, moment, data.interval_minutes) for queue in data.queues
    )


def _broken_by(data: PlanData, rule: TeamRule, other: str | None, present: Presence) -> float:
    """People missing or too many."""
    who = [agent.id for agent in data.agents if _is_meant(rule.who, agent)]
    at_work = [name for name in who if name in present]
    counted = [name for name in at_work if _counts(rule, present[name])]
    if rule.kind == "at_least":
        return max(0.0, (rule.number or 0) - len(counted))
    if rule.kind == "at_most" and rule.share is not None:
        return max(0.0, (100 * len(counted) - round(100 * rule.share) * len(at_work)) / 100)
    if rule.kind == "at_most":
        return max(0.0, len(counted) - (rule.number or 0))
    if rule.kind == "beside" and rule.beside is not None:
        beside = [agent.id for agent in data.agents if _is_meant(rule.beside, agent)]
        there = sum(name in present and _counts(rule, present[name]) for name in beside)
        return max(0.0, len(set(counted) - set(beside)) - rule.for_each * there)
    if rule.kind == "apart":
        return max(0.0, len(at_work) - 1)
    first = (rule.who.agents or ("",))[0]
    return float((first in present) != (other in present))


def _counts(rule: TeamRule, state: str) -> bool:
    if rule.counted == "at_work":
        return True
    return state == (DESK if rule.counted == "at_desk" else MEAL)


def _is_meant(people: People, agent: Agent) -> bool:
    """Whether the agent has all that the rule says of its people."""
    said: list[tuple[tuple[str, ...] | None, tuple[str | None, ...]]] = [
        (people.agents, (agent.id,)),
        (people.levels, (agent.level,)),
        (people.teams, (agent.team,)),
        (people.skills, agent.skills),
        (people.languages, agent.languages),
    ]
    if people.leader is not None and people.leader != agent.leader:
        return False
    return all(names is None or bool(set(names) & set(own)) for names, own in said)


def _by_day(data: PlanData, rule: TeamRule, worked: Sequence[WorkedShift]) -> Iterator[Breach]:
    """Days on which more than one of the people starts a shift."""
    names = set(rule.who.agents or ())
    working: dict[date, set[str]] = {}
    for row in worked:
        if row.agent in names:
            working.setdefault(row.day, set()).add(row.agent)
    for day in sorted(working):
        beyond = len(working[day]) - 1
        if beyond > 0 and data.contains(day) and day.weekday() in rule.weekdays:
            start = datetime.combine(day, datetime.min.time())
            yield Breach(rule, None, start, start + timedelta(days=1), beyond, beyond)


def _presence(data: PlanData, worked: Sequence[WorkedShift]) -> dict[datetime, dict[str, str]]:
    """Who is there in each interval of the plan: shifts first, then what is no work at the desk."""
    present: dict[datetime, dict[str, str]] = {}
    step = timedelta(minutes=data.interval_minutes)

    def fill(agent: str, start: datetime, end: datetime, state: str) -> None:
        moment = data.start + math.floor((max(start, data.start) - data.start) / step) * step
        while moment + step <= min(end, data.end):
            present.setdefault(moment, {})[agent] = state
            moment += step

    for row in [*earlier_rows(data), *worked]:
        fill(row.agent, row.start, row.end, DESK)
    elsewhere = {MEAL: MEAL, BREAK: BREAK} | {meeting.name: BREAK for meeting in data.shop.meetings}
    frames: list[Any] = [data.earlier.activities, data.plan.activities]
    for frame in frames:
        if frame is not None:
            for agent, activity, start, end in zip(
                texts(frame["agent_id"]),
                texts(frame["activity"]),
                datetimes(frame["start"]),
                datetimes(frame["end"]),
                strict=True,
            ):
                if activity in elsewhere:  # whoever is at a meeting is at work, and not at the desk
                    fill(agent, start, end, elsewhere[activity])
    return present
