"""Detects the encoding of a text file and refuses files of impossible size or shape.

Everything here streams, so a hundred megabytes of nonsense cost time to read once, and no memory.
"""

from __future__ import annotations

import codecs
import re
import stat
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from peakroster.tables.errors import UnreadableError, reason_of

_CHUNK = 1 << 18
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MEGABYTE = 1_000_000
_TELLING = 4  # different letters; four that are sound UTF-8 by chance are one case in ten thousand
_GBK_BOM = b"\x84\x31\x95\x33"
_EXAMPLE_LINES = 1000
_CELLS = re.compile(r'[,;\t，；"=#\r\n]+')


@dataclass(frozen=True)
class Encoding:
    """How a text file is to be decoded.

    codec: ``utf-8-sig`` or ``gb18030`` (which holds all of GBK). example: where the codec is a guess, some of
    what it makes of the file, for people to judge; None where the file leaves no doubt.
    """

    codec: str
    example: str | None = None


def check_is_file(path: Path) -> None:
    """Raise UnreadableError ``not_a_file`` for a folder, a device or a pipe, OSError for what is not there.

    To be asked before opening it: opening a pipe waits for somebody who writes to it.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableError("not_a_file")


def check_size(path: Path, megabytes: int) -> None:
    """Check that a file can be opened and is not too large.

    Raises UnreadableError: ``not_a_file``, ``unreadable_file`` (no permission), ``empty_file`` or
    ``file_too_big``.
    """
    try:
        check_is_file(path)
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as problem:
        raise UnreadableError("unreadable_file", reason=reason_of(problem)) from None
    if size == 0:
        raise UnreadableError("empty_file")
    if size > megabytes * _MEGABYTE:
        raise UnreadableError("file_too_big", megabytes=round(size / _MEGABYTE), most=megabytes)


def text_encoding(path: Path, megabytes: int) -> Encoding:
    """The encoding of a text file: its byte order mark says it, or its bytes have to tell.

    Bytes that are no UTF-8 are GBK, but they might also be the letters of western Europe in an encoding of
    their own. So GBK without a mark is always a guess.

    Raises UnreadableError: what :func:`check_size` raises, ``workbook_as_text``, ``not_text``,
    ``endless_line``, ``bad_encoding`` or ``not_as_marked``.
    """
    check_size(path, megabytes)
    with path.open("rb") as file:
        start = file.read(4)
    if start in (_ZIP, _OLD_OFFICE):
        raise UnreadableError("workbook_as_text")
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise UnreadableError("bad_encoding", row=1)
    _check_shape(path)
    utf8, letters = _decode(path, "utf-8")
    if start.startswith(codecs.BOM_UTF8):
        if utf8 is not None:
            raise UnreadableError("not_as_marked", row=utf8)
        return Encoding("utf-8-sig")
    if utf8 is None and not _may_be_gbk(letters):
        return Encoding("utf-8-sig")
    gbk, _ = _decode(path, "gb18030")
    if gbk is None:
        return Encoding("gb18030", None if start == _GBK_BOM else _example(path))
    if utf8 is None:
        return Encoding("utf-8-sig")
    raise UnreadableError("bad_encoding", row=max(utf8, gbk))


def _may_be_gbk(letters: frozenset[str]) -> bool:
    """Whether a file that is valid UTF-8 is more likely GBK, judged by its letters beyond ASCII.

    The two bytes of one Chinese character in ten are also one letter of UTF-8: 双 reads as ˫, 夜 as ҹ. A
    file with one to three such letters and nothing else beyond ASCII was hardly written by somebody who
    uses them, unless they are those of western Europe, or would be characters that are rare in Chinese: the
    ǐ of pinyin reads as 菒, which is not among the 6,763 of GB 2312. Chinese in UTF-8 has three bytes.
    """
    two_bytes = all(letter < "\u0800" for letter in letters)
    western = all("\u00a0" <= letter <= "\u017f" for letter in letters)
    return 0 < len(letters) < _TELLING and two_bytes and not western and all(map(_is_common, letters))


def _is_common(letter: str) -> bool:
    """Whether the bytes of a letter in UTF-8 are a character that people write in GBK."""
    try:
        letter.encode().decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def _example(path: Path) -> str:
    """A cell as GBK reads it: of those with a rare character, which a wrong guess makes; else of any."""
    found: dict[bool, str] = {}
    with path.open(encoding="gb18030", newline="") as file:
        lines = (line for line in file if not line.isascii())
        for line in islice(lines, _EXAMPLE_LINES):
            for cell in _CELLS.split(line):
                if not cell.isascii():
                    found.setdefault(_all_common(cell), cell.strip())
            if False in found:
                break
    return found[min(found)] if found else ""


def _all_common(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _check_shape(path: Path) -> None:
    """Refuse files with zero bytes, and those with a quarter of a megabyte without a line break."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise UnreadableError("not_text")
            if len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk:
                raise UnreadableError("endless_line")


def _decode(path: Path, encoding: str) -> tuple[int | None, frozenset[str]]:
    """Number of the first line that is not in that encoding (None when all are), and letters beyond ASCII.

    The letters are collected until there are enough of them to tell the encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    letters: set[str] = set()
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as problem:
                return line + problem.object[: problem.start].count(b"\n"), frozenset(letters)
            if not chunk:
                return None, frozenset(letters)
            if len(letters) < _TELLING and not text.isascii():
                letters |= {letter for letter in set(text) if not letter.isascii()} - {"\ufeff"}
            line += chunk.count(b"\n")
