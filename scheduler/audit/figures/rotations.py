"""Days that are not as somebody's rotation has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from scheduler.audit.facts.plan_data import ObjectiveWeights, PlanData
from scheduler.audit.facts.rotations import has, has_work
from scheduler.audit.facts.worked_shifts import WorkedShift
from scheduler.audit.rules.due import is_available


def rotations(
    data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]
) -> tuple[float, float]:
    """Shifts that a rotation does not have on their date, and days without a shift where it has one.

    A day without a shift is excused by a row of leave, and where agents.csv has the agent not work: by
    weekday, before ``from`` and after ``until``.
    """
    shift_of = {(row.agent, row.day): row.shift for row in worked}
    absent = {(row.agent_id, row.day) for row in data.leave}
    days = [data.first_day + timedelta(days=offset) for offset in range(data.days)]
    count = 0
    for agent in data.agents:
        if agent.rotation is None:
            continue
        for day in days:
            if (agent.id, day) in shift_of:
                count += not has(agent, day, shift_of[agent.id, day])
            elif has_work(agent, day):
                on_weekday = is_available(agent, day)
                employed = (agent.first_day or day) <= day <= (agent.last_day or day)
                excused = (agent.id, day) in absent or data.office(agent).closes_on(day)
                count += on_weekday and employed and not excused
    return count, weights.rotation * count
