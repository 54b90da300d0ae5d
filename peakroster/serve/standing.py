"""Which publication holds on which date, and what changed from one to the next; no files, no database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from peakroster.serve.published import Publication

ChangeKind = Literal["added", "changed", "cancelled"]
_VERSION = re.compile(rb'"version": ?\d+')
_UNTOLD = ("version", "status")
"""Columns that say nothing about the shift."""


@dataclass(frozen=True)
class Stretch:
    """Dates in a row, first to last, on which one publication holds."""

    publication: Publication
    first: date
    last: date


@dataclass(frozen=True)
class RowChange:
    """One person's date: its row before and after, None where there was or is none."""

    agent: str
    day: date
    kind: ChangeKind
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def latest(publications: Iterable[Publication], first_day: date) -> Publication | None:
    """The newest version of the plan from ``first_day`` on, also if it was withdrawn; None without any."""
    found = [each for each in publications if each.first_day == first_day]
    return max(found, key=lambda each: each.number, default=None)


def in_force(publications: Sequence[Publication]) -> list[Publication]:
    """The newest version of each plan that was not withdrawn, the one made last first."""
    newest: dict[date, Publication] = {}
    for each in publications:
        if each.first_day not in newest or each.number > newest[each.first_day].number:
            newest[each.first_day] = each
    return [
        each
        for each in reversed(publications)
        if newest[each.first_day] is each and each.withdrawn_at is None
    ]


def stretches(publications: Sequence[Publication], first: date, last: date) -> list[Stretch]:
    """What holds from ``first`` to ``last``, in order of time; dates without a publication are in none.

    Where plans overlap, the one that was published last holds: it is what people were told last.
    """
    days = (last - first).days + 1
    holders: list[Publication | None] = [None] * days
    for each in reversed(in_force(publications)):
        start = max(0, (each.first_day - first).days)
        end = min(days, (each.last_day - first).days + 1)
        if start < end:
            holders[start:end] = [each] * (end - start)
    found: list[Stretch] = []
    for offset, holds in enumerate(holders):
        if holds is None:
            continue
        day = first + timedelta(days=offset)
        before = found[-1] if found else None
        if before is not None and before.publication is holds and offset and holders[offset - 1] is holds:
            found[-1] = Stretch(holds, before.first, day)
        else:
            found.append(Stretch(holds, day, day))
    return found


def row_changes(
    before: Mapping[tuple[str, date], bytes], after: Mapping[tuple[str, date], bytes]
) -> list[RowChange]:
    """What differs between two versions, by person and date.

    before, after: rows of the neutral table as JSON. ``added``: a shift where there was none. ``cancelled``:
    no shift where there was one. ``changed``: anything else, such as other hours or another meal.
    """
    found = []
    for agent, day in sorted(before.keys() | after.keys()):
        texts = before.get((agent, day)), after.get((agent, day))
        if None not in texts and _VERSION.sub(b"", texts[0] or b"") == _VERSION.sub(b"", texts[1] or b""):
            continue  # most rows: they need not be read
        old, new = map(_row, texts)
        if _told(old) == _told(new):
            continue
        kind: ChangeKind = "changed"
        if works(old) != works(new):
            kind = "added" if works(new) else "cancelled"
        found.append(RowChange(agent, day, kind, old, new))
    return found


def works(row: Mapping[str, Any] | None) -> bool:
    """Whether a row of the neutral table says that somebody works."""
    return row is not None and not row["is_rest"] and row["status"] != "cancelled"


def _row(text: bytes | None) -> Mapping[str, Any] | None:
    if text is None:
        return None
    row: dict[str, Any] = json.loads(text)
    return row


def _told(row: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What a row tells the person; a day without a row and one without a shift differ."""
    if row is None:
        return None
    told = {name: value for name, value in row.items() if name not in _UNTOLD}
    return {**told, "works": works(row)}
