"""Agent models: the rules and soft objectives of each agent as arrays, the form in which the kernels read
them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from scheduler.compiled import plain
from scheduler.roster.objective import preferences
from scheduler.roster.objective.lone_days import LoneDays, lone_days
from scheduler.roster.objective.overtime import overtime_costs
from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules import Restrictions
from scheduler.roster.rules.constraint_forms import RunConstraint, SumConstraint
from scheduler.roster.team.arrays import NEVER, Booleans, Floats
from scheduler.roster.team.resource_windows import ResourceWindows, resource_windows

UNBOUNDED_RUN = 1 << 20
"""Maximum run of an agent without one."""


class RunLimits(NamedTuple):
    """A run constraint for the kernels.

    initial: days worked (or minus the days off) up to the plan, is_known: whether that is known. max_on,
    min_on, min_off: bounds on a run. may_start_short: the initial run of work may end below min_on. lone:
    costs of single days.
    """

    initial: int
    is_known: bool
    max_on: int
    min_on: int
    min_off: int
    may_start_short: bool
    lone: LoneDays


@dataclass(frozen=True)
class AgentModel:
    """One agent.

    start_cost: wishes and paid hours of each start, ``NEVER`` where it is not allowed, (days, shifts).
    must_work: days with a locked shift, (days,).
    """

    start_cost: Floats
    must_work: Booleans
    runs: RunLimits
    windows: ResourceWindows

    @cached_property
    def plain_runs(self) -> RunLimits:
        """For kernels that are called from Python."""
        return plain(self.runs)

    @cached_property
    def plain_windows(self) -> ResourceWindows:
        """For kernels that are called from Python."""
        return plain(self.windows)


def build_agent_models(problem: Problem, rules: Restrictions) -> tuple[list[AgentModel], int]:
    """The model of every agent, and the cost of an empty roster: wishes for shifts that it breaks."""
    overtime = overtime_costs(problem, rules.allowed)
    contracts = preferences.with_overtime(preferences.contracts(problem), overtime)
    fair = preferences.shares(problem)
    prices, nobody = preferences.prices(problem, rules.allowed)
    start_cost = np.where(rules.allowed, prices + overtime.start, NEVER)
    must_work = np.zeros(start_cost.shape[:2], dtype=np.bool_)
    for agent, day in rules.locked:
        must_work[agent, day] = True
    by_content: dict[tuple[object, ...], ResourceWindows] = {}
    by_identity: dict[tuple[object, ...], ResourceWindows] = {}
    models = []
    for agent, allowed in enumerate(rules.allowed):
        hard, due, runs = rules.sums[agent], contracts.get(agent, ()), rules.runs[agent]
        # Agents who share the same objects need not be compared number by number.
        shared = (id(hard), id(due), id(fair[agent]), allowed.tobytes(), runs)
        if shared not in by_identity:
            sums = [*hard, *due, *fair[agent]]
            key = (*map(_content, sums), allowed.tobytes(), runs)
            if key not in by_content:
                by_content[key] = resource_windows(problem, allowed, sums, runs)
            by_identity[shared] = by_content[key]
        limits = _run_limits(runs, lone_days(problem, agent))
        models.append(AgentModel(start_cost[agent], must_work[agent], limits, by_identity[shared]))
    return models, nobody + overtime.constant


def _content(one: SumConstraint) -> tuple[object, ...]:
    """Everything but the name."""
    return (
        one.first_day,
        one.amounts.tobytes(),
        one.only_after_day_off.tobytes(),
        one.minimum,
        one.maximum,
        one.target,
        one.shortfall_penalty,
        one.marginal_penalty,
        one.allowance,
        one.excess_penalty,
    )


def _run_limits(runs: RunConstraint, lone: LoneDays) -> RunLimits:
    return RunLimits(
        initial=runs.initial_run or 0,
        is_known=runs.initial_run is not None,
        max_on=UNBOUNDED_RUN if runs.max_days_on is None else runs.max_days_on,
        min_on=runs.min_days_on,
        min_off=runs.min_days_off,
        may_start_short=runs.initial_run_may_be_short,
        lone=lone,
    )
