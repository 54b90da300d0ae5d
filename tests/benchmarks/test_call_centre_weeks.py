"""The generated weeks are what they say, and are judged by code that sees every broken rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.rosters import coverage, legal
from benchmarks.rosters.aggregated_bound import aggregated_bound
from benchmarks.rosters.call_centre_weeks import LOAD, UNCOVERED, week
from benchmarks.rosters.named_catalogue import multiplied
from benchmarks.rosters.plain_cp_sat import solve
from scheduler.roster.problem.problem import THOUSANDTHS, Lock, Problem
from scheduler.roster.problem.solution import MEAL, STANDBY, Activity, Assignment


@pytest.fixture(scope="module")
def forty() -> Problem:
    return week(40)


def shift_at(problem: Problem, name: str) -> int:
    return next(s for s, shift in enumerate(problem.shifts) if shift.name == name)


def test_the_same_seed_gives_the_same_week(forty: Problem) -> None:
    """And another seed another."""
    again, other = week(40), week(40, seed=2)
    assert (again.required == forty.required).all()
    assert again.agents == forty.agents
    assert other.agents != forty.agents


def test_the_team_is_made_of_the_shares_it_should(forty: Problem) -> None:
    """Six skill sets, seven in ten full time, half with a day off, three in ten with a window."""
    assert len({agent.skills for agent in forty.agents}) == 6
    assert sum(agent.max_minutes_week == 2400 for agent in forty.agents) == 28
    assert sum(agent.weekdays is not None for agent in forty.agents) == 20
    assert sum(agent.hours is not None for agent in forty.agents) == 12


@pytest.mark.parametrize("interval", [15, 30, 60])
def test_demand_is_the_team_s_hours_times_the_load(interval: int) -> None:
    """Never nobody while open, the sale's opening the busiest half hour of Wednesday."""
    problem = week(200, interval)
    hours = sum(agent.max_minutes_week or 0 for agent in problem.agents) / 60
    wanted = problem.required.sum() / THOUSANDTHS * interval / 60
    assert wanted == pytest.approx(LOAD * hours, rel=0.002)
    assert problem.required[problem.open].min() >= THOUSANDTHS
    wednesday = problem.required.sum(axis=0)[2 * problem.slots_per_day : 3 * problem.slots_per_day]
    assert 20 <= int(wednesday.argmax()) * interval / 60 < 21


def test_long_shifts_have_a_meal_in_their_middle(forty: Problem) -> None:
    """Six hours and more: 60 minutes in two hours, half of the shift before them and half after."""
    for shift in forty.shifts:
        long = shift.end - shift.start >= 360
        assert shift.meal_minutes == (60 if long else 0)
        if long:
            assert shift.meal_to - shift.meal_from == 120
            assert abs((shift.meal_from - shift.start) - (shift.end - shift.meal_to)) <= 30


def test_the_objective_is_slots_paid_and_twenty_for_each_missing(forty: Problem) -> None:
    """For whatever roster a search ends with; nobody is wanted where these few could never be."""
    names = ("08:00+6", "10:00+4", "14:00+6")
    able = frozenset(shift_at(forty, name) for name in names)
    agents = tuple(
        replace(agent, skills=frozenset({0, 1, 2}), shifts=able, weekdays=None, hours=None)
        for agent in forty.agents[:5]
    )
    hour = np.arange(forty.slots) * 0.5 % 24
    wanted = np.where((hour >= 8) & (hour < 20), forty.required, 0)
    problem = replace(forty, agents=agents, required=wanted)
    solution, _ = solve(problem, seconds=3)
    assert solution is not None
    missing = coverage.missing(problem, solution.activities).sum()
    paid = coverage.paid_slots(problem, solution.assignments)
    assert solution.objective == pytest.approx(paid + UNCOVERED * missing)
    assert legal.broken(problem, solution.assignments) == []
    assert legal.broken_activities(problem, solution.assignments, solution.activities) == []


def test_rest_days_and_hours_are_seen_when_broken(forty: Problem) -> None:
    """Ten hours of rest are too few, seven days and 41 hours in a week too many."""
    free = replace(forty.agents[0], max_minutes_week=2400, shifts=None, weekdays=None, hours=None)
    problem = replace(forty, agents=(free,))
    late, early = shift_at(problem, "14:00+6"), shift_at(problem, "06:00+6")
    assert (
        "600 minutes of rest" in legal.broken(problem, [Assignment(0, 0, late), Assignment(0, 1, early)])[0]
    )
    assert legal.broken(problem, [Assignment(0, 0, late), Assignment(0, 1, late)]) == []
    assert "7 days in week 0" in legal.broken(problem, [Assignment(0, d, early) for d in range(7)])[0]
    nine = shift_at(problem, "08:00+9.5")
    assert "2550 minutes" in legal.broken(problem, [Assignment(0, d, nine) for d in range(5)])[0]


def test_windows_locks_and_days_off_are_seen_when_broken(forty: Problem) -> None:
    """A shift half outside the agent's hours, on the weekday off, and not the one that is locked."""
    tied = replace(
        forty.agents[0], shifts=None, hours=(1020, 1860), weekdays=frozenset(range(6)), max_minutes_week=None
    )
    problem = replace(forty, agents=(tied,), locks=(Lock(0, 1, None),))
    night, morning = shift_at(problem, "23:00+8"), shift_at(problem, "07:00+4")
    assert legal.broken(problem, [Assignment(0, 0, night)]) == []
    assert "outside the agent's hours" in legal.broken(problem, [Assignment(0, 2, morning)])[0]
    assert "always off" in legal.broken(problem, [Assignment(0, 6, night)])[0]
    assert "lock of day 1" in legal.broken(problem, [Assignment(0, 1, night)])[0]


def test_activities_are_judged(forty: Problem) -> None:
    """Gaps, a meal outside its window, a queue that the agent cannot serve, standing by in vain."""
    problem = replace(forty, agents=(replace(forty.agents[0], skills=frozenset({0})),))
    work = [Assignment(0, 0, shift_at(problem, "08:00+6"))]

    def found(*rows: tuple[int, int, int]) -> list[str]:
        return legal.broken_activities(
            problem, work, [Activity(0, 60 * a, 60 * b, what) for a, b, what in rows]
        )

    assert found((8, 10, 0), (10, 11, MEAL), (11, 14, 0)) == []
    assert "do not fill" in found((8, 10, 0), (10, 11, MEAL), (12, 14, 0))[0]
    assert "outside its window" in found((8, 9, MEAL), (9, 14, 0))[0]
    assert "without the skill" in found((8, 10, 1), (10, 11, MEAL), (11, 14, 0))[0]
    assert "stands by" in found((8, 10, STANDBY), (10, 11, MEAL), (11, 14, 0))[0]
    assert "outside shifts" in found((8, 10, 0), (10, 11, MEAL), (11, 14, 0), (15, 16, 0))[0]


def test_people_in_line_again_bring_their_demand(forty: Problem) -> None:
    """60 of 40: half as much again is wanted, and the first twenty stand in line twice."""
    locked = replace(forty, locks=(Lock(3, 1, None),))
    more = multiplied(locked, 60)
    assert len({agent.id for agent in more.agents}) == len(more.agents) == 60
    assert replace(more.agents[43], id="") == replace(forty.agents[3], id="")
    assert [lock.agent for lock in more.locks] == [3, 43]
    assert (more.required == np.round(forty.required * 1.5)).all()


def test_the_benchmark_s_own_bound_is_what_must_be_paid() -> None:
    """One person who can do all that is wanted: five shifts of six hours, five paid hours each."""
    problem = week(40, 60)
    shift = shift_at(problem, "08:00+6")
    agent = replace(
        problem.agents[0], skills=frozenset({0}), shifts=frozenset({shift}), weekdays=None, hours=None
    )
    required = np.zeros_like(problem.required)
    required[0, [24 * day + 9 for day in range(5)]] = THOUSANDTHS
    alone = replace(problem, agents=(replace(agent, max_minutes_week=2400),), required=required)
    assert aggregated_bound(alone) == pytest.approx(25)
    off = replace(alone, agents=(replace(alone.agents[0], weekdays=frozenset({1, 2, 3, 4})),))
    assert aggregated_bound(off) == pytest.approx(20 + UNCOVERED)
