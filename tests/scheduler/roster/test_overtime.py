"""Overtime and holidays in the search: by hand, and against every legal roster there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.rosters.random_small import small_problem, with_overtime, wrong_with
from scheduler.domain.overtime import Overtime
from scheduler.domain.rules import Rules
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.overtime import OvertimeWorked, overtime_worked
from scheduler.roster.problem.problem import Agent, PastShift, Problem, Shift
from scheduler.roster.problem.solution import Assignment, Engine, Limits, Solution
from scheduler.roster.solve import find_roster
from tests.scheduler.roster.problems import PLAIN, agent, problem

pytestmark = pytest.mark.slow

DAY, LONG = Shift("day", 480, 960), Shift("long", 480, 1080)
CHINA = Rules(overtime=Overtime(), max_days_per_week=6, min_rest_hours=11)


def busy(agents: list[Agent], **changes: object) -> Problem:
    """A week in which two people are needed from 8 to 18, and one of them is there."""
    need = np.zeros((1, 7 * 24 + 12))
    for day in range(7):
        need[0, day * 24 + 8 : day * 24 + 18] = 2
    return problem(agents, shifts=(DAY, LONG), need=need, rules=CHINA, **changes)  # type: ignore[arg-type]


def parts_of(one: Problem, solution: Solution) -> dict[str, tuple[float, float]]:
    parts = objective_parts(one, solution.assignments, solution.activities)
    return {part.name: (part.amount, part.points) for part in parts}


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
@pytest.mark.parametrize("seed", [1, 5, 10, 282, 479, 536])
def test_the_engines_find_the_least_of_all_legal_rosters(seed: int, engine: Engine) -> None:
    """Legal, its objective its cost, the least, and no bound above it."""
    assert with_overtime(small_problem(seed), seed).rules.overtime is not None
    assert wrong_with(seed, 10, engine, overtime=True) == ""


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_none_little_and_as_much_as_the_law_allows(engine: Engine) -> None:
    """Nobody comes for more than 40 hours without it; then first for the day on which nobody is there."""
    hours = {}
    for minutes in (0, 8 * 60, 20 * 60):
        one = busy([agent("a", overtime_minutes=(minutes,))])
        found = find_roster(one, Limits.within(10, engine=engine))
        worked = overtime_worked(one, found.assignments).get(0, OvertimeWorked())
        hours[minutes] = worked.extended / 60, worked.rest_day / 60
        assert parts_of(one, found)["overtime"][0] == sum(hours[minutes])
    # Six long days are 12 hours beyond the day and 8 beyond the week.
    assert hours == {0: (0, 0), 480: (0, 8), 1200: (12, 8)}


def test_what_an_hour_costs() -> None:
    """33 an hour: 1.5 and 2 times; an hour weighs two points beside its pay."""
    weights = replace(PLAIN, cost=0.01, overtime=2.0)
    one = busy([agent("a", overtime_minutes=(20 * 60,), hourly_cost=33.0)], weights=weights)
    found = find_roster(one, Limits.within(10))
    parts = parts_of(one, found)
    assert parts["cost"][0] == pytest.approx(60 * 33 + 12 * 33 * 0.5 + 8 * 33 * 1.0)
    # Beyond the week each minute is a whole number of thousandths: 39 for 38.83.
    assert parts["overtime"] == (20, pytest.approx(12 * 2 + 8 * 60 * 0.039 - 8 * 0.33))
    assert sum(points for _, points in parts.values()) == pytest.approx(found.objective, abs=0.01)


def test_what_earlier_plans_left_of_the_week() -> None:
    """Two days of 10 hours before: 24 ordinary hours are left, and four of overtime are gone."""
    past = tuple(PastShift(day, day * 1440 + 480, day * 1440 + 1080, 600, 1) for day in (-2, -1))
    one = busy([agent("a", past=past, overtime_minutes=(6 * 60, 0))], first_weekday=2)
    assignments = tuple(Assignment(0, day, 0) for day in range(4))
    assert overtime_worked(one, assignments)[0].rest_day == 8 * 60
    found = find_roster(one, Limits.within(10))
    worked = overtime_worked(one, found.assignments)[0]
    assert worked.extended + worked.rest_day <= 2 * 60


def test_a_holiday_is_paid_three_times_and_is_no_overtime() -> None:
    """Six days with a holiday among them are 40 ordinary hours and 8 at three times."""
    one = busy([agent("a", hourly_cost=30.0)], pay_factors={3: 3.0})
    assignments = tuple(Assignment(0, day, 0) for day in range(6))
    assert overtime_worked(one, assignments) == {0: OvertimeWorked(0, 0, 480, 0.0, 16.0)}
    found = find_roster(one, Limits.within(10))
    assert len(found.assignments) == 6
    assert 3 in {each.day for each in found.assignments}


def test_holidays_are_left_to_whoever_is_cheaper() -> None:
    """One is needed every day; two can come, and on the holiday it is the one with the lower pay."""
    weights = replace(PLAIN, cost=0.01)
    need = np.zeros((1, 7 * 24 + 12))
    need[0, 8:16] = need[0, 3 * 24 + 8 : 3 * 24 + 16] = 1
    people = [agent("dear", hourly_cost=50.0), agent("cheap", hourly_cost=20.0)]
    one = problem(people, shifts=(DAY,), need=need, weights=weights, pay_factors={3: 3.0})
    found = find_roster(one, Limits.within(10))
    assert {(each.agent, each.day) for each in found.assignments} == {(1, 0), (1, 3)}


def test_problems_that_contradict_themselves_are_refused() -> None:
    """Overtime of other weeks than the plan has; pay below the ordinary."""
    with pytest.raises(ValueError, match="overtime_minutes of 2 weeks, not 1"):
        busy([agent("a", overtime_minutes=(0, 0))])
    with pytest.raises(ValueError, match=r"pay_factors of day 3: 0\.5 below 1"):
        busy([agent("a")], pay_factors={3: 0.5})
