"""Reads the files of a plan folder, as the program wrote them or as a spreadsheet saved them.

They may have any form that the input tables may have: GBK, ``2026/11/9 0:00``, Chinese headers, ``;`` between
the cells. Only the types of the cells are checked here; whether a plan makes sense is up to the audit and to
:mod:`peakroster.plans.own_forecast`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.plans.bounds import MOST_DAYS
from peakroster.plans.tables import DTYPES, FURTHER_COLUMNS, QUANTILE, SUMMARY, TABLES, kind_of
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.decoding import check_is_file, text_encoding
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.reader import read_table as read_text_table
from peakroster.tables.report import Report
from peakroster.tables.specs import ColumnSpec, TableSpec

MEGABYTES = 100
"""Nobody's plan is larger: 1000 agents, 42 days, 10 activities a shift are 20 MB."""

_CHINESE = {
    "timestamp": "时间",
    "queue": "队列",
    "mean": "均值",
    "inquiries": "咨询量",
    "agents": "人数",
    "agent_id": "工号",
    "date": "日期",
    "shift": "班次",
    "start": "上班",
    "end": "下班",
    "paid_hours": "计薪工时",
    "activity": "工作内容",
    "required": "需求人数",
    "scheduled": "在岗人数",
    "service_level": "服务水平",
}
_MAY_BE_EMPTY = frozenset({"p10", "p50", "p90", "service_level"})
"""Columns whose cells, or which themselves, may be missing: then they read NaN."""


def read_table(path: Path, name: str | None = None) -> pd.DataFrame:
    """A typed and sorted table of a plan, from a .csv or an .xlsx file.

    name: one of TABLES; the file's own name if not given. Further quantiles of a forecast and
    FURTHER_COLUMNS are kept, other further columns are not. Queues and agents keep the order in which the
    file first names them.

    Raises InputError with every cell that cannot be read.
    """
    name = name if name is not None else path.stem
    report = Report()
    cells = read_cells(path, name, report)
    table = _typed(cells) if cells is not None else None
    errors = report.findings("error")
    if table is None or errors:
        raise InputError([in_plan(finding, path) for finding in errors])
    return _sorted(table)


def read_cells(path: Path, name: str, report: Report) -> ColumnParser | None:
    """The unparsed cells of one of TABLES; None, with a finding, if the file is not a table."""
    spec = TableSpec(name, tuple(_column(column) for column in TABLES[name]), True, MEGABYTES)
    if name in FURTHER_COLUMNS:
        further = tuple(ColumnSpec(column, column) for column in _further_columns(path, name))
        spec = replace(spec, columns=spec.columns + further)
    table = read_text_table(path, spec, report)
    return ColumnParser(table, report) if table is not None else None


def in_plan(finding: Finding, path: Path) -> Finding:
    """The finding with its file named relative to the shop folder: ``plans/2026-11-09/forecast.csv``."""
    return replace(finding, file=f"plans/{path.parent.name}/{path.name}")


def read_summary(path: Path) -> dict[str, Any]:
    """summary.json. Raises InputError when it is no JSON object, or ``days`` is no number of days."""
    try:
        check_is_file(path)
        summary = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnreadableError as problem:
        raise InputError([in_plan(Finding("error", problem.code, SUMMARY), path)]) from problem
    except (ValueError, OSError) as problem:
        row = problem.lineno if isinstance(problem, json.JSONDecodeError) else None
        raise InputError([in_plan(Finding("error", "bad_json", SUMMARY, row=row), path)]) from problem
    if not isinstance(summary, dict):
        raise InputError([in_plan(Finding("error", "bad_json", SUMMARY, row=1), path)])
    days = summary.get("days", 1)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        bound = {"bound": f"≤ {MOST_DAYS}" if isinstance(days, int) and days > MOST_DAYS else "≥ 1"}
        finding = Finding("error", "out_of_range", SUMMARY, column="days", value=str(days), details=bound)
        raise InputError([in_plan(finding, path)])
    return summary


def read_plan_files(folder: Path) -> tuple[dict[str, pd.DataFrame], dict[str, Any] | None]:
    """The tables that the folder holds, by name, and its summary or None.

    Raises InputError with the findings of all of its files.
    """
    findings: list[Finding] = []
    tables: dict[str, pd.DataFrame] = {}
    summary = None
    for name in TABLES:
        try:
            if (folder / f"{name}.csv").exists():
                tables[name] = read_table(folder / f"{name}.csv")
        except InputError as error:
            findings += error.findings
    try:
        if (folder / SUMMARY).exists():
            summary = read_summary(folder / SUMMARY)
    except InputError as error:
        findings += error.findings
    if findings:
        raise InputError(findings)
    return tables, summary


def plan_days(first_day: date, tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any] | None) -> int:
    """Number of days of a plan: from its summary, else from the extent of its tables.

    The tables of hours run on to 12:00 of the day after the last; one that ends with a day has no tail.
    Raises InputError when nothing says it.
    """
    if summary is not None and "days" in summary:
        return int(summary["days"])
    midnight = pd.Timestamp(first_day)
    for name in ("forecast", "requirement", "coverage"):
        if name in tables and len(tables[name]):
            length = tables[name]["timestamp"].max() - midnight
            days = length.days + (1 if length % pd.Timedelta(days=1) >= pd.Timedelta(hours=12) else 0)
            return max(1, days)
    if "roster" in tables and len(tables["roster"]):
        return max(1, (max(tables["roster"]["date"]) - first_day).days + 1)
    raise InputError([Finding("error", "plan_without_length", f"plans/{first_day}", value=str(first_day))])


def has_column(path: Path, column: str) -> bool:
    """Whether a table of a plan that lies there has this one of its FURTHER_COLUMNS."""
    return path.is_file() and column in _further_columns(path, path.stem)


def _column(name: str) -> ColumnSpec:
    return ColumnSpec(name, _CHINESE.get(name, name), required=name not in _MAY_BE_EMPTY)


def _further_columns(path: Path, table: str) -> list[str]:
    """Optional columns in the header of the file; none if the file is not readable."""
    try:
        encoding = text_encoding(path, MEGABYTES).codec
    except UnreadableError:
        return []
    with path.open(encoding=encoding, newline="") as file:
        header = next(csv.reader(file), [])
    names = dict.fromkeys(cell.strip().casefold() for cell in header)
    known = {name for name in names if table == "forecast" and QUANTILE.fullmatch(name)}
    known |= {*FURTHER_COLUMNS[table]}
    return [name for name in names if name in known and name not in TABLES[table]]


def _typed(cells: ColumnParser) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for column in cells.table.spec.columns:
        kind = kind_of(column.name)
        if kind == "timestamp":
            columns[column.name] = cells.timestamps(column.name, end=column.name == "end")
        elif kind == "date":
            days = cells.days(column.name)
            columns[column.name] = pd.Series(days.dt.date, dtype="object")
        elif kind == "count":
            numbers = cells.numbers(column.name, whole=True)
            columns[column.name] = np.where(np.isnan(numbers), 0, numbers)
        elif kind == "people":
            columns[column.name] = _people(cells.numbers(column.name))
        elif kind == "text":
            columns[column.name] = cells.text(column.name)
        else:
            columns[column.name] = cells.numbers(column.name)
    table = pd.DataFrame(columns)
    kinds = {name: kind for name in columns if (kind := kind_of(name)) not in (None, "people")}
    return table.astype({name: DTYPES[kind] for name, kind in kinds.items() if kind is not None})


def _people(numbers: NDArray[np.float64]) -> NDArray[Any]:
    """Whole people as integers; fractions where they are counted as what they get done."""
    known = np.where(np.isnan(numbers), 0, numbers)
    return known.astype(np.int64) if not (known % 1).any() else known


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """By time, then queue; or by agent, then time. Names in the order in which they first appear."""
    of_agents = "agent_id" in table
    when = next(column for column in ("timestamp", "date", "start") if column in table)
    time = pd.factorize(table[when], sort=True)[0]
    name = pd.factorize(table["agent_id" if of_agents else "queue"])[0]
    order = np.lexsort((time, name) if of_agents else (name, time))  # the last key sorts first
    return table.iloc[order].reset_index(drop=True)
