"""What an editor of a table says was typed, as a change: its base stays, and deltas are laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peakroster.desk.people.editing import TableChange
from peakroster.desk.people.tables import PeopleTable


def change_of_deltas(
    table: PeopleTable, deltas: Mapping[str, Any], columns: Mapping[str, str]
) -> TableChange:
    """The change that Streamlit's data editor keeps in its session state.

    deltas: ``edited_rows`` by place, ``added_rows``, ``deleted_rows``. columns: heading → column; others of
    the editor are no columns of the file.
    """

    def cells(row: Mapping[str, Any]) -> dict[str, str]:
        return {
            columns[heading]: "" if value is None else str(value)
            for heading, value in row.items()
            if heading in columns
        }

    places = range(len(table.rows))
    changed = {int(place): cells(row) for place, row in deltas.get("edited_rows", {}).items()}
    added = [cells(row) for row in deltas.get("added_rows", [])]
    return TableChange(
        {place: row for place, row in changed.items() if place in places and row},
        frozenset(place for place in deltas.get("deleted_rows", []) if place in places),
        tuple(row for row in added if any(row.values())),
    )
