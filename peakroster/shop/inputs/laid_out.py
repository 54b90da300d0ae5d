"""Tables of the shop folder in another layout: titles above the headers, hours across, ranges of leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.layouts.history.understanding import understand_history
from peakroster.layouts.history.words import meaning_of
from peakroster.layouts.known import Known
from peakroster.layouts.lists.finding import find_list
from peakroster.layouts.lists.leave import understand_leave
from peakroster.layouts.questions import Question
from peakroster.layouts.results import Reading
from peakroster.layouts.sheets.reading import read_sheets
from peakroster.messages import Term, Translator
from peakroster.shop.table_specs import HISTORY, REQUESTS
from peakroster.tables.errors import UnreadableError
from peakroster.tables.headers import match_headers
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.row_buffer import RowBuffer
from peakroster.tables.specs import TableSpec

_OF_HEADERS = frozenset(("no_header", "missing_column", "missing_column_similar", "duplicate_header"))
"""Findings after which a file may be the table in another layout."""


def may_lie_otherwise(report: Report, spec: TableSpec) -> bool:
    """Whether the headers of a file, as they were reported, are not those of the table in its first row."""
    if any(finding.code in _OF_HEADERS for finding in report.findings("error")):
        return True
    # A day beside an hour: the time of a row stands in two columns.
    unknown = (
        finding.value or "" for finding in report.findings("warning") if "unknown_column" in finding.code
    )
    return spec.stem == HISTORY.stem and any(meaning_of(header) == "day" for header in unknown)


def laid_out_table(
    path: Path, spec: TableSpec, report: Report, queues: Mapping[str, str] | None, noon: int
) -> RawTable | None:
    """The table with the columns of ``spec``, from whichever layout it lies in; None where it is none.

    What is open is an error that names the questions: they are answered by ``peakroster import``.
    """
    try:
        sheets = read_sheets(path)
    except (UnreadableError, OSError):
        return None
    known = Known(date.today(), queues, noon=noon)
    for sheet in sheets:
        if sheet.is_hidden:
            continue
        reading: Reading | None = None
        if spec.stem == HISTORY.stem:
            reading = understand_history(sheet, known, {})
            if reading is not None and reading.kind != "history":
                reading = None
        elif spec.stem == REQUESTS.stem:
            reading = understand_leave(sheet, known, {})
        if reading is not None and reading.questions:
            asked = _asked(reading.questions)
            report.error("layout_open", path.name, count=len(reading.questions), questions=asked)
            return None
        if reading is not None and reading.table is not None:
            if len(sheets) > 1 and spec.stem == HISTORY.stem:
                continue  # several sheets belong together, which is what the import is for
            report.warning("layout_read", path.name, layout=_layout(reading))
            return _raw(path.name, spec, reading)
    return _below_titles(path, spec, report)


def _asked(questions: tuple[Question, ...]) -> Term:
    """The questions, in both languages."""
    texts = [
        "; ".join(Translator(language)(f"importing.ask_{each.code}", **each.details) for each in questions)
        for language in ("en", "zh")
    ]
    return Term(*texts)


def _layout(reading: Reading) -> Term:
    key = f"importing.layout_{reading.layout}"
    return Term(Translator("en")(key), Translator("zh")(key))


def _raw(file: str, spec: TableSpec, reading: Reading) -> RawTable:
    """The rows of a reading as the texts that a reader of the table expects."""
    table = reading.table
    assert table is not None
    cells = {column.name: pd.Series("", index=table.index, dtype="str") for column in spec.columns}
    for name in cells:
        if name in table:
            cells[name] = _texts(table[name])
    rows = table["row"].to_numpy(dtype=np.int64)
    headers = {name: reading.headers.get(name, name) for name in cells if name in table}
    return RawTable(file, spec, headers, pd.DataFrame(cells), rows, np.zeros(len(rows), dtype=bool))


def _texts(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        stamps = np.datetime_as_string(column.to_numpy().astype("datetime64[m]"))
        return pd.Series(stamps, index=column.index, dtype="str")
    if pd.api.types.is_float_dtype(column):
        return column.map("{:.6g}".format).where(column.notna(), "").astype("str")
    return column.astype("str")


def _below_titles(path: Path, spec: TableSpec, report: Report) -> RawTable | None:
    """The table with its headers below a title, or in two rows; None where they are nowhere."""
    words = {column.name: (column.name, column.chinese, *column.synonyms) for column in spec.columns}
    needed = {column.name for column in spec.columns if column.required}
    for sheet in read_sheets(path):
        found = None if sheet.is_hidden else find_list(sheet, words)
        if found is None or not needed <= set(found.places):
            continue
        silent = Report()
        headers = match_headers(found.headers, spec, path.name, found.header_rows[-1] + 1, silent)
        if headers is None or silent.has("error"):
            continue
        buffer = RowBuffer(
            path.name, spec, headers, len(found.headers), found.body + 1, from_1904=sheet.from_1904
        )
        try:
            width = len(found.headers)
            buffer.add([[str(cell) for cell in row[:width]] for row in found.rows[found.body :]])
            table = buffer.table(report)
        except UnreadableError:
            continue
        layout = Term(
            Translator("en")("importing.layout_titled"), Translator("zh")("importing.layout_titled")
        )
        report.warning("layout_read", path.name, found.header_rows[-1] + 1, layout=layout)
        return table
    return None
