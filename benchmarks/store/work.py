"""Small changes of a small shop, as commands and the desk make them, and a check that nothing is amiss."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from peakroster.plans.store import PlanStore
from peakroster.plans.tables import DTYPES, TABLES, kind_of
from peakroster.shop.inputs.locks_file import change_locks
from peakroster.shop.inputs.requests_file import add_requests
from peakroster.shop.table_specs import ADJUSTMENTS
from peakroster.store.blobs import digest_of
from peakroster.store.door import writing
from peakroster.store.editing import edit_table
from peakroster.store.log import logged_changes
from peakroster.store.place import BEGUN
from peakroster.store.recovery import settle
from peakroster.store.staged import bytes_of
from peakroster.store.versions import files_of_version, versions_of
from peakroster.tables.atomic_files import is_leftover
from peakroster.tables.editing import TableEdit
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request

DAY = date(2026, 11, 9)


def new_shop(folder: Path, name: str = "camellia") -> Path:
    """A folder that is a shop to the store."""
    folder.mkdir(parents=True)
    (folder / "shop.toml").write_text(f'name = "x"\nid = "{name}"\n', encoding="utf-8")
    return folder


def small_plan(number: int, first_day: date = DAY) -> Plan:
    """A plan that no other number has."""
    start = datetime(first_day.year, first_day.month, first_day.day, 8)
    rows = [(f"{agent:03}", first_day, "day", start, start.replace(hour=16), 8.0) for agent in range(20)]
    rows[0] = (f"n{number}", *rows[0][1:])
    roster = pd.DataFrame(rows, columns=list(TABLES["roster"]))
    roster = roster.astype({column: DTYPES[kind_of(column)] for column in TABLES["roster"]})  # type: ignore[index]
    return Plan(first_day, 1, roster=roster, summary={"number": number})


def plan(shop: Path, number: int) -> None:
    """What ``peakroster plan`` does in the end."""
    PlanStore(shop).write(small_plan(number))


def save(shop: Path, number: int) -> None:
    """What the desk does: locks and the plan that keeps them, as one change."""
    with writing(shop, kind="save", what=f"plans/{DAY}"):
        change_locks(shop, {(f"{number:03}", DAY): "day"}, seen=())
        PlanStore(shop).write(small_plan(number))


def take_in(shop: Path, number: int) -> None:
    """An import: a long file at once, and rows into two tables."""
    with writing(shop, kind="import", what="history.csv") as change:
        lines = (f"2026-01-01T{hour % 24:02}:00,presale,{hour * number % 97}" for hour in range(20_000))
        change.put(shop / "history.csv", "\n".join(lines).encode())
        add_requests(shop, [Request(f"n{number}", DAY, "leave", None, 1.0, 0)])
        row = {"start": datetime(2026, 11, 10), "end": datetime(2026, 11, 11), "queue": f"n{number}"}
        edit_table(shop, ADJUSTMENTS, lambda _: TableEdit(added=[{**row, "multiply": 1.5}]))


WORK: Mapping[str, Callable[[Path, int], None]] = {"plan": plan, "save": save, "import": take_in}


def working(shop: Path, kinds: tuple[str, ...], first: int, acknowledged: int) -> None:
    """Change after change, until killed; each that is done is told as its number, to a file descriptor."""
    number = first
    while True:
        os.environ["PEAKROSTER_USER"] = f"n{number}"
        WORK[kinds[number % len(kinds)]](shop, number)
        os.write(acknowledged, f"{number}\n".encode())
        number += 1


def amiss(shop: Path, acknowledged: list[int], begun_with: int) -> list[str]:
    """What is wrong with a shop whose writer was killed, in words; empty if nothing is.

    acknowledged: numbers of all changes that were told to be done; the user of each is ``n<number>``.
    begun_with: the number that the last writer began with.
    """
    settle(shop)
    PlanStore(shop).plans()
    with writing(shop, kind="look", what=""):  # as the next command does
        pass
    log = logged_changes(shop)[::-1]
    done = [int(one.who[1:]) for one in log if one.state == "done"]
    found = [f"{one.id} is {one.state}" for one in log if one.state not in ("done", "abandoned")]
    found += [f"change {number} is lost" for number in set(acknowledged) - set(done)]
    found += [f"change {number} is there twice" for number in set(done) if done.count(number) > 1]
    beyond = max(begun_with, max(acknowledged, default=0) + 1)
    found += [f"change {number} was never begun" for number in done if number > beyond]
    stands: dict[str, str | None] = {}
    for one in log:
        if one.state == "done":
            stands |= {path: after for path, (_, after) in one.files.items()}
    for path, digest in stands.items():
        content = bytes_of(shop / path)
        if (None if content is None else digest_of(content)) != digest:
            found.append(f"{path} is not what the log says")
    inside = {path.relative_to(shop).as_posix() for path in shop.rglob("*") if path.is_file()}
    known = {path for path, digest in stands.items() if digest is not None} | {"shop.toml"}
    strange = {name for name in inside - known if not name.startswith("peakroster.db")}
    found += [f"{name} is left" for name in strange if Path(name).name != ".lock"]
    found += [f"{path} is left" for path in shop.rglob("*") if is_leftover(path.name) or path.name == BEGUN]
    versions = versions_of(shop, DAY)
    if [one.number for one in versions] != list(range(1, len(versions) + 1)):
        found.append("versions do not count up")
    if versions:
        newest = files_of_version(shop, versions[-1])
        there = {name: (shop / "plans" / f"{DAY}" / name).read_bytes() for name in newest}
        if newest != there:
            found.append("the newest version is not the plan")
    return found
