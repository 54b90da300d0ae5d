"""The sheet for people: agents by days, with counts, hours and a legend of the shifts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from peakroster.exports.printing import (
    DAYS_OF_A_PAGE,
    day_width,
    lines_of,
    page_ends,
    pages_of,
    room_for,
    short_names,
)
from peakroster.exports.shift_colours import PAPER, shift_colours
from peakroster.messages import Translator
from peakroster.shop.day_marks import DayMark, day_mark, mark_label, mark_sentence
from peakroster.shop.leave_words import words_by_cell
from peakroster.tables.formula_guard import is_formula
from peakroster.wording import clock_range, day_label, event_name, weekday_name
from scheduler.domain.events import Event
from scheduler.domain.plan import Plan
from scheduler.domain.shifts import SPLIT_MINUTES, Shift
from scheduler.domain.shop import Shop

HEADER_ROWS = 3
ID_COLUMNS = 2
_LINE_HEIGHT = 15.0
"""Points of a line of text."""
_SALE, _WEEKEND, _HEADER = "F8C471", "C9D1DB", "DFE4EA"
_HOLIDAY, _CLOSED = "F5B7B1", "AEB6BF"
_PALER = {_SALE: "FDF0DC", _WEEKEND: "F1F3F6", _HOLIDAY: "FDEDEC", _CLOSED: "E5E8EB"}
"""Behind the grid's own cells, where text must stay readable."""

_THIN = Side(style="thin", color="C5CBD3")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
_WRAPPED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center")
_FONT = "Calibri"
_BOLD = Font(name=_FONT, bold=True)
_PLAIN = Font(name=_FONT)
_LEAVE = "FDE9E7"
_PALE = Font(name=_FONT, color="7B8794")


def fill_grid(
    sheet: Worksheet,
    shop: Shop,
    plan: Plan,
    table: pd.DataFrame,
    translate: Translator,
    *,
    meals: bool = False,
) -> None:
    """Write the grid of ``table`` (the neutral table) into an empty sheet.

    Rows 1-3: title, dates, weekdays; a row for each agent; people on each shift each day; the legend.
    Columns A-B: id and name; a column for each day; days worked, days off, whole days of leave if anybody has
    any, paid hours. Beyond sixteen days shifts have short names, told in the legend. ``meals``: each meal's
    time under its shift.
    """
    days = plan.dates
    marks = [day_mark(shop, day) for day in days]
    shading = _shading(marks, shop.events)
    colours = shift_colours(shop.shifts, PAPER)
    short = short_names(shop) if len(days) > DAYS_OF_A_PAGE else {}
    told = _told(shop, table, short, translate, meals=meals)
    width = day_width(told, len(days))
    away = _days_away(shop, table)
    _headers(sheet, shop, marks, shading, translate, bool(away))
    line, first = HEADER_ROWS + 1, 0
    for _, rows in table.groupby("employee_id", sort=False):
        own = away.get(str(rows["employee_id"].iloc[0]), 0) if away else None
        _agent(sheet, line, rows, told[first : first + len(rows)], shading, colours, width, own)
        line += 1
        first += len(rows)
    line = _counts(sheet, line + 1, table, shading, colours, shop, translate)
    _legend(sheet, line + 1, shop, plan, _named_shifts(shop, table), colours, short, translate)
    named = [shift.name for shift in _named_shifts(shop, table)]
    ids = room_for([*table["employee_id"], *named], 8.0, 14.0)
    names = room_for(table["employee_name"], 8.0, 22.0)
    _page(sheet, [ids, names], len(days), width, 4 if away else 3)


def _days_away(shop: Shop, table: pd.DataFrame) -> Mapping[str, int]:
    """Whole days of leave of each agent that has any; an afternoon of leave makes no day of it."""
    leave = (row for row in shop.requests if row.kind == "leave" and row.hours is None)
    whole = {(row.agent_id, f"{row.day}") for row in leave}
    free = table[table["is_rest"]]
    cells = zip(free["employee_id"], free["work_date"], strict=True)
    return Counter(str(agent) for agent, day in cells if (str(agent), str(day)) in whole)


def _told(
    shop: Shop, table: pd.DataFrame, short: Mapping[str, str], translate: Translator, *, meals: bool
) -> list[str]:
    """What each person's cell says of each date, in the order of the neutral table."""
    leave = words_by_cell(shop, translate)
    rest = translate("exports.grid_rest")
    days = table["work_date"].nunique()
    columns = ("employee_id", "work_date", "is_rest", "shift_name", "break_start", "break_end")
    told = []
    for agent, day, is_rest, shift, start, end in zip(*(table[name] for name in columns), strict=True):
        away = leave.get((str(agent), date.fromisoformat(day)), "")
        if is_rest:
            told.append(away or rest)
            continue
        words = short.get(shift, shift)
        if away:
            words = translate("leave.shift_and_leave", shift=words, leave=away)
        if meals and start:
            words += f"\n{_clock(start)}" if days > 7 else f"\n{_clock(start)}–{_clock(end)}"
        told.append(words)
    return told


def _clock(moment: str) -> str:
    """The time of day of a moment of the neutral table."""
    return moment[11:16]


def page_starts(days: int) -> list[int]:
    """The first day's column on each of several pages; none where all days are on one."""
    ends = page_ends(ID_COLUMNS, days)
    return [ID_COLUMNS + 1, *(end + 1 for end in ends[:-1])] if len(ends) > 1 else []


def _shading(marks: Sequence[DayMark], events: tuple[Event, ...]) -> list[str | None]:
    return [shade(mark, any(event.runs_on(mark.day) for event in events)) for mark in marks]


def shade(mark: DayMark, sale: bool) -> str | None:
    """The colour of a date's head: closed, else promotion, holiday or weekend, else None."""
    if mark.closed:
        return _CLOSED
    if sale:
        return _SALE
    if mark.family:
        return _HOLIDAY
    return _WEEKEND if mark.day.weekday() >= 5 and not mark.make_up else None


def _headers(
    sheet: Worksheet,
    shop: Shop,
    marks: Sequence[DayMark],
    shading: list[str | None],
    translate: Translator,
    with_leave: bool,
) -> None:
    days = [mark.day for mark in marks]
    title = translate("exports.grid_title", shop=shop.settings.name, start=days[0], end=days[-1])
    # On several pages the names stand on each, so what runs over them stands where each page's days begin.
    for column in page_starts(len(days)) or [1]:
        _put(sheet, 1, column, title, font=Font(name=_FONT, bold=True, size=14), align=_LEFT, border=False)
    sheet.row_dimensions[1].height = 24
    names = [translate(f"exports.grid_{key}") for key in ("agent_id", "name")]
    keys = ("days_worked", "days_off", *(("days_leave",) if with_leave else ()), "paid_hours")
    totals = [translate(f"exports.grid_{key}") for key in keys]
    for column, name in [*enumerate(names, 1), *enumerate(totals, ID_COLUMNS + len(days) + 1)]:
        _put(sheet, 2, column, name, fill=_HEADER, font=_BOLD, align=_WRAPPED)
        _put(sheet, 3, column, None, fill=_HEADER)
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    for column, (mark, shade) in enumerate(zip(marks, shading, strict=True), start=ID_COLUMNS + 1):
        cell = _put(sheet, 2, column, mark.day, fill=shade or _HEADER, font=_BOLD)
        cell.number_format = "mm-dd"
        words = (weekday_name(mark.day, translate), mark_label(mark, translate))
        _put(sheet, 3, column, " ".join(word for word in words if word), fill=shade or _HEADER)


def _agent(
    sheet: Worksheet,
    line: int,
    rows: pd.DataFrame,
    told: Sequence[str],
    shading: list[str | None],
    colours: dict[str, str],
    width: float,
    days_away: int | None,
) -> None:
    """A person's row, as high as the longest of its cells needs.

    days_away: None where nobody has leave, and there is no column for it.
    """
    _put(sheet, line, 1, rows["employee_id"].iloc[0], align=_LEFT).number_format = "@"
    _put(sheet, line, 2, rows["employee_name"].iloc[0], align=_LEFT)
    highest = 1
    cells = zip(rows["is_rest"], rows["shift_name"], rows["leave"], told, shading, strict=True)
    for column, (is_rest, shift, leave, words, shade) in enumerate(cells, start=ID_COLUMNS + 1):
        lines = min(lines_of(words, width), 4)
        highest = max(highest, lines)
        align = _WRAPPED if lines > 1 else _CENTRE
        if is_rest and leave:
            _put(sheet, line, column, words, fill=_LEAVE, align=align)
        elif is_rest:
            _put(sheet, line, column, words, fill=_PALER.get(shade or ""), font=_PALE)
        else:
            _put(sheet, line, column, words, fill=colours.get(shift), align=align)
    if highest > 1:
        sheet.row_dimensions[line].height = highest * _LINE_HEIGHT
    worked = int((~rows["is_rest"]).sum())
    hours = round(rows["paid_minutes"].sum() / 60, 2)
    off = len(rows) - worked - (days_away or 0)
    totals = (worked, off, hours) if days_away is None else (worked, off, days_away, hours)
    for column, value in enumerate(totals, ID_COLUMNS + len(rows) + 1):
        _put(sheet, line, column, value)


def _counts(
    sheet: Worksheet,
    line: int,
    table: pd.DataFrame,
    shading: list[str | None],
    colours: dict[str, str],
    shop: Shop,
    translate: Translator,
) -> int:
    """Agents per shift and day, then their total; returns the next free row."""
    worked = table[~table["is_rest"]]
    counts = pd.crosstab(worked["shift_name"], worked["work_date"])
    counts = counts.reindex(columns=table["work_date"].unique(), fill_value=0)
    known = [shift.name for shift in _named_shifts(shop, table)]
    names = known + [name for name in counts.index if name not in known]
    by_shift = counts.reindex(names, fill_value=0)
    for name, row in zip(names, by_shift.to_numpy(), strict=True):
        _count_row(sheet, line, name, row.tolist(), shading, colours.get(name), _PLAIN)
        line += 1
    on_duty = translate("exports.grid_on_duty")
    _count_row(sheet, line, on_duty, by_shift.to_numpy().sum(axis=0).tolist(), shading, _HEADER, _BOLD)
    return line + 1


def _count_row(
    sheet: Worksheet,
    line: int,
    name: str,
    counts: list[int],
    shading: list[str | None],
    colour: str | None,
    font: Font,
) -> None:
    _put(sheet, line, 1, name, fill=colour, font=font, align=_LEFT)
    _put(sheet, line, 2, None, fill=colour)
    for column, (count, shade) in enumerate(zip(counts, shading, strict=True), start=ID_COLUMNS + 1):
        _put(sheet, line, column, count, fill=_PALER.get(shade or ""), font=font)
    _put(sheet, line, ID_COLUMNS + len(counts) + 1, sum(counts), font=font)


def _legend(
    sheet: Worksheet,
    line: int,
    shop: Shop,
    plan: Plan,
    shifts: list[Shift],
    colours: dict[str, str],
    short: Mapping[str, str],
    translate: Translator,
) -> None:
    """The shifts, then the promotions of the plan's days, and what else is special about them."""
    days = plan.dates
    places = page_starts(len(days)) or [2]

    def say(words: str) -> None:
        for place in places:
            _put(sheet, line, place, words, align=_LEFT, border=False)

    _put(sheet, line, 1, translate("exports.grid_legend"), font=_BOLD, align=_LEFT, border=False)
    for shift in shifts:
        line += 1
        _put(sheet, line, 1, shift.name, fill=colours[shift.name], align=_LEFT)
        words = _shift_words(shift, translate)
        if shift.name in short:
            words = translate("exports.legend_short", short=short[shift.name], words=words)
        say(words)
    for event in shop.events:
        if any(event.runs_on(day) for day in days):
            line += 1
            _put(sheet, line, 1, translate("exports.grid_sale"), fill=_SALE, align=_LEFT)
            called = event_name(event.name, event.kind, translate)
            words = f"{called}  {event.start:%m-%d %H:%M} – {event.end:%m-%d %H:%M}"
            say(words)
    for mark in (day_mark(shop, day) for day in days):
        told = mark_sentence(mark, translate)
        if told:
            line += 1
            _put(sheet, line, 1, day_label(mark.day, translate), fill=shade(mark, False), align=_LEFT)
            say(told)


def _named_shifts(shop: Shop, table: pd.DataFrame) -> list[Shift]:
    """The shifts in counts and legend; of the hundreds that a pattern may have, those that are worked."""
    worked = set(table["shift_name"])
    return [shift for shift in shop.shifts if shift.pattern is None or shift.name in worked]


def _shift_words(shift: Shift, translate: Translator) -> str:
    hours = clock_range(shift.start, shift.end, translate)
    paid = f"{shift.paid_minutes / 60:.2f}".rstrip("0").rstrip(".")
    if shift.meal is None or not shift.meal_minutes:
        words = translate("exports.legend_shift", hours=hours, paid=paid)
    else:
        window = clock_range(shift.meal.start, shift.meal.end, translate)
        gap: dict[str, object] = {"minutes": shift.meal_minutes, "window": window}
        code = "legend_split_shift" if shift.meal_minutes >= SPLIT_MINUTES else "legend_shift_with_meal"
        words = translate(f"exports.{code}", hours=hours, paid=paid, **gap)
    for rest in shift.breaks:
        window = clock_range(rest.window.start, rest.window.end, translate)
        words += translate("exports.legend_break", minutes=rest.minutes, window=window)
    return words


def _page(sheet: Worksheet, people: list[float], days: int, width: float, totals: int) -> None:
    """Frozen headers, column widths, and pages with the headers on each of them."""
    sheet.freeze_panes = f"{get_column_letter(ID_COLUMNS + 1)}{HEADER_ROWS + 1}"
    widths = people + [width] * days + [7.0 if days > DAYS_OF_A_PAGE else 9.0] * totals
    for column, letters in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = letters
    sheet.print_title_rows = f"1:{HEADER_ROWS}"
    sheet.print_title_cols = f"A:{get_column_letter(ID_COLUMNS)}"
    fit_to_width(sheet)
    if days > DAYS_OF_A_PAGE:
        pages_of(sheet, left=ID_COLUMNS, days=days, right=totals)


def fit_to_width(sheet: Worksheet) -> None:
    """Print on A4 landscape, one page wide and as many pages long as needed."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if sheet.oddFooter is not None:
        sheet.oddFooter.right.text = "&P / &N"


def _put(
    sheet: Worksheet,
    line: int,
    column: int,
    value: str | float | date | None,
    *,
    fill: str | None = None,
    font: Font | None = None,
    align: Alignment = _CENTRE,
    border: bool = True,
) -> Cell:
    """Write and style one cell; a text that begins with ``=`` stays a text."""
    cell = sheet.cell(line, column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = is_formula(value)
    else:
        cell.value = value
    if fill is not None:
        cell.fill = PatternFill("solid", start_color=fill)
    if font is not None:
        cell.font = font
    cell.alignment = align
    if border:
        cell.border = _BORDER
    return cell
