"""The hard rules over Booleans ``works[agent, day][shift]``, written down one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.problem.problem import MINUTES_PER_DAY, Limit, Problem
from scheduler.roster.rules.eligibility import touches_night

Expression = Any
Works = dict[tuple[int, int], dict[int, cp_model.IntVar]]


def add_rules(cp: cp_model.CpModel, problem: Problem, works: Works) -> None:
    """Every rule that looks at more than one shift. Runs and weeks of earlier plans are counted on."""
    follow = _may_not_follow(problem)
    for agent in range(len(problem.agents)):
        on = [sum(works.get((agent, day), {}).values()) for day in range(problem.days)]
        _successions(cp, problem, works, agent, follow)
        _locks(cp, problem, on, agent)
        _weeks(cp, problem, works, agent)
        _runs(cp, problem, on, agent)
        for limit in problem.agents[agent].limits:
            _limit(cp, problem, works, on, agent, limit)


def _may_not_follow(problem: Problem) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Shape (shifts, shifts): the second may not start on the day after the first."""
    rest = 60 * int(problem.rules.min_rest_hours or 0)
    starts = np.array([shift.start for shift in problem.shifts])
    ends = np.array([shift.end for shift in problem.shifts])
    forbidden = starts + MINUTES_PER_DAY < ends[:, None] + rest
    for first, second in problem.forbidden_pairs:
        forbidden[first, second] = True
    if (ends.max() + rest) > 2 * MINUTES_PER_DAY + starts.min():
        raise ValueError("a shift that reaches the day after the next")
    return np.asarray(forbidden)


def _successions(
    cp: cp_model.CpModel,
    problem: Problem,
    works: Works,
    agent: int,
    forbidden: np.ndarray[Any, np.dtype[np.bool_]],
) -> None:
    """Shifts that forbid the same ones share a row: all of them and all of those are at most one."""
    rows, kind = np.unique(forbidden, axis=0, return_inverse=True)
    for day in range(problem.days - 1):
        before, after = works.get((agent, day), {}), works.get((agent, day + 1), {})
        for number, row in enumerate(rows):
            first = [v for s, v in before.items() if kind[s] == number]
            second = [v for s, v in after.items() if row[s]]
            if first and second:
                cp.add_at_most_one(first + second)
    past = problem.agents[agent].past
    if past:
        free = max(shift.end for shift in past) + 60 * (problem.rules.min_rest_hours or 0)
        for day in range(min(problem.days, free // MINUTES_PER_DAY + 1)):
            for s, v in works.get((agent, day), {}).items():
                last = past[-1].shift if past[-1].day == -1 and day == 0 else None
                if day * MINUTES_PER_DAY + problem.shifts[s].start < free or (
                    last is not None and forbidden[last, s]
                ):
                    cp.add(v == 0)


def _locks(cp: cp_model.CpModel, problem: Problem, on: list[Expression], agent: int) -> None:
    for lock in problem.locks:
        if lock.agent == agent and lock.shift is not None:
            cp.add(on[lock.day] == 1)


def _weeks(cp: cp_model.CpModel, problem: Problem, works: Works, agent: int) -> None:
    rules, person = problem.rules, problem.agents[agent]
    for week in range(problem.week(problem.days - 1) + 1):
        days = [day for day in range(problem.days) if problem.week(day) == week]
        past = [shift for shift in person.past if problem.week(shift.day) == week]
        chosen = [(s, v) for day in days for s, v in works.get((agent, day), {}).items()]
        shops = None if rules.max_hours_per_week is None else round(60 * rules.max_hours_per_week)
        maxima = [m for m in (shops, person.max_minutes_week) if m is not None]
        if maxima and chosen:
            paid = sum(problem.shifts[s].paid_minutes * v for s, v in chosen)
            cp.add(paid <= max(0, min(maxima) - sum(shift.paid_minutes for shift in past)))
        if rules.max_days_per_week is not None and chosen:
            cp.add(sum(v for _, v in chosen) <= max(0, rules.max_days_per_week - len(past)))
        most = rules.max_night_shifts_per_week
        nights = [v for s, v in chosen if touches_night(problem.shifts[s], rules.night_hours)]
        if most is not None and nights:
            done = sum(_at_night(problem, s.day, s.start, s.end) for s in past)
            cp.add(sum(nights) <= max(0, most - done))


def _at_night(problem: Problem, day: int, start: int, end: int) -> bool:
    opens, closes = problem.rules.night_hours.start, problem.rules.night_hours.end
    midnights = [(day + offset) * MINUTES_PER_DAY for offset in (-1, 0, 1)]
    return any(start < midnight + closes and midnight + opens < end for midnight in midnights)


def _runs(cp: cp_model.CpModel, problem: Problem, on: list[Expression], agent: int) -> None:
    rules, person = problem.rules, problem.agents[agent]

    def own(mine: int | None, everybodys: int | None) -> int | None:
        return everybodys if mine is None else mine

    worked = {shift.day for shift in person.past}
    most = own(person.rules.max_consecutive_days, rules.max_consecutive_days)
    if most is not None:
        for last in range(problem.days):
            stretch = range(last - most, last + 1)
            before = sum(day in worked for day in stretch)
            cp.add(sum(on[day] for day in stretch if day >= 0) <= max(0, most - before))
    off = [1 - works for works in on]
    for least, row in (
        (own(person.rules.min_consecutive_days, rules.min_consecutive_days), on),
        (own(person.rules.min_consecutive_days_off, rules.min_consecutive_days_off), off),
    ):
        if least is None or least < 2:
            continue
        if worked or problem.plan_before:
            raise ValueError("shortest runs over the border to an earlier plan are not in the plain model")
        for day in range(1, problem.days):
            for later in range(day + 1, min(day + least, problem.days)):
                cp.add(row[day] - row[day - 1] <= row[later])


def _limit(
    cp: cp_model.CpModel, problem: Problem, works: Works, on: list[Expression], agent: int, limit: Limit
) -> None:
    days = range(max(0, limit.first_day), min(problem.days - 1, limit.last_day) + 1)
    if problem.agents[agent].past:
        raise ValueError("limits over the border to an earlier plan are not in the plain model")
    terms: Iterable[Expression]
    if limit.measure == "weekends":
        if limit.shifts is not None:
            raise ValueError("weekends of some shifts only are not in the plain model")
        terms = _weekends(cp, problem, on, days)
    else:
        amount: Callable[[int], int] = (
            (lambda s: problem.shifts[s].paid_minutes) if limit.measure == "minutes" else lambda s: 1
        )
        terms = [
            amount(s) * v
            for day in days
            for s, v in works.get((agent, day), {}).items()
            if limit.shifts is None or s in limit.shifts
        ]
    total = sum(terms)
    cp.add(total >= limit.least)
    if limit.most is not None:
        cp.add(total <= limit.most)


def _weekends(cp: cp_model.CpModel, problem: Problem, on: list[Expression], days: range) -> list[Expression]:
    weekends: dict[int, list[int]] = {}
    for day in days:
        if problem.weekday(day) >= 5:
            weekends.setdefault(problem.week(day), []).append(day)
    found = []
    for members in weekends.values():
        works = cp.new_bool_var("")
        for day in members:
            cp.add(works >= on[day])
        cp.add(works <= sum(on[day] for day in members))
        found.append(works)
    return found
