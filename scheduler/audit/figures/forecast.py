"""forecast.csv: every hour of each queue, numbers that can be counts, quantiles in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pandas as pd

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import hours
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import file_row, numbers
from scheduler.audit.facts.violation import Violation
from scheduler.domain.queues import Queue

FORECAST = "forecast.csv"
AHT = "aht_seconds"
TOLERANCE = 1e-9
_QUANTILE = re.compile(r"p(\d+(?:\.\d+)?)")


def forecast(data: PlanData) -> Iterator[Violation]:
    """Violations of forecast.csv."""
    frame = data.plan.forecast
    if frame is None:
        return
    wanted = all_hours(data)
    yield from grid.rows(FORECAST, frame, wanted)
    staffed = {staffed_column(data, queue) for queue in data.queues}
    # Quantiles that nobody is staffed for may be missing from a forecast of the shop's own.
    columns = [name for name in quantile_columns(frame) if name in staffed or frame[name].notna().any()]
    values = {column: numbers(frame[column]) for column in ("mean", *columns)}
    aht = numbers(frame[AHT]) if AHT in frame.columns else [1.0] * len(frame)
    for (queue, moment), position in grid.positions(frame, wanted).items():
        row = file_row(position)
        bad = [column for column, numbers_ in values.items() if not 0 <= numbers_[position] < float("inf")]
        for column in bad:
            found = values[column][position]
            yield Violation("forecast_number", FORECAST, row, column, None, None, moment, queue, found=found)
        if aht[position] <= 0 or aht[position] == float("inf"):
            found = aht[position]
            yield Violation("forecast_aht", FORECAST, row, AHT, None, None, moment, queue, found=found)
        ladder = [values[column][position] for column in columns]
        if not bad and any(low > high + TOLERANCE for low, high in pairwise(ladder)):
            found_text = " ".join(
                f"{column}={number:g}" for column, number in zip(columns, ladder, strict=True)
            )
            yield Violation(
                "forecast_quantiles", FORECAST, row, columns[0], None, None, moment, queue, found=found_text
            )
    for each in data.queues:
        column = staffed_column(data, each)
        if column not in frame.columns:
            yield Violation("column_absent", FORECAST, 1, column, queue=each.id, expected=column)


def all_hours(data: PlanData) -> grid.Wanted:
    """Every hour of every queue, tail included."""
    moments = list(hours(data))
    return {queue.id: moments for queue in data.queues}


def quantile_columns(frame: pd.DataFrame) -> list[str]:
    """``p10``, ``p50``, … of the table, from low to high."""
    names = [str(column) for column in frame.columns]
    levels = {name: float(match[1]) for name in names if (match := _QUANTILE.fullmatch(name))}
    return sorted(levels, key=lambda name: levels[name])


def staffed_column(data: PlanData, queue: Queue) -> str:
    """The column of forecast.csv that ``plan_for`` names: ``p90`` for 0.9, otherwise ``mean``."""
    plan_for = data.plan_for(queue)
    return "mean" if isinstance(plan_for, str) else f"p{100 * plan_for:.10g}"


def staffed_for(data: PlanData) -> Mapping[grid.Key, float]:
    """The inquiries of each hour that each queue is staffed for, where forecast.csv says them."""
    frame = data.plan.forecast
    if frame is None:
        return {}
    found: dict[grid.Key, float] = {}
    found_rows = grid.positions(frame, all_hours(data))
    for queue in data.queues:
        column = staffed_column(data, queue)
        if column in frame.columns:
            values = numbers(frame[column])
            found |= {key: values[place] for key, place in found_rows.items() if key[0] == queue.id}
    return found
