"""Mounts the built bundle in a page: data in, edits out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

NAME = "peakroster_roster"


def show_component(key: str, data: Mapping[str, Any], on_edits: Callable[[object], bool]) -> None:
    """Show the grid or the Gantt that the data describe (``ui/roster_component/src/protocol.ts``).

    key: under which it keeps its state; a component with another key is another to the browser. on_edits:
    gets what was done by hand, before the script runs: all that has had no answer yet, so the same more than
    once; it says whether there was anything new in it. It is asked again once the component is drawn, since a
    run that another overtakes may have been interrupted within it.
    """

    def edits() -> object:
        kept = st.session_state.get(key)
        return None if kept is None else kept.get("edits")

    def edited() -> None:
        on_edits(edits())

    _renderer()(key=key, data=dict(data), default={"edits": None}, on_edits_change=edited)
    if on_edits(edits()):
        st.rerun()


@cache
def _renderer() -> Callable[..., Any]:
    built = files(__package__) / "built"
    script, style = ((built / name).read_text(encoding="utf-8") for name in ("roster.js", "roster.css"))
    style = f"/**/\n{style}"  # Streamlit takes a text of one line for the path of a file
    renderer: Callable[..., Any] = st.components.v2.component(NAME, js=script, css=style)
    return renderer
