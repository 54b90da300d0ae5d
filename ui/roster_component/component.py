"""Mounts the built bundle in a page: data in, edits out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

NAME = "peakroster_roster"


def show_component(key: str, data: Mapping[str, Any], on_edits: Callable[[object], None]) -> None:
    """Show the grid or the Gantt that the data describe (``ui/roster_component/src/protocol.ts``).

    key: under which it keeps its state; a component with another key is another to the browser. on_edits:
    gets what was done by hand, before the script runs: all that has had no answer yet, so the same more than
    once.
    """

    def edited() -> None:
        state = st.session_state.get(key)
        on_edits(None if state is None else state.get("edits"))

    _renderer()(key=key, data=dict(data), default={"edits": None}, on_edits_change=edited)


@cache
def _renderer() -> Callable[..., Any]:
    built = files(__package__) / "built"
    script, style = ((built / name).read_text(encoding="utf-8") for name in ("roster.js", "roster.css"))
    style = f"/**/\n{style}"  # Streamlit takes a text of one line for the path of a file
    renderer: Callable[..., Any] = st.components.v2.component(NAME, js=script, css=style)
    return renderer
