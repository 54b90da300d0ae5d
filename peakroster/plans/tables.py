"""The files of a plan folder: their tables and columns, and how they are written.

CSV in UTF-8 with a BOM, so that Excel shows the Chinese; lines end with ``\\n``. Timestamps are written as
``2026-11-11T20:00``, dates as ``2026-11-11``, paid hours with 2 decimals, the forecast rounded to 4, all
other numbers as the shortest text that reads back as the same float. A number that is not there (NaN) is
an empty cell. summary.json is UTF-8 without a BOM.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from peakroster.json_text import json_file
from scheduler.domain.plan import (
    ACTIVITIES_COLUMNS,
    BACKLOG,
    COVERAGE_COLUMNS,
    DEFERRED_COLUMNS,
    FORECAST_COLUMNS,
    LATE_COLUMNS,
    REQUIREMENT_COLUMNS,
    ROSTER_COLUMNS,
    Plan,
)

TABLES: Mapping[str, tuple[str, ...]] = {
    "forecast": FORECAST_COLUMNS,
    "requirement": REQUIREMENT_COLUMNS,
    "roster": ROSTER_COLUMNS,
    "activities": ACTIVITIES_COLUMNS,
    "coverage": COVERAGE_COLUMNS,
}
FURTHER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "forecast": ("model_mean", "aht_seconds"),
    "requirement": ("aht_seconds", *LATE_COLUMNS, *DEFERRED_COLUMNS),
    "coverage": (BACKLOG,),
}
"""What a table may hold beyond the columns that it must have; a forecast also further quantiles."""

SUMMARY = "summary.json"
REPLAN = "replan"
"""Key of summary.json: what a plan that was made anew changed of what people were told."""
CHANGES = "changes.csv"
"""The same as a table, for whoever tells people; it is written, and not read back."""
CHANGE_COLUMNS = (
    "agent_id",
    "name",
    "date",
    "before",
    "after",
    "kind",
    "reason",
    "whom",
    "chain",
    "missing_hours",
    "late",
    "queue",
    "from",
    "until",
    "points",
)
OWN_TABLES = "own_tables"
"""Key of summary.json: the tables that are the shop's own; absent where none is."""
SUMMARY_KEYS = (
    "from",
    "days",
    "status",
    "objective",
    "bound",
    "gap",
    "objective_parts",
    "stopped_by",
    "seconds",
    "required_hours",
    "shortage_hours",
    "overstaffed_hours",
    "paid_hours",
    "cost",
)
"""They come first in summary.json, in this order; all other keys follow by name."""

QUANTILE = re.compile(r"p\d{1,2}(\.\d+)?")
FORECAST_DECIMALS = 4

ColumnKind = Literal["timestamp", "date", "text", "count", "people", "number", "forecast", "hours"]
_KINDS: Mapping[str, ColumnKind] = {
    "timestamp": "timestamp",
    "start": "timestamp",
    "end": "timestamp",
    "date": "date",
    "queue": "text",
    "agent_id": "text",
    "shift": "text",
    "activity": "text",
    "agents": "count",
    "scheduled": "people",
    "mean": "forecast",
    "model_mean": "forecast",
    "aht_seconds": "number",
    **dict.fromkeys((*LATE_COLUMNS, *DEFERRED_COLUMNS, BACKLOG), "number"),
    "inquiries": "number",
    "required": "number",
    "service_level": "number",
    "paid_hours": "hours",
}
DTYPES: Mapping[ColumnKind, str] = {
    "timestamp": "datetime64[us]",
    "date": "object",
    "text": "str",
    "count": "int64",
    "people": "int64",
    "number": "float64",
    "forecast": "float64",
    "hours": "float64",
}


def kind_of(column: str) -> ColumnKind | None:
    """What a column of a plan's tables holds; None for an unknown column."""
    return "forecast" if QUANTILE.fullmatch(column) else _KINDS.get(column)


def empty_table(name: str) -> pd.DataFrame:
    """A table without rows, with its columns and their types."""
    return pd.DataFrame({column: pd.Series(dtype=DTYPES[_kind(column)]) for column in TABLES[name]})


def rounded_forecast(forecast: pd.DataFrame) -> pd.DataFrame:
    """The forecast rounded as in forecast.csv: staffing gives the same before and after writing."""
    numbers = [column for column in forecast.columns if kind_of(str(column)) == "forecast"]
    rounded = forecast.copy()
    # adding 0 turns the -0.0 of a rounded tiny negative number into 0.0
    rounded[numbers] = forecast[numbers].astype("float64").round(FORECAST_DECIMALS) + 0.0
    return rounded


def table_bytes(name: str, table: pd.DataFrame) -> bytes:
    """The bytes of a table's file; further columns follow those of the format.

    Raises ValueError when a column of the format is missing.
    """
    missing = [column for column in TABLES[name] if column not in table.columns]
    if missing:
        raise ValueError(f"{name} lacks the columns {missing}")
    if name == "forecast":
        table = rounded_forecast(table)
    further = [column for column in table.columns if column not in TABLES[name]]
    words = pd.DataFrame({column: _cell_texts(table[column]) for column in [*TABLES[name], *further]})
    return words.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def summary_bytes(summary: Mapping[str, Any], first_day: date, days: int) -> bytes:
    """summary.json: ``from`` and ``days`` are those of the plan; NaN and infinity become null."""
    content = {**summary, "from": first_day.isoformat(), "days": days}
    first = [key for key in SUMMARY_KEYS if key in content]
    ordered = {key: content[key] for key in [*first, *sorted(content.keys() - set(first))]}
    return json_file(ordered, indent=2)


def changes_bytes(replan: Mapping[str, Any]) -> bytes:
    """The bytes of changes.csv: the shifts that were changed, and those that were lost (kind ``lost``)."""
    rows = [*map(dict, replan["changes"]), *({**row, "kind": "lost"} for row in replan["lost"])]
    rows.sort(key=lambda row: (row["date"], row["agent_id"]))
    for row in rows:
        row["chain"] = "; ".join(link["agent_id"] for link in row.get("chain") or ())
    cells = [["" if row.get(name) is None else str(row[name]) for name in CHANGE_COLUMNS] for row in rows]
    table = pd.DataFrame(cells, columns=list(CHANGE_COLUMNS), dtype="str")
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def plan_files(plan: Plan) -> dict[str, bytes]:
    """The files of the tables that the plan holds, and of its summary: name → bytes."""
    files = {}
    for name in TABLES:
        table = getattr(plan, name)
        if table is not None:
            files[f"{name}.csv"] = table_bytes(name, table)
    if plan.summary is not None and REPLAN in plan.summary:
        files[CHANGES] = changes_bytes(plan.summary[REPLAN])
    if plan.summary is not None:
        files[SUMMARY] = summary_bytes(plan.summary, plan.first_day, plan.days)
    return files


def _kind(column: str) -> ColumnKind:
    kind = kind_of(column)
    if kind is None:
        raise KeyError(column)
    return kind


def _cell_texts(column: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_dtype(column):
        return list(np.datetime_as_string(column.to_numpy(), unit="m"))
    if column.name == "paid_hours":
        return [f"{hours:.2f}" for hours in column]
    if pd.api.types.is_float_dtype(column):
        return ["" if math.isnan(number) else repr(number) for number in column.astype("float64").tolist()]
    return [value.isoformat() if isinstance(value, date) else str(value) for value in column]
