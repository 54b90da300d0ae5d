"""Many findings of one kind as one, with what they have in common: nobody reads fifty equal lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from peakroster.messages import Term, Translator
from peakroster.tables.findings import Finding

FEWEST = 4
"""So many findings of one kind, file and column become one."""
_MOST_ROWS, _MOST_VALUES = 8, 3
_COUNTED = "more_like_this"
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")
_UNIT = re.compile(r"[\d.,]+\s*(?:人次|人|个|次|条|通|单|元|分钟|小时|秒)")
_SIGNS = frozenset(("无", "-", "–", "—", "--", "空", "/", "n/a", "N/A", "null", "NULL", "没有"))


def explained(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those of one kind, file and column as one where there are many.

    The one says how many rows, which, and, where all their values have it in common, the cause.
    """
    groups: dict[tuple[str, str, str, str | None], list[Finding]] = {}
    last: tuple[str, str, str, str | None] | None = None
    for finding in findings:
        key: tuple[str, str, str, str | None] = (
            finding.severity,
            finding.code,
            finding.file,
            finding.column,
        )
        counts_last = last is not None and (finding.severity, finding.file) == (last[0], last[2])
        if finding.code == _COUNTED and last is not None and counts_last:
            key = last
        groups.setdefault(key, []).append(finding)
        last = key
    return [each for group in groups.values() for each in _told(group)]


def _told(group: Sequence[Finding]) -> Sequence[Finding]:
    listed = [finding for finding in group if finding.code != _COUNTED]
    if len(listed) < FEWEST or listed[0].severity == "collision" or any(each.row is None for each in listed):
        return group
    count = len(listed) + sum(int(each.details["count"]) for each in group if each.code == _COUNTED)
    rows = list(dict.fromkeys(f"{finding.row}" for finding in listed))
    shown = ", ".join(rows[:_MOST_ROWS]) + (", …" if count > _MOST_ROWS else "")
    values = list(dict.fromkeys(finding.value for finding in listed if finding.value))
    details = {"count": count, "rows": shown, "values": "; ".join(values[:_MOST_VALUES])}
    first = listed[0]
    cause = _cause(first.code, values)
    if cause is not None:
        return [replace(first, code=cause, row=None, details=details)]
    zh, en = Translator("zh"), Translator("en")
    words = {
        "message": Term(first.message(en), first.message(zh)),
        "remedy": Term(first.remedy(en), first.remedy(zh)),
    }
    return [replace(first, code="equal_rows", details={**details, **words})]


def _cause(code: str, values: Sequence[str]) -> str | None:
    """What all values of cells that are no numbers have in common; None where they do not."""
    if code != "not_a_number" or not values:
        return None
    if all(_DECIMAL_COMMA.fullmatch(value) for value in values):
        return "decimal_commas"
    if all(value in _SIGNS for value in values):
        return "signs_for_numbers"
    if all(_UNIT.fullmatch(value) for value in values):
        return "units_behind_numbers"
    return None
