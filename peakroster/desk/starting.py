"""The first page of a folder without a shop: five answers, files, and what is missing afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from peakroster.desk.importing import Staged
from peakroster.messages import Translator
from peakroster.shop.inputs.shifts import read_shifts
from peakroster.shop.settings.read import read_settings
from peakroster.shop.table_specs import AGENTS, SHIFTS
from peakroster.starting.drafting import Answers
from peakroster.starting.files import FilesSeen, look_at, shifts_seen, weeks_open
from peakroster.starting.kinds import BY_ID
from peakroster.starting.making import Prepared, make, prepare
from peakroster.starting.missing import missing
from peakroster.starting.people import people_named
from peakroster.starting.shifts import ShiftDraft, parse_shifts
from peakroster.store.editing import edit_table
from peakroster.store.who import require_allowed
from peakroster.tables.clock import format_window, parse_window
from peakroster.tables.editing import RowValues, TableEdit
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from scheduler.domain.windows import Window


@dataclass(frozen=True)
class Typed:
    """The five answers as they were typed; platform: an id of :mod:`peakroster.starting.kinds`."""

    name: str
    platform: str
    open: str
    people: str
    shifts: str


def seen_in(staged: Staged, answers: Mapping[str, str]) -> FilesSeen:
    """What dropped files say of a shop."""
    return look_at(staged.files, answers)


def usual_hours(platform: str, seen: FilesSeen | None) -> str:
    """Opening hours of the history, else those that are usual on a platform, ``08:00-23:00``."""
    return format_window(BY_ID[platform].open if seen is None or seen.hours is None else seen.hours)


def weekly_hours(hours: str, seen: FilesSeen | None, translate: Translator) -> tuple[str, ...]:
    """What the history says of the hours by weekday, where these hours leave it to the history."""
    try:
        return () if seen is None else weeks_open(seen, _window(hours), translate.language)
    except InputError:
        return ()


def usual_shifts(hours: str, seen: FilesSeen | None, translate: Translator) -> str:
    """Shifts proposed for hours, by the names in a roster's cells; empty where a file has shifts, or for
    hours that cannot be read."""
    if seen is not None and "shifts" in seen.kinds:
        return ""
    try:
        window = _window(hours)
    except InputError:
        return ""
    shifts = shifts_seen(seen, window)
    return translate("common.list_separator").join(shift.text() for shift in shifts)


def prepared(
    typed: Typed,
    seen: FilesSeen | None,
    answers: Mapping[str, str],
    translate: Translator,
) -> Prepared:
    """The shop as it would be; nothing is written. Raises InputError with all that is wrong."""
    errors: list[Finding] = []
    window = Window(0, 1440)
    people: tuple[str, ...] = ()
    shifts: tuple[ShiftDraft, ...] = ()
    try:
        window = _window(typed.open)
    except InputError as error:
        errors += error.findings
    try:
        people = people_named(typed.people)
    except InputError as error:
        errors += error.findings
    if typed.shifts.strip() or seen is None or "shifts" not in seen.kinds:
        try:
            shifts = parse_shifts(typed.shifts)
        except InputError as error:
            errors += error.findings
    if errors:
        raise InputError(errors)
    queues = () if seen is None else seen.queues_open(window)
    chosen = Answers(typed.name.strip(), BY_ID[typed.platform], window, people, shifts, queues)
    return prepare(chosen, translate, () if seen is None else seen.found.files, answers)


def make_it(folder: Path, ready: Prepared) -> None:
    """Make the shop. Raises InputError and OSError as :func:`peakroster.starting.making.make`."""
    require_allowed("init", folder.name)
    make(folder, ready)


def lacking(folder: Path) -> tuple[str, ...]:
    """What the shop lacks before its first plan: ``history``, ``people``, ``shifts``."""
    return missing(folder)


def add_people(folder: Path, text: str, queues: tuple[str, ...]) -> None:
    """Put people into an empty agents.csv, able to do all queues. Raises InputError."""
    rows: list[RowValues] = [
        {"agent_id": f"{number:03d}", "name": name, "skills": ";".join(queues)}
        for number, name in enumerate(people_named(text), 1)
    ]
    edit_table(folder, AGENTS, lambda _: TableEdit(added=rows))


def add_shifts(folder: Path, text: str) -> None:
    """Put shifts into an empty shifts.csv. Raises InputError."""
    rows: list[RowValues] = [dict(shift.row()) for shift in parse_shifts(text)]
    minutes = read_settings(folder, Report()).interval_minutes

    def check(table: RawTable, report: Report) -> None:
        read_shifts(table, report, minutes)

    edit_table(folder, SHIFTS, lambda _: TableEdit(added=rows), check)


def queue_ids(folder: Path) -> tuple[str, ...]:
    """The queues of the shop; none where they cannot be made out."""
    return tuple(read_settings(folder, Report()).queue_ids or ())


def _window(text: str) -> Window:
    try:
        return parse_window(text)
    except UnreadableError:
        raise InputError([Finding("error", "start_open", "--open", value=text[:40])]) from None
