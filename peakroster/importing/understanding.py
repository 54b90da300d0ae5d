"""What files were understood to be: sheet by sheet, with everything that is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from peakroster.importing.attendance import understand_attendance
from peakroster.importing.context import Context
from peakroster.importing.memory import answers_for
from peakroster.layouts.grid import Chunk, Sheet
from peakroster.layouts.kinds import understand_sheet
from peakroster.layouts.known import Known
from peakroster.layouts.questions import Question, Remark
from peakroster.layouts.results import Kind, Reading
from peakroster.layouts.sheets.reading import read_sheets
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding

FIRST: tuple[Kind, ...] = ("staff", "shifts")
"""Kinds whose names the other files of the same call may use."""
_ROWS, _COLUMNS = 8, 12
KINDS: tuple[Kind, ...] = (
    *("history", "staff", "leave", "roster", "shifts", "events", "attendance", "performance"),
)


@dataclass(frozen=True)
class SheetUnderstood:
    """One sheet. before: its first rows, as they stand there. answers: those that it was read with."""

    path: Path
    title: str
    reading: Reading
    before: tuple[tuple[str, ...], ...]
    first_row: int
    answers: Mapping[str, str] = field(default_factory=dict)
    is_hidden: bool = False

    @property
    def after(self) -> tuple[tuple[str, ...], ...]:
        """The first rows of the table that comes of it, its columns first."""
        table = self.reading.table
        if table is None:
            return ()
        shown = table.head(_ROWS).drop(columns="row", errors="ignore")
        rows = [tuple(_shown(value) for value in row) for row in shown.itertuples(index=False, name=None)]
        return (tuple(shown.columns), *rows)


@dataclass(frozen=True)
class Understanding:
    """Files as they are understood.

    Attributes
    ----------
    files
        The files.
    context
        The shop, where there is one.
    answers
        Key → answer, as given.
    sheets
        What was found, by file and sheet.
    questions
        What has to be answered before anything is written, each once.
    errors
        Files that cannot be read at all.
    """

    files: tuple[Path, ...]
    context: Context | None
    answers: Mapping[str, str]
    sheets: tuple[SheetUnderstood, ...]
    questions: tuple[Question, ...]
    errors: tuple[Finding, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is open, and every file could be read."""
        return not self.questions and not self.errors

    def tables(self, kind: Kind) -> tuple[SheetUnderstood, ...]:
        """The sheets of a kind that have a table."""
        return tuple(
            each for each in self.sheets if each.reading.kind == kind and each.reading.table is not None
        )


def understand(
    files: Sequence[Path],
    context: Context | None = None,
    answers: Mapping[str, str] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Understanding:
    """What the files are, how they lie, and what they leave open; nothing is written.

    Parameters
    ----------
    files
        .xlsx, .xls, .csv, .tsv or .txt.
    context
        The shop that they are for (:func:`~peakroster.importing.context.context_of`); None = names are taken
        as they stand.
    answers
        Key of a question → answer; ``FILE/KEY`` for one file alone. They go before what the shop remembers.
    progress
        Takes the name of a large file and how many of its rows are read, again and again.
    """
    given = dict(answers or {})
    errors: list[Finding] = []
    found: list[tuple[Path, Sheet]] = []
    for path in files:
        try:
            found += [(path, _telling(sheet, progress)) for sheet in read_sheets(path)]
        except (UnreadableError, OSError) as problem:
            errors.append(_unreadable(path, problem))
    known = _known_without(files) if context is None else context.known
    first = [_understood(path, sheet, known, context, given) for path, sheet in found]
    more = _with_new_names(known, first)
    if more != known:
        again = {
            place: _understood(*found[place], more, context, given)
            for place, each in enumerate(first)
            if each.reading.kind not in FIRST
        }
        first = [again.get(place, each) for place, each in enumerate(first)]
    sheets = tuple(_without_rosters(_without_summaries(first), context, more))
    return Understanding(tuple(files), context, given, sheets, _open_questions(sheets), tuple(errors))


def answer(understanding: Understanding, answers: Mapping[str, str]) -> Understanding:
    """The same files with further answers."""
    return understand(understanding.files, understanding.context, {**understanding.answers, **answers})


def _telling(sheet: Sheet, progress: Callable[[str, int], None] | None) -> Sheet:
    """The sheet, of which every piece that is read is told."""
    if progress is None or sheet.rest is None:
        return sheet
    return replace(sheet, rest=partial(_told, sheet.rest, sheet.file, progress))


def _told(
    pieces: Callable[[], Iterator[Chunk]], file: str, progress: Callable[[str, int], None]
) -> Iterator[Chunk]:
    rows = 0
    for chunk in pieces():
        yield chunk
        rows += len(chunk)
        progress(file, rows)


def _known_without(files: Sequence[Path]) -> Known:
    from datetime import date

    return Known(date.today())


def _unreadable(path: Path, problem: UnreadableError | OSError) -> Finding:
    if isinstance(problem, UnreadableError):
        details = {key: value for key, value in problem.details.items() if key != "value"}
        value = problem.details.get("value", path.name)
        return Finding("error", problem.code, path.name, problem.row, value=str(value), details=details)
    if not path.exists():
        return Finding("error", "no_such_file", path.name, details={"path": str(path)})
    from peakroster.tables.errors import reason_of

    return Finding("error", "unreadable_file", path.name, details={"reason": reason_of(problem)})


def _understood(
    path: Path, sheet: Sheet, known: Known, context: Context | None, given: Mapping[str, str]
) -> SheetUnderstood:
    """One sheet: first as it stands, then with what was answered for such a file before."""
    own = _own_answers(path, given)
    kind = own.get("is")
    wanted: Kind | None = next((each for each in KINDS if each == kind), None)
    if sheet.is_hidden and kind is None:
        reading = Reading(
            "unknown", "", None, left_out=(Remark("hidden_sheet", details={"label": sheet.title}, count=1),)
        )
    else:
        reading = _read(path, sheet, known, own, wanted, context)
    remembered = () if context is None else context.remembered
    before = answers_for(remembered, reading.kind, reading.signature)
    if before and reading.questions:
        own = {**before, **own}
        reading = _read(path, sheet, known, own, wanted, context)
    top = reading.header_rows[0] if reading.header_rows else 0
    start = max(0, top - 2)
    shown = tuple(tuple(str(text) for text in row[:_COLUMNS]) for row in sheet.rows[start : start + _ROWS])
    used = {key: value for key, value in own.items() if key in reading.used}
    return SheetUnderstood(path, sheet.title, reading, shown, start + 1, used, sheet.is_hidden)


def _read(
    path: Path,
    sheet: Sheet,
    known: Known,
    answers: Mapping[str, str],
    kind: Kind | None,
    context: Context | None,
) -> Reading:
    reading = understand_sheet(sheet, known, answers, kind)
    if kind not in (None, "attendance"):
        return reading
    present = understand_attendance(path, sheet, context)
    if present is not None and (kind is not None or present.strength > reading.strength):
        return present
    return reading


def _own_answers(path: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The answers for a file: its own go before those for all."""
    prefix = f"{path.name}/"
    common = {key: value for key, value in given.items() if "/" not in key}
    return common | {
        key.removeprefix(prefix): value for key, value in given.items() if key.startswith(prefix)
    }


def _with_new_names(known: Known, sheets: Sequence[SheetUnderstood]) -> Known:
    """The names of the shop with those of people and shifts that come with this call."""
    people, shifts = dict(known.people or {}), dict(known.shifts or {})
    for each in sheets:
        table = each.reading.table
        if table is None:
            continue
        if each.reading.kind == "staff":
            people |= dict(zip(table["agent_id"], table["name"], strict=True))
        elif each.reading.kind == "shifts":
            for name, start, end in zip(table["shift"], table["start"], table["end"], strict=True):
                begins, ends = _minutes(start), _minutes(end)
                shifts[name] = (begins, ends if ends > begins else ends + 1440)
    return replace(known, people=people or None, shifts=shifts or None)


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)


def _without_summaries(sheets: Sequence[SheetUnderstood]) -> list[SheetUnderstood]:
    """Sheets of history whose name says that they add up the others of their file are left out."""
    from peakroster.layouts.cells.words import is_total

    kept = []
    for each in sheets:
        others = [one for one in sheets if one.path == each.path and one.reading.kind == "history"]
        if each.reading.kind == "history" and len(others) > 1 and is_total(each.title):
            left = (Remark("summary_sheet", details={"label": each.title}, count=1),)
            each = replace(each, reading=Reading("figures", each.reading.layout, None, left_out=left))
        kept.append(each)
    return kept


def _without_rosters(
    sheets: Sequence[SheetUnderstood], context: Context | None, known: Known
) -> list[SheetUnderstood]:
    """A roster that was worked is kept as a plan: that needs people and shifts of the shop or these files."""
    if context is None or (known.people and known.shifts):
        return list(sheets)
    kept = []
    for each in sheets:
        table = each.reading.table
        is_roster = each.reading.kind == "roster" and table is not None and len(table) > 0
        if is_roster and table is not None and max(table["date"]) < f"{context.known.today}":
            left = Remark("roster_needs_tables", details={"label": each.path.name}, count=1)
            reading = replace(each.reading, table=None, left_out=(*each.reading.left_out, left))
            each = replace(each, reading=reading)
        kept.append(each)
    return kept


def _open_questions(sheets: Sequence[SheetUnderstood]) -> tuple[Question, ...]:
    """Each question once: that of several sheets of a file is one, that of several files bears their names.

    Names that need one of the shop are asked for all files together.
    """
    by_key: dict[str, list[Question]] = {}
    for each in sheets:
        for question in each.reading.questions:
            by_key.setdefault(question.key, []).append(question)
    found: list[Question] = []
    for key, asked in by_key.items():
        files = list(dict.fromkeys(question.file for question in asked))
        if asked[0].maps:
            maps = tuple(dict.fromkeys(name for question in asked for name in question.maps))
            details = {**asked[0].details, "labels": "、".join(maps[:12])}
            options = tuple(dict.fromkeys((o.value, o.code) for q in asked for o in q.options))
            known = {(o.value, o.code): o for q in asked for o in q.options}
            found.append(
                replace(asked[0], maps=maps, details=details, options=tuple(known[each] for each in options))
            )
            continue
        for file in files:
            first = next(question for question in asked if question.file == file)
            found.append(first if len(files) == 1 else replace(first, key=f"{file}/{key}"))
    return tuple(found)


def _shown(value: object) -> str:
    if value is None or value != value:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat(timespec="minutes")) if hasattr(value, "hour") else str(value)
    return str(value)
