"""Whose desk is shown: that of the folder on the command line, or the one that a server's guest may see.

A server of many shops sets a doorkeeper. It is asked again at each run of a page, of a part of it and
of a callback, so who has logged out, or lost a role, is out at the next click.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import streamlit as st

from peakroster.messages import LANGUAGES
from peakroster.store.who import Actor, ask_for_actor
from scheduler.domain.agents import Agent
from scheduler.domain.shop import Shop


class OwnCalendar(Protocol):
    """Addresses of one agent's calendar."""

    def make(self) -> str:
        """A new address, as a path of the server; it is told once."""

    def close(self, number: int) -> None:
        """Close one for good."""


@dataclass(frozen=True)
class Guest:
    """Somebody who is logged in, at the desk of a shop. may: as of ``peakroster.store.who``.

    log_out: address to which a DELETE ends the session. agent: whose shifts are their own, None = nobody's.
    reads: whether they see the shop, and not only what is their own. calendar: makes and closes their own
    addresses of calendars.
    """

    folder: Path
    name: str
    may: frozenset[str]
    log_out: str
    agent: str | None = None
    reads: bool = True
    calendar: OwnCalendar | None = None


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


def own_team(shop: Shop) -> str | None:
    """The team of whoever is at the page; None for who is nobody of the shop, or in no team."""
    one = guest()
    mine = None if one is None else one.agent
    return next((agent.team for agent in shop.agents if agent.id == mine), None)


def team_first(shop: Shop) -> list[Agent]:
    """The people of a shop, those of the team of whoever is at the page before the others."""
    team = own_team(shop)
    return [*shop.agents] if team is None else sorted(shop.agents, key=lambda agent: agent.team != team)


def _actor() -> Actor | None:
    one = guest()
    return None if one is None else Actor(one.name, one.may)
