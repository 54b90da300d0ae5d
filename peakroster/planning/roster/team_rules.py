"""Rules of the team: as rows that the search counts, and where a roster breaks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.settings.opening import open_minutes
from scheduler.domain.plan import EarlierWork
from scheduler.domain.shop import Shop
from scheduler.domain.team_rules import TeamRule
from scheduler.domain.windows import MINUTES_PER_DAY, Window
from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.joint_counts import joint_counts
from scheduler.roster.problem.joint_rows import ANYTHING, AT_DESK, NOTHING, ON_BREAK, ON_MEAL, JointRow
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Solution

_SHARES = 100
"""Counts of a person where a rule is about a share: whole per cents."""
_AWAY = -1
_STATES = {
    "at_work": np.array([1, 1, 1], dtype=np.int64),
    "at_desk": np.array([1, 0, 0], dtype=np.int64),
    "on_meal": np.array([0, 1, 0], dtype=np.int64),
}
"""What somebody counts at the desk, on the meal, on a break."""


@dataclass(frozen=True)
class _Told:
    """A row, the rule that it comes from, and the person beside the first whom it is about."""

    rule: TeamRule
    row: JointRow
    other: str | None = None


def with_team_rules(problem: Problem, shop: Shop, earlier: EarlierWork, first_day: date) -> Problem:
    """The problem with the shop's rules of the team. earlier: what plans before it left behind."""
    if not shop.settings.team_rules:
        return problem
    start = datetime.combine(first_day, time())
    before = _presence_before(problem, shop, earlier, start)
    rows = tuple(told.row for told in _rows(problem, shop, first_day))
    everybody = np.arange(len(shop.agents))[:, None]
    return replace(
        problem,
        joint_rows=tuple(
            row
            if row.by_day
            else replace(row, before=np.where(before == _AWAY, 0, row.counts[everybody, before]).sum(axis=0))
            for row in rows
        ),
    )


def _rows(problem: Problem, shop: Shop, first_day: date) -> Iterator[_Told]:
    """Row after row of each rule, in the order of shop.toml, with nobody there before the plan."""
    for rule in shop.settings.team_rules:
        at_work, counted = _STATES["at_work"], _STATES[rule.counted]
        who = _members(rule.who.include(agent) for agent in shop.agents)
        asked = _asked(problem, shop, rule, first_day)
        if rule.kind == "at_least":
            yield _Told(rule, _row(problem, rule, who * counted, asked, least=rule.number))
        elif rule.kind == "at_most" and rule.share is None:
            yield _Told(rule, _row(problem, rule, who * counted, asked, most=rule.number))
        elif rule.kind == "at_most":
            allowed = round(_SHARES * (rule.share or 0.0))
            counts = who * (_SHARES * counted - allowed * at_work)
            yield _Told(rule, _row(problem, rule, counts, asked, most=0, scale=_SHARES))
        elif rule.kind == "beside" and rule.beside is not None:
            beside = _members(rule.beside.include(agent) for agent in shop.agents)
            counts = (rule.for_each * beside - who * (1 - beside)) * counted
            yield _Told(rule, _row(problem, rule, counts, asked, least=0))
        elif rule.kind == "apart":
            yield _Told(rule, _row(problem, rule, who * at_work, asked, most=1))
        else:
            first, *others = rule.who.agents or ()
            one = _members(agent.id == first for agent in shop.agents)
            for other in others:
                counts = (one - _members(agent.id == other for agent in shop.agents)) * at_work
                yield _Told(rule, _row(problem, rule, counts, asked, least=0, most=0), other)


def _members(included: Iterator[bool] | Any) -> NDArray[np.int64]:
    return np.array([[int(one)] for one in included], dtype=np.int64).reshape(-1, 1)


def _row(
    problem: Problem,
    rule: TeamRule,
    counts: NDArray[np.int64],
    asked: NDArray[np.bool_],
    least: int | None = None,
    most: int | None = None,
    scale: int = 1,
) -> JointRow:
    hours = 1.0 if rule.by_day else problem.interval_minutes / 60
    price = max(1, round(rule.points * hours * POINT / scale))
    return JointRow(
        name=rule.name,
        counts=counts,
        least=np.where(asked, NOTHING if least is None else least, NOTHING).astype(np.int64),
        most=np.where(asked, ANYTHING if most is None else most, ANYTHING).astype(np.int64),
        below=0 if least is None else price,
        above=0 if most is None else price,
        before=np.zeros(problem.slots, dtype=np.int64),
        by_day=rule.by_day,
        hours=hours / scale,
    )


def _asked(problem: Problem, shop: Shop, rule: TeamRule, first_day: date) -> NDArray[np.bool_]:
    """Slots of the plan in which the rule holds; by day, the first slots of its days."""
    slot = np.arange(problem.slots)
    day, place = np.divmod(slot, problem.slots_per_day)
    asked = (day < problem.days) & np.isin((problem.first_weekday + day) % 7, sorted(rule.weekdays))
    if rule.kind == "at_least":
        asked &= _some_hours(problem, shop, first_day)[day]
    if rule.by_day:
        return np.asarray(asked & (place == 0))
    start = place * problem.interval_minutes
    if rule.hours is not None:
        asked &= _lies_inside(rule.hours, start, start + problem.interval_minutes)
    elif rule.kind == "at_least":
        # As shop.toml has the queues, also where a team shares some of them.
        opens = [
            np.asarray(
                open_minutes(queue.open, first_day, problem.days + 1)
                .reshape(-1, problem.interval_minutes)
                .all(axis=1)
            )[: problem.slots]
            for queue in shop.settings.queues
        ]
        asked &= np.any(opens, axis=0)
    if rule.kind == "at_least" and not problem.plan_before and problem.shifts:
        # Nobody can be there before the first shift of the first day.
        asked &= slot >= min(shift.start for shift in problem.shifts) // problem.interval_minutes
    return np.asarray(asked)


def _some_hours(problem: Problem, shop: Shop, first_day: date) -> NDArray[np.bool_]:
    """Days of the plan, and the one after, on which some queue has hours that begin on them."""
    dates = (first_day + timedelta(days=day) for day in range(problem.days + 1))
    return np.array([any(queue.open.on(date) for queue in shop.settings.queues) for date in dates])


def _lies_inside(span: Window, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether minutes of a day lie wholly in the span of the day, or of the evening before."""
    if span.end - span.start >= MINUTES_PER_DAY:
        return np.ones(start.shape, dtype=np.bool_)
    today = (span.start <= start) & (end <= span.end)
    return np.asarray(today | ((span.start <= start + MINUTES_PER_DAY) & (end + MINUTES_PER_DAY <= span.end)))


def _presence_before(
    problem: Problem, shop: Shop, earlier: EarlierWork, start: datetime
) -> NDArray[np.int64]:
    """Who of earlier plans' shifts is at the desk, on the meal, or on a break or at a meeting, -1 = away,
    (agents, slots)."""
    agents = shop.agents
    presence = np.full((len(agents), problem.slots), _AWAY, dtype=np.int64)
    place = {agent.id: position for position, agent in enumerate(agents)}
    what = {"meal": ON_MEAL, "break": ON_BREAK} | {meeting.name: ON_BREAK for meeting in shop.meetings}

    def fill(frame: pd.DataFrame, states: Sequence[int]) -> None:
        reaching = (frame["end"] > pd.Timestamp(start)) & frame["agent_id"].isin(place)
        for agent, begin, end, state, reaches in zip(
            frame["agent_id"], frame["start"], frame["end"], states, reaching, strict=True
        ):
            if reaches:
                first, last = (
                    int((moment - pd.Timestamp(start)) // pd.Timedelta(minutes=problem.interval_minutes))
                    for moment in (begin, end)
                )
                presence[place[agent], max(0, first) : max(0, last)] = state

    fill(earlier.roster, [AT_DESK] * len(earlier.roster))
    fill(earlier.activities, [what.get(name, AT_DESK) for name in earlier.activities["activity"]])
    return presence


def broken_team_rules(
    shop: Shop, problem: Problem, solution: Solution, first_day: date
) -> list[dict[str, Any]]:
    """Each stretch in which a roster breaks a rule, by rule and time.

    Keys: ``rule`` (its name), ``from``, ``until``, ``most`` (people missing or too many at the worst
    interval), ``hours`` (person-hours, or persons by day), and ``agent`` of a rule that people work together:
    who does not work with the first.
    """
    found: list[dict[str, Any]] = []
    start = datetime.combine(first_day, time())
    counts = joint_counts(problem, solution.assignments, solution.activities)
    for told, row, count in zip(_rows(problem, shop, first_day), problem.joint_rows, counts, strict=True):
        outside = sum(row.outside(count))
        persons = np.asarray(outside) * row.hours / (1.0 if row.by_day else problem.interval_minutes / 60)
        for first, last in _stretches(persons > 0):
            length = problem.slots_per_day if row.by_day else last - first
            found.append(
                {
                    "rule": told.rule.name,
                    **({} if told.other is None else {"agent": told.other}),
                    "from": _moment(start, problem, first),
                    "until": _moment(start, problem, first + length),
                    "most": round(float(persons[first:last].max()), 2),
                    "hours": round(float(np.asarray(outside)[first:last].sum() * row.hours), 4),
                }
            )
    return found


def _stretches(broken: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First slot and the one after the last of each run."""
    borders = np.flatnonzero(np.diff(np.concatenate([[False], broken, [False]]).astype(np.int8)))
    return list(zip(borders[::2].tolist(), borders[1::2].tolist(), strict=True))


def _moment(start: datetime, problem: Problem, slot: int) -> str:
    return (start + timedelta(minutes=slot * problem.interval_minutes)).isoformat(timespec="minutes")
