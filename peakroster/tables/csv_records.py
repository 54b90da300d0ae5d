"""Reads the records of a .csv file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from peakroster.tables.errors import UnreadableError

CHUNK = 2000
"""Records handed on at once: enough to work in columns, few enough to stay small."""

DELIMITERS = (",", ";", "\t", "，")
_HEADER_LINES = 20


def find_delimiter(path: Path, encoding: str, known: Callable[[Sequence[str]], int]) -> str:
    """The delimiter with which most cells of the first non-blank line are known columns."""
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in islice(file, _HEADER_LINES) if line.strip(" \t,;，\r\n")), "")
    scores = {delimiter: known(_cells(first, delimiter)) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def text_records(path: Path, encoding: str, delimiter: str) -> Iterator[list[list[str]]]:
    """All records, blank ones too (so that their count is the row number), in chunks.

    Raises UnreadableError ``bad_quotes`` with the line at which a quotation mark was never closed or was
    followed by text; what was read before has been handed on by then.
    """
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        problem: UnreadableError | None = None
        while problem is None:
            chunk: list[list[str]] = []
            try:
                for record in islice(reader, CHUNK):
                    chunk.append(record)  # noqa: PERF402 - an extend would lose the chunk on an error
            except csv.Error:
                problem = UnreadableError("bad_quotes", row=reader.line_num)
            if not chunk:
                break
            yield chunk
        if problem is not None:
            raise problem
