"""Regular starts in summary.json: when each agent begins as a rule, as the plan's objective counts it."""

from __future__ import annotations

from typing import Any

from peakroster.tables.clock import format_clock, parse_clock
from peakroster.tables.errors import UnreadableError
from scheduler.domain.plan import Plan
from scheduler.roster.objective import regular_starts
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Solution

KEY = "regular_starts"


def regular_starts_summary(problem: Problem) -> dict[str, Any]:
    """``HH:MM`` by agent id, where a shift away from it has a price; agents without one are left out."""
    if not problem.weights.regular_start:
        return {}
    known = {agent.id: agent.regular_start for agent in problem.agents}
    return {KEY: {agent: format_clock(start) for agent, start in known.items() if start is not None}}


def regular_starts_of(plan: Plan) -> dict[str, int]:
    """The starts that the plan's summary tells, in minutes after midnight; what is none is passed over."""
    told = (plan.summary or {}).get(KEY)
    starts: dict[str, int] = {}
    for agent, text in told.items() if isinstance(told, dict) else ():
        try:
            starts[agent] = parse_clock(str(text))
        except UnreadableError:
            continue
    return starts


def usual_starts(plan: Plan) -> dict[str, int]:
    """The start of most shifts of each agent in the plan's roster, the earliest of several, in minutes."""
    assert plan.roster is not None
    begins = plan.roster["start"].dt
    minutes = begins.hour * 60 + begins.minute
    return {str(agent): int(own.mode().iloc[0]) for agent, own in minutes.groupby(plan.roster["agent_id"])}


def with_regular_starts(problem: Problem, solution: Solution) -> Problem:
    """The problem with the starts that its search found, where it found any."""
    if not solution.regular_starts:
        return problem
    return regular_starts.with_regular_starts(problem, solution.regular_starts)
