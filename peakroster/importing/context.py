"""What is known of a shop when files are looked at, though its tables may be missing or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from peakroster.importing.memory import Mapped, read_memory
from peakroster.layouts.known import Known
from peakroster.shop.examples import is_example
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.requests import kinds_of, own_kinds
from peakroster.shop.inputs.shifts import read_shifts
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.outlines import queue_outlines
from peakroster.shop.settings.read import read_settings
from peakroster.shop.table_specs import AGENTS, CONTRACTS, EVENTS, HISTORY, SHIFTS
from peakroster.tables.findings import InputError
from peakroster.tables.reader import find_file, read_table
from peakroster.tables.report import Report


@dataclass(frozen=True)
class Context:
    """A shop as far as it can be read.

    folder: where it lies. known: its names. remembered: what was answered for files of the kind. shop: the
    whole, None where it has errors.
    """

    folder: Path
    known: Known
    remembered: tuple[Mapped, ...] = ()
    shop: ShopFolder | None = field(default=None, repr=False)


def context_of(folder: Path, today: date | None = None) -> Context:
    """The shop in this folder. Raises InputError where its queues cannot be made out of shop.toml."""
    report = Report()
    if not folder.is_dir():
        report.error("no_folder", folder.name or str(folder), value=str(folder))
        raise InputError(report.findings("error"))
    settings = read_settings(folder, report)
    if settings.queue_ids is None:
        raise InputError(report.findings("error"), report.findings("warning"))
    queues = {queue.id: queue.name for queue in queue_outlines(settings.text, settings.queue_ids)}
    known = Known(
        today or date.today(),
        queues,
        _people(folder),
        _shifts(folder, settings.interval_minutes),
        settings.noon,
        frozenset(kinds_of(own_kinds(settings.settings))),
        _contracts(folder),
        _event_kinds(folder),
        HISTORY.most_rows,
        HISTORY.megabytes * 1_000_000,
    )
    return Context(folder, known, read_memory(folder), _whole(folder))


def _whole(folder: Path) -> ShopFolder | None:
    """The shop, where its people and shifts are its own and can be read."""
    if is_example(folder, AGENTS) or is_example(folder, SHIFTS):
        return None
    try:
        return read_shop(folder, history_required=False, with_history=False)
    except InputError:
        return None


def _people(folder: Path) -> Mapping[str, str] | None:
    """Id → name of agents.csv, though its rows may have errors."""
    path = find_file(folder, AGENTS, Report())
    table = None if path is None or is_example(folder, AGENTS) else read_table(path, AGENTS, Report())
    if table is None or "agent_id" not in table.headers:
        return None
    cells = table.cells
    names = zip(cells["agent_id"], cells["name"], strict=True)
    return {one: name or one for one, name in names if one} or None


def _contracts(folder: Path) -> frozenset[str] | None:
    path = find_file(folder, CONTRACTS, Report())
    table = None if path is None else read_table(path, CONTRACTS, Report())
    return None if table is None else frozenset(name for name in table.cells["contract"] if name)


def _event_kinds(folder: Path) -> frozenset[str]:
    path = find_file(folder, EVENTS, Report())
    table = None if path is None else read_table(path, EVENTS, Report())
    if table is None or "kind" not in table.headers:
        return frozenset()
    return frozenset(kind for kind in table.cells["kind"] if kind)


def _shifts(folder: Path, interval: int | None) -> Mapping[str, tuple[int, int]] | None:
    path = find_file(folder, SHIFTS, Report())
    table = None if path is None or is_example(folder, SHIFTS) else read_table(path, SHIFTS, Report())
    if table is None:
        return None
    return {shift.name: (shift.start, shift.end) for shift in read_shifts(table, Report(), interval)} or None
