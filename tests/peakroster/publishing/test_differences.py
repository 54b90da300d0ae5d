"""Two rosters compared by person and day, and in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from peakroster.exports.neutral import NEUTRAL_COLUMNS
from peakroster.messages import Translator
from peakroster.publishing.differences import differences
from peakroster.publishing.published import rows_table
from peakroster.publishing.words import DifferenceWords

EARLY = {
    "shift_name": "早班",
    "start_at": "2026-11-11T08:00:00+08:00",
    "end_at": "2026-11-11T17:00:00+08:00",
    "break_start": "2026-11-11T12:00:00+08:00",
    "break_end": "2026-11-11T13:00:00+08:00",
    "paid_minutes": 480,
    "queue": "presale",
}
NIGHT = {
    **EARLY,
    "shift_name": "夜班",
    "start_at": "2026-11-11T23:00:00+08:00",
    "end_at": "2026-11-12T08:00:00+08:00",
}
REST = {"shift_name": "休息", "is_rest": True}


def table(**people: dict[str, Any]) -> pd.DataFrame:
    """A row each, of 11 November."""
    rows = [
        {"employee_id": agent, "employee_name": f"n{agent}", "work_date": "2026-11-11", **row}
        for agent, row in people.items()
    ]
    found = rows_table(rows)
    assert list(found.columns) == list(NEUTRAL_COLUMNS)
    return found.assign(status=[row.get("status", "published") for row in rows])


CASES = {
    "given": (REST, EARLY, "Wed 11-11, a na: 早班 08:00–17:00 (was off)"),
    "taken": (EARLY, REST, "Wed 11-11, a na: off (was 早班 08:00–17:00)"),
    "moved": (EARLY, NIGHT, "Wed 11-11, a na: 夜班 23:00–08:00 next day (was 早班 08:00–17:00)"),
    "inside": (
        EARLY,
        {**EARLY, "break_start": "", "break_end": "", "queue": "aftersale;presale"},
        "Wed 11-11, a na: meal none (was 12:00–13:00), serves 售后, presale (was presale) (早班 08:00–17:00)",
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_a_changed_day_is_told_by_its_kind(kind: str) -> None:
    """Given, taken, moved, or different inside."""
    before, after, words = CASES[kind]
    (found,) = differences(table(a=before, b=EARLY), table(a=after, b=EARLY))
    assert (found.agent, found.kind) == ("a", kind)
    assert DifferenceWords(Translator("en"), {"aftersale": "售后"}).line(found) == words


def test_a_cancelled_row_is_as_if_it_were_not_there() -> None:
    """Whoever is gone from the plan has no shift, whether a row says so or none."""
    told, gone = table(a=EARLY), table(a={**EARLY, "status": "cancelled"})
    assert [one.kind for one in differences(told, gone)] == ["taken"]
    assert [one.kind for one in differences(told, table())] == ["taken"]
    assert differences(gone, table()) == []


def test_changes_come_by_date_then_person() -> None:
    """As somebody reads a roster."""
    later = table(a=EARLY).assign(work_date="2026-11-12")
    both = pd.concat([later, table(b=EARLY, c=EARLY)], ignore_index=True)
    assert [(one.day.day, one.agent) for one in differences(table(), both)] == [
        (11, "b"),
        (11, "c"),
        (12, "a"),
    ]
