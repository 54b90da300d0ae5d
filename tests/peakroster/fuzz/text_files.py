"""Seeded mutations of text files: of cells, rows and columns, then of bytes, as disks and editors do."""

from __future__ import annotations

import codecs
import csv
import io
import random
from collections.abc import Callable

from tests.peakroster.fuzz.values import CELLS, TOML

Rows = list[list[str]]

ENCODINGS = (
    *("gbk", "gb18030", "utf-16", "utf-16-le", "utf-32", "big5", "shift_jis", "latin-1"),
    *("utf-8-sig", "utf-7"),
)
LINE_ENDS = (*("\r", "\r\n", "\n\r", "\x0b", "\u2028", "\x85", "\n\n", "\n \n", ",\n", "\r\r\n"),)


def mutated_csv(text: str, draw: random.Random) -> bytes:
    """Some mutations of a sound table, one upon the other."""
    rows = list(csv.reader(io.StringIO(text)))
    for _ in range(draw.choice((0, 1, 1, 1, 2, 4))):
        draw.choice(_OF_ROWS)(rows, draw)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return _mutated_bytes(written.getvalue(), draw)


def mutated_toml(text: str, draw: random.Random) -> bytes:
    """Some mutations of a sound shop.toml by its lines and bytes."""
    lines = text.split("\n")
    for _ in range(draw.choice((0, 1, 1, 2))):
        draw.choice(_OF_LINES)(lines, draw)
    return _mutated_bytes("\n".join(lines), draw)


def _mutated_bytes(text: str, draw: random.Random) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    for _ in range(draw.choice((0, 0, 0, 1, 1, 2))):
        content = draw.choice(_OF_BYTES)(content, draw)
    return content


def _place(rows: Rows, draw: random.Random) -> tuple[int, int]:
    row = draw.randrange(len(rows)) if rows else 0
    return row, draw.randrange(len(rows[row])) if rows and rows[row] else 0


def _cells(rows: Rows, draw: random.Random) -> None:
    for _ in range(draw.choice((1, 1, 2, 5))):
        row, column = _place(rows, draw)
        if rows and rows[row]:
            rows[row][column] = draw.choice(CELLS)


def _column(rows: Rows, draw: random.Random) -> None:
    """All cells of a column, the header stays."""
    _, column = _place(rows, draw)
    value = draw.choice(CELLS)
    for row in rows[1:]:
        if column < len(row):
            row[column] = value


def _swap_headers(rows: Rows, draw: random.Random) -> None:
    if rows and len(rows[0]) > 1:
        one, other = draw.sample(range(len(rows[0])), 2)
        rows[0][one], rows[0][other] = rows[0][other], rows[0][one]


def _double_header(rows: Rows, draw: random.Random) -> None:
    if rows and rows[0]:
        rows[0][draw.randrange(len(rows[0]))] = draw.choice(rows[0])


def _new_header(rows: Rows, draw: random.Random) -> None:
    if rows and rows[0]:
        place = draw.randrange(len(rows[0]))
        rows[0][place] = draw.choice(
            (rows[0][place].upper(), rows[0][place][:-1], " " + rows[0][place], draw.choice(CELLS))
        )


def _drop_column(rows: Rows, draw: random.Random) -> None:
    _, column = _place(rows, draw)
    for row in rows:
        del row[column : column + 1]


def _more_columns(rows: Rows, draw: random.Random) -> None:
    for _ in range(draw.choice((1, 3, 250))):
        for row in rows:
            row.append(draw.choice(("", "x")))


def _drop_rows(rows: Rows, draw: random.Random) -> None:
    del rows[draw.randrange(len(rows) + 1) :]


def _double_rows(rows: Rows, draw: random.Random) -> None:
    rows[1:] = [list(row) for row in rows[1:] for _ in range(draw.choice((1, 2, 2)))]


def _shuffle(rows: Rows, draw: random.Random) -> None:
    draw.shuffle(rows)


def _ragged(rows: Rows, draw: random.Random) -> None:
    row, column = _place(rows, draw)
    if rows:
        rows[row][column:column] = draw.choice(([""], [","], ["x", "y"], []))
        del rows[draw.randrange(len(rows))][-1:]


def _blank_rows(rows: Rows, draw: random.Random) -> None:
    for _ in range(draw.choice((1, 3))):
        rows.insert(
            draw.randrange(len(rows) + 1), draw.choice(([], [""], ["", "", ""], ["-----"], ["# note"]))
        )


def _bits(content: bytes, draw: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(draw.choice((1, 1, 4, 30))):
        if changed:
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def _truncated(content: bytes, draw: random.Random) -> bytes:
    return content[: draw.randrange(len(content) + 1)]


def _cut(content: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(content) + 1)
    return content[:start] + content[start + draw.choice((1, 7, 100)) :]


def _inserted(content: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(content) + 1)
    piece = draw.choice(
        (
            b"\0",
            b'"',
            b'""',
            b"\xff\xfe",
            codecs.BOM_UTF8,
            b"\xa1\xa1",
            b"\xe2\x80\xae",
            b"\x1a",
            b";",
            b"\t",
            b"\r",
        )
    )
    return content[:start] + piece * draw.choice((1, 1, 2, 50)) + content[start:]


def _repeated(content: bytes, draw: random.Random) -> bytes:
    return content * draw.choice((2, 3))


def _encoded(content: bytes, draw: random.Random) -> bytes:
    return content.decode("utf-8", "replace").encode(draw.choice(ENCODINGS), "replace")


def _marked(content: bytes, draw: random.Random) -> bytes:
    marks = (
        codecs.BOM_UTF8,
        codecs.BOM_UTF8 * 2,
        codecs.BOM_UTF16_LE,
        codecs.BOM_UTF16_BE,
        b"\x84\x31\x95\x33",
    )
    return draw.choice(marks) + content


def _line_ends(content: bytes, draw: random.Random) -> bytes:
    ends = [draw.choice(LINE_ENDS).encode() for _ in range(draw.choice((1, 3)))]
    return b"".join(line + draw.choice(ends) for line in content.split(b"\n"))


def _delimiters(content: bytes, draw: random.Random) -> bytes:
    return content.replace(b",", draw.choice((b";", b"\t", "，".encode(), b"|", b" ", b",,", b", ")))


def _nothing(content: bytes, draw: random.Random) -> bytes:
    return draw.choice(
        (b"", b"\n", b" ", codecs.BOM_UTF8, b"\0", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{}", b"<html>")
    )


def _value(lines: list[str], draw: random.Random) -> None:
    places = [place for place, line in enumerate(lines) if "=" in line]
    if places:
        place = draw.choice(places)
        lines[place] = lines[place].partition("=")[0] + "= " + draw.choice(TOML)


def _key(lines: list[str], draw: random.Random) -> None:
    places = [place for place, line in enumerate(lines) if "=" in line]
    if places:
        place = draw.choice(places)
        key, _, value = lines[place].partition("=")
        lines[place] = (
            draw.choice((key.strip()[:-1], key.upper(), f'"{key.strip()}"', "a.b", '""', "é", key + ".x"))
            + " ="
            + value
        )


def _lines(lines: list[str], draw: random.Random) -> None:
    place = draw.randrange(len(lines))
    draw.choice(
        (
            lambda: lines.insert(place, draw.choice(lines)),
            lambda: lines.pop(place),
            lambda: lines.insert(
                place,
                draw.choice(("[queues]", "[[rules]]", "[x", "]", "[]", "[[queues]]", "a", "= 1", "[a.b.c]")),
            ),
            lambda: draw.shuffle(lines),
        )
    )()
    if not lines:
        lines.append("")


_OF_ROWS: tuple[Callable[[Rows, random.Random], None], ...] = (
    *[_cells] * 8,
    *[_column] * 2,
    _swap_headers,
    _double_header,
    _new_header,
    _drop_column,
    _more_columns,
    _drop_rows,
    _double_rows,
    _shuffle,
    _ragged,
    _blank_rows,
)
_OF_LINES: tuple[Callable[[list[str], random.Random], None], ...] = (_value, _value, _value, _key, _lines)
_OF_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _bits,
    _truncated,
    _cut,
    _inserted,
    _repeated,
    _encoded,
    _marked,
    _line_ends,
    _delimiters,
    _nothing,
)
