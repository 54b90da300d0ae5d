"""What a simulation leaves behind: ``simulation/`` in the plan's folder, and the same for ``--json``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.plans.locking import locked
from peakroster.plans.store import PlanStore
from peakroster.simulation.demand import DemandName
from peakroster.simulation.figures import Broken, Figures, broken_stretches, figures
from peakroster.simulation.play import Played
from peakroster.simulation.scene import Scene
from peakroster.tables.atomic_files import write_folder
from peakroster.tables.clock import format_window
from scheduler.domain.queues import Target

FOLDER = "simulation"
INTERVALS, FIGURES = "simulation.csv", "simulation.json"
COLUMNS = (
    *("timestamp", "queue", "arrived", "service_level", "service_level_low", "service_level_high"),
    *("average_wait_seconds", "occupancy", "backlog", "left_share", "kept"),
)
_DIGITS = 6


def interval_figures(played: Played) -> list[Figures]:
    """The figures of every single interval, queue by queue."""
    every = np.arange(played.scene.planned)
    return [figures(played, queue, every) for queue in range(len(played.scene.queues))]


def interval_table(scene: Scene, by_interval: list[Figures]) -> pd.DataFrame:
    """simulation.csv: COLUMNS, every interval that counts; by timestamp, then queue as in shop.toml."""
    parts = []
    for rank, (queue, found) in enumerate(zip(scene.queues, by_interval, strict=True)):
        kept = np.where(found.promised, np.where(found.kept, "true", "false"), "")
        part = {
            "timestamp": scene.clock.starts[: scene.planned],
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
            "rank": rank,
        }
        parts.append(pd.DataFrame(part)[scene.staffed[rank, : scene.planned]])
    table = pd.concat(parts).sort_values(["timestamp", "rank"], ignore_index=True)
    numbers = table.select_dtypes("float64").columns
    table[numbers] = table[numbers].round(_DIGITS) + 0.0  # the -0.0 of a tiny negative number is 0.0
    return table[list(COLUMNS)]


def content(played: Played, by_interval: list[Figures], demand: DemandName, seed: int) -> dict[str, Any]:
    """Every figure of simulation.json in the types of JSON; NaN is None. Keys: docs/reference/outputs.md."""
    scene = played.scene
    queues = [_queue(played, place, found) for place, found in enumerate(by_interval)]
    promised = [queue["total"]["kept"] for queue in queues if queue["total"]["kept"] is not None]
    return {
        "from": scene.plan.first_day.isoformat(),
        "days": scene.plan.days,
        "demand": demand,
        "replications": len(played.counts),
        "seed": seed,
        "left_out_until": None if scene.reach is None else f"{scene.reach:%Y-%m-%dT%H:%M}",
        "kept": all(promised) if promised else None,
        "queues": queues,
    }


def write_simulation(scene: Scene, content: Mapping[str, Any], table: pd.DataFrame) -> list[Path]:
    """Write ``simulation/`` into the plan's folder, whole or not at all, in place of an earlier one."""
    store = PlanStore(scene.shop.folder)
    words = table.assign(timestamp=table["timestamp"].dt.strftime("%Y-%m-%dT%H:%M"))
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    files = {
        INTERVALS: words.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"),
        FIGURES: text.encode(),
    }
    with locked(store.folder):
        return write_folder(store.path(scene.plan.first_day) / FOLDER, files)


def _queue(played: Played, place: int, by_interval: Figures) -> dict[str, Any]:
    scene = played.scene
    queue = scene.queues[place]
    day = (scene.clock.starts[: scene.planned] - np.datetime64(scene.plan.start)) // np.timedelta64(1, "D")
    firsts = np.searchsorted(day, np.arange(scene.plan.days))
    by_day = figures(played, place, firsts)
    total = figures(played, place, np.zeros(1, dtype=np.int64))
    inside = [by_interval.promised[day == number] for number in range(scene.plan.days)]
    kept = [by_interval.kept[day == number] for number in range(scene.plan.days)]
    return {
        "queue": queue.id,
        "within_seconds": scene.thresholds(queue)[0],
        "total": _group(total, 0, by_interval.promised, by_interval.kept),
        "days": [
            {"date": date.isoformat(), **_group(by_day, number, inside[number], kept[number])}
            for number, date in enumerate(scene.days)
        ],
        "broken": [
            _broken(scene, by_interval, played, place, each) for each in broken_stretches(by_interval)
        ],
    }


def _group(
    found: Figures, number: int, promised: NDArray[np.bool_], kept: NDArray[np.bool_]
) -> dict[str, Any]:
    """A day or the whole plan. promised, kept: of its single intervals."""
    intervals = int(promised.sum())
    intervals_kept = int((promised & kept).sum())
    return {
        **_figures(found, number),
        "kept": bool(found.kept[number]) if found.promised[number] else None,
        "kept_share": _plain(found.kept_share[number]) if found.promised[number] else None,
        "targets": [
            {
                **_target(promise.target),
                "reached": _plain(promise.reached.value[number]),
                "reached_low": _plain(promise.reached.low[number]),
                "reached_high": _plain(promise.reached.high[number]),
                "kept": bool(promise.kept[number]) if promise.counts[number] else None,
            }
            for promise in found.promises
        ],
        "intervals": intervals,
        "intervals_kept": intervals_kept,
        "intervals_kept_share": _plain(intervals_kept / intervals) if intervals else None,
    }


def _figures(found: Figures, number: int) -> dict[str, Any]:
    return {
        "arrived": _plain(found.arrived[number]),
        "service_level": _plain(found.service.value[number]),
        "service_level_low": _plain(found.service.low[number]),
        "service_level_high": _plain(found.service.high[number]),
        "average_wait_seconds": _plain(found.wait[number]),
        "occupancy": _plain(found.occupancy[number]),
        "backlog": _plain(found.backlog[number]),
        "left_share": _plain(found.left[number]),
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "kind": target.kind,
        "share": target.share,
        "within_seconds": target.within_seconds,
        "hours": None if target.hours is None else format_window(target.hours),
    }


def _broken(scene: Scene, by_interval: Figures, played: Played, place: int, each: Broken) -> dict[str, Any]:
    """A stretch of time with the figures of all of it."""
    borders = np.array([0, each.first, each.last + 1])
    borders = np.unique(borders[borders < scene.planned])
    group = int(np.flatnonzero(borders == each.first)[0])
    found = figures(played, place, borders)
    starts = scene.clock.starts
    end = pd.Timestamp(starts[each.last]) + timedelta(minutes=scene.clock.minutes)
    return {
        "start": _moment(starts[each.first]),
        "end": _moment(end),
        **_figures(found, group),
        "late": _plain(found.arrived[group] - found.in_time[group]),
        "worst": _moment(starts[each.worst]),
        "worst_service_level": _plain(by_interval.service.value[each.worst]),
    }


def _moment(moment: np.datetime64 | pd.Timestamp) -> str:
    return f"{pd.Timestamp(moment):%Y-%m-%dT%H:%M}"


def _plain(number: float) -> float | None:
    return round(float(number), _DIGITS) + 0.0 if math.isfinite(number) else None
