"""Needed and rostered people of every interval, counted again from requirement.csv and activities.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.facts import Facts
from scheduler.audit.facts.tables import datetimes, minutes, numbers, texts
from scheduler.audit.figures.handling_time import stated


@dataclass(frozen=True)
class Counted:
    """One interval of one queue. inquiries: before the chatbot; required: people on the roster.

    aht_seconds: as the row says, NaN = nothing.
    """

    inquiries: float
    aht_seconds: float
    required: float
    scheduled: int


def recount(facts: Facts) -> Mapping[grid.Key, Counted]:
    """What each row of requirement.csv needs and gets; empty without requirement or activities."""
    frame, blocks = facts.written.requirement, facts.written.activities
    if frame is None or blocks is None:
        return {}
    wanted = grid.open_intervals(facts)
    present = {queue.id: _present(facts, queue.id) for queue in facts.queues}
    inquiries, agents, aht = numbers(frame["inquiries"]), numbers(frame["agents"]), stated(frame)
    step = np.timedelta64(facts.interval_minutes, "m")
    start = np.datetime64(facts.start, "m")
    found: dict[grid.Key, Counted] = {}
    for key, place in grid.positions(frame, wanted).items():
        slot = int((np.datetime64(key[1], "m") - start) // step)
        required = agents[place] / (1 - facts.shrinkage)
        found[key] = Counted(inquiries[place], aht[place], required, int(present[key[0]][slot]))
    return found


def _present(facts: Facts, queue: str) -> npt.NDArray[np.int64]:
    """How many agents serve the queue through each whole interval, earlier plans' shifts included."""
    step = facts.interval_minutes
    slots = int((facts.tail_end - facts.start).total_seconds() // (60 * step))
    change = np.zeros(slots + 1, dtype=np.int64)
    for frame in (facts.written.activities, _of_earlier_shifts(facts)):
        if frame is None or frame.empty:
            continue
        serving = frame[np.array([activity == queue for activity in texts(frame["activity"])])]
        offsets = [
            (minutes(serving[column]) - np.datetime64(facts.start, "m")).astype(np.int64)
            for column in ("start", "end")
        ]
        first = np.clip(-(-offsets[0] // step), 0, slots)
        last = np.clip(offsets[1] // step, 0, slots)
        counts = first < last
        np.add.at(change, first[counts], 1)
        np.add.at(change, last[counts], -1)
    return np.cumsum(change[:-1])


def _of_earlier_shifts(facts: Facts) -> pd.DataFrame:
    """The activities of the earlier plans that lie in shifts of days before the plan."""
    frame, roster = facts.earlier.activities, facts.earlier.roster
    late = frame[_ends_after(frame, facts)]
    if late.empty:
        return late
    shifts: dict[str, list[tuple[Any, Any]]] = {}
    for agent, first, last in zip(
        texts(roster["agent_id"]), datetimes(roster["start"]), datetimes(roster["end"]), strict=True
    ):
        if first < facts.start < last:
            shifts.setdefault(agent, []).append((first, last))
    belongs = [
        any(first <= start < last for first, last in shifts.get(agent, ()))
        for agent, start in zip(texts(late["agent_id"]), datetimes(late["start"]), strict=True)
    ]
    return late[np.array(belongs, dtype=bool)]


def _ends_after(frame: pd.DataFrame, facts: Facts) -> npt.NDArray[np.bool_]:
    ends: npt.NDArray[np.bool_] = minutes(frame["end"]) > np.datetime64(facts.start, "m")
    return ends
