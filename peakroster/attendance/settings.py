"""What a shop remembers of its attendance system (attendance.toml), and the setting that follows from it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from peakroster.attendance.columns import ATTENDANCE
from peakroster.shop.settings.read import FILE as SETTINGS
from peakroster.store.outdated import OutdatedError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.headers import normalised

REMEMBERED = "attendance.toml"
_COLUMNS = "columns"
_SHRINKAGE = re.compile(r"^(\s*shrinkage\s*=\s*)[^#\s]+", re.MULTILINE)


def remembered_columns(folder: Path) -> dict[str, str]:
    """Column → its header, as attendance.toml has them; none without the file. Raises InputError."""
    path = folder / REMEMBERED
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(_COLUMNS, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError):
        raise InputError([Finding("error", "attendance_settings", REMEMBERED)]) from None
    names = {column.name for column in ATTENDANCE.columns}
    sound = isinstance(table, dict) and all(isinstance(text, str) and text for text in table.values())
    if not sound or not names.issuperset(table):
        raise InputError([Finding("error", "attendance_settings", REMEMBERED, column=_COLUMNS)])
    return dict(table)


def columns_of_options(options: Sequence[str]) -> dict[str, str]:
    """``clock_in=上班打卡时间`` … as column → header. Raises InputError with all that name no column."""
    names = [column.name for column in ATTENDANCE.columns]
    found, errors = {}, []
    for option in options:
        name, _, header = option.partition("=")
        if name.strip() in names and header.strip():
            found[name.strip()] = header.strip()
        else:
            known = {"known": ", ".join(names)}
            errors.append(Finding("error", "attendance_option", "--column", value=option, details=known))
    if errors:
        raise InputError(errors)
    return found


def require_headers(file: str, wanted: Mapping[str, str], headers: Mapping[str, str]) -> None:
    """Raise InputError where the file lacks a header that somebody has just named."""
    errors = [
        Finding("error", "attendance_header_missing", file, column=name, value=header)
        for name, header in wanted.items()
        if normalised(headers.get(name, "")) != normalised(header)
    ]
    if errors:
        raise InputError(errors)


def remembered_bytes(columns: Mapping[str, str]) -> bytes:
    """The bytes of attendance.toml."""
    lines = [f"{name} = {json.dumps(header, ensure_ascii=False)}" for name, header in columns.items()]
    return "\n".join([f"[{_COLUMNS}]", *lines, ""]).encode()


def with_shrinkage(content: bytes, seen: float, wanted: float) -> bytes:
    """The bytes of shop.toml with another ``shrinkage`` and nothing else changed.

    seen: what it said when the figures were computed. Raises OutdatedError where it is another one by now.
    """
    text = content.decode("utf-8")
    before = tomllib.loads(text.removeprefix("\ufeff"))
    if float(before.get("shrinkage", 0.0)) != seen:
        raise OutdatedError((SETTINGS,))
    first = re.search(r"^\s*\[", text, re.MULTILINE)
    top, rest = (text, "") if first is None else (text[: first.start()], text[first.start() :])
    if _SHRINKAGE.search(top):
        top = _SHRINKAGE.sub(rf"\g<1>{wanted:g}", top, count=1)
    else:
        line_end = "\r\n" if "\r\n" in text else "\n"
        top = f"{top.rstrip()}{line_end}shrinkage = {wanted:g}{line_end}{line_end}"
    after = tomllib.loads((top + rest).removeprefix("\ufeff"))
    if after != {**before, "shrinkage": wanted}:  # a text over several lines may look like the key
        raise InputError([Finding("error", "attendance_settings_edit", SETTINGS, value=f"{wanted:g}")])
    return (top + rest).encode()
