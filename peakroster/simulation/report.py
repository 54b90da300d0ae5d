"""Report of a simulation: ``simulation/`` in the plan's folder, and the same data for ``--json``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.json_text import json_file
from peakroster.plans.store import PlanStore
from peakroster.simulation.demand import DemandName
from peakroster.simulation.late_share import UNKNOWN, LateShare
from peakroster.simulation.replications import SimulationResult
from peakroster.simulation.simulation_input import SimulationInput
from peakroster.simulation.statistics import (
    MissedStretch,
    QueueStatistics,
    missed_stretches,
    queue_statistics,
)
from peakroster.tables.atomic_files import write_folder
from peakroster.tables.clock import format_window
from peakroster.tables.locking import locked
from scheduler.domain.queues import Target

FOLDER = "simulation"
INTERVALS, FIGURES = "simulation.csv", "simulation.json"
COLUMNS = (
    *("timestamp", "queue", "arrived", "service_level", "service_level_low", "service_level_high"),
    *("average_wait_seconds", "occupancy", "backlog", "left_share", "kept"),
)
RESPONSE = "average_response_seconds"
"""Column of simulation.csv, behind the others, where the shop has a queue of conversations."""
_DIGITS = 6


def interval_statistics(result: SimulationResult) -> list[QueueStatistics]:
    """Statistics of every single interval, queue by queue; deferred work promises nothing of one interval."""
    every = np.arange(result.inputs.planned)
    found = [queue_statistics(result, queue, every, "interval") for queue in range(len(result.inputs.queues))]
    return [
        each if queue.deferred is None else replace(each, attainments=())
        for queue, each in zip(result.inputs.queues, found, strict=True)
    ]


def interval_table(inputs: SimulationInput, by_interval: list[QueueStatistics]) -> pd.DataFrame:
    """simulation.csv: COLUMNS, every interval that counts; by timestamp, then queue as in shop.toml.

    RESPONSE is the last column if some queue has conversations, empty for others.
    """
    parts = []
    for rank, (queue, found) in enumerate(zip(inputs.queues, by_interval, strict=True)):
        kept = np.where(found.promised, np.where(found.kept, "true", "false"), "")
        part = {
            "timestamp": inputs.clock.starts[: inputs.planned],
            "queue": queue.id,
            "arrived": found.arrived,
            "service_level": found.service.value,
            "service_level_low": found.service.low,
            "service_level_high": found.service.high,
            "average_wait_seconds": found.wait,
            "occupancy": found.occupancy,
            "backlog": found.backlog,
            "left_share": found.left,
            "kept": kept,
            RESPONSE: np.nan if queue.conversation is None else found.response,
            "rank": rank,
        }
        parts.append(pd.DataFrame(part)[inputs.staffed[rank, : inputs.planned]])
    table = pd.concat(parts).sort_values(["timestamp", "rank"], ignore_index=True)
    numbers = table.select_dtypes("float64").columns
    table[numbers] = table[numbers].round(_DIGITS) + 0.0  # the -0.0 of a tiny negative number is 0.0
    talked = any(queue.conversation is not None for queue in inputs.queues)
    return table[[*COLUMNS, RESPONSE] if talked else list(COLUMNS)]


def report_content(
    result: SimulationResult,
    by_interval: list[QueueStatistics],
    demand: DemandName,
    seed: int,
    late: Mapping[str, LateShare],
) -> dict[str, Any]:
    """Content of simulation.json in the types of JSON; NaN is None. Keys: docs/reference/outputs.md."""
    inputs = result.inputs
    queues = [_queue(result, place, found, late) for place, found in enumerate(by_interval)]
    promised = [queue["total"]["kept"] for queue in queues if queue["total"]["kept"] is not None]
    return {
        "from": inputs.plan.first_day.isoformat(),
        "days": inputs.plan.days,
        "demand": demand,
        "replications": len(result.counts),
        "seed": seed,
        "left_out_until": None if inputs.reach is None else f"{inputs.reach:%Y-%m-%dT%H:%M}",
        "kept": all(promised) if promised else None,
        "queues": queues,
    }


def write_simulation(inputs: SimulationInput, content: Mapping[str, Any], table: pd.DataFrame) -> list[Path]:
    """Write ``simulation/`` into the plan's folder, whole or not at all, in place of an earlier one."""
    store = PlanStore(inputs.shop.folder)
    words = table.assign(timestamp=table["timestamp"].dt.strftime("%Y-%m-%dT%H:%M"))
    files = {
        INTERVALS: words.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"),
        FIGURES: json_file(content),
    }
    with locked(store.folder):
        return write_folder(store.path(inputs.plan.first_day) / FOLDER, files)


def _queue(
    result: SimulationResult, place: int, by_interval: QueueStatistics, late: Mapping[str, LateShare]
) -> dict[str, Any]:
    inputs = result.inputs
    queue = inputs.queues[place]
    day = (inputs.clock.starts[: inputs.planned] - np.datetime64(inputs.plan.start)) // np.timedelta64(1, "D")
    firsts = np.searchsorted(day, np.arange(inputs.plan.days))
    by_day = queue_statistics(result, place, firsts, "day")
    total = queue_statistics(result, place, np.zeros(1, dtype=np.int64))
    measured, talks = inputs.measures(queue)[0], queue.conversation is not None
    inside = [by_interval.promised[day == number] for number in range(inputs.plan.days)]
    kept = [by_interval.kept[day == number] for number in range(inputs.plan.days)]
    evenings = result.counts.backlog[:, place, np.append(firsts[1:], inputs.planned) - 1].mean(axis=0)
    of_deferred = queue.deferred is not None
    return {
        "queue": queue.id,
        **_of_deferred(inputs, place),
        **({"counted": measured.kind} if talks else {}),
        "within_seconds": measured.within_seconds,
        "late_share": {
            name: None if share is None else _rounded(share)
            for name, share in asdict(late.get(queue.id, UNKNOWN)).items()
        },
        "total": {
            **_group(total, 0, by_interval.promised, by_interval.kept, talks),
            **(_days_kept(by_day) if any(target.floor is not None for target in queue.targets) else {}),
        },
        "days": [
            {
                "date": date.isoformat(),
                **_group(by_day, number, inside[number], kept[number], talks),
                **({"backlog_at_end": _rounded(evenings[number])} if of_deferred else {}),
            }
            for number, date in enumerate(inputs.days)
        ],
        "broken": [
            _missed_stretch(inputs, by_interval, result, place, each)
            for each in missed_stretches(by_interval)
        ],
    }


def _of_deferred(inputs: SimulationInput, place: int) -> dict[str, Any]:
    """What the deadline counts, and from when on cases do not count; nothing of other queues."""
    deferral = inputs.queues[place].deferred
    if deferral is None:
        return {}
    left_out = np.flatnonzero(~inputs.arriving(place)[: inputs.planned])
    until = str(inputs.clock.starts[left_out[0]].astype("datetime64[m]")) if left_out.size else None
    return {"deadline_counts": deferral.counts, "counted_until": until}


def _group(
    found: QueueStatistics,
    number: int,
    promised: NDArray[np.bool_],
    kept: NDArray[np.bool_],
    talks: bool,
) -> dict[str, Any]:
    """A day or the whole plan. promised, kept: of its single intervals. talks: whether chats are
    conversations."""
    intervals = int(promised.sum())
    intervals_kept = int((promised & kept).sum())
    return {
        **_statistics(found, number, talks),
        "kept": bool(found.kept[number]) if found.promised[number] else None,
        "kept_share": _rounded(found.kept_share[number]) if found.promised[number] else None,
        "targets": [
            {
                **_target(attainment.target),
                "reached": _rounded(attainment.reached.value[number]),
                "reached_low": _rounded(attainment.reached.low[number]),
                "reached_high": _rounded(attainment.reached.high[number]),
                "kept": bool(attainment.kept[number]) if attainment.counts[number] else None,
            }
            for attainment in found.attainments
        ],
        "intervals": intervals,
        "intervals_kept": intervals_kept,
        "intervals_kept_share": _rounded(intervals_kept / intervals) if intervals else None,
    }


def _days_kept(by_day: QueueStatistics) -> dict[str, Any]:
    """Of a queue with a target of a day or a month."""
    return {"days": int(by_day.promised.sum()), "days_kept": int((by_day.promised & by_day.kept).sum())}


def _statistics(found: QueueStatistics, number: int, talks: bool) -> dict[str, Any]:
    return {
        "arrived": _rounded(found.arrived[number]),
        "service_level": _rounded(found.service.value[number]),
        "service_level_low": _rounded(found.service.low[number]),
        "service_level_high": _rounded(found.service.high[number]),
        "average_wait_seconds": _rounded(found.wait[number]),
        "occupancy": _rounded(found.occupancy[number]),
        "backlog": _rounded(found.backlog[number]),
        "left_share": _rounded(found.left[number]),
        "overtime_hours": _rounded(found.overtime[number]),
        **({RESPONSE: _rounded(found.response[number])} if talks else {}),
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "kind": target.kind,
        "share": target.share,
        "within_seconds": target.within_seconds,
        "hours": None if target.hours is None else format_window(target.hours),
        **({} if target.floor is None else {"per": target.per, "floor": target.floor}),
    }


def _missed_stretch(
    inputs: SimulationInput,
    by_interval: QueueStatistics,
    result: SimulationResult,
    place: int,
    each: MissedStretch,
) -> dict[str, Any]:
    """A stretch of missed targets with its statistics."""
    borders = np.array([0, each.first, each.last + 1])
    borders = np.unique(borders[borders < inputs.planned])
    group = int(np.flatnonzero(borders == each.first)[0])
    found = queue_statistics(result, place, borders)
    starts = inputs.clock.starts
    end = pd.Timestamp(starts[each.last]) + timedelta(minutes=inputs.clock.minutes)
    return {
        "start": _moment(starts[each.first]),
        "end": _moment(end),
        **_statistics(found, group, inputs.queues[place].conversation is not None),
        "late": _rounded(found.asked[group] - found.in_time[group]),
        **({} if inputs.queues[place].conversation is None else {"asked": _rounded(found.asked[group])}),
        "worst": _moment(starts[each.worst]),
        "worst_service_level": _rounded(by_interval.service.value[each.worst]),
    }


def _moment(moment: np.datetime64 | pd.Timestamp) -> str:
    return f"{pd.Timestamp(moment):%Y-%m-%dT%H:%M}"


def _rounded(number: float) -> float | None:
    return round(float(number), _DIGITS) + 0.0 if math.isfinite(number) else None
