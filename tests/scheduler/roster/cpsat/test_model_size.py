"""The size of a CP-SAT model is known before it is built."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.cpsat.model import build
from scheduler.roster.cpsat.model_size import variables_by_day
from scheduler.roster.problem.problem import Problem
from tests.scheduler.roster.problems import EARLY, LATE, MEAL, NIGHT, agent, problem


def shop(queues: int, agents: int = 12, days: int = 7) -> Problem:
    """Agents with up to three skills each, every combination of them in turn."""
    skills = list(combinations(range(queues), min(3, queues)))
    names = [f"q{queue}" for queue in range(queues)]
    team = [agent(f"{n}", skills[n % len(skills)], max_minutes_week=2400) for n in range(agents)]
    need = np.random.default_rng(queues).integers(0, 3, size=(queues, days * 24 + 12)).astype(float)
    rules = Rules(min_rest_hours=11, max_consecutive_days=6)
    return problem(team, shifts=[EARLY, LATE, NIGHT, MEAL], need=need, queues=names, days=days, rules=rules)


@pytest.mark.parametrize("queues", [1, 2, 5, 8])
@pytest.mark.parametrize("days", [2, 9])
def test_it_is_that_of_the_model(queues: int, days: int) -> None:
    """All variables but those of soft sums, which are few: fairness, two or three an agent and day."""
    case = shop(queues, days=days)
    model = build(case)
    known = variables_by_day(case, model.rules.allowed)
    assert known.shape == (days,)
    soft = sum("uneven" in v.name or "missing_contract" in v.name for v in model.cp_model.proto.variables)
    assert known.sum() == pytest.approx(len(model.cp_model.proto.variables) - soft, rel=0.02, abs=8)
