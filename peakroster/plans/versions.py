"""Versions of plans in the store: what is kept when a plan is put in place, and how one comes back."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.plans.reading import plan_days, read_plan_files
from peakroster.plans.tables import SUMMARY
from peakroster.store.door import Change, is_open, writing
from peakroster.store.place import has_store
from peakroster.store.staged import files_in
from peakroster.store.who import NOBODY, who
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan

if TYPE_CHECKING:  # SQLAlchemy takes long to load: only who writes, or reads versions, waits
    from sqlalchemy.engine import Connection

    from peakroster.store.engine import Store
    from peakroster.store.versions import PlanVersion

HISTORY = "history"
"""Where older programs kept replaced plans, below ``plans``."""

_TAKEN = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)-(?P<number>\d+)")


def put_plan(
    change: Change, folder: Path, first_day: date, days: int | None, files: Mapping[str, bytes]
) -> None:
    """Stage a plan for its place; it becomes a version, and so does what lies there if it is none yet.

    folder: the plan's own. days: None = nothing says it.
    """
    there = {name: path.read_bytes() for name, path in files_in(folder).items()}
    written = max((path.stat().st_mtime for path in files_in(folder).values()), default=0.0)
    change.put_folder(folder, files)

    def keep(connection: Connection, store: Store, number: int) -> None:
        from peakroster.store import versions

        if there:
            versions.add_version(
                *(connection, store, first_day, _days(there), there),
                kind=versions.FOUND,
                made_by=NOBODY,
                change=number,
                made_at=datetime.fromtimestamp(written, UTC),
            )
        versions.add_version(
            *(connection, store, first_day, days, files),
            kind=versions.SAVED,
            made_by=who(),
            change=number,
            note=change.note,
        )

    change.also(keep)


def keep_aside(shop: Path, first_day: date, days: int, files: Mapping[str, bytes], note: str) -> int:
    """Keep a plan that may not take its place as a version; returns its number. note: why."""
    numbers: list[int] = []

    def keep(connection: Connection, store: Store, change: int) -> None:
        from peakroster.store import versions

        numbers.append(
            versions.add_version(
                *(connection, store, first_day, days, files),
                kind=versions.ASIDE,
                made_by=who(),
                change=change,
                note=note,
            )
        )

    with writing(shop, kind="aside", what=f"plans/{first_day}", note=note) as change:
        change.also(keep)
    return numbers[0]


def take_in_history(shop: Path) -> None:
    """Make versions of what older programs moved to plans/history, oldest first, and take the folders away.

    Each folder is one change: its bytes are in the store before it goes. What has another name stays.
    Inside of another change nothing is done.
    """
    history = shop / "plans" / HISTORY
    if is_open(shop) or not history.is_dir():
        return
    entries = [(*taken, entry) for entry in history.iterdir() if entry.is_dir() and (taken := _taken(entry))]
    for day, _, entry in sorted(entries):
        name = f"plans/{HISTORY}/{entry.name}"
        with writing(shop, kind="history", what=name) as change:
            _take_in(change, day, entry, name)
    if not any(history.iterdir()):
        history.rmdir()


def _taken(entry: Path) -> tuple[date, int] | None:
    """The first day and the number that the name of a folder says; None where it is another name."""
    match = _TAKEN.fullmatch(entry.name)
    try:
        return None if match is None else (date.fromisoformat(match["day"]), int(match["number"]))
    except ValueError:  # digits that are no date
        return None


def _take_in(change: Change, first_day: date, entry: Path, name: str) -> None:
    paths = files_in(entry)
    contents = {inside: path.read_bytes() for inside, path in paths.items()}
    made_at = datetime.fromtimestamp(
        max((path.stat().st_mtime for path in paths.values()), default=entry.stat().st_mtime), UTC
    )

    def keep(connection: Connection, store: Store, number: int) -> None:
        from peakroster.store import versions

        versions.add_version(
            *(connection, store, first_day, _days(contents), contents),
            kind=versions.TAKEN_IN,
            made_by=NOBODY,
            change=number,
            note=name,
            made_at=made_at,
        )

    change.put_folder(entry, {})
    if contents:
        change.also(keep)


def find_version(shop: Path, first_day: date, number: int) -> PlanVersion:
    """A version by its number. Raises InputError ``version_missing`` with those that there are."""
    from peakroster.store.versions import versions_of

    found = {version.number: version for version in versions_of(shop, first_day)} if has_store(shop) else {}
    if number not in found:
        details = {"first": f"{first_day}", "known": ", ".join(map(str, found)) or "–"}
        raise InputError([Finding("error", "version_missing", "--saved", value=f"{number}", details=details)])
    return found[number]


def read_version(shop: Path, first_day: date, number: int) -> Plan:
    """The plan that a version holds. Raises InputError where there is none, or its files cannot be read."""
    from peakroster.store.versions import files_of_version

    return plan_of_files(first_day, files_of_version(shop, find_version(shop, first_day, number)))


def restore_version(
    shop: Path, first_day: date, number: int, check: Callable[[], None] = lambda: None
) -> Path:
    """Put a version in the place of the plan, byte by byte; it becomes the newest version.

    check: called when nobody else can write any more; what it raises ends it. Returns the plan's folder.
    Raises InputError ``version_missing``, and as :func:`writing`.
    """
    from peakroster.store.versions import files_of_version

    take_in_history(shop)
    version = find_version(shop, first_day, number)
    contents = files_of_version(shop, version)
    folder = shop / "plans" / f"{first_day}"
    with writing(shop, kind="restore", what=f"plans/{first_day}", note=f"{first_day}@{number}") as change:
        check()
        put_plan(change, folder, first_day, version.days, contents)
    return folder


def newest_with_roster(shop: Path, first_day: date) -> Plan | None:
    """The plan of this first day that lay in its place last with a roster; None without one."""
    if has_store(shop):
        from peakroster.store.versions import ASIDE, files_of_version, versions_of

        for version in reversed(versions_of(shop, first_day)):
            if version.kind != ASIDE and "roster.csv" in version.files:
                return plan_of_files(first_day, files_of_version(shop, version))
    history = shop / "plans" / HISTORY
    found = (_TAKEN.fullmatch(entry.name) for entry in history.iterdir()) if history.is_dir() else ()
    numbers = sorted(int(match["number"]) for match in found if match and match["day"] == f"{first_day}")
    for number in reversed(numbers):
        contents = {
            name: path.read_bytes() for name, path in files_in(history / f"{first_day}-{number}").items()
        }
        if "roster.csv" in contents:
            return plan_of_files(first_day, contents)
    return None


def plan_of_files(first_day: date, contents: Mapping[str, bytes]) -> Plan:
    """A plan from the bytes of its files. Raises InputError with what cannot be read."""
    with tempfile.TemporaryDirectory(prefix="peakroster-") as place:
        folder = Path(place) / f"{first_day}"
        folder.mkdir()
        for name, content in contents.items():
            if "/" not in name:
                (folder / name).write_bytes(content)
        tables, summary = read_plan_files(folder)
    days = plan_days(first_day, tables, summary)
    return Plan(first_day=first_day, days=days, summary=summary, own=frozenset(), **tables)


def _days(contents: Mapping[str, bytes]) -> int | None:
    """How many days a plan has, where its summary says so."""
    try:
        days = json.loads(contents.get(SUMMARY, b"{}")).get("days")
    except (ValueError, AttributeError):
        return None
    return days if isinstance(days, int) else None
