"""Reads the records of a sheet of an .xlsx file, each cell as the text that Excel shows."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from peakroster.tables.csv_records import CHUNK
from peakroster.tables.errors import UnreadableError

_MOST_UNPACKED = 600_000_000  # bytes; a million rows are about 200 MB of XML
_ZERO_PADDED = re.compile(r"0{2,}")
_DAY_ZERO = datetime(1899, 12, 31)  # of Excel's first two months, before its 29 February 1900


def workbook_records(path: Path, sheet: str | None = None) -> Iterator[list[list[str]]]:
    """All rows of the first sheet, blank ones too (so that their count is the row number), in chunks.

    sheet: the name of another; nothing where there is none. Raises UnreadableError: ``bad_workbook`` for
    anything that is not a sound .xlsx, ``file_too_big`` for one that would unpack to more than the memory can
    take.
    """
    try:
        _check_unpacked_size(path)
        yield from _records(path, sheet)
    except UnreadableError:
        raise
    except Exception as problem:  # a damaged workbook fails in any way its libraries can fail
        raise UnreadableError("bad_workbook", reason=type(problem).__name__) from problem


def _check_unpacked_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > _MOST_UNPACKED:
        raise UnreadableError("file_too_big", megabytes=round(size / 1e6), most=round(_MOST_UNPACKED / 1e6))


def _records(path: Path, name: str | None) -> Iterator[list[list[str]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about charts and validations that are of no concern here
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        if name is not None and name not in book.sheetnames:
            return
        sheet: Any = book.worksheets[0] if name is None else book[name]
        sheet.reset_dimensions()  # the size that a sheet claims is often wrong
        chunk: list[list[str]] = []
        for row in sheet.iter_rows():
            chunk.append([_cell_text(cell) for cell in row])
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk
    finally:
        book.close()


def _cell_text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and _ZERO_PADDED.fullmatch(cell.number_format):
        return f"{value:0{len(cell.number_format)}d}"  # an id shown as 007
    return value_text(value)


def value_text(value: Any) -> str:
    """A cell's value as text: 7.0 is ``7``, a date is ISO, a duration of a day is ``24:00``."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        if value.year <= 1900:  # a time of day or a duration in a cell formatted as date
            return value_text((value - _DAY_ZERO).total_seconds() / 86400)
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _clock_text(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    if isinstance(value, timedelta):
        return _clock_text(value)
    return str(value)


def _clock_text(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}" + (
        f":{seconds % 60:02d}" if seconds % 60 else ""
    )
