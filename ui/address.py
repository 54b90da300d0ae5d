"""The address of what is shown: the plan, queue, day and person in the query of the page's URL.

So a link to it can be handed on, and the browser's Back button works. What is chosen is the session's; the
address is its mirror, and a question where it says something else: somebody followed a link or went back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

CARRIED = ("plan", "queue", "day", "person", "lang")
"""What goes along from one page to another; other names belong to the page that puts them."""

_SEEN, _WAITING, _GO, _PAGES = "address_seen", "address_waiting", "address_go", "address_pages"


def get(name: str) -> str | None:
    """What the address says of this name now, None where it says nothing."""
    waiting: dict[str, str | None] = st.session_state.get(_WAITING) or {}
    return waiting[name] if name in waiting else st.query_params.get(name)


def put(name: str, value: object | None) -> None:
    """Let the address say this of the name; None takes it out. Dates are written as ISO dates."""
    text = None if value is None else str(value)
    _seen()[name] = text
    if text == get(name):
        return
    waiting: dict[str, str | None] | None = st.session_state.get(_WAITING)
    if waiting is None:  # within a fragment, or outside of the frame
        _write({name: text})
    else:
        waiting[name] = text


def asked(name: str) -> str | None:
    """What a link, a typed address or the Back button asks for; None where the address is the desk's own.

    It is asked once: whoever reads it chooses accordingly.
    """
    said = get(name)
    if said is None or _seen().get(name) == said:
        return None
    _seen()[name] = said
    return said


def carried() -> dict[str, str]:
    """The query of a link to another page of the desk."""
    return {name: said for name in CARRIED if (said := get(name)) is not None}


def register(pages: dict[str, Any]) -> None:
    """Tell the pages of the desk, so that they can be linked to by name."""
    st.session_state[_PAGES] = pages


def is_ready() -> bool:
    """Whether the pages of the desk are known."""
    return _PAGES in st.session_state


def link(
    page: str, label: str | None = None, *, icon: str | None = None, wide: bool = False, **query: object
) -> None:
    """Draw a link to a page of the desk: what is chosen goes along, ``query`` says what is chosen instead.

    label: the page's own title if none is given. wide: as wide as what it stands in.
    """
    told = {name: str(value) for name, value in query.items()}
    st.page_link(
        st.session_state[_PAGES][page],
        label=label,
        icon=icon,
        query_params={**carried(), **told},
        width="stretch" if wide else "content",
    )


def go(page: str, **query: object) -> None:
    """Show another page of the desk from the next run of the script on; works in callbacks, too."""
    st.session_state[_GO] = page, {name: str(value) for name, value in query.items()}


def follow(shown: Any) -> None:
    """Show the page that :func:`go` asked for, if it did; ``shown`` is the one of the address."""
    wanted: tuple[str, dict[str, str]] | None = st.session_state.pop(_GO, None)
    if wanted is None:
        return
    page, query = st.session_state[_PAGES][wanted[0]], {**carried(), **wanted[1]}
    if page != shown or query != carried():
        st.switch_page(page, query_params=query)


@contextmanager
def gathered() -> Iterator[None]:
    """Write what is put in here at once at the end: each writing is an entry in the browser's history."""
    st.session_state[_WAITING] = {}
    for name in CARRIED:  # a page opened by its bare address keeps what was chosen
        if name not in st.query_params and (kept := _seen().get(name)) is not None:
            st.session_state[_WAITING][name] = kept
    try:
        yield
    finally:
        _write(st.session_state.pop(_WAITING, None) or {})


def _seen() -> dict[str, str | None]:
    seen: dict[str, str | None] = st.session_state.setdefault(_SEEN, {})
    return seen


def _write(values: dict[str, str | None]) -> None:
    now = st.query_params.to_dict()
    new = {**now, **{name: text for name, text in values.items() if text is not None}}
    for name, text in values.items():
        if text is None:
            new.pop(name, None)
    if new != now:
        st.query_params.from_dict(new)
