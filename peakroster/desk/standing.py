"""The plan on the desk as its problem and roster, from which trials begin."""

from __future__ import annotations

from peakroster.desk.roster import Desk, activities_on, assignments_of, problem_of
from peakroster.tables.findings import Finding, InputError
from scheduler.alternatives.standing_roster import standing_roster
from scheduler.alternatives.trials import Roster
from scheduler.roster.problem.problem import Problem


def standing(desk: Desk) -> tuple[Problem, Roster]:
    """The problem of the plan on the desk and its roster. Raises InputError for a plan without a roster."""
    plan = desk.plan
    for part in ("requirement", "roster"):
        if getattr(plan, part) is None:
            raise InputError([Finding("error", "stage_missing", f"plans/{plan.first_day}/{part}.csv")])
    problem = problem_of(desk)
    team = standing_roster(problem, assignments_of(desk), activities_on(desk)).team
    return problem, Roster(team.pattern.copy(), team.placed.copy())
