"""Teams that share queues: the plan as its roster has it, where such a team is one queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from scheduler.audit.facts.opening_hours import joint
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import texts
from scheduler.domain.agents import Agent
from scheduler.domain.queues import Queue
from scheduler.domain.shared_teams import SharedTeam


def members(data: PlanData, team: SharedTeam) -> list[Queue]:
    """Its queues, in order of priority."""
    return [queue for name in team.queues for queue in data.queues if queue.id == name]


def as_rostered(data: PlanData) -> PlanData:
    """The plan whose teams are queues, which its roster, activities and objective speak of.

    Rows of the shared queues are left out of requirement and coverage. An agent has a team as a skill who has
    all skills of its queues. Of the queues that teams stand for it knows only numbers, hours and weight.
    """
    teams = data.shop.settings.shared
    if not teams:
        return data
    shared = {name for team in teams for name in team.queues}
    queues = [queue for queue in data.queues if queue.id not in shared]
    queues += [_as_queue(data, team) for team in teams]
    settings = replace(data.shop.settings, queues=tuple(queues), shared=())
    shop = replace(
        data.shop,
        settings=settings,
        agents=tuple(each.changed(lambda agent: _skilled(agent, teams)) for each in data.agents),
    )
    plan = replace(
        data.plan,
        requirement=_without(data.plan.requirement, shared),
        coverage=_without(data.plan.coverage, shared),
    )
    of_teams = {team.id: tuple(members(data, team)) for team in teams}
    return replace(data, shop=shop, plan=plan, of_teams=of_teams, as_written=data)


def _skilled(agent: Agent, teams: Sequence[SharedTeam]) -> Agent:
    further = [team.id for team in teams if all(name in agent.skills for name in team.queues)]
    return replace(agent, skills=(*agent.skills, *further))


def _without(frame: pd.DataFrame | None, queues: set[str]) -> pd.DataFrame | None:
    if frame is None:
        return None
    kept = [queue not in queues for queue in texts(frame["queue"])]
    return frame[kept].reset_index(drop=True)


def _as_queue(data: PlanData, team: SharedTeam) -> Queue:
    own = members(data, team)
    return replace(
        own[0],
        id=team.id,
        name=team.name,
        open=joint(own),
        bot_share=0.0,
        bot_hours=(),
        bot_minutes=0.0,
        transfers=(),
        targets=(),
        weight=max(queue.weight for queue in own),
    )
