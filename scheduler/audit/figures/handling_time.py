"""How long the chats of an interval take: as its row says, else as the shop says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import pandas as pd

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import file_row, numbers
from scheduler.audit.facts.violation import Violation
from scheduler.audit.figures.forecast import AHT, all_hours
from scheduler.domain.queues import Queue

TOLERANCE = 1e-6


def queue_at(queue: Queue, aht_seconds: float) -> Queue:
    """The queue as it is in an interval whose row says this (NaN or nonsense: nothing)."""
    return replace(queue, aht_seconds=aht_seconds) if 0 < aht_seconds < float("inf") else queue


def stated(frame: pd.DataFrame) -> list[float]:
    """Seconds that each row says; NaN = nothing."""
    return numbers(frame[AHT]) if AHT in frame.columns else [float("nan")] * len(frame)


def handling_times(
    data: PlanData, file: str, frame: pd.DataFrame, places: Mapping[grid.Key, int]
) -> Iterator[Violation]:
    """Rows of the requirement whose handling time is none, or not that of the forecast's hour."""
    found = stated(frame)
    forecast = _of_hours(data)
    queues = {queue.id: queue for queue in data.queues}
    for (name, start), place in places.items():
        seconds = found[place]
        if math.isnan(seconds):
            continue
        queue = queues[name]
        of_hour = (
            float("nan")
            if queue.handling_time == "fixed"
            else forecast.get((name, _hour(start)), float("nan"))
        )
        expected = queue_at(queue, of_hour).aht_seconds
        if not abs(seconds - expected) <= TOLERANCE * expected:
            yield Violation(
                "requirement_aht",
                file,
                file_row(place),
                AHT,
                interval=start,
                queue=name,
                expected=expected,
                found=seconds,
            )


def _of_hours(data: PlanData) -> dict[grid.Key, float]:
    frame = data.plan.forecast
    if frame is None:
        return {}
    seconds = stated(frame)
    return {key: seconds[place] for key, place in grid.positions(frame, all_hours(data)).items()}


def _hour(start: datetime) -> datetime:
    return start.replace(minute=0)
