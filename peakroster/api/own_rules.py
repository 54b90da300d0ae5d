"""Rules of one's own for a script: what an agent may do at most, and must do at least, in some days.

An own rule is a function of an agent and the plan's dates that gives :class:`OwnLimit` values. They become
hard limits of the roster problem, in the same form as ``shift_limits`` of shop.toml; the audit counts them
again from the roster's rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from scheduler.domain.agents import Agent
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.shop import Shop
from scheduler.roster.problem.problem import Limit, Problem


@dataclass(frozen=True)
class OwnLimit:
    """At least and at most so much of some shifts on some days.

    Parameters
    ----------
    first, last
        The stretch of days, both included. Days before the plan count with what was worked; those after it
        with nothing.
    least, most
        Number of shifts, or paid hours; ``most`` None = no upper bound.
    shifts
        Names of the shifts that count; None = all.
    measure
        What is counted.
    name
        What a broken limit is called.
    """

    first: date
    last: date
    least: float = 0
    most: float | None = None
    shifts: tuple[str, ...] | None = None
    measure: Literal["shifts", "hours"] = "shifts"
    name: str = "own_rule"


OwnRule = Callable[[Agent, Sequence[date]], Iterable[OwnLimit]]
"""Called once for each agent, with the plan's dates in order."""


def with_own_rules(problem: Problem, shop: Shop, plan: Plan, rules: Sequence[OwnRule]) -> Problem:
    """The problem with the limits of these rules on its agents.

    Raises
    ------
    ValueError
        If a limit names a shift that the shop does not have.
    """
    if not rules:
        return problem
    position = {shift.name: place for place, shift in enumerate(shop.shifts)}
    dates = _dates(plan)

    def compiled(limit: OwnLimit) -> Limit:
        unknown = set(limit.shifts or ()) - position.keys()
        if unknown:
            raise ValueError(f"{limit.name}: no shift is called {', '.join(sorted(unknown))}")
        in_hours = limit.measure == "hours"
        scale = 60 if in_hours else 1
        return Limit(
            limit.name,
            "minutes" if in_hours else "shifts",
            (limit.first - plan.first_day).days,
            (limit.last - plan.first_day).days,
            round(limit.least * scale),
            None if limit.most is None else round(limit.most * scale),
            None if limit.shifts is None else frozenset(position[name] for name in limit.shifts),
        )

    agents = []
    for agent, solved in zip(shop.agents, problem.agents, strict=True):
        own = tuple(compiled(limit) for rule in rules for limit in rule(agent, dates))
        agents.append(replace(solved, limits=(*solved.limits, *own)))
    return replace(problem, agents=tuple(agents))


def broken_own_rules(
    shop: Shop, plan: Plan, earlier: EarlierWork, rules: Sequence[OwnRule]
) -> Iterator[tuple[str, Agent, OwnLimit, float]]:
    """Name, agent, limit and what was counted, for every own limit that the plan's roster does not keep."""
    assert plan.roster is not None
    columns = ["agent_id", "date", "shift", "paid_hours"]
    before = earlier.roster[earlier.roster["date"] < plan.first_day]
    worked = pd.concat([before[columns], plan.roster[columns]], ignore_index=True)
    dates = _dates(plan)
    for agent in shop.agents:
        own = worked[worked["agent_id"] == agent.id]
        for limit in (each for rule in rules for each in rule(agent, dates)):
            there = own[(own["date"] >= limit.first) & (own["date"] <= limit.last)]
            if limit.shifts is not None:
                there = there[there["shift"].isin(limit.shifts)]
            found = float(len(there)) if limit.measure == "shifts" else float(there["paid_hours"].sum())
            if found > (limit.most if limit.most is not None else found) + 1e-6 or found < limit.least - 1e-6:
                yield limit.name, agent, limit, found


def _dates(plan: Plan) -> list[date]:
    return [day.date() for day in pd.date_range(plan.first_day, plan.last_day)]
