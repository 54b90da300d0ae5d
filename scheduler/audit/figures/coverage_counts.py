"""Needed and rostered people of every interval, counted again from requirement.csv and activities.csv.

People are counted as what they get done, see :mod:`scheduler.audit.figures.capacity`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import is_open
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import datetimes, minutes, numbers, texts
from scheduler.audit.figures.capacity import WHOLE, twentieths_of
from scheduler.audit.figures.handling_time import stated
from scheduler.audit.figures.least_agents import least_at
from scheduler.domain.queues import Queue


@dataclass(frozen=True)
class CoverageCount:
    """One interval of one queue. inquiries: before the chatbot; required: people on the roster.

    aht_seconds: as the row says, NaN = nothing.
    """

    inquiries: float
    aht_seconds: float
    required: float
    scheduled: float


def count_coverage(data: PlanData) -> Mapping[grid.Key, CoverageCount]:
    """What each row of requirement.csv needs and gets; empty without requirement or activities."""
    frame, blocks = data.plan.requirement, data.plan.activities
    if frame is None or blocks is None:
        return {}
    wanted = grid.open_intervals(data)
    present = {queue.id: _present(data, queue) for queue in data.queues}
    inquiries, agents, aht = numbers(frame["inquiries"]), numbers(frame["agents"]), stated(frame)
    step = np.timedelta64(data.interval_minutes, "m")
    start = np.datetime64(data.start, "m")
    found: dict[grid.Key, CoverageCount] = {}
    for key, place in grid.positions(frame, wanted).items():
        slot = int((np.datetime64(key[1], "m") - start) // step)
        required = agents[place]
        if required > _asked_for(data, *key):
            required /= 1 - data.shrinkage
        found[key] = CoverageCount(inquiries[place], aht[place], required, float(present[key[0]][slot]))
    return found


def _asked_for(data: PlanData, name: str, moment: datetime) -> int:
    """``min_agents`` of a queue, which are people on the roster; of a team the highest of those open then."""
    queues = data.of_teams.get(name) or [queue for queue in data.queues if queue.id == name]
    length = data.interval_minutes
    return max(
        (least_at(queue, moment, length) for queue in queues if is_open(queue, moment, length)), default=0
    )


def _present(data: PlanData, queue: Queue) -> npt.NDArray[np.float64]:
    """How many agents serve the queue through each whole interval, earlier plans' shifts included."""
    members = data.of_teams.get(queue.id, (queue,))
    twentieths = {agent.id: min(twentieths_of(agent, each) for each in members) for agent in data.agents}
    step = data.interval_minutes
    slots = int((data.tail_end - data.start).total_seconds() // (60 * step))
    change = np.zeros(slots + 1, dtype=np.int64)
    for frame in (data.plan.activities, _of_earlier_shifts(data)):
        if frame is None or frame.empty:
            continue
        serving = frame[np.array([activity == queue.id for activity in texts(frame["activity"])])]
        offsets = [
            (minutes(serving[column]) - np.datetime64(data.start, "m")).astype(np.int64)
            for column in ("start", "end")
        ]
        first = np.clip(-(-offsets[0] // step), 0, slots)
        last = np.clip(offsets[1] // step, 0, slots)
        counts = first < last
        each = np.array(
            [twentieths.get(agent, WHOLE) for agent in texts(serving["agent_id"])], dtype=np.int64
        )
        np.add.at(change, first[counts], each[counts])
        np.subtract.at(change, last[counts], each[counts])
    return np.cumsum(change[:-1]) / WHOLE


def _of_earlier_shifts(data: PlanData) -> pd.DataFrame:
    """The activities of the earlier plans that lie in shifts of days before the plan."""
    frame, roster = data.earlier.activities, data.earlier.roster
    late = frame[_ends_after(frame, data)]
    if late.empty:
        return late
    shifts: dict[str, list[tuple[Any, Any]]] = {}
    for agent, first, last in zip(
        texts(roster["agent_id"]), datetimes(roster["start"]), datetimes(roster["end"]), strict=True
    ):
        if first < data.start < last:
            shifts.setdefault(agent, []).append((first, last))
    belongs = [
        any(first <= start < last for first, last in shifts.get(agent, ()))
        for agent, start in zip(texts(late["agent_id"]), datetimes(late["start"]), strict=True)
    ]
    return late[np.array(belongs, dtype=bool)]


def _ends_after(frame: pd.DataFrame, data: PlanData) -> npt.NDArray[np.bool_]:
    ends: npt.NDArray[np.bool_] = minutes(frame["end"]) > np.datetime64(data.start, "m")
    return ends
