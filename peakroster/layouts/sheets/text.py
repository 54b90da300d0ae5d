"""Text files as a sheet: UTF-8, GB18030 or UTF-16, with whichever separator makes the most even rows."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path

from peakroster.layouts.grid import Chunk, Sheet
from peakroster.tables.csv_records import DELIMITERS
from peakroster.tables.decoding import text_encoding
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import SPACES

_LARGE = 20_000_000
"""Bytes; of a larger file the first rows are looked at, and the rest is read in pieces."""
_HEAD_ROWS, _HEAD_CELLS = 4_000, 2_000_000
_CELLS = 500_000
"""Cells that are handed on at once."""
_LINES = 200
_ALL = (*DELIMITERS, "|")


def text_sheet(path: Path) -> Sheet:
    """The sheet of a text file. Raises UnreadableError as ``text_encoding`` of the tables does."""
    codec = _codec(path)
    delimiter = _delimiter(path, codec)
    pieces = partial(_chunks, path, codec, delimiter)
    if path.stat().st_size <= _LARGE:
        return Sheet(path.name, "", list(chain.from_iterable(pieces())))
    head: Chunk = []
    cells = 0
    for row in islice(chain.from_iterable(pieces()), _HEAD_ROWS):
        head.append(row)
        cells += len(row)
        if cells > _HEAD_CELLS:
            break
    return Sheet(path.name, "", head, rest=pieces)


def _codec(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4000)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    odd, even = start[1::2].count(0), start[::2].count(0)
    if max(odd, even) > len(start) / 8:  # UTF-16 without a mark: every second byte of what is ASCII is 0
        return "utf-16-le" if odd > even else "utf-16-be"
    return text_encoding(path, 10**6).codec


def _delimiter(path: Path, codec: str) -> str:
    """The separator by which most lines fall into an equal number of cells, more than one."""
    try:
        with path.open(encoding=codec, newline="") as file:
            lines = [line for line in islice(file, _LINES) if line.strip()]
    except UnicodeError:
        raise UnreadableError("bad_encoding", row=1) from None
    best, most = ",", (0.0, 0)
    for delimiter in _ALL:
        widths = Counter(width for line in lines if (width := _width(line, delimiter)) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        score = (count / max(1, len(lines)), width)
        if count and score > most:
            best, most = delimiter, score
    return best


def _width(line: str, delimiter: str) -> int:
    try:
        cells: Sequence[str] = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), ())
    except csv.Error:
        return 0
    return len(cells)


def _chunks(path: Path, codec: str, delimiter: str) -> Iterator[Chunk]:
    """All rows, blank ones too, each cell stripped."""
    try:
        with path.open(encoding=codec, newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            chunk: Chunk = []
            cells = 0
            for row in reader:
                chunk.append([cell.strip(SPACES) for cell in row])
                cells += len(row) + 1
                if cells >= _CELLS:
                    yield chunk
                    chunk, cells = [], 0
            if chunk:
                yield chunk
    except (csv.Error, UnicodeError):
        raise UnreadableError("bad_quotes", row=1) from None
