"""Two rosters compared, person by person and day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from peakroster.store.statuses import CANCELLED

Kind = Literal["given", "taken", "moved", "inside"]
"""given: works instead of nothing; taken: off instead of a shift; moved: another shift, or other hours;
inside: the same shift with another meal, other breaks or queues."""

_SHIFT = ("shift_name", "start_at", "end_at")
_INSIDE = ("break_start", "break_end", "short_breaks", "queue", "paid_minutes")


@dataclass(frozen=True)
class Difference:
    """A person's day that differs. before, after: rows of the neutral table; None = off, or not in the plan.

    name: of the person, as the later roster has it. away: the leave before and after, in words, of days
    without a shift.
    """

    agent: str
    name: str
    day: date
    kind: Kind
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    away: tuple[str, str] = ("", "")


def differences(before: pd.DataFrame, after: pd.DataFrame) -> list[Difference]:
    """What somebody who was told ``before`` has to be told anew, by date and agent.

    Parameters
    ----------
    before, after
        Neutral tables. A cancelled row is as if it were not there.
    """
    old, new = _worked(before), _worked(after)
    names, left, gone = {**_names(before), **_names(after)}, _leave(before), _leave(after)
    found = []
    for agent, day in sorted(old.keys() | new.keys(), key=lambda cell: (cell[1], cell[0])):
        was, now = old.get((agent, day)), new.get((agent, day))
        kind = _kind(was, now)
        if kind is not None:
            told = left.get((agent, day), ""), gone.get((agent, day), "")
            found.append(Difference(agent, names[agent], date.fromisoformat(day), kind, was, now, told))
    return found


def _kind(was: dict[str, Any] | None, now: dict[str, Any] | None) -> Kind | None:
    if was is None:
        return "given"
    if now is None:
        return "taken"
    if any(was[column] != now[column] for column in _SHIFT):
        return "moved"
    if any(was[column] != now[column] for column in _INSIDE):
        return "inside"
    return None


def _worked(table: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    rows = table[~table["is_rest"] & (table["status"] != CANCELLED)].to_dict("records")
    return {(row["employee_id"], row["work_date"]): {str(key): row[key] for key in row} for row in rows}


def _leave(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Leave of days without a shift, in words."""
    if "leave" not in table:
        return {}
    rows = table[table["is_rest"] & (table["leave"] != "")]
    cells = zip(rows["employee_id"], rows["work_date"], rows["leave"], strict=True)
    return {(str(agent), str(day)): str(words) for agent, day, words in cells}


def _names(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["employee_id"], table["employee_name"], strict=True))
