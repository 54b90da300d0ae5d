"""Matches the cells of a header row to columns."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peakroster.tables.report import Report
from peakroster.tables.specs import ColumnSpec, TableSpec
from peakroster.tables.suggestions import closest

_BRACKETS = re.compile(r"[(\[{【<].*?[)\]}】>]")
_SEPARATORS = re.compile(r"[\s_\-\u200b\ufeff*:]+")

_MOST_NAMED = 6
"""Headers of a table that are named for a column that is none of them."""


@dataclass(frozen=True)
class Headers:
    """places: column → its position in the row. texts: column → the header as it stands in the file."""

    places: Mapping[str, int]
    texts: Mapping[str, str]


def normalised(header: str) -> str:
    """A header without case, width, spaces and underscores."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", header).casefold())


def recognised(cells: Sequence[str], spec: TableSpec) -> int:
    """Number of cells in a possible header row that are columns of the table."""
    return len(_assign([cell.strip() for cell in cells], spec)[0])


def match_headers(
    cells: Sequence[str], spec: TableSpec, file: str, row: int, report: Report
) -> Headers | None:
    """Find every column; report missing, duplicate, ambiguous and unknown headers.

    Returns None when not one column was recognised: then this row is no header at all.
    """
    headers = [cell.strip() for cell in cells]
    places, rivals = _assign(headers, spec)
    if not places and not rivals:
        report.error("no_header", file, row, value=" | ".join(headers), expected=spec.headers)
        return None
    counts = Counter(normalised(header) for header in headers if header)
    doubles = [header for header in dict.fromkeys(headers) if counts[normalised(header)] > 1]
    for header in doubles:
        report.error("duplicate_header", file, row, column=header, value=header)
    for name, texts in rivals.items():
        if set(texts) <= set(doubles):
            continue  # the same word twice is told already
        report.error("ambiguous_header", file, row, column=name, value=" | ".join(texts))
    taken = {headers[place] for place in places.values()}.union(*rivals.values())
    unknown = [header for header in headers if header and header not in taken and header not in doubles]
    for column in spec.columns:
        if column.required and column.name not in places and column.name not in rivals:
            _report_missing(column, unknown, file, row, report)
    missing = [column for column in spec.columns if column.name not in places and column.name not in rivals]
    for header in unknown:
        _warn_of_unknown(
            header, [column for column in missing if not column.required], spec, file, row, report
        )
    return Headers(places, {name: headers[place] for name, place in places.items()})


def _assign(headers: Sequence[str], spec: TableSpec) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Positions of the columns; and the columns that several headers claim equally well.

    Official names go first, so that a synonym never takes a column away from its own name.
    """
    places: dict[str, int] = {}
    rivals: dict[str, list[str]] = {}
    for official in (True, False):
        for column in spec.columns:
            if column.name in places or column.name in rivals:
                continue
            names = (column.name, column.chinese) if official else column.synonyms
            wanted = {normalised(name) for name in names}
            free = [place for place in range(len(headers)) if place not in places.values()]
            found = [place for place in free if _spellings(headers[place]) & wanted]
            if len(found) == 1:
                places[column.name] = found[0]
            elif found:
                rivals[column.name] = [headers[place] for place in found]
    return places, rivals


def _spellings(header: str) -> set[str]:
    """The header, the header without what is in brackets, and what is in them."""
    plain = unicodedata.normalize("NFKC", header)
    inside = [part[1:-1] for part in _BRACKETS.findall(plain)]
    return {normalised(text) for text in (plain, _BRACKETS.sub("", plain), *inside)} - {""}


def _warn_of_unknown(
    header: str, optional: Sequence[ColumnSpec], spec: TableSpec, file: str, row: int, report: Report
) -> None:
    """A column that nobody reads; where it looks like one that is not there, it may be that one misspelt."""
    names = {normalised(name): column for column in optional for name in (column.name, column.chinese)}
    near = next((found for text in _spellings(header) if (found := closest(text, names))), None)
    if near is None and len(spec.columns) > _MOST_NAMED:
        report.warning("unknown_column_of_many", file, row, column=header, value=header)
    elif near is None:
        known = spec.headers
        report.warning("unknown_column", file, row, column=header, value=header, known=known)
    else:
        meant = {"near": names[near].name, "chinese": names[near].chinese}
        report.warning("unknown_column_similar", file, row, column=header, value=header, **meant)


def _report_missing(column: ColumnSpec, unknown: Sequence[str], file: str, row: int, report: Report) -> None:
    by_name = {normalised(header): header for header in unknown}
    near = next((closest(normalised(name), by_name) for name in (column.name, column.chinese)), None)
    near = near or closest(normalised(column.chinese), by_name)
    if near is None:
        report.error("missing_column", file, row, column=column.name, chinese=column.chinese)
    else:
        report.error(
            "missing_column_similar",
            file,
            row,
            column=column.name,
            value=by_name[near],
            chinese=column.chinese,
        )
