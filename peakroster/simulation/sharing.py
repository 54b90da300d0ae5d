"""Which queues are played as one team."""

from __future__ import annotations

from peakroster.planning.staffing.shared_team import OPTION, queues_to_share
from peakroster.simulation.simulation_input import SimulationInput
from peakroster.tables.findings import Finding, InputError


def stated_teams(inputs: SimulationInput) -> tuple[tuple[int, ...], ...]:
    """Places of the queues of each team of shop.toml, in order of priority."""
    ids = inputs.shop.queue_ids
    return tuple(tuple(ids.index(name) for name in team.queues) for team in inputs.shop.settings.shared)


def places_to_share(inputs: SimulationInput, text: str) -> tuple[int, ...]:
    """Places of the queues named after ``--shared``, in order of priority.

    Raises InputError where they cannot share a team, or where somebody who works for one of them has not the
    skills of all.
    """
    queues = queues_to_share(inputs.shop, text)
    ids = {queue.id for queue in queues}
    assert inputs.plan.activities is not None
    done = inputs.plan.activities
    working = set(done.loc[done["activity"].isin(ids), "agent_id"])
    lacking = [
        agent.id for agent in inputs.shop.agents if agent.id in working and not ids <= set(agent.skills)
    ]
    if lacking:
        raise InputError([Finding("error", "shared_skills", OPTION, value=", ".join(lacking))])
    return tuple(inputs.shop.queue_ids.index(queue.id) for queue in queues)
