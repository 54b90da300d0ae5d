"""Sheet by sheet: what it is and how it lies, its first rows before and after, what was left out and why."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from peakroster.desk.importing import after_rows, heading
from peakroster.importing.understanding import KINDS, SheetUnderstood, Understanding
from peakroster.importing.words import remark_text, rows_line, sheet_line, staff_remarks
from peakroster.layouts.questions import Remark
from peakroster.messages import Translator
from ui.plain_text import plain

_MOST_OPEN = 3
_MOST_REMARKS = 6


def show_sheets(found: Understanding, key: str, translate: Translator) -> dict[str, str]:
    """Show them all; returns what somebody says a sheet is that nobody knew."""
    given: dict[str, str] = {}
    remarks = staff_remarks(found)
    if remarks:
        lines = [f"- {plain(one)}" for one in remarks]
        title = translate("import_page.remarks", count=len(remarks))
        st.warning("\n".join([f"{title}\n", *lines]), icon=":material/sticky_note_2:")
    for place, each in enumerate(found.sheets):
        with st.expander(plain(sheet_line(each, translate)), expanded=place < _MOST_OPEN):
            if each.reading.kind == "unknown" and not each.is_hidden:
                given |= _named(each, found, f"import-is-{key}-{place}", translate)
            _sheet(each, found, translate)
    return given


def _named(each: SheetUnderstood, found: Understanding, key: str, translate: Translator) -> dict[str, str]:
    picked = st.selectbox(
        translate("import_page.what_is_it"),
        KINDS,
        index=None,
        format_func=lambda kind: translate(f"importing.kind_{kind}"),
        key=f"{key}-{translate.language}",
        placeholder=translate("import_page.pick"),
    )
    if picked is None:
        return {}
    key = f"{each.path.name}/is"
    if found.answers.get(key) == picked:
        st.caption(translate("import_page.not_as"))
    return {key: picked}


def _sheet(each: SheetUnderstood, found: Understanding, translate: Translator) -> None:
    line = rows_line(each, translate)
    if line is not None:
        st.markdown(plain(line))
    before, after = st.columns(2)
    heads = {row + 1 for row in each.reading.header_rows}
    with before:
        st.caption(translate("importing.before"))
        st.html(_before(each.before, each.first_row, heads))
    with after:
        st.caption(translate("importing.after"))
        rows = after_rows(found, each)
        if len(rows) > 1:
            titles = [heading(each.reading.kind, column, translate) for column in rows[0]]
            st.html(_after(titles, rows[1:]))
        else:
            waits = "waits" if each.reading.questions else "nothing_read"
            st.caption(translate(f"import_page.{waits}"))
    _remarks("left_out", each.reading.left_out, translate)
    _remarks("assumed", each.reading.assumed, translate)


def _remarks(name: str, remarks: Sequence[Remark], translate: Translator) -> None:
    if not remarks:
        return
    lines = [f"- {plain(_remark(remark, translate))}" for remark in remarks[:_MOST_REMARKS]]
    if len(remarks) > _MOST_REMARKS:
        lines.append(f"- {translate('import_page.more', count=len(remarks) - _MOST_REMARKS)}")
    st.markdown("\n".join([f"{translate(f'import_page.{name}')}\n", *lines]))


def _remark(remark: Remark, translate: Translator) -> str:
    if remark.code == "not_understood":  # its words name an option of the command line
        return translate("import_page.not_understood")
    return remark_text(remark, translate)


def _before(rows: Sequence[Sequence[str]], first: int, heads: set[int]) -> str:
    """The rows with their numbers; headers stand out."""
    lines, width = [], max(map(len, rows), default=1)
    for number, row in enumerate(rows, first):
        tag = "th" if number in heads else "td"
        if len([text for text in row if text]) == 1 and row[0]:  # a title, or a remark
            lines.append(
                f'<tr><th scope="row">{number}</th><td colspan="{width}">{html.escape(row[0])}</td></tr>'
            )
            continue
        cells = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in row)
        lines.append(f'<tr><th scope="row">{number}</th>{cells}</tr>')
    return _table("".join(lines))


def _after(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns in which nothing stands are left out."""
    places = [place for place in range(len(titles)) if any(row[place] for row in rows)]
    head = "".join(f'<th scope="col">{html.escape(titles[place])}</th>' for place in places)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(row[place])}</td>" for place in places) + "</tr>" for row in rows
    )
    return _table(f"<thead><tr>{head}</tr></thead>{body}")


def _table(rows: str) -> str:
    return f'<div class="pr-scroll" tabindex="0"><table class="pr-sheet">{rows}</table></div>'
