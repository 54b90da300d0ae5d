"""The shop as its roster knows it: a team that shares several queues is one queue, and they are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.contributions import WHOLE, counts_in
from peakroster.shop.settings.opening import joint_opening
from scheduler.domain.agents import Agent
from scheduler.domain.queues import Queue
from scheduler.domain.shared_teams import SharedTeam
from scheduler.domain.shop import AnyShop, Settings, Shop


def queues_of(settings: Settings, team: SharedTeam) -> tuple[Queue, ...]:
    """The team's queues, in order of priority."""
    by_id = {queue.id: queue for queue in settings.queues}
    return tuple(by_id[name] for name in team.queues)


def team_weight(queues: tuple[Queue, ...]) -> float:
    """What the team's missing agents cost: as much as those of its dearest queue."""
    return max(queue.weight for queue in queues)


def rostered_shop(shop: AnyShop) -> AnyShop:
    """The shop with each team as a queue after the others, and as a skill of whoever has those of its queues.

    Nobody has a skill in the shared queues themselves any more, which are no queues there.
    """
    settings = shop.settings
    if not settings.shared:
        return shop
    shared = shop.shared_queues
    queues = [queue for queue in settings.queues if queue.id not in shared]
    queues += [_as_queue(settings, team) for team in settings.shared]
    agents = tuple(
        each.changed(lambda agent: _as_rostered(agent, settings.shared, shared)) for each in shop.agents
    )
    return replace(shop, settings=replace(settings, queues=tuple(queues), shared=()), agents=agents)


def rostered_rows(shop: Shop, table: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows of a table with a column ``queue`` that are of queues or teams people are rostered for."""
    return np.asarray(~table["queue"].isin(shop.shared_queues), dtype=np.bool_)


def rostered_contributions(shop: Shop) -> dict[str, tuple[int, ...]]:
    """Agent id → thousandths of an agent in each queue of :func:`rostered_shop`; empty where all are whole.

    In a team an agent counts as in that of its queues in which they count least.
    """
    settings, shared = shop.settings, shop.shared_queues
    found = {}
    for agent in shop.agents:
        own = [counts_in(agent, queue) for queue in settings.queues if queue.id not in shared]
        for team in settings.shared:
            skilled = set(team.queues) <= set(agent.skills)
            each = [counts_in(agent, queue) for queue in queues_of(settings, team)]
            own.append(min(each) if skilled else WHOLE)
        found[agent.id] = () if set(own) == {WHOLE} else tuple(own)
    return found


def _as_queue(settings: Settings, team: SharedTeam) -> Queue:
    """Customers reach it as they are: what its queues' chatbots and transfers do has been done before."""
    queues = queues_of(settings, team)
    first = queues[0]
    return Queue(
        id=team.id,
        name=team.name,
        open=joint_opening([queue.open for queue in queues]),
        aht_seconds=first.aht_seconds,
        concurrency=first.concurrency,
        slowdown=first.slowdown,
        conversation=first.conversation,
        patience_seconds=first.patience_seconds,
        bot_share=0.0,
        targets=(),
        max_occupancy=None,
        min_agents=0,
        plan_for=None,
        weight=team_weight(queues),
    )


def _as_rostered(agent: Agent, teams: tuple[SharedTeam, ...], shared: frozenset[str]) -> Agent:
    skills = [skill for skill in agent.skills if skill not in shared]
    skills += [team.id for team in teams if set(team.queues) <= set(agent.skills)]
    return replace(
        agent,
        skills=tuple(skills),
        speeds=tuple(each for each in agent.speeds if each[0] not in shared),
        max_chats=tuple(each for each in agent.max_chats if each[0] not in shared),
    )
