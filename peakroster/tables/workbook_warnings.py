"""What a workbook hides from the people who look at it, or from the program that reads one of its sheets."""

from __future__ import annotations

from collections.abc import Sequence

from peakroster.tables.headers import Headers, recognised
from peakroster.tables.report import Report
from peakroster.tables.sheet_layout import column_letters
from peakroster.tables.specs import TableSpec
from peakroster.tables.workbook_records import WorkbookSheet

_MOST_NAMED = 3


def other_sheet(
    sheet: WorkbookSheet, first: Sequence[Sequence[str]], header: int | None, spec: TableSpec
) -> str | None:
    """The name of the sheet on which the table stands, where it is not the one that is read.

    first: the first rows of ``sheet``. header: place of the first of them that is not blank, None if all are.
    """
    if header is not None and recognised(first[header], spec):
        return None
    fitting = _with_the_table(sheet, spec) or ([] if header is not None else [*sheet.other_heads])
    return fitting[0] if fitting else None


def _with_the_table(sheet: WorkbookSheet, spec: TableSpec) -> list[str]:
    """The other sheets that have every column that the table needs."""
    needed = sum(column.required for column in spec.columns)
    return [title for title, head in sheet.other_heads.items() if recognised(head, spec) >= needed]


def warn_of_sheet(
    sheet: WorkbookSheet, file: str, spec: TableSpec, headers: Headers, header_row: int, report: Report
) -> None:
    """Say which rows, columns and sheets people do not see, and which the program does not read."""
    layout = sheet.layout
    if sheet.hidden_before is not None:
        report.warning("hidden_sheet", file, value=sheet.hidden_before, sheet=sheet.title)
    further = _with_the_table(sheet, spec)
    if further:
        report.warning("further_sheets", file, value=_some(further), sheet=sheet.title)
    rows = [row for row in layout.hidden_rows if row > header_row]
    if rows:
        report.warning("hidden_rows", file, rows[0], count=len(rows), first=rows[0], last=rows[-1])
    for name, place in headers.places.items():
        if any(first <= place + 1 <= last for first, last in layout.hidden_columns):
            letters = column_letters(place + 1)
            report.warning("hidden_column", file, column=headers.texts[name], value=letters)
    places = {place + 1 for place in headers.places.values()}
    merged = [
        range_
        for range_ in layout.merged
        if range_.first_row > header_row
        and any(range_.first_column <= place <= range_.last_column for place in places)
    ]
    if merged:
        ranges = _some([range_.reference for range_ in merged])
        report.warning("merged_cells", file, merged[0].first_row, value=ranges, count=len(merged))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
