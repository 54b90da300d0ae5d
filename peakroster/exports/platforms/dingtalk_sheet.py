"""DingTalk's own sheet, filled: the workbook that its console exports, with our shifts in the cells.

The sheet's exact layout is published nowhere, so nothing is taken for granted: the header row is the one
with days beside an id or a name. Cells of the plan's days and people get shift names, or 休息; everything
else, also people and days that the plan does not have, stays as it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from peakroster.exports.neutral import neutral_table
from peakroster.exports.platforms.dingtalk import DINGTALK
from peakroster.shop.inputs.matrix_dates import WrittenDay, dated, weekday_of, written_day
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.headers import normalised
from scheduler.domain.plan import Plan

REST = "休息"
_HEAD, _FEWEST_DAYS = 20, 3
"""The header stands within so many rows, and has so many days."""
_IDS = {"userid", "用户id", "员工userid", "工号", "员工工号", "员工编号"}
_NAMES = {"姓名", "员工姓名", "名字", "成员", "人员", "name"}


@dataclass(frozen=True)
class Filled:
    """The workbook's bytes, how many cells were filled, and what is to be said of it."""

    content: bytes
    cells: int
    warnings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Layout:
    """Where things stand in a sheet, columns and rows counted from 1. days: column → date."""

    header: int
    ids: int | None
    names: int | None
    days: Mapping[int, date]


def filled_sheet(shop: ShopFolder, plan: Plan, template: Path) -> Filled:
    """The workbook with the plan in it.

    Raises InputError where it cannot be read, no sheet has days beside people, none of its days or people are
    the plan's, or a name could be two people.
    """
    book = _opened(template)
    found = [(sheet, layout) for sheet in book.worksheets if (layout := _layout(sheet, plan))]
    if not found:
        raise InputError([Finding("error", "sheet_without_days", template.name)])
    cells, seen = 0, set[str]()
    errors: list[Finding] = []
    shifts = _shifts(shop, plan)
    people = _people(shop)
    for sheet, layout in found:
        for line, agent in _rows(sheet, layout, people, template.name, errors):
            for column, day in layout.days.items():
                shift = shifts.get((agent, day))
                cell = sheet.cell(line, column)
                if shift is not None and isinstance(cell, Cell):
                    cell.value = shift
                    cells += 1
                    seen.add(agent)
    if not cells and not errors:
        errors.append(Finding("error", "sheet_of_others", template.name))
    if errors:
        raise InputError(errors)
    missing = [agent for agent in dict.fromkeys(agent for agent, _ in shifts) if agent not in seen]
    days = {day for _, layout in found for day in layout.days.values()}
    outside = [day for day in plan.dates if day not in days]
    return Filled(_bytes(book), cells, tuple(_left_out(shop, template.name, missing, outside)))


def _opened(template: Path) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(template)
    except Exception as problem:  # whatever a file that is no workbook makes of the reader
        details = {"reason": str(problem) or type(problem).__name__}
        raise InputError([Finding("error", "sheet_unreadable", template.name, details=details)]) from None


def _layout(sheet: Worksheet, plan: Plan) -> _Layout | None:
    above: list[str] = []
    for line, row in enumerate(sheet.iter_rows(min_row=1, max_row=_HEAD, values_only=True), start=1):
        texts = [_text(value) for value in row]
        days = {column: day for column, text in enumerate(texts, 1) if (day := _day(text)) is not None}
        ids, names = _column(texts, _IDS), _column(texts, _NAMES)
        if len(days) >= _FEWEST_DAYS and (ids or names):
            below = [_text(cell.value) for cell in sheet[line + 1]] if line < sheet.max_row else []
            written = [_with_weekday(day, below, column) for column, day in days.items()]
            real = _dates(written, " ".join([sheet.title, *above]), plan)
            return _Layout(line, ids, names, dict(zip(days, real, strict=False))) if real else None
        above += [text for text in texts if text]
    return None


def _dates(written: Sequence[WrittenDay], titles: str, plan: Plan) -> tuple[date, ...]:
    """The dates of these headers; fewer where the last are days that the month does not have.

    Days alone, without a month anywhere, are those of the plan's first month.
    """
    bare = not any(day.month for day in written)
    for names in (titles, f"{plan.first_day:%Y-%m}") if bare else (titles,):
        for kept in range(len(written), max(0, len(written) - 4), -1):
            found = dated(written[:kept], names, plan.first_day)
            if found is not None:
                return found.days
            if written[kept - 1].day <= 28:
                break
    return ()


def _day(text: str) -> WrittenDay | None:
    return written_day(" ".join(text.split())) if text else None


def _with_weekday(day: WrittenDay, below: Sequence[str], column: int) -> WrittenDay:
    text = below[column - 1] if column <= len(below) else ""
    return day if day.weekday is not None else WrittenDay(day.year, day.month, day.day, weekday_of(text))


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value).strip()


def _column(texts: Sequence[str], wanted: set[str]) -> int | None:
    known = {normalised(name) for name in wanted}
    return next((column for column, text in enumerate(texts, 1) if normalised(text) in known), None)


def _shifts(shop: ShopFolder, plan: Plan) -> dict[tuple[str, date], str]:
    table = neutral_table(shop, plan)
    return {
        (agent, date.fromisoformat(day)): REST if is_rest else shift
        for agent, day, shift, is_rest in zip(
            table["employee_id"], table["work_date"], table["shift_name"], table["is_rest"], strict=True
        )
    }


def _people(shop: ShopFolder) -> dict[str, list[str]]:
    """Whom a cell may mean: DingTalk's user id, our id, or the name → agents."""
    people: dict[str, list[str]] = {}
    mapped = {
        row.local_id: row.platform_id
        for row in shop.mapping
        if row.kind == "agent" and row.platform.casefold() in DINGTALK.names
    }
    for agent in shop.agents:
        for name in dict.fromkeys((mapped.get(agent.id, agent.id), agent.id, agent.name)):
            people.setdefault(name, []).append(agent.id)
    return people


def _rows(
    sheet: Worksheet, layout: _Layout, people: Mapping[str, list[str]], file: str, errors: list[Finding]
) -> Iterator[tuple[int, str]]:
    """The lines below the header with the agent that each is of; by id where that is known, else by name."""
    for line in range(layout.header + 1, sheet.max_row + 1):
        for column in (layout.ids, layout.names):
            if column is None or isinstance(sheet.cell(line, column), MergedCell):
                continue
            text = _text(sheet.cell(line, column).value)
            found = people.get(text, [])
            if len(found) > 1:
                details = {"ids": ", ".join(found)}
                errors.append(Finding("error", "sheet_shared_name", file, line, None, text, details))
            if found:
                yield line, found[0]
                break


def _left_out(
    shop: ShopFolder, file: str, missing: Sequence[str], outside: Sequence[date]
) -> Iterator[Finding]:
    names = shop.agent_names
    for agent in missing:
        details: dict[str, object] = {"name": names.get(agent, "")}
        yield Finding("warning", "sheet_lacks_agent", file, value=agent, details=details)
    if outside:
        details = {"count": len(outside)}
        yield Finding("warning", "sheet_lacks_days", file, value=f"{outside[0]}", details=details)


def _bytes(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
