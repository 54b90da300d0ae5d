"""What an editor says was typed, as a change of the table that it was given."""

from __future__ import annotations

from pathlib import Path

from peakroster.desk.people.deltas import change_of_deltas
from peakroster.desk.people.editing import TableChange, merged_changes
from peakroster.desk.people.tables import read_people_table


def test_deltas_of_the_editor(shop: Path) -> None:
    """Cells by place, rows that come and go; a column of the editor alone is none of the file's."""
    table = read_people_table(shop, "contract")
    columns = {"工号": "agent_id", "最多周工时": "max_hours_week"}
    deltas = {
        "edited_rows": {1: {"最多周工时": "40", "备注": "x"}, 2: {"最多周工时": None}, 99: {"工号": "1"}},
        "added_rows": [{"工号": "007"}, {}],
        "deleted_rows": [5, 77],
    }
    assert change_of_deltas(table, deltas, columns) == TableChange(
        {1: {"max_hours_week": "40"}, 2: {"max_hours_week": ""}}, frozenset({5}), ({"agent_id": "007"},)
    )
    assert change_of_deltas(table, {}, columns) == TableChange()


def test_typed_and_pasted_together() -> None:
    """Cells of both; where both say something, what was pasted."""
    typed = TableChange({0: {"name": "a", "team": "x"}}, frozenset({3}), [{"agent_id": "1"}])
    pasted = TableChange({0: {"name": "b"}, 1: {"team": "y"}}, frozenset(), [{"agent_id": "2"}])
    assert merged_changes(typed, pasted) == TableChange(
        {0: {"name": "b", "team": "x"}, 1: {"team": "y"}},
        frozenset({3}),
        ({"agent_id": "1"}, {"agent_id": "2"}),
    )
