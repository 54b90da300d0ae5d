"""Versions of plans: numbered, never rewritten, whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from peakroster.store.door import writing
from peakroster.store.versions import (
    ASIDE,
    FOUND,
    SAVED,
    add_version,
    files_of_version,
    newest_in_place,
    versions_of,
)

DAY = date(2026, 11, 9)


def keep(shop: Path, contents: dict[str, bytes], kind: str = SAVED) -> int:
    numbers: list[int] = []
    with writing(shop, command="plan", kind="plan", what=f"plan {DAY}") as change:
        change.also(
            lambda connection, store, number: numbers.append(
                add_version(connection, store, DAY, 7, contents, kind=kind, made_by="anna", change=number)
            )
        )
    return numbers[0]


def test_versions_count_up_and_keep_every_byte(stored: Path) -> None:
    """The same plan again is the same version; one kept aside is always one of its own."""
    assert versions_of(stored) == []
    assert keep(stored, {"roster.csv": b"1"}, FOUND) == 1
    assert keep(stored, {"roster.csv": b"2", "simulation/summary.json": b"{}"}) == 2
    assert keep(stored, {"roster.csv": b"2", "simulation/summary.json": b"{}"}) == 2
    assert keep(stored, {"roster.csv": b"2", "simulation/summary.json": b"{}"}, ASIDE) == 3
    assert keep(stored, {"roster.csv": b"1"}) == 4
    found = versions_of(stored, DAY)
    assert [(one.number, one.kind, one.days, one.made_by) for one in found] == [
        (1, FOUND, 7, "anna"),
        (2, SAVED, 7, "anna"),
        (3, ASIDE, 7, "anna"),
        (4, SAVED, 7, "anna"),
    ]
    assert files_of_version(stored, found[1]) == {"roster.csv": b"2", "simulation/summary.json": b"{}"}
    assert versions_of(stored, date(2026, 11, 16)) == []


def test_what_is_kept_aside_never_lay_in_place(shop: Path) -> None:
    """So it is not the plan that people were told last."""
    keep(shop, {"roster.csv": b"1"})
    keep(shop, {"roster.csv": b"2"}, ASIDE)
    from peakroster.store.engine import open_store

    store = open_store(shop)
    with store.reading() as connection:
        newest = newest_in_place(connection, store, DAY)
    assert newest is not None
    assert newest.number == 1
