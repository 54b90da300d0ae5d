"""Regular starts and single days: by hand, and alike in both engines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.weights import Weights
from scheduler.roster.local_search.regular_starts import find_regular_starts
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.lone_days import count_lone_days, lone_days
from scheduler.roster.objective.regular_starts import minutes_away
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import PastShift, Problem, Shift
from scheduler.roster.problem.solution import Assignment, Engine, Limits
from scheduler.roster.solve import find_roster
from tests.scheduler.roster.problems import EARLY, LATE, PLAIN, agent, problem

LIMITS = Limits(seconds=3600.0, work=2.0)
ENGINES: tuple[Engine, ...] = ("cp-sat", "hybrid")


def worked(*days: int) -> tuple[PastShift, ...]:
    return tuple(PastShift(day, day * 1440 + 480, day * 1440 + 960, 480) for day in days)


@pytest.mark.parametrize(
    ("start", "regular", "minutes"),
    [(480, 480, 0), (540, 480, 0), (541, 480, 61), (480, 930, 450), (1410, 30, 0), (1380, 30, 90)],
)
def test_the_distance_is_the_shorter_way_around_the_clock(start: int, regular: int, minutes: int) -> None:
    """Nothing up to an hour; 23:30 is an hour from 00:30, 23:00 is an hour and a half."""
    assert minutes_away(start, regular) == minutes == minutes_away(regular, start)


@pytest.mark.parametrize(
    ("before", "days", "off", "on"),
    [
        ("..", "x.x....", 1, 2),  # each of the first three days stands alone
        (".x", ".x.....", 1, 2),  # the day before alone, the first day off alone, the second day alone
        ("xx", ".x.....", 1, 1),
        ("x.", "xx.....", 1, 0),  # the day off before the plan
        ("..", ".....x.", 0, 1),
        ("..", "....x.x", 1, 1),  # what follows the last day is not known
        ("..", "......x", 0, 0),
        (None, "x.x....", 1, 1),  # nothing is known of the days before
    ],
)
def test_single_days_by_hand(before: str | None, days: str, off: int, on: int) -> None:
    """Letters are days, x a worked one; the two before the plan, then its own."""
    past = worked(*(day - 2 for day, letter in enumerate(before or "") if letter == "x"))
    case = problem([agent(past=past)], plan_before=before is not None)
    working = {day for day, letter in enumerate(days) if letter == "x"}
    assert count_lone_days(case, 0, working) == (off, on)


def test_the_first_day_ends_what_was_begun() -> None:
    """Work after one day off, a day off after one day of work."""
    priced = replace(PLAIN, single_day_off=2.0, single_working_day=3.0)
    lone = lone_days(problem([agent(past=worked(-2))], weights=priced), 0)
    assert (lone.first_on, lone.first_off) == (2000, 0)
    lone = lone_days(problem([agent(past=worked(-1))], weights=priced), 0)
    assert (lone.first_on, lone.first_off) == (0, 3000)


def _two_kinds(weights: Weights) -> Problem:
    """Two people wanted early and two late on each of five days, by four people."""
    need = np.zeros((1, 5 * 24 + 12))
    for day in range(5):
        need[0, day * 24 + 8 : day * 24 + 24] = 2
    team = [agent(f"{place}") for place in range(4)]
    return problem(team, shifts=[EARLY, LATE], days=5, need=need, weights=weights)


def test_regular_starts_fit_the_demand() -> None:
    """Half of the people begin early as a rule, half late, and nobody leaves the own start."""
    case = _two_kinds(replace(PLAIN, regular_start=0.05))
    found = find_roster(case, LIMITS)
    assert sorted(found.regular_starts, key=str) == [480, 480, 960, 960]
    parts = {part.name: part for part in objective_parts(case, found.assignments, found.activities)}
    assert parts["shortage"].points == 0
    starts = [case.shifts[a.shift].start for a in found.assignments]
    assert starts == [found.regular_starts[a.agent] for a in found.assignments]


def test_a_given_start_stays_and_past_shifts_speak() -> None:
    """One begins late by agreement; who began late for a week goes on so; nobody has one who cannot work."""
    late = tuple(PastShift(day, day * 1440 + 960, day * 1440 + 1440, 480) for day in range(-7, -1))
    case = _two_kinds(replace(PLAIN, regular_start=0.05))
    away = replace(case.agents[3], leave=frozenset(range(5)))
    first, second, third, _ = case.agents
    team = (replace(first, regular_start=960), replace(second, past=late), third, away)
    starts = find_regular_starts(replace(case, agents=team), Budget(LIMITS))
    assert starts == (960, 960, 480, None)


def test_nights_before_do_not_speak() -> None:
    """Who worked nights last week is not the one who works them for that reason."""
    night = Shift("night", 1320, 1800)
    nights = tuple(PastShift(day, day * 1440 + 1320, day * 1440 + 1800, 480) for day in range(-6, -2))
    need = np.zeros((1, 5 * 24 + 12))
    need[0, 8:16] = need[0, 32:40] = need[0, 56:64] = 1
    case = problem([agent(past=nights)], shifts=[EARLY, night], days=5, need=need)
    case = replace(case, weights=replace(PLAIN, regular_start=0.05))
    assert find_regular_starts(case, Budget(LIMITS)) == (480,)


@pytest.mark.parametrize("engine", ENGINES)
def test_rest_days_come_together(engine: Engine) -> None:
    """Three of five days are worked, whichever; with a price none of them stands alone, and no day off."""
    need = np.zeros((1, 5 * 24 + 12))
    for day in range(5):
        need[0, day * 24 + 8 : day * 24 + 16] = 0.9
    case = problem([agent(max_minutes_week=3 * 480)], shifts=[EARLY], days=5, need=need)
    case = replace(case, weights=replace(PLAIN, single_day_off=0.1, single_working_day=0.1))
    found = find_roster(case, replace(LIMITS, engine=engine))
    days = [a.day for a in found.assignments]
    assert len(days) == 3
    assert count_lone_days(case, 0, set(days)) == (0, 0)
    assert found.status == "optimal"


def test_the_parts_are_told() -> None:
    """Seven and a half hours away, once; a single day off and, before the plan, nothing."""
    weights = replace(PLAIN, regular_start=0.05, single_day_off=0.1, single_working_day=0.2)
    team = [replace(agent(past=worked(-2, -1)), regular_start=480)]
    case = problem(team, shifts=[EARLY, LATE], weights=weights)
    roster = (Assignment(0, 0, 0), Assignment(0, 2, 1), Assignment(0, 3, 0))
    parts = {part.name: part for part in objective_parts(case, roster, ())}
    assert (parts["regular_start"].amount, parts["regular_start"].points) == (8, 0.4)
    assert (parts["single_days"].amount, parts["single_days"].points) == (1, 0.1)
