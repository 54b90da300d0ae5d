"""The LNS neighbourhood model: what is free, fixed and hinted."""

from __future__ import annotations

import numpy as np

from scheduler.roster.cpsat.fixing import FixedModel
from scheduler.roster.cpsat.model import CpSolution, Model, build, complete_fixed_shifts
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.team.team import Team
from tests.scheduler.roster.teams import fortnight


def roster(case: Problem, seed: int) -> tuple[Model, CpSolution]:
    """A first roster of the hybrid's, as CP-SAT knows it."""
    model, budget = build(case), Budget(Limits(seed, 120.0, 5.0))
    team = Team(case, restrictions(case))
    construct_initial(team, (), budget)
    known = complete_fixed_shifts(model, team.assignments, budget)
    assert known is not None
    return model, known


def test_one_copy_serves_all_neighbourhoods() -> None:
    """Whatever was free before: the same as in a new copy, the other shifts as they are known."""
    case = fortnight()
    model, known = roster(case, 1)
    _, other = roster(case, 2)
    assert known.values != other.values
    fixed, rng = FixedModel(model), np.random.default_rng(1)
    names = {key: variable.index for key, variable in model.variables.works.items()}
    for now in (known, other, other, known):
        free = rng.random(len(fixed.works)) < 0.1
        rows = fixed.neighbourhood(now, free)
        assert str(rows.proto) == str(FixedModel(model).neighbourhood(now, free).proto)
        for key, is_free in zip(fixed.works.tolist(), free.tolist(), strict=True):
            index = names[tuple(key)]
            domain = list(rows.proto.variables[index].domain)
            assert domain == ([0, 1] if is_free else [now.values[index]] * 2)
