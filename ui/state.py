"""What a browser session remembers, apart from widgets: those forget when their page is left.

Widgets get a key that names the language, since a widget whose words change is a new one to Streamlit;
what was chosen is kept here under a name of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from peakroster.desk.roster import Desk, open_desk
from peakroster.messages import Translator
from ui.draft import Draft

T = TypeVar("T")


def draft(folder: Path, first_day: date) -> Draft:
    """The draft on the desk; read from the folder when another plan was chosen. Raises InputError."""
    opened = (str(folder), first_day)
    if st.session_state.get("opened") != opened:
        forget_desk()
        st.session_state["draft"] = Draft.of(open_desk(folder, first_day))
        st.session_state["opened"] = opened
    kept: Draft = st.session_state["draft"]
    return kept


def put(new: Draft) -> None:
    """The draft of the next run."""
    st.session_state["draft"] = new
    st.session_state["version"] = version() + 1


def reopen(desk: Desk) -> None:
    """A desk that was saved and read back, with nothing changed."""
    put(Draft.of(desk))
    st.session_state["opened"] = (str(desk.shop.folder), desk.plan.first_day)


def forget_desk() -> None:
    """So that everything is read again."""
    for key in ("opened", "draft", "solving"):
        st.session_state.pop(key, None)
    st.session_state["version"] = version() + 1


def version() -> int:
    """Grows with every change of the draft: a key for whatever was computed from it."""
    return int(st.session_state.get("version", 0))


def computed(name: str, key: tuple[Any, ...], compute: Callable[[], T]) -> T:
    """``compute()``, or what it gave last time if the key is the same."""
    kept = st.session_state.get(f"computed-{name}")
    if kept is None or kept[0] != key:
        kept = (key, compute())
        st.session_state[f"computed-{name}"] = kept
    value: T = kept[1]
    return value


def choose(
    name: str,
    label: str,
    options: Sequence[T],
    words: Callable[[T], str],
    translate: Translator,
    widget: Callable[..., Any] = st.segmented_control,
    **more: Any,
) -> T:
    """One of the options, remembered across pages and languages; the first to begin with."""
    kept = st.session_state.get(f"chosen-{name}")
    if kept not in options:
        kept = options[0]
    key = f"{name}-{translate.language}"
    if st.session_state.get(key) not in options:
        st.session_state[key] = kept
    if widget is st.segmented_control:
        more["required"] = True  # a second click must not leave nothing chosen
    picked = widget(label, options, format_func=words, key=key, **more)
    chosen: T = kept if picked is None else picked
    st.session_state[f"chosen-{name}"] = chosen
    return chosen


def set_choice(name: str, value: object, translate: Translator) -> None:
    """Choose for the user; before the widget is drawn, or in a callback."""
    st.session_state[f"chosen-{name}"] = value
    st.session_state[f"{name}-{translate.language}"] = value
