"""Changes of people tables in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from peakroster.desk.people.editing import CellDifference
from peakroster.desk.people.tables import PeopleTable
from peakroster.messages import Translator
from peakroster.wording import listed


def difference_lines(
    table: PeopleTable, differences: Sequence[CellDifference], translate: Translator
) -> list[str]:
    """A line for each row of the table: who, and what of theirs is different."""
    rows: dict[object, list[CellDifference]] = {}
    for place, one in enumerate(differences):
        rows.setdefault(("new", place) if one.row is None else one.row, []).append(one)
    return [_line(table, of_row, translate) for of_row in rows.values()]


def _line(table: PeopleTable, of_row: Sequence[CellDifference], translate: Translator) -> str:
    first = of_row[0]
    who = f"{first.agent} {first.name}".strip() or translate("people.nobody")
    if first.column is None:
        key = "people.row_added" if first.row is None else "people.row_removed"
        return translate(key, who=who, what=first.after or first.before)
    empty = translate("people.empty")
    cells = [
        translate(
            "people.cell",
            column=table.heading(one.column or "", translate),
            before=one.before or empty,
            after=one.after or empty,
        )
        for one in of_row
    ]
    return translate("people.row_changed", who=who, cells=listed(cells, translate))
