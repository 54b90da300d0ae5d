"""Reads the records of a sheet of an .xlsx file, each cell as the text that Excel shows."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from peakroster.tables.csv_records import CHUNK
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import NO_VALUE
from peakroster.tables.sheet_layout import filled_in, read_layout

_MOST_UNPACKED = 600_000_000  # bytes; a million rows are about 200 MB of XML
_MOST_MERGED = 200  # columns; a title may be merged over all 16,384
_MOST_SHEETS, _HEAD_ROWS = 50, 20
_ZERO_PADDED = re.compile(r"0{2,}")
_FIRST_OF_1904 = datetime(1904, 1, 1)
_NO_FORMAT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""What a number format shows as it is, and its colours and languages."""
_DAY_ZERO = datetime(1899, 12, 31)  # of Excel's first two months, before its 29 February 1900


_NO_SHEET = "no_sheet"


def workbook_records(path: Path, sheet: str | None = None) -> Iterator[list[list[str]]]:
    """All rows of a sheet, in chunks, as :class:`WorkbookSheet` has them; none of one that is not there."""
    try:
        yield from WorkbookSheet(path, sheet).records()
    except UnreadableError as error:
        if error.code != _NO_SHEET:
            raise


class WorkbookSheet:
    """The sheet of a workbook that holds the table: the first one that is not hidden.

    Attributes
    ----------
    title
        The sheet's name.
    number
        Its place among the sheets, from 0.
    hidden_before
        Name of a hidden sheet in front of it, or None.
    layout
        Its merged ranges, hidden rows, and formulas without a value.
    from_1904
        Whether the numbers of its dates count from 1904, as on old Macs, instead of 1900.
    other_heads
        Names of the other sheets that are not hidden → their first row that is not blank.

    Raises UnreadableError: ``bad_workbook`` for anything that is not a sound .xlsx, ``file_too_big`` for one
    that would unpack to more than the memory can take; ``no_sheet`` for a sheet that it does not have.
    """

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """sheet: its name; None = the first one that is not hidden."""
        with _clear_errors():
            _check_unpacked_size(path)
            self._book = _opened(path)
            self.number = first_visible(self._book) if sheet is None else self._place_of(sheet)
            self._sheet = self._book.worksheets[self.number]
            self.title = str(self._sheet.title)
            self.hidden_before = str(self._book.worksheets[0].title) if self.number else None
            from openpyxl.utils.datetime import CALENDAR_MAC_1904

            self.from_1904 = self._book.epoch == CALENDAR_MAC_1904
            with self._sheet._get_source() as xml:
                self.layout = read_layout(xml)
            self.other_heads = dict(self._heads())

    def records(self) -> Iterator[list[list[str]]]:
        """All rows, blank ones too (so that their count is the row number), in chunks; then it is closed.

        Raises UnreadableError ``bad_workbook``.
        """
        with _clear_errors():
            try:
                self._sheet.reset_dimensions()  # the size that a sheet claims is often wrong
                rows = ([cell_text(cell) for cell in row] for row in self._sheet.iter_rows())
                formulas, merged = self.layout.formulas, self.layout.merged
                full = filled_in(
                    enumerate(rows, start=1), merged, formulas, mark=NO_VALUE, most_columns=_MOST_MERGED
                )
                while chunk := list(islice(full, CHUNK)):
                    yield chunk
            finally:
                self.close()

    def _place_of(self, name: str) -> int:
        if name not in self._book.sheetnames:
            self._book.close()
            raise UnreadableError(_NO_SHEET)
        return int(self._book.sheetnames.index(name))

    def close(self) -> None:
        """Close the file; not needed where all records were read."""
        self._book.close()

    def _heads(self) -> Iterator[tuple[str, list[str]]]:
        for number, sheet in enumerate(self._book.worksheets[:_MOST_SHEETS]):
            if number != self.number and sheet.sheet_state == "visible":
                sheet.reset_dimensions()
                rows = ([cell_text(cell) for cell in row] for row in sheet.iter_rows(max_row=_HEAD_ROWS))
                head = next((row for row in rows if any(cell.strip() for cell in row)), None)
                if head is not None:
                    yield str(sheet.title), head


def checked_workbook(path: Path) -> Any:
    """The workbook, opened for reading. Raises UnreadableError ``bad_workbook``, ``file_too_big``."""
    with _clear_errors():
        _check_unpacked_size(path)
        return _opened(path)


def _opened(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about charts and validations that are of no concern here
        import openpyxl  # slow to load, and most folders hold .csv files only

        return openpyxl.load_workbook(path, read_only=True, data_only=True)


def first_visible(book: Any) -> int:
    """The place of the sheet that is read and edited: the first that people see; 0 where they see none."""
    states = [sheet.sheet_state for sheet in book.worksheets]
    return states.index("visible") if "visible" in states else 0


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except UnreadableError:
        raise
    except Exception as problem:  # a damaged workbook fails in any way its libraries can fail
        raise UnreadableError("bad_workbook", reason=type(problem).__name__) from problem


def _check_unpacked_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > _MOST_UNPACKED:
        raise UnreadableError("file_too_big", megabytes=round(size / 1e6), most=round(_MOST_UNPACKED / 1e6))


def cell_text(cell: Any) -> str:
    """A cell as the text that Excel shows: an id formatted 000 with its zeros, a day without a time."""
    value = cell.value
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and _ZERO_PADDED.fullmatch(cell.number_format):
        return f"{value:0{len(cell.number_format)}d}"  # an id shown as 007
    if isinstance(value, datetime) and value.year > 1900 and _shows_no_time(value, cell.number_format):
        return value.date().isoformat()
    return value_text(value)


def _shows_no_time(value: datetime, number_format: str) -> bool:
    """Whether Excel shows the moment as a date alone; its library has no other dates than midnights."""
    codes = _NO_FORMAT_CODE.sub("", number_format).casefold()
    return value.time() == time() and not {"h", "s"} & set(codes)


def value_text(value: Any) -> str:
    """A cell's value as text: 7.0 is ``7``, a date is ISO, a duration of a day is ``24:00``."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value)
        return f"{Decimal(repr(value)):f}".removesuffix(".0")  # the digits that Excel shows, then zeros
    if isinstance(value, datetime):
        if (
            value < _FIRST_OF_1904 + timedelta(days=4) and value >= _FIRST_OF_1904
        ):  # the same, counted from 1904
            return value_text((value - _FIRST_OF_1904).total_seconds() / 86400)
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
