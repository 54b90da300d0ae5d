"""Charge shortest paths to the budget: deterministic work instead of measured time."""

from __future__ import annotations

from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.team import Team

_PATH_SECONDS, _START_SECONDS, _STEP_SECONDS = 1e-4, 2.5e-7, 4e-9
"""Of a shortest path, of each possible start in it, and of each of its steps, on a quiet machine."""


def charge_shortest_paths(team: Team, budget: Budget, paths: int) -> None:
    """Charge so many shortest paths, and the steps that they took."""
    problem = team.model.problem
    each = _PATH_SECONDS + _START_SECONDS * problem.days * len(problem.shifts)
    budget.charge_seconds(paths * each + team.take_steps() * _STEP_SECONDS)
