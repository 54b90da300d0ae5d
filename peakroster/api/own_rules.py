"""Rules of one's own for a script: what an agent may do at most, and must do at least, in some days.

An own rule is a function of an agent and the plan's dates that gives :class:`OwnLimit` values. They become
hard limits of the roster problem, in the same form as ``shift_limits`` of shop.toml; the audit counts them
again from the roster's rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

import pandas as pd

from scheduler.domain.agents import Agent
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.shop import Shop
from scheduler.domain.validation import require
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
        Names of the shifts that count, or of rows of shifts.csv that stand for several; None = all.
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

    def __post_init__(self) -> None:
        dates = all(
            isinstance(day, date) and not isinstance(day, datetime) for day in (self.first, self.last)
        )
        require(dates, f"{self.name}: first and last are dates, not {self.first!r} and {self.last!r}")
        require(self.first <= self.last, f"{self.name}: the stretch ends before it begins")
        require(self.measure in ("shifts", "hours"), f"{self.name}: measure {self.measure!r}")
        require(not isinstance(self.shifts, str), f"{self.name}: shifts is a tuple of names, not one text")
        ordered = self.least >= 0 and (self.most is None or self.least <= self.most)
        require(ordered, f"{self.name}: at least {self.least}, at most {self.most}")


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
    called = _called(shop)
    dates = plan.dates

    def compiled(limit: OwnLimit) -> Limit:
        names = _meant(limit, called)
        in_hours = limit.measure == "hours"
        scale = 60 if in_hours else 1
        return Limit(
            limit.name,
            "minutes" if in_hours else "shifts",
            (limit.first - plan.first_day).days,
            (limit.last - plan.first_day).days,
            math.ceil(limit.least * scale - _BLUR),
            None if limit.most is None else math.floor(limit.most * scale + _BLUR),
            None if names is None else frozenset(position[name] for name in names),
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
    dates, called = plan.dates, _called(shop)
    for agent in shop.agents:
        own = worked[worked["agent_id"] == agent.id]
        for limit in (each for rule in rules for each in rule(agent, dates)):
            names = _meant(limit, called)
            there = own[(own["date"] >= limit.first) & (own["date"] <= limit.last)]
            if names is not None:
                there = there[there["shift"].isin(names)]
            found = float(len(there)) if limit.measure == "shifts" else float(there["paid_hours"].sum())
            if found > (limit.most if limit.most is not None else found) + 1e-6 or found < limit.least - 1e-6:
                yield limit.name, agent, limit, found


_BLUR = 1e-6
"""Minutes and shifts; what adding up binary fractions may leave."""


def _called(shop: Shop) -> dict[str, set[str]]:
    """Every name that may be said: of a shift, or of a row of shifts.csv that stands for several."""
    called: dict[str, set[str]] = {shift.name: {shift.name} for shift in shop.shifts}
    for shift in shop.shifts:
        if shift.pattern is not None:
            called.setdefault(shift.pattern, set()).add(shift.name)
    return called


def _meant(limit: OwnLimit, called: Mapping[str, set[str]]) -> set[str] | None:
    unknown = set(limit.shifts or ()) - called.keys()
    if unknown:
        raise ValueError(f"{limit.name}: no shift is called {', '.join(sorted(unknown))}")
    return None if limit.shifts is None else set().union(*(called[name] for name in limit.shifts))
