"""forecast.csv: every hour of each queue, numbers that can be counts, quantiles in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pandas as pd

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import hours
from scheduler.audit.facts.facts import Facts, QueueFacts
from scheduler.audit.facts.tables import file_row, numbers
from scheduler.audit.facts.violation import Violation

FORECAST = "forecast.csv"
AHT = "aht_seconds"
TOLERANCE = 1e-9
_QUANTILE = re.compile(r"p(\d+(?:\.\d+)?)")


def forecast(facts: Facts) -> Iterator[Violation]:
    """Violations of forecast.csv."""
    frame = facts.written.forecast
    if frame is None:
        return
    wanted = all_hours(facts)
    yield from grid.rows(FORECAST, frame, wanted)
    columns = quantile_columns(frame)
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
    for queue_facts in facts.queues:
        column = staffed_column(queue_facts)
        if column not in frame.columns:
            yield Violation("column_absent", FORECAST, 1, column, queue=queue_facts.id, expected=column)


def all_hours(facts: Facts) -> grid.Wanted:
    """Every hour of every queue, tail included."""
    moments = list(hours(facts))
    return {queue.id: moments for queue in facts.queues}


def quantile_columns(frame: pd.DataFrame) -> list[str]:
    """``p10``, ``p50``, … of the table, from low to high."""
    names = [str(column) for column in frame.columns]
    levels = {name: float(match[1]) for name in names if (match := _QUANTILE.fullmatch(name))}
    return sorted(levels, key=lambda name: levels[name])


def staffed_column(queue: QueueFacts) -> str:
    """The column of forecast.csv that ``plan_for`` names: ``p90`` for 0.9, otherwise ``mean``."""
    if isinstance(queue.plan_for, str):
        return "mean"
    return f"p{100 * queue.plan_for:.10g}"


def staffed_for(facts: Facts) -> Mapping[grid.Key, float]:
    """The inquiries of each hour that each queue is staffed for, where forecast.csv says them."""
    frame = facts.written.forecast
    if frame is None:
        return {}
    found: dict[grid.Key, float] = {}
    found_rows = grid.positions(frame, all_hours(facts))
    for queue in facts.queues:
        column = staffed_column(queue)
        if column in frame.columns:
            values = numbers(frame[column])
            found |= {key: values[place] for key, place in found_rows.items() if key[0] == queue.id}
    return found
