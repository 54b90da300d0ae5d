"""Which reader a file needs."""

from __future__ import annotations

from pathlib import Path

from peakroster.layouts.grid import Sheet
from peakroster.layouts.sheets.text import text_sheet
from peakroster.layouts.sheets.workbooks import workbook_sheets
from peakroster.tables.decoding import check_size
from peakroster.tables.errors import UnreadableError

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
TEXTS = (".csv", ".tsv", ".txt")
ENDINGS = (*WORKBOOKS, *TEXTS)
MOST_MEGABYTES = 500


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a file that have anything on them, hidden ones last.

    Raises UnreadableError: ``wrong_kind_of_file``, and what :mod:`peakroster.tables.decoding` raises.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise UnreadableError("wrong_kind_of_file", value=path.name)
    check_size(path, MOST_MEGABYTES)
    with path.open("rb") as file:
        start = file.read(4)
    is_workbook = start[:2] == b"PK" or start == b"\xd0\xcf\x11\xe0"
    if is_workbook or ending in WORKBOOKS:
        if not is_workbook:  # systems export text and call it .xls
            return _filled((text_sheet(path),))
        return _filled(workbook_sheets(path))
    return _filled((text_sheet(path),))


def _filled(sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    found = tuple(sheet for sheet in sheets if not sheet.is_blank)
    if not found:
        raise UnreadableError("empty_file")
    return tuple(sorted(found, key=lambda sheet: sheet.is_hidden))
