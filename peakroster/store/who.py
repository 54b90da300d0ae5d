"""Who is at work: the user whose name stands beside a change."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

VARIABLE = "PEAKROSTER_USER"
NOBODY = "?"
"""A system that does not know its user."""

SCRIPT = "script"
"""By what a change was made that no command and no page made."""

_acting: ContextVar[str | None] = ContextVar("acting", default=None)
_command: ContextVar[str] = ContextVar("command", default=SCRIPT)


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Inside the ``with``, whoever is logged in to the server is at work, whatever the system says."""
    token = _acting.set(name)
    try:
        yield
    finally:
        _acting.reset(token)


def who() -> str:
    """The logged-in user of the server, else ``PEAKROSTER_USER``, else the system's name of the user."""
    acting = _acting.get()
    if acting:
        return acting
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a number without a name
        return NOBODY


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
