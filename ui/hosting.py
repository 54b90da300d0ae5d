"""Whose desk is shown: that of the folder on the command line, or the one that a server's guest may see.

A server of many shops sets a doorkeeper. It is asked again at each run of a page, of a part of it and
of a callback, so who has logged out, or lost a role, is out at the next click.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from peakroster.messages import LANGUAGES
from peakroster.store.who import Actor, ask_for_actor


@dataclass(frozen=True)
class Guest:
    """Somebody who is logged in, at the desk of a shop. may: as of ``peakroster.store.who``.

    log_out: address to which a DELETE ends the session.
    """

    folder: Path
    name: str
    may: frozenset[str]
    log_out: str


Doorkeeper = Callable[[str, Mapping[str, str]], Guest | None]
"""The address of a page and its cookies → who that is, None for nobody."""

_doorkeeper: Doorkeeper | None = None
_language = "en"


def open_to(doorkeeper: Doorkeeper | None, language: str = "en") -> None:
    """Let the desk be seen by whom the doorkeeper lets in, and by nobody else; None: by whoever reaches it.

    language: the one that pages begin with where the browser speaks neither.
    """
    global _doorkeeper, _language
    _doorkeeper, _language = doorkeeper, language
    ask_for_actor(None if doorkeeper is None else _actor)


def is_hosted() -> bool:
    """Whether a server shows the desk to people who are logged in."""
    return _doorkeeper is not None


def first_language() -> str:
    """``zh`` or ``en``: the browser's where it speaks one of them, else the server's."""
    locale = (st.context.locale or "")[:2]
    return locale if locale in LANGUAGES else _language


def guest() -> Guest | None:
    """Who is at the page that runs now; None outside of one, and for who is not logged in (any longer)."""
    if _doorkeeper is None:
        return None
    address = st.context.url
    return None if address is None else _doorkeeper(address, st.context.cookies.to_dict())


def _actor() -> Actor | None:
    one = guest()
    return None if one is None else Actor(one.name, one.may)
