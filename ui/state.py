"""The session state that outlives widgets: Streamlit drops a widget's value with its page.

The key of a widget contains the language, since a widget with other labels is a new one to Streamlit; the
chosen value is kept under a name of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.preparing import prepare
from peakroster.desk.roster import Desk, open_desk
from peakroster.messages import Translator
from ui import address as addresses
from ui import kept_drafts
from ui.plain_text import plain

T = TypeVar("T")

_PATIENCE = 0.3
"""Seconds for the whole audit of a plan that is opened; a longer one is told when it is done."""


def open_draft(folder: Path, first_day: date) -> Draft:
    """The current draft, read from the folder if another plan was chosen. Raises InputError."""
    with drafting():
        return _opened(folder, first_day)


def _opened(folder: Path, first_day: date) -> Draft:
    opened = (str(folder), first_day)
    if st.session_state.get("opened") != opened:
        forget_desk()
        desk = open_desk(folder, first_day)
        prepare(desk, _PATIENCE)
        st.session_state["draft"] = kept_drafts.loaded(desk)
        st.session_state["opened"] = opened
    present: Draft = st.session_state["draft"]
    draft = kept_drafts.followed(present)
    if draft is not present:
        st.session_state["version"] = version() + 1
    st.session_state["draft"] = examined = draft.examined()
    return examined


def drafting() -> RLock:
    """The lock under which the session's draft changes, together with the store.

    A run of the script that another one overtakes goes on beside it until its next look into the session ends
    it, which may be between the store and the session: so one waits for the other.
    """
    lock: RLock = st.session_state.setdefault("drafting", RLock())
    return lock


def set_draft(new: Draft) -> bool:
    """Replace the draft from the next run of the script on; what was set aside goes with the old one.

    What is changed is in the store when this returns: reloading, leaving and crashing lose nothing. Returns
    whether it was: others may have changed the same cells, and who may only look changes nothing; the page
    then says so.
    """
    with drafting():
        old: Draft | None = st.session_state.get("draft")
        taken = True
        if old is not None and old.desk is new.desk:
            new, taken = kept_drafts.kept(old, new)
        st.session_state["draft"] = new
        st.session_state.pop("set_aside", None)
        st.session_state["version"] = version() + 1
        return taken


def reopen(desk: Desk) -> None:
    """Replace the draft by that of a desk that was read again: unchanged, if it was saved."""
    prepare(desk, _PATIENCE)
    with drafting():
        for key in ("draft", kept_drafts.UNKEPT):
            st.session_state.pop(key, None)
        set_draft(kept_drafts.loaded(desk))
        st.session_state["opened"] = (str(desk.shop.folder), desk.plan.first_day)


def forget_desk() -> None:
    """Forget the draft, so that everything is read again; the store has it, and a search for it goes on."""
    for key in ("opened", "draft", "set_aside", "offered", kept_drafts.UNKEPT):
        st.session_state.pop(key, None)
    st.session_state["version"] = version() + 1


def version() -> int:
    """A number that grows with every change of the draft, for cache keys."""
    return int(st.session_state.get("version", 0))


class Same:
    """An object in a key: equal to itself alone, and kept with the key, so that no other takes its place."""

    def __init__(self, about: object) -> None:
        self._about = about

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other._about is self._about

    def __hash__(self) -> int:
        return id(self._about)


def cached(name: str, key: tuple[Any, ...], compute: Callable[[], T]) -> T:
    """The result of ``compute()``, or the cached one if the key is unchanged.

    Objects that are compared by their identity stand in the key as :class:`Same`.
    """
    kept = st.session_state.get(f"computed-{name}")
    if kept is None or kept[0] != key:
        kept = (key, compute())
        st.session_state[f"computed-{name}"] = kept
    value: T = kept[1]
    return value


def choose(
    name: str,
    title: str,
    options: Sequence[T],
    label: Callable[[T], str],
    translate: Translator,
    widget: Callable[..., Any] = st.segmented_control,
    address: str | None = None,
    **more: Any,
) -> T:
    """The chosen option, remembered across pages and languages; initially the first.

    address: the name under which the page's address says it, see :mod:`ui.address`.

    A list goes on showing the label that was chosen, also where the option has another by now; so the choice
    is set anew whenever labels change.
    """
    kept = st.session_state.get(f"chosen-{name}")
    if kept not in options:
        kept = options[0]
    key = f"{name}-{translate.language}"
    asked = None if address is None else asked_option(address, options)
    if asked is not None:
        kept = st.session_state[key] = asked
    labels = [label(option) for option in options] if widget is st.selectbox else None
    present = st.session_state.get(key)
    if present not in options:
        st.session_state[key] = kept
    elif labels != st.session_state.get(f"labels-{name}", labels):
        st.session_state[key] = present
    st.session_state[f"labels-{name}"] = labels
    if widget is st.segmented_control:
        more["required"] = True  # a second click must not leave nothing chosen
    shown = label if widget is st.selectbox else lambda option: plain(label(option))  # a list is no Markdown
    picked = widget(title, options, format_func=shown, key=key, **more)
    chosen: T = kept if picked is None else picked
    st.session_state[f"chosen-{name}"] = chosen
    if address is not None and (chosen != options[0] or address == "plan" or addresses.get(address)):
        addresses.put(address, chosen)  # what is shown anyway is no entry of the browser's history
    return chosen


def asked_option(name: str, options: Sequence[T]) -> T | None:
    """The option that the address asks for anew, see :func:`ui.address.asked`; None where there is none."""
    said = addresses.asked(name)
    return None if said is None else next((option for option in options if str(option) == said), None)


def set_choice(name: str, value: object, translate: Translator) -> None:
    """Set a choice from code, before its widget is drawn or in a callback."""
    st.session_state[f"chosen-{name}"] = value
    st.session_state[f"{name}-{translate.language}"] = value
