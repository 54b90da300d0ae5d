"""What a team that serves several queues at once would need, beside a team for each queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.chatbot import intervals_of
from peakroster.planning.staffing.demand import counting_at, requirement_demand
from peakroster.planning.staffing.least_agents import min_agents_at
from peakroster.planning.staffing.queue_model import service_model, service_targets
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop
from scheduler.staffing import StaffingError, agents_needed
from scheduler.staffing.shared_team import TeamQueue, shared_agents_needed

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

OPTION = "--shared"
_COUNTED = ("service_level", "average_wait")


@dataclass(frozen=True)
class SharedTeam:
    """Agents of every interval in which one of the queues is open; arrays of shape (intervals,).

    queues: in order of priority. starts: wall clock. hours: real length. separate: agents of a team for each
    queue, shape (queues, intervals). shared: of one team. Both in the steady state of the interval.
    """

    queues: tuple[Queue, ...]
    starts: pd.DatetimeIndex
    hours: Floats
    separate: Integers
    shared: Integers

    def agent_hours(self, day: date | None = None) -> tuple[float, float]:
        """Of the separate teams and of the shared one, on a day or in all."""
        inside = np.ones(len(self.starts), dtype=np.bool_) if day is None else self.starts.date == day
        hours = self.hours * inside
        return float(self.separate.sum(axis=0) @ hours), float(self.shared @ hours)


def queues_to_share(shop: Shop, text: str) -> tuple[Queue, ...]:
    """The queues named after ``--shared``, in order of priority, separated by commas.

    Raises InputError where they are unknown, fewer than two, or cannot share a team: chats at once must be
    the same, and no work may be deferred.
    """
    names = [name.strip() for name in text.replace("，", ",").split(",")]
    by_id = {queue.id: queue for queue in shop.settings.queues}
    for name in names:
        if name not in by_id:
            details = {"token": name, "known": nearest_first(name, shop.queue_ids)}
            raise InputError([Finding("error", "unknown_queue", OPTION, value=name, details=details)])
    for team in shop.settings.shared:
        for name in names:
            if name in team.queues:
                details = {"team": team.id}
                raise InputError([Finding("error", "shared_in_team", OPTION, value=name, details=details)])
    queues = tuple(by_id[name] for name in names)
    if len(set(names)) < max(len(names), 2):
        raise InputError([Finding("error", "shared_too_few", OPTION, value=text)])
    alike = len({queue.concurrency for queue in queues}) == 1
    if not alike or any(queue.deferred is not None for queue in queues):
        raise InputError([Finding("error", "shared_unlike", OPTION, value=text)])
    return queues


def shared_team(shop: Shop, requirement: pd.DataFrame, queues: Sequence[Queue]) -> SharedTeam:
    """The agents that the requirement's customers need, separately and together.

    requirement: of all queues. queues: as :func:`queues_to_share` gives them. Customers who come back after
    leaving are in neither. Raises InputError where a target does not count when an agent takes a chat,
    interval by interval, or is out of reach, and where only some of the queues have patience.
    """
    if len({queue.patience_seconds is None for queue in queues}) > 1:
        named = ", ".join(queue.id for queue in queues)
        raise InputError([Finding("error", "shared_patience", OPTION, value=named)])
    for queue in queues:
        if any(each.kind not in _COUNTED or each.per != "interval" for each in queue.targets):
            raise InputError([Finding("error", "shared_target", OPTION, value=queue.id)])
    ids = [queue.id for queue in queues]
    starts = pd.DatetimeIndex(np.unique(requirement.loc[requirement["queue"].isin(ids), "timestamp"]))
    count, intervals = len(starts), intervals_of(shop.settings, requirement["timestamp"])
    hours, separate, team = np.zeros(count), np.zeros((len(queues), count), dtype=np.int64), []
    least = np.zeros(count, dtype=np.int64)
    try:
        for row, queue in enumerate(queues):
            rows, demand = requirement_demand(shop, queue, requirement)
            at = np.searchsorted(starts, requirement["timestamp"].to_numpy()[rows])
            rates, seconds = np.zeros(count), np.full(count, queue.aht_seconds)
            rates[at], seconds[at], hours[at] = demand.arrivals_per_hour[0], demand.mean_seconds, demand.hours
            targets = []
            for stated, target in zip(queue.targets, service_targets(queue.targets), strict=True):
                active = np.zeros(count, dtype=np.bool_)
                active[at] = counting_at(stated, intervals, starts.to_numpy("datetime64[us]")[at])
                targets.append((target, active))
            minutes = shop.settings.interval_minutes
            fewest = min_agents_at(queue, starts.to_numpy("datetime64[us]"), minutes)
            alone = agents_needed(service_model(queue), rates, targets, queue.max_occupancy, fewest, seconds)
            separate[row, at] = alone[at]
            least[at] = np.maximum(least[at], fewest[at])
            team.append(TeamQueue(service_model(queue), rates, seconds, targets))
        caps = [queue.max_occupancy for queue in queues if queue.max_occupancy is not None]
        shared = shared_agents_needed(team, min(caps, default=None), least)
    except StaffingError as error:
        details = {"queue": ", ".join(ids), "arrivals": f"{error.arrivals_per_hour:g}"}
        raise InputError(
            [Finding("error", "target_out_of_reach", OPTION, None, None, None, details)]
        ) from error
    return SharedTeam(tuple(queues), starts, hours, separate, shared)
