"""A roster without a single shift, although people are needed and somebody could come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Reference, Violation
from scheduler.audit.facts.worked_shifts import ROSTER, WorkedShift, of_catalogue
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.rules.availability import availability, leave_rows, locked_days
from scheduler.audit.rules.lower_limits import worsened_lower_limits
from scheduler.audit.rules.upper_limits import upper_limits
from scheduler.domain.agents import Agent
from scheduler.domain.shifts import OFF


def empty_roster(
    data: PlanData, counted: Mapping[grid.Key, CoverageCount], earlier: Mapping[str, list[WorkedShift]]
) -> Iterator[Violation]:
    """One violation, naming the first shift that somebody could have worked to be of use."""
    frame = data.plan.roster
    if frame is None or not frame.empty:
        return
    needed = {key for key, right in counted.items() if right.required > right.scheduled}
    for agent in data.agents:
        useful = next(_useful_shifts(data, agent, needed, earlier.get(agent.id, [])), None)
        if useful is not None:
            yield Violation(
                "roster_empty", ROSTER, agent=agent.id, day=useful.day, expected=useful.shift, found=0
            )
            return


def _useful_shifts(
    data: PlanData, agent: Agent, needed: set[grid.Key], earlier: list[WorkedShift]
) -> Iterator[WorkedShift]:
    """Shifts that no rule forbids this agent and in which work waits that the agent can do."""
    shifts = {shift.name: shift for shift in data.shifts}
    leave, locked = leave_rows(data), locked_days(data)
    office = data.office(agent)
    off = {(lock.agent_id, lock.day) for lock in data.locks if lock.shift == OFF}
    for offset in range(data.days):
        day = data.first_day + timedelta(days=offset)
        if (agent.id, day) in off:
            continue
        for shift in data.shifts:
            row = of_catalogue(agent.id, day, shift, Reference(ROSTER, None, day, shift.name))
            if any(
                row.start <= start < row.end and queue in agent.skills for queue, start in needed
            ) and not [
                *availability(agent, [row], shifts, leave, locked, office),
                *upper_limits(agent, [*earlier, row], data.rules),
                *worsened_lower_limits(data, agent, earlier, [*earlier, row]),
            ]:
                yield row
