"""Collects the findings of all files, so that users can fix all errors at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from peakroster.tables.findings import Finding, printable

Severity = Literal["error", "warning", "collision"]
Details = Mapping[str, Any] | Callable[[int], Mapping[str, Any]]

MOST_PER_KIND = 50
"""Findings kept for each file and code; the rest are counted in one closing line."""


@dataclass
class _Kind:
    """The findings of one severity, file and code."""

    kept: list[Finding] = field(default_factory=list)
    dropped: int = 0
    first_dropped: int | None = None
    last_dropped: int | None = None


class Report:
    """Collects the findings of all readers.

    Parameters
    ----------
    file_order
        Stems of files in the order in which their findings are listed; other files follow by name.
    """

    def __init__(self, file_order: Sequence[str] = ()) -> None:
        self._file_order = file_order
        self._kinds: dict[tuple[Severity, str, str], _Kind] = {}

    def error(self, code: str, file: str, row: int | None = None, **more: Any) -> None:
        """One error. ``column`` and ``value`` are keywords of their own, all others are details."""
        self._one("error", code, file, row, more)

    def warning(self, code: str, file: str, row: int | None = None, **more: Any) -> None:
        """One warning; parameters as for :meth:`error`."""
        self._one("warning", code, file, row, more)

    def _one(self, severity: Severity, code: str, file: str, row: int | None, more: dict[str, Any]) -> None:
        column, value = more.pop("column", None), more.pop("value", None)
        self._add(Finding(severity, code, file, row, column, printable(value), more))

    def rows(
        self,
        severity: Severity,
        code: str,
        file: str,
        column: str | None,
        rows: NDArray[np.int64],
        values: Sequence[str],
        details: Details | None = None,
    ) -> None:
        """The same finding in many rows.

        rows: their numbers in the file. values: what stands there, as long as ``rows``.
        details: for all of them, or a function of the position in ``rows`` (asked only for those kept).
        """
        if not len(rows):
            return
        kind = self._kinds.setdefault((severity, file, code), _Kind())
        room = max(0, MOST_PER_KIND - len(kind.kept))
        for position in range(min(room, len(rows))):
            shown = details(position) if callable(details) else details or {}
            value, row = printable(values[position]), int(rows[position])
            self._add(Finding(severity, code, file, row, column, value, shown))
        dropped = rows[room:]
        if len(dropped):
            kind.dropped += len(dropped)
            kind.first_dropped = _smallest(kind.first_dropped, int(dropped.min()))
            kind.last_dropped = max(kind.last_dropped or 0, int(dropped.max()))

    def _add(self, finding: Finding) -> None:
        kind = self._kinds.setdefault((finding.severity, finding.file, finding.code), _Kind())
        if len(kind.kept) < MOST_PER_KIND:
            kind.kept.append(finding)
            return
        kind.dropped += 1
        if finding.row is not None:
            kind.first_dropped = _smallest(kind.first_dropped, finding.row)
            kind.last_dropped = max(kind.last_dropped or 0, finding.row)

    def take(self, other: Report) -> None:
        """Add all findings of another report."""
        for key, found in other._kinds.items():
            mine = self._kinds.setdefault(key, _Kind())
            room = max(0, MOST_PER_KIND - len(mine.kept))
            mine.kept += found.kept[:room]
            rows = [finding.row for finding in found.kept[room:] if finding.row is not None]
            mine.dropped += found.dropped + len(found.kept[room:])
            for row in (*rows, found.first_dropped, found.last_dropped):
                if row is not None:
                    mine.first_dropped = _smallest(mine.first_dropped, row)
                    mine.last_dropped = max(mine.last_dropped or 0, row)

    def has(self, severity: Severity) -> bool:
        """Whether there is any finding of that severity."""
        return any(kept == severity for kept, _, _ in self._kinds)

    def findings(self, severity: Severity) -> tuple[Finding, ...]:
        """All findings of that severity, by file, then kind of problem, then row."""
        chosen = [key for key, kind in self._kinds.items() if key[0] == severity and kind.kept]
        ordered: list[Finding] = []
        for key in sorted(chosen, key=self._place):
            kind = self._kinds[key]
            ordered += sorted(kind.kept, key=lambda finding: (finding.row or 0, finding.column or ""))
            if kind.dropped:
                span = {"count": kind.dropped, "first": kind.first_dropped, "last": kind.last_dropped}
                column = kind.kept[-1].column
                ordered.append(Finding(severity, "more_like_this", key[1], column=column, details=span))
        return tuple(ordered)

    def _place(self, key: tuple[Severity, str, str]) -> tuple[int, str, int, str]:
        _, file, code = key
        stem = file.rpartition(".")[0].casefold()
        rank = self._file_order.index(stem) if stem in self._file_order else len(self._file_order)
        return rank, file, min(finding.row or 0 for finding in self._kinds[key].kept), code


def _smallest(known: int | None, new: int) -> int:
    return new if known is None else min(known, new)
