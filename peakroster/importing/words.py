"""What was understood, left out, asked and changed, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peakroster.importing.changes import TableChange
from peakroster.importing.understanding import SheetUnderstood, Understanding
from peakroster.layouts.questions import Option, Question, Remark
from peakroster.messages import Translator
from peakroster.shop.table_specs import SHOP_TABLES

MOST_ROWS = 6
_WITHOUT_ROWS = ("staff_remark", "leave_pending", "note_row")


def place_of(file: str, sheet: str, translate: Translator) -> str:
    """A file, and its sheet where it has a name."""
    return translate("importing.place_sheet", file=file, sheet=sheet) if sheet else file


def sheet_line(each: SheetUnderstood, translate: Translator) -> str:
    """What a sheet is and how it lies."""
    reading = each.reading
    words = {"place": place_of(each.path.name, each.title, translate)}
    words["kind"] = translate(f"importing.kind_{reading.kind}")
    if not reading.layout:
        return translate("importing.sheet_line_plain", **words)
    return translate("importing.sheet_line", **words, layout=translate(f"importing.layout_{reading.layout}"))


def rows_line(each: SheetUnderstood, translate: Translator) -> str | None:
    """How much was read, and of which time; None where nothing was."""
    table = each.reading.table
    if table is None:
        return None
    if each.reading.kind == "history":
        first, last = table["timestamp"].min(), table["timestamp"].max()
        span = {"first": f"{first:%Y-%m-%d %H:%M}", "last": f"{last:%Y-%m-%d %H:%M}"}
        return translate("importing.rows_history", count=len(table), **span)
    return translate("importing.rows_other", count=len(table))


def remark_text(remark: Remark, translate: Translator) -> str:
    """One remark, with some of its rows."""
    details: dict[str, Any] = dict(remark.details)
    if "zh" in details:  # a finding of another reader, which has its own words
        details["text"] = details[translate.language]
    text = translate(f"importing.{remark.code}", count=remark.times, **{"label": "", **details})
    if not remark.rows:
        return text
    shown = ", ".join(dict.fromkeys(f"{row}" for row in remark.rows[:MOST_ROWS]))
    shown += ", …" if remark.times > len(remark.rows[:MOST_ROWS]) else ""
    return translate("importing.at_rows", text=text, rows=shown)


def staff_remarks(found: Understanding) -> tuple[str, ...]:
    """What lists of people remark of somebody, which no rule follows by itself."""
    remarks = (remark for each in found.sheets for remark in each.reading.left_out)
    return tuple(f"{remark.details['label']}" for remark in remarks if remark.code == "staff_remark")


def question_text(question: Question, translate: Translator) -> str:
    """What is asked, and of which file."""
    text = translate(f"importing.ask_{question.code}", **question.details)
    if not question.file:
        return text
    place = place_of(question.file, question.sheet, translate)
    return translate("importing.ask_place", place=place, question=text)


def option_text(option: Option, translate: Translator) -> str:
    """What an answer means; "" where it says so itself."""
    return translate(f"importing.option_{option.code}", **option.details) if option.code else ""


def example_answer(question: Question) -> str:
    """A value that answers a question, as it is written behind ``KEY=``."""
    first = question.options[0].value if question.options else "…"
    if question.maps:
        return ";".join(f"{name}:{first}" for name in question.maps[:3]) + (
            ";…" if len(question.maps) > 3 else ""
        )
    return (
        first
        if question.is_free or len(question.options) < 2
        else "|".join(option.value for option in question.options[:6])
    )


def change_lines(change: TableChange, translate: Translator) -> Iterator[str]:
    """What happens to a table."""
    if change.stem == "roster":
        yield translate("importing.change_roster", count=change.added, folder=f"plans/{change.path.name}")
        return
    words = {"added": change.added, "changed": change.changed, "same": change.same}
    yield translate("importing.change_line", table=change.path.name, **words)
    for gone in change.replaces:
        if gone != change.path:
            yield translate("importing.change_replaces", file=gone.name)
    for each in change.examples:
        yield translate(
            "importing.change_example",
            what=each.key,
            column=_heading(change.stem, each.column, translate),
            before=each.before or "–",
            after=each.after or "–",
        )
    if change.removed:
        yield translate("importing.change_removed", count=change.removed)
    if change.missing:
        yield translate("importing.change_missing", count=change.missing)


def _heading(stem: str, column: str, translate: Translator) -> str:
    """A column of a table as the reader calls it: 咨询量 for ``inquiries``."""
    spec = next((one for one in SHOP_TABLES if one.stem == stem), None)
    known = None if spec is None else next((one for one in spec.columns if one.name == column), None)
    return known.chinese if known is not None and translate.language == "zh" else column.replace("_", " ")
