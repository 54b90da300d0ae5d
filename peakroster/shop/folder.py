"""Reads a whole shop folder and says everything that is wrong with it at once."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from peakroster.shop.checks.calendar_warnings import warn_of_calendar
from peakroster.shop.checks.driver_warnings import warn_of_odd_drivers
from peakroster.shop.checks.event_warnings import warn_of_odd_events
from peakroster.shop.checks.history_warnings import warn_of_odd_history
from peakroster.shop.checks.id_warnings import warn_of_odd_ids
from peakroster.shop.checks.opening_warnings import warn_of_openings
from peakroster.shop.checks.queue_warnings import warn_of_odd_queues
from peakroster.shop.checks.rotation_checks import check_rotations, warn_of_rotations
from peakroster.shop.checks.rule_checks import check_rules
from peakroster.shop.checks.team_rule_checks import check_team_rules
from peakroster.shop.checks.warnings import warn_of_odd_people
from peakroster.shop.inputs.adjustments import read_adjustments
from peakroster.shop.inputs.agents import read_agents
from peakroster.shop.inputs.calendar import read_calendar
from peakroster.shop.inputs.contracts import read_contracts
from peakroster.shop.inputs.drivers import read_drivers
from peakroster.shop.inputs.events import read_events
from peakroster.shop.inputs.exclusions import read_exclusions
from peakroster.shop.inputs.history import empty_history, looks_sound, read_history
from peakroster.shop.inputs.laid_out import laid_out_table, may_lie_otherwise
from peakroster.shop.inputs.mapping import read_mapping
from peakroster.shop.inputs.meetings import read_meetings
from peakroster.shop.inputs.performance import (
    read_performance,
    with_learned_speeds,
    with_speeds_of_levels,
)
from peakroster.shop.inputs.profile import read_profiles, warn_of_odd_profiles
from peakroster.shop.inputs.requests import own_kinds, read_locks, read_requests
from peakroster.shop.inputs.shift_names import shift_names, spelt_out
from peakroster.shop.inputs.shifts import read_shifts
from peakroster.shop.leave_credits import with_credits
from peakroster.shop.model import ShopFolder
from peakroster.shop.new_folder import clear_finished
from peakroster.shop.settings.calendar_days import with_calendar
from peakroster.shop.settings.outlines import QueueOutline, names_of, queue_outlines
from peakroster.shop.settings.read import KnownSettings, read_settings
from peakroster.shop.settings.schema import NOON
from peakroster.shop.settings.stated import stated_settings
from peakroster.shop.shortened import with_names, with_shortened
from peakroster.shop.table_specs import (
    ADJUSTMENTS,
    AGENTS,
    CALENDAR,
    CONTRACTS,
    DRIVERS,
    EVENTS,
    EXCLUDE,
    FILE_ORDER,
    HISTORY,
    LOCKS,
    MAPPING,
    MEETINGS,
    PERFORMANCE,
    PROFILE,
    REQUESTS,
    SHIFTS,
    SHOP_TABLES,
)
from peakroster.store.recovery import settle
from peakroster.tables.atomic_files import recover
from peakroster.tables.errors import reason_of
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.names import KnownNames
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import GUESS, find_file, read_table
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec
from scheduler.domain.agents import Contract

Row = TypeVar("Row")

_STEMS = frozenset(spec.stem for spec in SHOP_TABLES)


def read_shop(folder: Path, *, history_required: bool = True, with_history: bool = True) -> ShopFolder:
    """Read and validate every input file of a shop folder (see docs/reference/inputs.md).

    history_required: whether a missing or empty history is an error where there is no profile.csv either;
    if not, ``Shop.history`` may have no rows. with_history: whether history.csv is looked at at all; a stored
    plan is changed without it. Raises InputError with all errors of all files, never only the first. What is
    legal but odd is in ``ShopFolder.warnings``; whether locks collide is a question of the plan
    (``peakroster.auditing``).
    """
    report = Report(FILE_ORDER)
    _require_folder(folder, report)
    _recover(folder)
    known = read_settings(folder, report)
    profile = _find_and_read(folder, PROFILE, report)
    required = history_required and profile is None
    history = (
        _find_and_read(folder, replace(HISTORY, required=required), report, known) if with_history else None
    )
    if with_history and history is None and profile is None and not report.has("error"):
        report.warning("no_history", "history.csv")
    calendar, events, drivers, adjustments, exclude = (
        _find_and_read(folder, spec, report, known)
        for spec in (CALENDAR, EVENTS, DRIVERS, ADJUSTMENTS, EXCLUDE)
    )
    contracts, agents, performance, shifts, requests, locks, meetings, mapping = (
        _find_and_read(folder, spec, report, known)
        for spec in (CONTRACTS, AGENTS, PERFORMANCE, SHIFTS, REQUESTS, LOCKS, MEETINGS, MAPPING)
    )
    queues, people = _queues(known), _people(agents)

    def rows(table: RawTable | None, read: Callable[[RawTable], tuple[Row, ...]]) -> tuple[Row, ...]:
        return () if table is None else read(table)

    frame = empty_history() if history is None else read_history(history, report, queues, known.timezone)
    all_days = rows(calendar, lambda table: read_calendar(table, report, queues))
    all_events = rows(events, lambda table: read_events(table, report, queues))
    all_drivers = rows(drivers, lambda table: read_drivers(table, report, queues, known.timezone))
    all_adjustments = rows(adjustments, lambda table: read_adjustments(table, report, queues))
    profiles = {} if profile is None else read_profiles(profile, report, queues)
    all_exclusions = rows(exclude, lambda table: read_exclusions(table, report, queues))
    all_shifts = rows(shifts, lambda table: read_shifts(table, report, known.interval_minutes))
    names = shift_names(shifts, all_shifts)
    settings = known.settings
    all_contracts = rows(contracts, lambda table: read_contracts(table, report, queues, names, settings))
    kinds = _whole(contracts, all_contracts)
    all_agents = rows(agents, lambda table: read_agents(table, report, queues, names, settings, kinds))
    counted = rows(performance, lambda table: read_performance(table, report, people, queues))
    own = own_kinds(known.settings)
    all_requests = rows(requests, lambda table: read_requests(table, report, people, names, known.noon, own))
    all_locks = rows(locks, lambda table: read_locks(table, report, people, names))
    all_mapping = rows(mapping, lambda table: read_mapping(table, report, people, names))
    all_meetings = rows(
        meetings,
        lambda table: read_meetings(table, report, all_agents, people, queues, known.interval_minutes),
    )
    check_rules(known, all_agents, names, report)
    check_rotations(known, names, report)
    if agents is not None and len(all_agents) == len(agents.rows):
        check_team_rules(known, all_agents, report)  # a name may stand in a row that could not be read
    if report.has("error") or known.settings is None:
        raise InputError(report.findings("error"), _one_guess(report.findings("warning")))
    all_agents, learned = with_learned_speeds(all_agents, counted)
    all_agents = with_speeds_of_levels(all_agents, known.settings.skill_levels)
    shop = ShopFolder(
        folder=folder,
        settings=with_calendar(known.settings, all_days),
        history=frame,
        events=all_events,
        agents=all_agents,
        shifts=all_shifts,
        requests=tuple(each for each in all_requests if each.status == "approved"),
        pending=tuple(each for each in all_requests if each.status == "pending"),
        locks=all_locks,
        mapping=all_mapping,
        warnings=(),
        adjustments=all_adjustments,
        exclusions=all_exclusions,
        profiles=profiles,
        drivers=all_drivers,
        learned_speeds=learned,
        meetings=all_meetings,
        calendar=all_days,
        contracts=all_contracts,
        stated=stated_settings(known.text),
    )
    shop = with_shortened(with_credits(shop))
    shop = spelt_out(shop, with_names(names or {}, shop.shifts))
    warn_of_odd_queues(shop, known, report)
    warn_of_odd_people(shop, report)
    warn_of_rotations(shop, known, report)
    warn_of_odd_ids(shop, report)
    warn_of_odd_history(shop, report)
    warn_of_odd_events(shop, report)
    warn_of_openings(shop, report)
    warn_of_calendar(shop, report)
    warn_of_odd_drivers(shop, report)
    warn_of_odd_profiles(shop, report)
    return replace(shop, warnings=_one_guess(report.findings("warning")))


def read_history_alone(folder: Path) -> ShopFolder:
    """Settings, history, promotions and what is excluded, without people and shifts.

    For a shop that is not complete yet. Raises InputError with what is wrong with these files.
    """
    report = Report(FILE_ORDER)
    _require_folder(folder, report)
    known = read_settings(folder, report)
    history, events, exclude = (
        _find_and_read(folder, replace(spec, required=False), report, known)
        for spec in (HISTORY, EVENTS, EXCLUDE)
    )
    queues = _queues(known)
    frame = empty_history() if history is None else read_history(history, report, queues, known.timezone)
    all_events = () if events is None else read_events(events, report, queues)
    exclusions = () if exclude is None else read_exclusions(exclude, report, queues)
    if report.has("error") or known.settings is None:
        raise InputError(report.findings("error"), report.findings("warning"))
    return ShopFolder(
        folder=folder,
        settings=known.settings,
        history=frame,
        events=all_events,
        agents=(),
        shifts=(),
        requests=(),
        locks=(),
        exclusions=exclusions,
        stated=stated_settings(known.text),
    )


def read_outlines(folder: Path) -> tuple[QueueOutline, ...]:
    """The queues of shop.toml, though it may have errors: for what helps to complete it.

    Raises InputError where not even the queues' ids can be made out.
    """
    report = Report(FILE_ORDER)
    _require_folder(folder, report)
    known = read_settings(folder, report)
    if known.queue_ids is None:
        raise InputError(report.findings("error"), report.findings("warning"))
    return queue_outlines(known.text, known.queue_ids)


def _queues(known: KnownSettings) -> KnownNames | None:
    """The queues that other files may name, by id or as they are called; None = could not be made out."""
    return None if known.queue_ids is None else names_of(queue_outlines(known.text, known.queue_ids))


def _require_folder(folder: Path, report: Report) -> None:
    """Raise InputError unless there is such a folder, and it may be read."""
    if not folder.is_dir():
        report.error("no_folder", folder.name or str(folder), value=str(folder))
        raise InputError(report.findings("error"))
    if not os.access(folder, os.R_OK | os.X_OK):
        reason = reason_of(PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
        report.error("unreadable_file", folder.name or str(folder), reason=reason)
        raise InputError(report.findings("error"))


def _one_guess(warnings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The warnings, with one for all files that were read as GBK: whoever saves so saves all of them so."""
    guesses = [finding for finding in warnings if finding.code == GUESS]
    if len(guesses) < 2:
        return tuple(warnings)
    examples = "; ".join(f"{finding.file} “{finding.value}”" for finding in guesses)
    details = {"count": len(guesses), "examples": examples}
    first = replace(guesses[0], code=f"{GUESS}_files", details=details)
    rest = (finding for finding in warnings if finding.code != GUESS)
    return (first, *rest)


def _recover(folder: Path) -> None:
    """Finish what killed commands left half done in the shop, its exports and its plans."""
    settle(folder)
    clear_finished(folder)
    for place in (folder, *folder.glob("exports"), *folder.glob("exports/*/"), *folder.glob("plans/*/")):
        recover(place)


def _find_and_read(
    folder: Path, spec: TableSpec, report: Report, known: KnownSettings | None = None
) -> RawTable | None:
    """A table, also in another layout where nothing about that is open."""
    path = find_file(folder, spec, report, _STEMS)
    if path is None:
        return None
    own = Report()
    table = read_table(path, spec, own, looks_sound if spec.stem == HISTORY.stem else None)
    if may_lie_otherwise(own, spec):
        queues = None if known is None else _queues(known)
        titles = None if queues is None else queues.titles
        other = Report()
        found = laid_out_table(path, spec, other, titles, NOON if known is None else known.noon)
        if found is not None or other.has("error"):
            report.take(other)
            return found
    report.take(own)
    return table


def _whole(table: RawTable | None, rows: tuple[Contract, ...]) -> tuple[Contract, ...] | None:
    """The kinds of contract; None where a row could not be read, so that its people are not blamed."""
    return rows if table is None or len(rows) == len(table.rows) else None


def _people(table: RawTable | None) -> KnownNames | None:
    """The ids that other files may refer to, those of faulty rows too, and the names of those who have one.

    None when the file was not read.
    """
    ids = _names(table, "agent_id")
    if table is None or ids is None:
        return None
    cells = table.cells
    names = cells["name"] if "name" in table.headers else cells["agent_id"]
    titles = dict(zip(cells["agent_id"], names, strict=True))
    return KnownNames({one: str(titles[one]) for one in ids})


def _names(table: RawTable | None, column: str) -> tuple[str, ...] | None:
    """Names that other files may refer to, those of faulty rows too; None when the file was not read."""
    if table is None or column not in table.headers:
        return None
    return tuple(name for name in table.cells[column].unique() if name)
