"""Who is at work: the user whose name stands beside a change."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from peakroster.tables.findings import Finding, InputError

VARIABLE = "PEAKROSTER_USER"
NOBODY = "?"
"""A system that does not know its user."""

SCRIPT = "script"
"""By what a change was made that no command and no page made."""

EDIT, PUBLISH, ASK = "edit", "publish", "ask"
"""What somebody may do to a shop: change what it holds, tell people about it, ask for leave and the like."""
_OF_KIND = {"publish": PUBLISH, "withdraw": PUBLISH, "push": PUBLISH, "ask": ASK, "withdrawn": ASK}
"""What a kind of change asks for; any other asks for EDIT, which includes ASK."""


@dataclass(frozen=True)
class Actor:
    """Whoever is at work. may: EDIT, PUBLISH, both or none."""

    name: str
    may: frozenset[str]


EVERYTHING = frozenset({EDIT, PUBLISH, ASK})

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)
_command: ContextVar[str] = ContextVar("command", default=SCRIPT)
_asked: Callable[[], Actor | None] | None = None


def ask_for_actor(source: Callable[[], Actor | None] | None) -> None:
    """From now on ``source`` says who is at work in this process, and nobody else is.

    For a server with people who are logged in: where it gives None, nothing may be written. None takes it
    back: the user of this machine is at work, and may do everything.
    """
    global _asked
    _asked = source


def actor() -> Actor | None:
    """Whoever is at work, to be handed to a thread that works for them; None = nobody who is logged in.

    Inside :func:`acting_as` that one, else whom the server's source names, else the user of this machine:
    ``PEAKROSTER_USER``, or the system's name of the user.
    """
    acting = _acting.get()
    if acting is not None:
        return acting
    if _asked is not None:
        return _asked()
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Actor(named, EVERYTHING)
    try:
        return Actor(getpass.getuser(), EVERYTHING)
    except (OSError, KeyError):  # a container may run as a number without a name
        return Actor(NOBODY, EVERYTHING)


@contextmanager
def acting_as(name: str, may: Collection[str] | None = None) -> Iterator[None]:
    """Inside the ``with``, this one is at work, whatever the system says.

    may: what they may do; None = what whoever is at work outside of it may.
    """
    if may is None:
        outside = actor()
        may = frozenset() if outside is None else outside.may
    token = _acting.set(Actor(name, frozenset(may)))
    try:
        yield
    finally:
        _acting.reset(token)


def who() -> str:
    """The name of whoever is at work; ``?`` for nobody."""
    one = actor()
    return NOBODY if one is None else one.name


def may(permission: str) -> bool:
    """Whether whoever is at work may do this."""
    one = actor()
    return one is not None and permission in one.may


def require_allowed(kind: str, what: str) -> None:
    """Raise InputError unless whoever is at work may make a change of this kind to this object."""
    permission = _OF_KIND.get(kind, EDIT)
    if not may(permission) and not (permission == ASK and may(EDIT)):
        raise InputError([Finding("error", f"not_allowed_{permission}", what, value=who())])


@contextmanager
def working_with(command: str) -> Iterator[None]:
    """Inside the ``with``, changes are made by this command or page."""
    token = _command.set(command)
    try:
        yield
    finally:
        _command.reset(token)


def at_work() -> str:
    """The command or page by which changes are made now; ``script`` where nobody said one."""
    return _command.get()
