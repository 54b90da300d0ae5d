"""Small roster problems, built by hand or at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scheduler.domain.rules import REGISTRY, Rules
from scheduler.domain.weights import NO_PATTERNS, Weights
from scheduler.roster.problem.problem import Agent, Lock, Problem, Shift, Wish

EARLY = Shift("early", 480, 960)
LATE = Shift("late", 960, 1440)
NIGHT = Shift("night", 1320, 1800)
MEAL = Shift("meal", 540, 1080, 60, 660, 900)

PLAIN = Weights(**NO_PATTERNS)
"""What a roster costs by its coverage, contracts, wishes and fairness."""


def problem(
    agents: Sequence[Agent],
    *,
    shifts: Sequence[Shift] = (EARLY, LATE, NIGHT),
    need: float | np.ndarray = 0.0,
    days: int = 7,
    first_weekday: int = 0,
    queues: Sequence[str] = ("q",),
    rules: Rules | None = None,
    locks: Sequence[Lock] = (),
    wishes: Sequence[Wish] = (),
    before: np.ndarray | None = None,
    open_: np.ndarray | None = None,
    plan_before: bool = True,
    special_days: frozenset[int] = frozenset(),
    weights: Weights = PLAIN,
    pay_factors: Mapping[int, float] | None = None,
) -> Problem:
    """A problem on an hourly grid; ``need`` is agents, for every queue and slot or as an array."""
    slots = days * 24 + 12
    required = np.broadcast_to(np.asarray(need) * 1000, (len(queues), slots)).astype(np.int64)
    opened = np.ones_like(required, dtype=bool) if open_ is None else open_
    return Problem(
        days=days,
        first_weekday=first_weekday,
        interval_minutes=60,
        queues=tuple(queues),
        shifts=tuple(shifts),
        agents=tuple(agents),
        rules=rules or Rules(),
        required=np.where(opened, required, 0),
        open=opened,
        scheduled_before=np.zeros_like(required) if before is None else before * 1000,
        plan_before=plan_before,
        locks=tuple(locks),
        wishes=tuple(wishes),
        special_days=special_days,
        weights=weights,
        pay_factors=pay_factors or {},
    )


def agent(name: str = "a", skills: Sequence[int] = (0,), **limits: object) -> Agent:
    """An agent with these skills; rules of their own by the names of the registry."""
    own = {key: limits.pop(key) for key in list(limits) if key in REGISTRY}
    return Agent(name, frozenset(skills), rules=Rules(**own), **limits)  # type: ignore[arg-type]


def random_problem(seed: int) -> Problem:
    """A problem small enough for every roster of it to be tried."""
    rng = np.random.default_rng(seed)
    catalogue = [EARLY, LATE, NIGHT, Shift("short", 600, 840), MEAL]
    shifts = [catalogue[i] for i in rng.choice(len(catalogue), size=2, replace=False)]
    count, days, queues = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(1, 3))
    agents = [
        agent(
            f"{i}",
            rng.choice(queues, size=int(rng.integers(1, queues + 1)), replace=False).tolist(),
            min_minutes_week=None if rng.random() < 0.6 else 960,
            max_minutes_week=None if rng.random() < 0.6 else int(rng.choice([480, 960])),
            leave=frozenset(range(days)) if rng.random() < 0.1 else frozenset(),
        )
        for i in range(count)
    ]
    need = np.round(rng.random((queues, days * 24 + 12)) * rng.integers(0, 3), 1)
    wishes = [
        Wish(i, int(rng.integers(days)), ("prefer_off", "prefer", "avoid")[int(rng.integers(3))], None)
        for i in range(count)
        if rng.random() < 0.5
    ]
    rules = Rules(min_rest_hours=11, max_night_shifts_per_week=1 if rng.random() < 0.5 else None)
    return problem(
        agents,
        shifts=shifts,
        need=need,
        days=days,
        queues=[f"q{i}" for i in range(queues)],
        rules=rules,
        wishes=wishes,
        first_weekday=int(rng.integers(7)),
        special_days=frozenset({0}),
    )
