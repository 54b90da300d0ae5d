"""A platform's own lists of people and shifts, from a file that was exported there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from peakroster.push.client import Listed
from peakroster.shop.inputs.mapping import MAPPING_KINDS
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import read_table
from peakroster.tables.report import Report
from peakroster.tables.specs import ColumnSpec, TableSpec
from peakroster.tables.suggestions import nearest_kinds

Span = tuple[int, int]
"""Minutes after midnight of start and end; an end on the next day is beyond 24 hours."""

PLATFORM_LIST = TableSpec(
    "list",
    (
        ColumnSpec("kind", "类别", False, ("type", "类型", "种类")),
        ColumnSpec(
            "id",
            "编号",
            True,
            (
                "userid",
                "user id",
                "用户id",
                "员工userid",
                "员工id",
                "账号",
                "platform_id",
                "平台编号",
                "班次id",
                "shift id",
                "schedule id",
            ),
        ),
        ColumnSpec(
            "name",
            "姓名",
            True,
            ("名称", "员工姓名", "成员", "班次名称", "班次", "shift name", "schedule name"),
        ),
        ColumnSpec("job_number", "工号", False, ("员工工号", "员工编号", "employee no", "job number")),
        ColumnSpec("hours", "时间", False, ("班次时间", "考勤时间", "上班时间", "起止时间", "time")),
    ),
)
_SPAN = re.compile(
    r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]+\s*(次日|翌日|次|next day)?\s*(\d{1,2})[:：](\d{2})"
)
_DAY = 24 * 60


@dataclass(frozen=True)
class Lists:
    """What a platform lists."""

    people: tuple[Listed, ...]
    shifts: tuple[Listed, ...]


def span_of(text: str) -> Span | None:
    """The hours within a text: ``08:00-16:30``, ``22:00–次日06:00``, ``22:00-30:00``; None without any."""
    found = _SPAN.search(text)
    if found is None:
        return None
    start, end = int(found[1]) * 60 + int(found[2]), int(found[4]) * 60 + int(found[5])
    if found[3] or end <= start:
        end += _DAY
    return start, end


def read_lists(files: list[Path]) -> Lists:
    """The lists of .csv and .xlsx files. Raises InputError with everything wrong in them.

    A row is of a shift where ``kind`` says so, or where it has ``hours`` and no kind; else of a person.
    """
    report = Report()
    people, shifts = list[Listed](), list[Listed]()
    for file in files:
        if not file.is_file():
            report.error("no_such_file", file.name, path=str(file))
            continue
        table = read_table(file, PLATFORM_LIST, report)
        for kind, each in _rows(table, report) if table is not None else ():
            (shifts if kind == "shift" else people).append(each)
    if report.has("error"):
        raise InputError(report.findings("error"), report.findings("warning"))
    return Lists(tuple(people), tuple(shifts))


def _kind(text: str) -> str:
    kind = MAPPING_KINDS.get(text.casefold())
    if kind not in ("agent", "shift"):
        raise UnreadableError("unknown_kind", known=nearest_kinds(text, MAPPING_KINDS))
    return kind


def _hours(text: str) -> str:
    if span_of(text) is None:
        raise UnreadableError("mapping_bad_hours")
    return text


def _rows(table: RawTable, report: Report) -> Iterator[tuple[str, Listed]]:
    cells = ColumnParser(table, report)
    ids, names, numbers = cells.text("id"), cells.text("name"), cells.text("job_number")
    kinds, hours = cells.parsed("kind", _kind), cells.parsed("hours", _hours)
    for place in np.flatnonzero(cells.good).tolist():
        kind = kinds[place] or ("shift" if hours[place] else "agent")
        yield kind, Listed(ids.iloc[place], names.iloc[place], numbers.iloc[place], hours[place] or "")
