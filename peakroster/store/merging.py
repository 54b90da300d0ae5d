"""A three-way merge of a table by rows: what two people changed apart goes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from peakroster.tables.raw_table import RawTable

Key = TypeVar("Key")
Row = TypeVar("Row")

KEYS: Mapping[str, tuple[str, ...]] = {
    "locks": ("agent_id", "date"),
    "requests": ("agent_id", "date"),
    "adjustments": ("start", "end", "queue"),
}
"""Columns that say which row is meant, by table. Rows with the same are one: a change of any touches all."""

Cells = tuple[tuple[str, ...], ...]
"""The rows of one key, as texts in the order of the table's columns, sorted."""


@dataclass(frozen=True)
class Merged(Generic[Key, Row]):
    """rows: what stands there with both changes; of ``touching`` what they say. touching: keys that both have
    changed, and differently."""

    rows: Mapping[Key, Row]
    touching: tuple[Key, ...]


def merge_rows(
    base: Mapping[Key, Row], mine: Mapping[Key, Row], theirs: Mapping[Key, Row]
) -> Merged[Key, Row]:
    """Put two changes of the same table together, key by key; a key that is missing has no row.

    The order is theirs, with mine behind it.
    """
    rows = dict(theirs)
    touching = []
    for key in [*mine, *(key for key in base if key not in mine)]:
        before, now = base.get(key), mine.get(key)
        if now == before or now == theirs.get(key):
            continue
        if theirs.get(key) != before:
            touching.append(key)
        elif now is None:
            del rows[key]
        else:
            rows[key] = now
    return Merged(rows, tuple(touching))


def keyed(table: RawTable | None, columns: Sequence[str]) -> dict[tuple[str, ...], Cells]:
    """The rows of a table by the texts of these columns; empty without a table."""
    if table is None:
        return {}
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    names = [column.name for column in table.spec.columns]
    for cells in table.cells[names].itertuples(index=False, name=None):
        row = tuple(map(str, cells))
        found.setdefault(tuple(row[names.index(name)] for name in columns), []).append(row)
    return {key: tuple(sorted(rows)) for key, rows in found.items()}
