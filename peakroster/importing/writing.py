"""Puts the tables of an import in place: the shop's own files, the originals, and what was learned."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from peakroster.attendance.attending import attend, store_attendance
from peakroster.importing.changes import Row, TableChange, rows_of, table_change
from peakroster.importing.context import Context, context_of
from peakroster.importing.history_change import history_change
from peakroster.importing.memory import FILE, Mapped, memory_bytes, read_memory, with_mapping
from peakroster.importing.trial import shop_with
from peakroster.importing.understanding import SheetUnderstood, Understanding
from peakroster.layouts.questions import Option, Question
from peakroster.planning.roster.adopting import adopt
from peakroster.shop.examples import emptied_examples, is_example
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.adopted import adopted_roster
from peakroster.shop.inputs.agents import read_agents
from peakroster.shop.inputs.contracts import read_contracts
from peakroster.shop.inputs.events import read_events
from peakroster.shop.inputs.performance import read_performance
from peakroster.shop.inputs.requests import kinds_of, own_kinds, read_locks, read_requests
from peakroster.shop.inputs.shifts import read_shifts
from peakroster.shop.settings.leave_kinds import folded_kind
from peakroster.shop.settings.read import KnownSettings, read_settings
from peakroster.shop.table_specs import AGENTS, CONTRACTS, EVENTS, LOCKS, PERFORMANCE, REQUESTS, SHIFTS
from peakroster.store.door import writing
from peakroster.store.place import ORIGINALS
from peakroster.tables.findings import Finding
from peakroster.tables.names import KnownNames
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import find_file, read_table
from peakroster.tables.report import Report
from scheduler.domain.agents import Contract

T = TypeVar("T")


@dataclass(frozen=True)
class Written:
    """What an import has done. attendance: rows of people and dates that were stored; adopted: first days."""

    changes: tuple[TableChange, ...]
    originals: tuple[Path, ...] = ()
    adopted: tuple[date, ...] = ()
    attendance: int = 0
    warnings: tuple[Finding, ...] = field(default=())


def roster_question(understanding: Understanding) -> Question | None:
    """Whether a roster that lies on both sides of today is what was worked, or what shall hold."""
    if understanding.context is None or understanding.answers.get("roster") in ("worked", "locks"):
        return None
    today = f"{understanding.context.known.today}"
    for each in understanding.tables("roster"):
        days: list[str] = [] if each.reading.table is None else list(each.reading.table["date"])
        if len(days) and min(days) < today <= max(days):
            options = (Option("worked", "roster_worked"), Option("locks", "roster_locks"))
            details = {"first": min(days), "last": max(days)}
            return Question(
                "roster", "roster", details, options, file=each.path.name, sheet=each.title, lasts=False
            )
    return None


def with_roster_question(understanding: Understanding) -> Understanding:
    """The understanding with the question whether a roster was worked, where that is open."""
    question = roster_question(understanding)
    if question is None or any(each.key == question.key for each in understanding.questions):
        return understanding
    return replace(understanding, questions=(*understanding.questions, question))


def planned(understanding: Understanding, folder: Path) -> tuple[TableChange, ...]:
    """What :func:`write` would change, table by table; nothing is written.

    Raises InputError where the tables would have errors, or what is there cannot be read.
    """
    settings = read_settings(folder, Report())
    context = understanding.context or context_of(folder)
    changes: list[TableChange] = []
    history = [
        (e.path.name, e.reading.table) for e in understanding.tables("history") if e.reading.table is not None
    ]
    if history:
        queues = None if context.known.queues is None else KnownNames(context.known.queues)
        changes.append(history_change(folder, history, queues, settings.timezone))
    changes += _lists(understanding, folder, context, settings)
    for _, rows in _rosters(understanding, context):
        if rows and _is_worked(understanding, context, rows):
            changes.append(
                TableChange("roster", folder / "plans" / min(row["date"] for row in rows), None, len(rows))
            )
    return tuple(changes)


def write(
    folder: Path, understanding: Understanding, observe: Callable[[str], None] | None = None
) -> Written:
    """Write the shop's tables, keep the originals and remember the answers, as one change.

    A roster that was worked becomes the plan before (as ``adopt`` does), records of attendance are stored (as
    ``attendance --write`` does): each is checked before anything is written, and a change of its own.

    Raises
    ------
    ValueError
        Where questions are open.
    InputError, OSError, OutdatedError
        As the door does; nothing is half written.
    """
    if not understanding.is_complete:
        raise ValueError("questions are open")
    told = observe or (lambda _: None)
    context = understanding.context or context_of(folder)
    worked = [
        (each, rows)
        for each, rows in _rosters(understanding, context)
        if rows and _is_worked(understanding, context, rows)
    ]
    told("tables")
    with writing(folder, command="import", kind="import", what=_what(understanding)) as change:
        changes = planned(understanding, folder)
        files = _files(folder, changes)
        if worked:
            shop = shop_with(folder, files)
            for each, rows in worked:
                _with_file(rows, each.path.name, lambda path: adopted_roster(path, shop, None))
        for path, content in files.items():
            change.put(path, content)
        originals = _originals(folder, understanding)
        for path, content in originals:
            change.put(path, content)
        memory = _remembered(folder, understanding)
        if memory is not None:
            change.put(folder / FILE, memory)
        told("writing")
    adopted: list[date] = []
    warnings: list[Finding] = []
    for each, rows in worked:
        shop = read_shop(folder, history_required=False)
        plan, more = _with_file(rows, each.path.name, partial(adopt, shop))
        adopted.append(plan.first_day)
        warnings += more
    stored = 0
    for each in understanding.sheets:
        if each.reading.kind == "attendance" and not each.reading.left_out:
            stored += store_attendance(attend(read_shop(folder, history_required=False), each.path)).rows
    return Written(changes, tuple(path for path, _ in originals), tuple(adopted), stored, tuple(warnings))


def _files(folder: Path, changes: Sequence[TableChange]) -> dict[Path, bytes | None]:
    """What the tables become; None = the file goes. The example rows of a new shop go.

    They speak of people and shifts that the shop does not have, or would pass as its own promotion.
    """
    files: dict[Path, bytes | None] = dict(emptied_examples(folder))
    for table in changes:
        if table.content is not None:
            files |= dict.fromkeys(table.replaces)
            files[table.path] = table.content
    return files


def _what(understanding: Understanding) -> str:
    return "; ".join(path.name for path in understanding.files)[:200]


def _lists(
    understanding: Understanding, folder: Path, context: Context, settings: KnownSettings
) -> list[TableChange]:
    """Changes of people, shifts, leave, locks, promotions and figures of people."""
    queues = None if context.known.queues is None else KnownNames(context.known.queues)
    people = _people_after(understanding, context)
    names = KnownNames(people) if people else None

    def named(text: str) -> str:
        return text if names is None else names.ids_of.get(text, text)

    shift_names = _shifts_after(understanding, context)
    whole = {name: (name,) for name in shift_names} if shift_names else None
    contracts = [row for each in understanding.tables("staff") for row in _contracts(each)]
    checks: dict[str, Callable[[RawTable, Report], object]] = {
        "shifts": lambda table, report: read_shifts(table, report, settings.interval_minutes),
        "staff": lambda table, report: read_agents(
            table, report, queues, shift_names, settings.settings, contracts_with(folder, contracts)
        ),
        "leave": lambda table, report: read_requests(
            table, report, names, whole, settings.noon, own_kinds(settings.settings)
        ),
        "events": lambda table, report: read_events(table, report, queues),
        "performance": lambda table, report: read_performance(table, report, names, queues),
    }
    found = []
    if contracts and context.known.contracts is None:
        contracts += _named_before(folder, {row["contract"] for row in contracts})
    if contracts:
        fresh = _once(contracts, ("contract",), is_leave=False)
        check_rows = lambda table, report: read_contracts(  # noqa: E731
            table, report, queues, shift_names, settings.settings
        )
        found.append(table_change(folder, CONTRACTS, fresh, ("contract",), check=check_rows))
    for kind, spec, keys in (
        ("shifts", SHIFTS, ("shift",)),
        ("staff", AGENTS, ("agent_id",)),
        ("leave", REQUESTS, ("agent_id", "date")),
        ("events", EVENTS, ("event",)),
        ("performance", PERFORMANCE, ("agent_id", "queue", "month")),
    ):
        sheets = understanding.tables(kind)  # type: ignore[arg-type]
        rows = _once((row for each in sheets for row in _rows(each)), keys, kind == "leave")
        removed = [row for each in sheets for row in _revoked(each)]
        if rows or removed:
            found.append(
                table_change(
                    folder,
                    spec,
                    rows,
                    keys,
                    removed=removed,
                    named=named,
                    check=checks[kind],
                    counts=_leave_among(settings) if kind == "leave" else None,
                )
            )
    locks = [
        row
        for _, rows in _rosters(understanding, context)
        if not _is_worked(understanding, context, rows)
        for row in rows
    ]
    if locks:
        rows = [{key: row[key] for key in ("agent_id", "date", "shift")} for row in locks]
        check = lambda table, report: read_locks(table, report, names, whole)  # noqa: E731
        found.append(table_change(folder, LOCKS, rows, ("agent_id", "date"), named=named, check=check))
    return found


def _leave_among(settings: KnownSettings) -> Callable[[Row], bool]:
    """Tells whether a row of requests.csv is leave; wishes are nobody's business here."""
    kinds = kinds_of(own_kinds(settings.settings))
    return lambda row: kinds.get(folded_kind(row.get("kind", ""))) == "leave"


def _once(rows: Iterable[Row], keys: Sequence[str], is_leave: bool) -> list[Row]:
    """Each key once, of leave each kind and stretch of a day; a later row of the same goes before."""
    more = ("kind", "shift", "hours") if is_leave else ()
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        found[tuple(row.get(key, "") for key in (*keys, *more))] = row
    return list(found.values())


def _rows(each: SheetUnderstood) -> list[Row]:
    return [] if each.reading.table is None else rows_of(each.reading.table)


def _revoked(each: SheetUnderstood) -> list[Row]:
    table = each.reading.table
    return [] if table is None else [dict(row) for row in table.attrs.get("revoked", ())]


def _contracts(each: SheetUnderstood) -> list[Row]:
    """Kinds of contract that the list brings and the shop does not have yet."""
    table = each.reading.table
    return [] if table is None else [dict(row) for row in table.attrs.get("contracts", ())]


def _named_before(folder: Path, known: Collection[str]) -> list[Row]:
    """Kinds that people have by name alone, as long as there is no table of contracts: it needs them too."""
    path = None if is_example(folder, AGENTS) else find_file(folder, AGENTS, Report())
    table = None if path is None else read_table(path, AGENTS, Report())
    cells = () if table is None else table.cells["contract"]
    names = (part.split("@")[0].strip() for cell in cells for part in re.split("[;；]", cell))
    return [{"contract": name} for name in dict.fromkeys(names) if name and name not in known]


def contracts_with(folder: Path, rows: Sequence[Row]) -> tuple[Contract, ...]:
    """The kinds of contract by name, those of the folder and these: enough to check who has which."""
    path = find_file(folder, CONTRACTS, Report())
    table = None if path is None else read_table(path, CONTRACTS, Report())
    names = [] if table is None else [name for name in table.cells["contract"] if name]
    return tuple(Contract(name, None, None, 0) for name in [*names, *(row["contract"] for row in rows)])


def _rosters(understanding: Understanding, context: Context) -> list[tuple[SheetUnderstood, list[Row]]]:
    return [(each, _rows(each)) for each in understanding.tables("roster")]


def _is_worked(understanding: Understanding, context: Context, rows: Sequence[Row]) -> bool:
    """Whether a roster is what was worked: all of it lies behind, or somebody said so."""
    answer = understanding.answers.get("roster", "")
    if answer in ("worked", "locks"):
        return answer == "worked"
    return max(row["date"] for row in rows) < f"{context.known.today}"


def _people_after(understanding: Understanding, context: Context) -> dict[str, str]:
    people = dict(context.known.people or {})
    for each in understanding.tables("staff"):
        people |= {row["agent_id"]: row["name"] for row in _rows(each)}
    return people


def _shifts_after(understanding: Understanding, context: Context) -> list[str] | None:
    names = [
        *(context.known.shifts or ()),
        *(r["shift"] for e in understanding.tables("shifts") for r in _rows(e)),
    ]
    return list(dict.fromkeys(names)) or None


def _originals(folder: Path, understanding: Understanding) -> list[tuple[Path, bytes]]:
    """The files as they came, each once; of another one of the same name a number is added."""
    found: list[tuple[Path, bytes]] = []
    taken: dict[Path, bytes] = {}
    for path in understanding.files:
        content = path.read_bytes()
        target, number = folder / ORIGINALS / path.name, 1
        while target in taken or target.exists():
            if taken.get(target, b"") == content or (target.exists() and target.read_bytes() == content):
                break
            number += 1
            target = folder / ORIGINALS / f"{path.stem} ({number}){path.suffix}"
        else:
            taken[target] = content
            found.append((target, content))
    return found


def _remembered(folder: Path, understanding: Understanding) -> bytes | None:
    """imports.toml with what was answered; None where nothing is new."""
    memory = before = read_memory(folder)
    for each in understanding.sheets:
        reading = each.reading
        lasting = {
            key: value
            for key, value in each.answers.items()
            if key not in ("year", "date", "since", "roster", "is")
        }
        if reading.signature and reading.kind not in ("unknown", "figures") and lasting:
            memory = with_mapping(memory, Mapped(reading.kind, reading.signature, lasting))
    return memory_bytes(memory) if memory != before else None


def _with_file(rows: Sequence[Row], name: str, work: Callable[[Path], T]) -> T:
    """Do something with a file that has these rows of a roster."""
    with tempfile.TemporaryDirectory(prefix="peakroster-") as folder:
        path = Path(folder) / f"{Path(name).stem}.csv"
        columns = ("agent_id", "date", "shift", "start", "end")
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([row.get(column, "") for column in columns] for row in rows)
        return work(path)
