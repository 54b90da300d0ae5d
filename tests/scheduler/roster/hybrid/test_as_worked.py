"""The last phase of a search: shifts and queues together, where handing the queues out has cost something."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.hybrid.as_worked import improve_as_worked
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.joint_rows import JointRow
from scheduler.roster.problem.meetings import Meeting
from scheduler.roster.problem.problem import Problem, Shift
from scheduler.roster.problem.solution import Assignment, Limits, Solution
from scheduler.roster.rearrange import rearrange_roster
from scheduler.roster.solve import find_roster
from tests.scheduler.roster.problems import agent, problem

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=3600.0, work=20.0)


def torn() -> Problem:
    """Need that moves from one queue to the other; nobody may follow it."""
    need = np.zeros((2, 36))
    need[0, 8:10] = need[1, 10:12] = 1.0
    shifts = (Shift("both", 480, 720), Shift("first", 480, 600), Shift("second", 600, 720))
    people = [agent("a", (0, 1)), agent("b", (0, 1))]
    rules = Rules(max_activity_changes=0)
    return problem(people, shifts=shifts, need=need, days=1, queues=("p", "q"), rules=rules)


def as_counted(case: Problem) -> Solution:
    """One person in the long shift, as a search would have it that lets them change."""
    return rearrange_roster(case, LIMITS, (Assignment(0, 0, 0),), ())


def points(case: Problem, found: Solution) -> float:
    return sum(part.points for part in objective_parts(case, found.assignments, found.activities))


def test_what_handing_out_has_lost_is_found_again() -> None:
    case = torn()
    before = as_counted(case)
    found = improve_as_worked(case, before, before.activities, 0.0, Budget(LIMITS))
    assert found.objective < before.objective - 20
    assert found.objective == pytest.approx(points(case, found), abs=1e-3)
    assert found.bound <= found.objective
    assert len(found.assignments) == 2


def test_it_is_the_last_phase_of_a_search() -> None:
    case = torn()
    found = find_roster(case, replace(LIMITS, engine="hybrid"))
    least = improve_as_worked(case, as_counted(case), as_counted(case).activities, 0.0, Budget(LIMITS))
    assert found.objective <= least.objective + 0.3


def test_where_nothing_was_lost_nothing_is_done() -> None:
    case = torn()
    before, budget = as_counted(case), Budget(LIMITS)
    assert improve_as_worked(case, before, before.activities, before.objective, budget) is before
    assert budget.used == 0


def test_plans_whose_rules_it_does_not_know_stay() -> None:
    case = torn()
    row = JointRow(
        "together",
        np.ones((2, 3), dtype=np.int64),
        np.zeros(36, dtype=np.int64),
        np.full(36, 5, dtype=np.int64),
        below=1,
        above=1,
        before=np.zeros(36, dtype=np.int64),
    )
    tied = replace(case, joint_rows=(row,))
    before = as_counted(case)
    assert improve_as_worked(tied, before, before.activities, 0.0, Budget(LIMITS)) is before


def test_meetings_are_put_into_what_was_found() -> None:
    """Both are at the desk only where shifts and queues were chosen together; each has a meeting beside."""
    meeting = Meeting(0, 60, 480, 600, frozenset({0, 1}), apart=True)
    case = replace(torn(), meetings=(meeting,))
    before = as_counted(torn())
    found = improve_as_worked(case, before, before.activities, 0.0, Budget(LIMITS))
    assert found.objective == pytest.approx(points(case, found), abs=1e-3)
    assert found.objective <= before.objective
