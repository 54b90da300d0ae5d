"""Writes a history in the layouts that people have. It shares nothing with the reader but the truth."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl

QUEUES = {"presale": "售前", "aftersale": "售后", "vip": "VIP"}
Truth = dict[tuple[datetime, str], int]

HOURS = ("plain", "padded", "dian", "shi", "interval", "short", "number", "halves", "english")
DAYS = ("iso", "slashes", "digits", "chinese", "no_year", "dots", "cell", "weekday")
LAYOUTS = (
    *("hours_across", "days_across", "list", "moments", "queues_across", "queue_blocks", "queues_below"),
    *("sheet_a_month", "sheet_a_queue", "sheet_a_day", "days_and_hours"),
)
KINDS = ("xlsx", "csv", "gb18030", "utf-16", "semicolon", "tab")


@dataclass(frozen=True)
class Choice:
    """How somebody writes a table. queues: how many. opens, closes: hours of the day."""

    layout: str = "hours_across"
    hour: str = "dian"
    day: str = "chinese"
    kind: str = "xlsx"
    queues: int = 1
    titles: int = 1
    merged: bool = True
    total_column: bool = False
    total_row: bool = False
    mean_row: bool = False
    note: bool = False
    weekday_column: bool = False
    thousands: bool = False
    zero: str = "0"
    opens: int = 0
    closes: int = 24

    @property
    def names(self) -> list[str]:
        """Ids of the queues."""
        return list(QUEUES)[: self.queues]

    @property
    def hours(self) -> range:
        """The hours that are recorded."""
        return range(self.opens, self.closes)


def hour_text(hour: int, style: str) -> str | int:
    """An hour as it is written."""
    late = hour >= 12
    twelve = hour % 12 or 12
    return {
        "plain": f"{hour}:00",
        "padded": f"{hour:02d}:00",
        "dian": f"{hour}点",
        "shi": f"{hour}时",
        "interval": f"{hour:02d}:00-{(hour + 1):02d}:00",
        "short": f"{hour}-{hour + 1}点",
        "number": hour,
        "halves": f"{'下午' if late else '上午'}{hour - 12 if hour > 12 else hour}:00",
        "english": f"{twelve}:00 {'PM' if late else 'AM'}",
    }[style]


def day_text(day: date, style: str) -> str | int | datetime:
    """A day as it is written."""
    return {
        "iso": f"{day}",
        "slashes": f"{day.year}/{day.month}/{day.day}",
        "digits": int(f"{day:%Y%m%d}"),
        "chinese": f"{day.year}年{day.month}月{day.day}日",
        "no_year": f"{day.month}月{day.day}日",
        "dots": f"{day:%d.%m.%Y}",
        "cell": datetime(day.year, day.month, day.day),
        "weekday": f"{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}",
    }[style]


def count_text(value: int, choice: Choice) -> str | int:
    """A count as it is written."""
    if value == 0 and choice.zero != "0":
        return choice.zero
    if choice.thousands and value >= 1000:
        return f"{value:,}"
    return value


Rows = list[list[object]]


def sheets_of(truth: Truth, choice: Choice) -> dict[str, Rows]:
    """Name of the sheet → its rows."""
    days = sorted({stamp.date() for stamp, _ in truth})
    if choice.layout == "sheet_a_month":
        months = sorted({(day.year, day.month) for day in days})
        return {
            f"{month}月": _titled(
                _hours_across(
                    truth,
                    [d for d in days if (d.year, d.month) == (year, month)],
                    choice,
                    choice.names[0],
                    f"{year}年",
                ),
                choice,
                f"{year}年{month}月",
            )
            for year, month in months
        }
    if choice.layout == "sheet_a_queue":
        return {
            QUEUES[name]: _titled(_hours_across(truth, days, choice, name), choice, "2026年咨询量")
            for name in choice.names
        }
    if choice.layout == "sheet_a_day":
        return {f"{day:%Y-%m-%d}": _titled(_of_day(truth, day, choice), choice, "咨询量") for day in days}
    tables = {
        "hours_across": lambda: _hours_across(truth, days, choice, None),
        "days_across": lambda: _days_across(truth, days, choice),
        "list": lambda: _list(truth, days, choice),
        "moments": lambda: _moments(truth, days, choice),
        "queues_across": lambda: _queues_across(truth, days, choice),
        "queue_blocks": lambda: _blocks(truth, days, choice, below=False),
        "queues_below": lambda: _blocks(truth, days, choice, below=True),
        "days_and_hours": lambda: _days_and_hours(truth, days, choice),
    }
    return {"咨询量": _titled(tables[choice.layout](), choice, f"{days[0].year}年客服咨询量统计表")}


def _titled(rows: Rows, choice: Choice, title: str) -> Rows:
    head: Rows = [[title]] if choice.titles else []
    if choice.titles > 1:
        head += [[], ["制表部门：客服部"]]
    return [*head, *rows, *([["备注：系统导出"]] if choice.note else [])]


def _with_totals(rows: Rows, first: int, headers: int, choice: Choice) -> Rows:
    """Totals to the right of the columns from ``first`` on, and below."""
    body = rows[headers:]
    if choice.total_column:
        rows[headers - 1].append("合计")
        for place in range(headers - 1):
            rows[place].append(None)
        for row in body:
            row.append(sum(_value(cell) for cell in row[first:]))
    sums = [sum(_value(row[place]) for row in body) for place in range(first, len(rows[headers - 1]))]
    pad: list[object] = [None] * (first - 1)
    extra: Rows = []
    if choice.total_row:
        extra.append(["合计", *pad, *sums])
    if choice.mean_row:
        extra.append(["平均", *pad, *(round(value / max(1, len(body)), 1) for value in sums)])
    return [*rows, *extra]


def _value(cell: object) -> int:
    text = str(cell).replace(",", "")
    return int(text) if text.isdigit() else 0


def _hours_across(truth: Truth, days: list[date], choice: Choice, queue: str | None, year: str = "") -> Rows:
    names = choice.names if queue is None else [queue]
    with_queue = queue is None and len(names) > 1
    header: list[object] = ["日期"]
    header += ["队列"] if with_queue else []
    header += ["星期"] if choice.weekday_column else []
    first = len(header)
    header += [hour_text(hour, choice.hour) for hour in choice.hours]
    rows: Rows = [header]
    for day in days:
        for name in names:
            style = "no_year" if year and choice.day in ("no_year", "weekday") else choice.day
            row: list[object] = [day_text(day, style)]
            row += [QUEUES[name]] if with_queue else []
            row += ["星期" + "一二三四五六日"[day.weekday()]] if choice.weekday_column else []
            row += [_cell(truth, day, hour, name, choice) for hour in choice.hours]
            rows.append(row)
    return _with_totals(rows, first, 1, choice)


def _cell(truth: Truth, day: date, hour: int, name: str, choice: Choice) -> object:
    return count_text(truth[datetime(day.year, day.month, day.day, hour), name], choice)


def _days_across(truth: Truth, days: list[date], choice: Choice) -> Rows:
    header: list[object] = ["时段", *(["队列"] if choice.queues > 1 else [])]
    first = len(header)
    header += [day_text(day, choice.day) for day in days]
    rows: Rows = [header]
    for name in choice.names:
        for hour in choice.hours:
            row: list[object] = [hour_text(hour, choice.hour), *([QUEUES[name]] if choice.queues > 1 else [])]
            rows.append(row + [_cell(truth, day, hour, name, choice) for day in days])
    return _with_totals(rows, first, 1, choice)


def _list(truth: Truth, days: list[date], choice: Choice) -> Rows:
    header: list[object] = ["日期", "小时", *(["队列"] if choice.queues > 1 else []), "咨询量"]
    rows: Rows = [header]
    for day in days:
        for hour in choice.hours:
            for name in choice.names:
                row: list[object] = [day_text(day, choice.day), hour_text(hour, choice.hour)]
                row += [QUEUES[name]] if choice.queues > 1 else []
                rows.append([*row, _cell(truth, day, hour, name, choice)])
    return _with_totals(rows, len(header) - 1, 1, _without_column(choice))


def _without_column(choice: Choice) -> Choice:
    from dataclasses import replace

    return replace(choice, total_column=False)


def _moments(truth: Truth, days: list[date], choice: Choice) -> Rows:
    rows: Rows = [["时间", *(["技能组"] if choice.queues > 1 else []), "咨询人数"]]
    for day in days:
        for hour in choice.hours:
            for name in choice.names:
                stamp = (
                    f"{day:%Y-%m-%d} {hour:02d}:00"
                    if choice.day != "slashes"
                    else f"{day.year}/{day.month}/{day.day} {hour}:00"
                )
                row: list[object] = [stamp, *([QUEUES[name]] if choice.queues > 1 else [])]
                rows.append([*row, _cell(truth, day, hour, name, choice)])
    return _with_totals(rows, len(rows[0]) - 1, 1, _without_column(choice))


def _queues_across(truth: Truth, days: list[date], choice: Choice) -> Rows:
    rows: Rows = [["日期", "时段", *(QUEUES[name] for name in choice.names)]]
    for day in days:
        for hour in choice.hours:
            cells = [_cell(truth, day, hour, name, choice) for name in choice.names]
            rows.append([day_text(day, choice.day), hour_text(hour, choice.hour), *cells])
    return _with_totals(rows, 2, 1, choice)


def _blocks(truth: Truth, days: list[date], choice: Choice, *, below: bool) -> Rows:
    """Queues above hours, or below them."""
    pairs = (
        [(hour, name) for hour in choice.hours for name in choice.names]
        if below
        else [(hour, name) for name in choice.names for hour in choice.hours]
    )
    hours: list[object] = [hour_text(hour, choice.hour) for hour, _ in pairs]
    names: list[object] = [QUEUES[name] for _, name in pairs]
    upper, lower = (hours, names) if below else (names, hours)
    shown = [text if place == 0 or text != upper[place - 1] else None for place, text in enumerate(upper)]
    rows: Rows = [["日期", *shown], [None, *lower]]
    for day in days:
        rows.append(
            [day_text(day, choice.day), *(_cell(truth, day, hour, name, choice) for hour, name in pairs)]
        )
    return _with_totals(rows, 1, 2, choice)


def _days_and_hours(truth: Truth, days: list[date], choice: Choice) -> Rows:
    """A row a queue; days above hours."""
    pairs = [(day, hour) for day in days for hour in choice.hours]
    upper = [day_text(day, choice.day) if hour == choice.opens else None for day, hour in pairs]
    lower = [hour_text(hour, choice.hour) for _, hour in pairs]
    rows: Rows = [["队列", *upper], [None, *lower]]
    for name in choice.names:
        rows.append([QUEUES[name], *(_cell(truth, day, hour, name, choice) for day, hour in pairs)])
    return rows


def _of_day(truth: Truth, day: date, choice: Choice) -> Rows:
    rows: Rows = [
        ["时段", *(QUEUES[name] for name in choice.names)] if choice.queues > 1 else ["时段", "咨询量"]
    ]
    for hour in choice.hours:
        rows.append(
            [hour_text(hour, choice.hour), *(_cell(truth, day, hour, name, choice) for name in choice.names)]
        )
    return _with_totals(rows, 1, 1, choice if choice.queues > 1 else _without_column(choice))


def write_file(truth: Truth, choice: Choice, folder: Path) -> Path:
    """The file of this choice. Text files have one sheet."""
    sheets = sheets_of(truth, choice)
    if choice.kind == "xlsx" or len(sheets) > 1:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            if choice.titles and choice.merged:
                width = max(map(len, rows))
                sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(2, width))
        path = folder / "咨询量统计.xlsx"
        book.save(path)
        return path
    rows = next(iter(sheets.values()))
    delimiter = {"semicolon": ";", "tab": "\t"}.get(choice.kind, ",")
    encoding = choice.kind if choice.kind in ("gb18030", "utf-16") else "utf-8-sig"
    text = io.StringIO()
    width = max(map(len, rows))
    writer = csv.writer(text, delimiter=delimiter)
    for row in rows:
        writer.writerow([_text(cell) for cell in [*row, *[None] * (width - len(row))]])
    path = folder / "咨询量统计.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:%Y/%m/%d}" if isinstance(cell, datetime) else str(cell)


def days_from(first: date, count: int) -> list[date]:
    """Days in a row."""
    return [first + timedelta(days=place) for place in range(count)]
