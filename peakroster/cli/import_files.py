"""``import``: files as people have them become the shop's tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peakroster.cli.options import Folder, Json, Lang, help_of
from peakroster.cli.output import BAD_INPUT, CommandOutput, command_output
from peakroster.tables.findings import Finding, InputError

if TYPE_CHECKING:  # pandas takes long to load: only the commands that read tables wait
    from peakroster.importing import Understanding
    from peakroster.importing.changes import TableChange
    from peakroster.layouts.questions import Question

_MOST_REMARKS = 12
_TOLD_SECONDS = 5
_ROUNDS = 6
"""Answers may raise further questions, so many times at most."""


def import_files(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=help_of("import_files"))],
    answers: Annotated[
        list[str] | None, typer.Option("--answer", metavar="KEY=VALUE", help=help_of("import_answer"))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=help_of("import_dry_run"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=help_of("import_yes"))] = False,
    sales: Annotated[
        str | None, typer.Option("--sales", metavar="all|none", help=help_of("init_sales"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Read files as they are into the shop's tables."""
    with command_output(json, lang) as output:
        from peakroster.cli.sales import confirm_sales, require_sales_answer
        from peakroster.importing import context_of, planned, understand, write
        from peakroster.store.place import ORIGINALS

        require_sales_answer(sales)
        given = given_answers(answers or [])
        context = context_of(folder)
        for file in files:
            output.progress(output.translate("importing.stage_reading", file=file.name))
        found = understand(files, context, given, _row_progress(output))
        found = _answered(output, found, asks=_is_asked(json))
        show_understanding(output, found)
        if found.errors:
            raise InputError(found.errors)
        if found.questions:
            refuse(output, found.questions)
        changes = planned(found, folder)
        _show_changes(output, changes)
        attends = any(e.reading.kind == "attendance" and not e.reading.left_out for e in found.sheets)
        if not attends and not any(each.added or each.changed or each.removed for each in changes):
            key = "nothing_new" if changes else "nothing_to_write"
            output.line(output.translate(f"importing.{key}"))
            output.add_json(written=False)
            return
        if dry_run:
            output.line(output.translate("importing.dry_run"))
            output.add_json(written=False)
            return
        if _is_asked(json) and not yes and not typer.confirm(output.translate("importing.confirm")):
            output.line(output.translate("importing.not_written"))
            output.add_json(written=False)
            return
        written = write(
            folder, found, lambda stage: output.progress(output.translate(f"importing.stage_{stage}"))
        )
        output.findings(written.warnings, "warnings")
        output.add_json(
            written=True,
            originals=[f"{ORIGINALS}/{path.name}" for path in written.originals],
            adopted=[f"{day}" for day in written.adopted],
            attendance=written.attendance,
        )
        key = "written" if written.originals else "written_plain"
        output.line(output.translate(f"importing.{key}", folder=f"{ORIGINALS}/"))
        if any(change.stem == "history" and (change.added or change.changed) for change in changes):
            asks = _is_asked(json) and not yes
            confirm_sales(output, folder, sales, asks=asks, takes_all=yes)
        for day in written.adopted:
            output.line(output.translate("importing.adopted", day=day))
        if written.attendance:
            output.line(output.translate("importing.attended", count=written.attendance))


def _is_asked(json: bool) -> bool:
    """Whether somebody sits there who can answer."""
    return not json and sys.stdin.isatty() and sys.stdout.isatty()


def _row_progress(output: CommandOutput) -> Callable[[str, int], None]:
    """Tells every few seconds how far a large file is read."""
    last = time.monotonic()

    def tell(file: str, rows: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _TOLD_SECONDS:
            last = time.monotonic()
            output.progress(output.translate("importing.stage_rows", file=file, count=rows))

    return tell


def given_answers(options: Sequence[str]) -> dict[str, str]:
    """``KEY=VALUE`` … as a mapping. Raises InputError with all that are none."""
    found, errors = {}, []
    for option in options:
        key, sign, value = option.partition("=")
        if sign and key.strip() and value.strip():
            found[key.strip()] = value.strip()
        else:
            errors.append(Finding("error", "import_answer", "--answer", value=option))
    if errors:
        raise InputError(errors)
    return found


def _answered(output: CommandOutput, found: Understanding, *, asks: bool) -> Understanding:
    """The files with what somebody at the terminal answers; as they are where nobody sits there."""
    from peakroster.importing import answer
    from peakroster.importing.writing import with_roster_question

    for _ in range(_ROUNDS):
        found = with_roster_question(found)
        if not asks or not found.questions:
            return found
        found = answer(found, answers_asked(output, found.questions))
    return found


def answers_asked(output: CommandOutput, questions: Sequence[Question]) -> dict[str, str]:
    """What somebody at the terminal answers: a value, its number in the list, or its words."""
    from peakroster.importing.words import option_text, question_text

    given: dict[str, str] = {}
    for question in questions:
        output.line(question_text(question, output.translate))
        words = {option.value: option_text(option, output.translate) for option in question.options}
        for number, (value, text) in enumerate(words.items(), 1):
            shown = (
                output.translate("importing.option_line", value=value, text=text) if text else f"  {value}"
            )
            output.line(f"  {number}.{shown[1:]}")
        key = "type" if question.is_free or not words else "choose"
        count = {"count": len(words)}
        if question.maps:
            parts = [f"{name}:{_chosen(typer.prompt(name), question, words)}" for name in question.maps]
            given[question.key] = ";".join(parts)
        else:
            said = str(typer.prompt(output.translate(f"importing.ask_{key}_here", **count)))
            given[question.key] = _chosen(said, question, words)
    return given


def _chosen(said: str, question: Question, words: Mapping[str, str]) -> str:
    """The value that a number in the list or its words stand for; anything else as it was said."""
    text = said.strip()
    values = list(words)
    if text in values:
        return text
    if not question.is_free and text.isascii() and text.isdigit() and 1 <= int(text) <= len(values):
        return values[int(text) - 1]
    return next((value for value, meaning in words.items() if meaning and meaning == text), text)


def refuse(output: CommandOutput, questions: Sequence[Question]) -> None:
    """Say what is open and with which option it is answered, and end the command."""
    tell_questions(output, questions)
    output.line(output.translate("importing.unanswered", count=len(questions)))
    raise typer.Exit(BAD_INPUT)


def tell_questions(output: CommandOutput, questions: Sequence[Question]) -> None:
    """Say what is open and with which option it is answered."""
    from peakroster.importing.words import example_answer, option_text, question_text

    translate = output.translate
    output.line(translate("importing.ask_title"))
    for question in questions:
        output.line(question_text(question, translate))
        for option in question.options:
            if text := option_text(option, translate):
                output.line(translate("importing.option_line", value=option.value, text=text))
        output.line(
            translate("importing.ask_flag", name=question.key, value=_quoted(example_answer(question)))
        )


def _quoted(text: str) -> str:
    """An example as a shell takes it."""
    return f'"{text}"' if any(letter in text for letter in " ;|&()") else text


def show_understanding(output: CommandOutput, found: Understanding, *, with_rows: bool = True) -> None:
    """What each file is, its first rows before and after, what was left out and why, and what is open."""
    from peakroster.importing.words import (
        example_answer,
        option_text,
        question_text,
        remark_text,
        rows_line,
        sheet_line,
    )

    translate = output.translate
    output.add_json(
        sheets=[
            {
                "file": each.path.name,
                "sheet": each.title,
                "kind": each.reading.kind,
                "layout": each.reading.layout,
                "rows": None if each.reading.table is None else len(each.reading.table),
                "header_rows": [row + 1 for row in each.reading.header_rows],
                "before": each.before,
                "after": each.after,
                "left_out": [remark_text(remark, translate) for remark in each.reading.left_out],
                "understood": [remark_text(remark, translate) for remark in each.reading.assumed],
            }
            for each in found.sheets
        ],
        questions=[
            {
                "key": question.key,
                "file": question.file,
                "sheet": question.sheet,
                "question": question_text(question, translate),
                "names": list(question.maps),
                "options": [
                    {"value": o.value, "meaning": option_text(o, translate)} for o in question.options
                ],
                "answer": f"--answer {question.key}={example_answer(question)}",
            }
            for question in found.questions
        ],
    )
    for each in found.sheets:
        output.line(sheet_line(each, translate))
        if (line := rows_line(each, translate)) is not None:
            output.line(line)
        if with_rows and not output.json:
            _tables(output, each.before, each.after)
        for title, remarks in (
            ("left_title", each.reading.left_out),
            ("assumed_title", each.reading.assumed),
        ):
            if remarks:
                output.line(translate(f"importing.{title}"))
            for remark in remarks[:_MOST_REMARKS]:
                output.line(f"    {remark_text(remark, translate)}")
            if len(remarks) > _MOST_REMARKS:
                output.line(f"    … {len(remarks) - _MOST_REMARKS}")


def _tables(output: CommandOutput, before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> None:
    """The first rows as they stand there, and as they are read."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    for title, rows in (("before", before), ("after", after)):
        if not rows:
            continue
        table = Table(
            title=output.translate(f"importing.{title}"), box=box.SIMPLE, show_header=title == "after"
        )
        table.title_justify = "left"
        width = max(map(len, rows))
        head, body = (rows[0], rows[1:]) if title == "after" else ([""] * width, rows)
        for name in head:
            table.add_column(Text(str(name)), no_wrap=True, max_width=18)
        for row in body:
            table.add_row(*(Text(str(cell)) for cell in [*row, *[""] * (width - len(row))]))
        output.table(table)


def _show_changes(output: CommandOutput, changes: Sequence[TableChange]) -> None:
    from peakroster.importing.words import change_lines

    for change in changes:
        for line in change_lines(change, output.translate):
            output.line(line)
    output.add_json(changes=[_as_json(each) for each in changes])


def _as_json(change: TableChange) -> Mapping[str, Any]:
    return {
        "table": change.stem,
        "file": change.path.name,
        "added": change.added,
        "changed": change.changed,
        "same": change.same,
        "removed": change.removed,
        "not_in_file": change.missing,
        "examples": [
            {"key": e.key, "column": e.column, "before": e.before, "after": e.after} for e in change.examples
        ],
    }
