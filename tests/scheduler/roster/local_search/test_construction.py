"""The initial roster: from a warm start, and where best responses find nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import (
    Lock,
)
from scheduler.roster.problem.solution import Assignment, Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import find_roster
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.team import Team
from tests.scheduler.roster.teams import starts_of_pattern, week_of

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=3600.0, work=0.6, engine="hybrid")


def test_locks_and_the_feasible_part_of_a_warm_start_are_kept() -> None:
    """A locked shift is worked; a start that breaks rules is mended, and what is legal of it stays."""
    case = replace(week_of(6), locks=(Lock(0, 3, 2), Lock(1, 3, None)))
    start = (Assignment(2, 0, 2), Assignment(2, 1, 0), Assignment(3, 0, 0), Assignment(3, 1, 0))
    team = Team(case, restrictions(case))
    construct_initial(team, start, Budget(Limits(work=5.0)))
    begun = set(team.assignments)
    assert {Assignment(3, 0, 0), Assignment(3, 1, 0), Assignment(0, 3, 2)} <= begun
    assert len(begun & set(start[:2])) == 1  # night, then early: one of them
    found = find_roster(case, LIMITS, start)
    assert Assignment(0, 3, 2) in found.assignments
    assert not [a for a in found.assignments if (a.agent, a.day) == (1, 3)]


def test_agents_without_a_feasible_response_get_any_feasible_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no response finds a pattern there is a first roster all the same; everybody keeps the rules."""
    case = week_of(6)
    team = Team(case, restrictions(case))
    monkeypatch.setattr(Team, "best_response", lambda *_: False)
    construct_initial(team, (), Budget(Limits(work=5.0)))
    assert (team.pattern >= 0).any(axis=1).all()
    for a in range(6):
        again = team.cheapest_patterns(a, np.where(starts_of_pattern(team.pattern[a], 4), -1e6, NEVER), 64)
        assert (again.patterns[0] == team.pattern[a]).all()
