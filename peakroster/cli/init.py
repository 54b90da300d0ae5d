"""``init``: a new shop of five answers, of files as people have them, or a sample to try things on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from peakroster.cli.options import Folder, Json, Lang, help_of
from peakroster.cli.output import BAD_INPUT, CommandOutput, command_output
from peakroster.tables.findings import Finding, InputError

if TYPE_CHECKING:  # files are read with pandas, which takes long to load
    from peakroster.starting.drafting import Answers
    from peakroster.starting.files import FilesSeen
    from peakroster.starting.kinds import ShopKind
    from peakroster.starting.making import Prepared
    from peakroster.starting.shifts import ShiftDraft
    from scheduler.domain.windows import Window

T = TypeVar("T")


def init_shop(
    folder: Folder,
    more: Annotated[list[Path] | None, typer.Argument(metavar="FILE…", help=help_of("init_files"))] = None,
    files: Annotated[
        list[Path] | None, typer.Option("--from", metavar="FILE", help=help_of("init_from"))
    ] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="NAME", help=help_of("init_platform"))
    ] = None,
    hours: Annotated[
        str | None, typer.Option("--open", metavar="HH:MM-HH:MM", help=help_of("init_open"))
    ] = None,
    people: Annotated[
        str | None, typer.Option("--people", metavar="NAMES", help=help_of("init_people"))
    ] = None,
    shifts: Annotated[
        str | None, typer.Option("--shifts", metavar="SHIFTS", help=help_of("init_shifts"))
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=help_of("init_name"))] = None,
    sales: Annotated[
        str | None, typer.Option("--sales", metavar="all|none", help=help_of("init_sales"))
    ] = None,
    answers: Annotated[
        list[str] | None, typer.Option("--answer", metavar="KEY=VALUE", help=help_of("import_answer"))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=help_of("init_yes"))] = False,
    sample: Annotated[bool, typer.Option("--sample", help=help_of("sample"))] = False,
    full: Annotated[bool, typer.Option("--full", help=help_of("init_full"))] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Make a new shop folder."""
    with command_output(json, lang) as output:
        from peakroster.shop.new_folder import new_shop, require_empty

        require_empty(folder)
        if sample or full:
            made = new_shop(folder, sample=sample)
            output.add_json(folder=folder, files=made)
            output.message("init_done", folder=folder, count=len(made))
            output.message("init_next_sample" if sample else "init_next", folder=folder)
            return
        from peakroster.cli.sales import require_sales_answer

        require_sales_answer(sales)
        asker = _Asker(output, asks=_is_asked(json) and not yes, takes_usual=yes)
        given = [*(files or []), *(more or [])]
        _make(output, asker, folder, given, (platform, hours, people, shifts, name, sales), answers or [])


class _Asker:
    """Answers of options, of somebody at the terminal, or what is usual.

    asks: whether somebody sits there. takes_usual: whether what is usual will do without being seen. open:
    what has to be given with which option.
    """

    def __init__(self, output: CommandOutput, *, asks: bool, takes_usual: bool) -> None:
        self.output, self.asks, self.takes_usual = output, asks, takes_usual
        self.open: list[str] = []

    def ask(self, key: str, read: Callable[[str], T], usual: str, **details: str) -> T:
        """Ask until it can be read."""
        translate = self.output.translate
        while True:
            text = str(
                typer.prompt(
                    translate(f"starting.ask_{key}", **details), default=usual, show_default=bool(usual)
                )
            )
            try:
                return read(text.strip())
            except InputError as error:
                for finding in error.findings:
                    self.output.line(finding.sentence(translate))


def _make(
    output: CommandOutput,
    asker: _Asker,
    folder: Path,
    paths: list[Path],
    told: tuple[str | None, ...],
    raw_answers: list[str],
) -> None:
    from peakroster.cli.import_files import given_answers
    from peakroster.starting.drafting import Answers

    platform, hours_text, people_text, shifts_text, name, sales = told
    import_answers = given_answers(raw_answers)
    if asker.asks and not paths:
        paths = asker.ask("files", _paths, "")
    seen = _seen(output, paths, import_answers)
    if seen is not None and asker.asks:
        seen, import_answers = _read_through(output, seen, import_answers)
    if seen is not None and seen.kinds == {"unknown"} and not seen.found.questions:
        raise _no_tables(paths)
    kind = _platform(asker, platform, seen)
    if kind is None:
        raise _open_questions(output, asker, seen)
    hours = _hours(asker, hours_text, kind, seen)
    people = _people(asker, people_text, seen)
    shifts, proposed = _shifts(asker, shifts_text, seen, hours)
    if asker.open:
        raise _open_questions(output, asker, seen)
    queues = () if seen is None else seen.queues_open(hours)
    chosen = Answers(name or folder.resolve().name, kind, hours, people, shifts, queues)
    if seen is None:
        from peakroster.shop.new_folder import new_shop
        from peakroster.starting.drafting import shop_files

        made, written = new_shop(folder, files=shop_files(chosen, output.translate)), None
    else:
        from peakroster.starting.making import make

        prepared = _prepared(output, asker, chosen, seen, import_answers)
        made, written = make(
            folder, prepared, lambda stage: output.progress(output.translate(f"importing.stage_{stage}"))
        )
    output.add_json(folder=folder, files=made, **_as_json(chosen, proposed))
    output.line(output.translate("starting.done", folder=folder))
    _tell(output, chosen, proposed, seen)
    if written is not None:
        output.findings(written.warnings, "warnings")
        _remarks(output, prepared)
        from peakroster.cli.sales import confirm_sales

        confirm_sales(output, folder, sales, asks=asker.asks, takes_all=asker.takes_usual)
    _next(output, folder)


def _is_asked(json: bool) -> bool:
    return not json and sys.stdin.isatty() and sys.stdout.isatty()


def _paths(text: str) -> list[Path]:
    """File names with spaces between them; one with spaces inside stands in quotes, or alone."""
    if not text:
        return []
    if Path(text).exists():
        return [Path(text)]
    import shlex

    found = [Path(part) for part in shlex.split(text)]
    missing = [path for path in found if not path.exists()]
    if missing:
        details = {"path": f"{missing[0]}"}
        raise InputError([Finding("error", "no_such_file", missing[0].name, details=details)])
    return found


def _seen(output: CommandOutput, paths: list[Path], answers: dict[str, str]) -> FilesSeen | None:
    if not paths:
        return None
    from peakroster.starting.files import files_among, look_at

    files = files_among(paths)
    if not files:
        raise _no_tables(paths)
    for file in files:
        output.progress(output.translate("importing.stage_reading", file=file.name))
    seen = look_at(files, answers)
    if seen.found.errors:
        raise InputError(seen.found.errors)
    return seen


def _no_tables(paths: list[Path]) -> InputError:
    """Nothing among what was given is a table: a shop of it would have nothing of it."""
    return InputError([Finding("error", "start_no_files", "--from", value=f"{paths[0]}")])


def _read_through(
    output: CommandOutput, seen: FilesSeen, answers: dict[str, str]
) -> tuple[FilesSeen, dict[str, str]]:
    """The files with what they leave open answered first: hours are proposed by a history that is read."""
    from peakroster.cli.import_files import answers_asked
    from peakroster.starting.files import look_at

    for _ in range(6):  # answers may raise further questions
        if not seen.found.questions:
            break
        answers = {**answers, **answers_asked(output, seen.found.questions)}
        seen = look_at(seen.found.files, answers)
    return seen, answers


def _platform(asker: _Asker, text: str | None, seen: FilesSeen | None) -> ShopKind | None:
    from peakroster.starting.kinds import KINDS, kind_called

    translate = asker.output.translate
    names = {kind.id: translate(f"starting.kind_{kind.id}") for kind in KINDS}
    choices = _listed(asker.output, list(names if translate.language == "en" else names.values()))

    def read(word: str) -> ShopKind:
        found = kind_called(word)
        if found is None:
            details = {"choices": choices}
            raise InputError([Finding("error", "start_platform", "--platform", value=word, details=details)])
        return found

    if text is not None:
        return read(text)
    guess = None if seen is None else seen.kind
    if asker.asks:
        usual = names[(guess or KINDS[0]).id]
        return asker.ask("platform", read, usual, choices=choices)
    if guess is not None or asker.takes_usual:
        return guess or KINDS[0]
    asker.open.append(translate("starting.flag_platform", choices="|".join(names)))
    return None


def _hours(asker: _Asker, text: str | None, kind: ShopKind, seen: FilesSeen | None) -> Window:
    """As answered; else as the history has them, or as is usual on the platform."""
    from peakroster.tables.clock import format_window, parse_window
    from peakroster.tables.errors import UnreadableError

    def read(word: str) -> Window:
        try:
            return parse_window(word)
        except UnreadableError:
            raise InputError([Finding("error", "start_open", "--open", value=word[:40])]) from None

    if text is not None:
        return read(text)
    usual = kind.open if seen is None or seen.hours is None else seen.hours
    return asker.ask("open", read, format_window(usual)) if asker.asks else usual


def _people(asker: _Asker, text: str | None, seen: FilesSeen | None) -> tuple[str, ...]:
    from peakroster.starting.people import people_named

    if text is not None:
        return people_named(text)
    if asker.asks and (seen is None or "staff" not in seen.kinds):
        return asker.ask("people", people_named, "")
    return ()


def _shifts(
    asker: _Asker, text: str | None, seen: FilesSeen | None, hours: Window
) -> tuple[tuple[ShiftDraft, ...], bool]:
    """The shifts, and whether their hours are proposed and nobody has seen them."""
    from peakroster.starting.shifts import parse_shifts, proposed_shifts

    if text is not None:
        return parse_shifts(text), False
    if seen is not None and "shifts" in seen.kinds:
        return (), False
    names = () if seen is None else seen.roster_shifts
    if seen is None:
        proposed = proposed_shifts(hours)
    else:
        from peakroster.starting.files import shifts_seen  # reads files, with all that takes

        proposed = shifts_seen(seen, hours)
    if asker.asks:
        usual = _listed(asker.output, [shift.text() for shift in proposed])
        return asker.ask("shifts", parse_shifts, usual), False
    untold = [name for name in names if name not in {shift.name for shift in proposed}]
    guessed = len(names) - (0 if seen is None else len(seen.told))
    if untold or (guessed and not asker.takes_usual):
        from peakroster.starting.shifts import ShiftDraft

        shown = [*proposed, *(ShiftDraft(one, hours.start, hours.start + 540) for one in untold)]
        example = _listed(asker.output, [shift.text() for shift in shown])
        said = {"names": _listed(asker.output, untold or names), "example": example}
        asker.open.append(asker.output.translate("starting.flag_shifts", **said))
    return proposed, guessed > 0 or not names


def _prepared(
    output: CommandOutput,
    asker: _Asker,
    chosen: Answers,
    seen: FilesSeen,
    import_answers: dict[str, str],
) -> Prepared:
    """The shop as it would be, its import shown, its questions answered."""
    from peakroster.cli.import_files import answers_asked, refuse, show_understanding
    from peakroster.starting.making import prepare

    files = seen.found.files
    prepared = prepare(chosen, output.translate, files, import_answers)
    for _ in range(6):  # answers may raise further questions
        if prepared.is_complete or prepared.understanding is None or not asker.asks:
            break
        import_answers = {**import_answers, **answers_asked(output, prepared.understanding.questions)}
        prepared = prepare(chosen, output.translate, files, import_answers)
    found = prepared.understanding
    if found is not None:
        show_understanding(output, found, with_rows=False)
        if found.errors:
            raise InputError(found.errors)
        if found.questions:
            refuse(output, found.questions)
    return prepared


def _open_questions(output: CommandOutput, asker: _Asker, seen: FilesSeen | None) -> typer.Exit:
    """Tell what is open, in the files too, and with which option it is answered."""
    for line in asker.open:
        output.line(line)
    count = len(asker.open)
    if seen is not None and seen.found.questions:
        from peakroster.cli.import_files import tell_questions

        tell_questions(output, seen.found.questions)
        count += len(seen.found.questions)
    output.line(output.translate("starting.unanswered", count=count))
    output.add_json(questions=asker.open)
    return typer.Exit(BAD_INPUT)


def _as_json(chosen: Answers, proposed: bool) -> dict[str, object]:
    from peakroster.tables.clock import format_window

    return {
        "platform": chosen.kind.id,
        "open": format_window(chosen.hours),
        "shifts": [shift.row() for shift in chosen.shifts],
        "shifts_proposed": proposed,
        "people": list(chosen.people),
        "queues": [queue.id for queue in chosen.queues],
    }


def _tell(output: CommandOutput, chosen: Answers, proposed: bool, seen: FilesSeen | None) -> None:
    from peakroster.tables.clock import format_window

    translate = output.translate
    output.line(translate("starting.used_title"))
    lines = {
        "platform": translate(f"starting.kind_{chosen.kind.id}"),
        "open": format_window(chosen.hours),
        "shifts_proposed" if proposed else "shifts": _listed(output, [one.text() for one in chosen.shifts]),
        "people": _listed(output, chosen.people),
    }
    for key, value in lines.items():
        if value:
            output.line(f"  {translate(f'starting.used_{key}', value=value)}")
        if key == "open" and seen is not None:
            from peakroster.starting.files import weeks_open

            for week in weeks_open(seen, chosen.hours, translate.language):
                output.line(f"    {translate('starting.used_week', value=week)}")
    seconds, chats = chosen.kind.aht_seconds, chosen.kind.concurrency
    output.line(f"  {translate('starting.used_settings', seconds=seconds, chats=chats)}")


def _remarks(output: CommandOutput, prepared: Prepared) -> None:
    """Once more what stands among all that is left out: who may not work late is planned late else."""
    from peakroster.importing.words import staff_remarks

    found = () if prepared.understanding is None else staff_remarks(prepared.understanding)
    output.add_json(remarks=list(found))
    if found:
        output.line(output.translate("starting.remarks"))
        for one in found:
            output.line(f"  {one}")


def _listed(output: CommandOutput, items: Sequence[str]) -> str:
    return output.translate("common.list_separator").join(items)


def _next(output: CommandOutput, folder: Path) -> None:
    """What is missing first, else the week that may be planned."""
    from peakroster.starting.missing import missing

    lacking = missing(folder)
    output.add_json(missing=list(lacking))
    if lacking:
        output.line(output.translate("starting.missing_title"))
        for one in lacking:
            output.line(f"  {output.translate(f'starting.missing_{one}', folder=folder)}")
        return
    today = date.today()
    monday = today + timedelta(days=7 - today.weekday())
    output.add_json(next_week=f"{monday}")
    output.line(output.translate("starting.next_plan", folder=folder, first=monday))
