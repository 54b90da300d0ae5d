"""The shop: everything that its folder states, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scheduler.domain.agents import Agent, Contract
from scheduler.domain.drivers import DriverSeries
from scheduler.domain.events import Adjustment, Event, Exclusion
from scheduler.domain.fairness import FairnessSettings
from scheduler.domain.leave_kinds import LeaveSettings
from scheduler.domain.meetings import Meeting
from scheduler.domain.opening import CalendarRow
from scheduler.domain.overtime import Holiday
from scheduler.domain.performance import LearnedSpeed
from scheduler.domain.queues import ForecastMethod, Queue
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rotations import Rotation
from scheduler.domain.rules import Rules
from scheduler.domain.shared_teams import SharedTeam
from scheduler.domain.shifts import Shift
from scheduler.domain.skill_levels import SkillLevel
from scheduler.domain.team_rules import TeamRule
from scheduler.domain.validation import require

_FAIRNESS = FairnessSettings()
_LEAVE = LeaveSettings()


@dataclass(frozen=True)
class Settings:
    """shop.toml. ``plan_for`` is ``"mean"``, ``"expected_service"`` or a quantile between 0 and 1;
    ``holidays`` are days that are paid more than once, by date."""

    name: str
    timezone: str
    country: str
    interval_minutes: int
    plan_for: str | float
    shrinkage: float
    forecast_method: ForecastMethod
    staffing_method: str
    queues: tuple[Queue, ...]
    rules: Rules
    objective: Mapping[str, float]
    shared: tuple[SharedTeam, ...] = ()
    """Teams that hold chats of several of the queues at once; each queue is in one team at most."""
    fairness: FairnessSettings = _FAIRNESS
    team_rules: tuple[TeamRule, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    reserve_paid_share: float = 1.0
    """Share of the hourly cost that an hour of a reserve shift is paid."""
    leave: LeaveSettings = _LEAVE

    skill_levels: tuple[SkillLevel, ...] = ()
    """Levels that agents.csv may give a skill: those that everybody knows, and those of shop.toml."""

    def __post_init__(self) -> None:
        paid = 0 <= self.reserve_paid_share <= 1
        require(paid, f"reserve_paid_share: {self.reserve_paid_share} not in 0..1")
        ids = [queue.id for queue in self.queues]
        members = [name for team in self.shared for name in team.queues]
        require(set(members) <= set(ids), f"shared: {members} are not all among {ids}")
        require(len(set(members)) == len(members), f"shared: {members} not once each")
        named = [*ids, *(team.id for team in self.shared)]
        require(not self.shared or len(set(named)) == len(named), f"shared: {named} not once each")
        for spec in self.rules.stated():
            require(spec.in_shop, f"rules: {spec.key} is stated for each agent, not for the shop")


@dataclass(frozen=True, repr=False)
class Shop:
    """Everything a shop states, validated.

    history: columns ``timestamp`` (datetime64, hour starts or finer), ``queue`` (str), ``inquiries``
    (int64), ``aht_seconds`` (float64, NaN = not given); sorted by queue, then timestamp.
    profiles: queue → inquiries of each hour of a normal week as the shop expects them, shape (7, 24),
    Monday first, NaN = not given. learned_speeds: what performance.csv says of the agents; those that are
    used stand in ``agents`` too. requests: wishes, and leave that is agreed. pending: what nobody
    has decided yet, which binds nobody. calendar: rows of calendar.csv; what they say of hours stands in the
    queues.
    """

    settings: Settings
    history: pd.DataFrame
    events: tuple[Event, ...]
    agents: tuple[Agent, ...]
    shifts: tuple[Shift, ...]
    requests: tuple[Request, ...]
    locks: tuple[Lock, ...]
    adjustments: tuple[Adjustment, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    profiles: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    drivers: tuple[DriverSeries, ...] = ()
    learned_speeds: tuple[LearnedSpeed, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    pending: tuple[Request, ...] = ()
    calendar: tuple[CalendarRow, ...] = ()
    contracts: tuple[Contract, ...] = ()

    def __repr__(self) -> str:
        """A line that reads well, instead of all tables."""
        counts = f"{len(self.settings.queues)} queues, {len(self.agents)} agents, {len(self.shifts)} shifts"
        return f"<{type(self).__name__} {self.settings.name}: {counts}, {len(self.history)} rows of history>"

    @property
    def queue_ids(self) -> tuple[str, ...]:
        """Ids of the queues in the order of shop.toml."""
        return tuple(queue.id for queue in self.settings.queues)

    @property
    def queue_names(self) -> dict[str, str]:
        """Queue id → name, in the order of shop.toml."""
        return {queue.id: queue.name for queue in self.settings.queues}

    @property
    def desk_names(self) -> dict[str, str]:
        """Id → name of all that agents can be rostered for: queues and teams that share several."""
        return {**self.queue_names, **{team.id: team.name for team in self.settings.shared}}

    @property
    def shared_queues(self) -> frozenset[str]:
        """Ids of the queues that a team serves together with others; nobody is rostered for one of them."""
        return frozenset(name for team in self.settings.shared for name in team.queues)

    @property
    def rostered_names(self) -> dict[str, str]:
        """Id → name of what agents are rostered for: queues that no team shares, then teams."""
        return {name: shown for name, shown in self.desk_names.items() if name not in self.shared_queues}

    def queues_behind(self, desk: str) -> tuple[str, ...]:
        """Ids of the queues whose customers a team serves, in order of priority; of a queue itself."""
        return next((team.queues for team in self.settings.shared if team.id == desk), (desk,))

    @property
    def agent_names(self) -> dict[str, str]:
        """Agent id → name, in the order of agents.csv."""
        return {agent.id: agent.name for agent in self.agents}

    def forecast_method(self, queue_id: str) -> ForecastMethod:
        """By what the queue is forecast: as it says itself, else as the shop does."""
        (queue,) = (queue for queue in self.settings.queues if queue.id == queue_id)
        return queue.forecast_method or self.settings.forecast_method


AnyShop = TypeVar("AnyShop", bound=Shop)
"""A shop, or a shop with its folder."""


def on_first_day(shop: AnyShop, day: date) -> AnyShop:
    """The shop whose people have the terms of this date; the same one where nobody's change."""
    if not any(agent.terms for agent in shop.agents):
        return shop
    return replace(shop, agents=tuple(agent.as_of(day) for agent in shop.agents))
