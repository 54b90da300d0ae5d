"""From a search's result to a solution: the objective is what the roster costs."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from scheduler.roster.assignment.result import to_solution
from scheduler.roster.cpsat.model import arrange
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.solution import Assignment, Limits
from scheduler.roster.solve import _result, search_budget
from tests.scheduler.roster.problems import agent, problem


@pytest.mark.parametrize("loose", [0, 31 * POINT])
def test_a_loose_objective_is_brought_down_to_what_the_roster_costs(loose: int) -> None:
    """A solver stopped early may leave its cost variables above what its solution costs."""
    case = problem([agent("a"), agent("b")], days=2, need=2.0)
    limits, assignments = Limits(), (Assignment(0, 0, 0), Assignment(1, 1, 1))
    found = _result(case, arrange(case, search_budget(limits), assignments))
    told = to_solution(case, replace(found, objective=found.objective + loose), time.perf_counter(), limits)
    costs = sum(part.points for part in objective_parts(case, told.assignments, told.activities))
    assert told.objective == pytest.approx(costs, abs=0.1)
