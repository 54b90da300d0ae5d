"""What importing would change, in words: new days, changed figures, people who come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import streamlit as st

from peakroster.desk.importing import Look, heading, named_key
from peakroster.importing.changes import TableChange
from peakroster.importing.understanding import Understanding
from peakroster.layouts.results import Kind
from peakroster.messages import Translator
from peakroster.wording import day_label
from ui.plain_text import plain

_KINDS: dict[str, Kind] = {
    "history": "history",
    "agents": "staff",
    "requests": "leave",
    "locks": "roster",
    "shifts": "shifts",
    "events": "events",
    "performance": "performance",
}


def show_changes(found: Look, translate: Translator) -> None:
    """A line a table, and some of what changes below it."""
    with st.container(border=True, key="import_changes"):
        if not found.has_news:
            name = "nothing_new" if found.changes else "nothing_to_write"
            st.markdown(translate(f"importing.{name}"))
        else:
            st.markdown(f"**{translate('import_page.would')}**")
        lines = [line for change in found.changes for line in _lines(change, found.understanding, translate)]
        if found.attends:
            lines.append(f"- {translate('import_page.attends')}")
        st.markdown("\n".join(lines))


def _lines(change: TableChange, found: Understanding, translate: Translator) -> Iterator[str]:
    if change.stem == "roster":
        first = day_label(date.fromisoformat(change.path.name), translate)
        yield f"- {translate('import_page.change_roster', count=change.added, first=first)}"
        return
    yield "- " + translate(
        f"import_page.change_{change.stem}",
        added=change.added,
        changed=change.changed,
        same=change.same,
        days=change.days,
    )
    for each in change.examples:
        column = heading(_KINDS[change.stem], each.column, translate)
        before, after = each.before or "–", each.after or "–"
        text = translate(
            "importing.change_example",
            what=named_key(found, change.stem, each.key),
            column=column,
            before=before,
            after=after,
        )
        yield f"    - {plain(text)}"
    if change.replaces:
        yield f"    - {translate('import_page.replaces')}"
    if change.removed:
        yield f"    - {plain(translate('importing.change_removed', count=change.removed))}"
    if change.missing:
        yield f"    - {plain(translate('importing.change_missing', count=change.missing))}"
