"""Passwords: hashed by argon2id with the parameters of RFC 9106 (section 4, the second recommendation)."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST, LONGEST = 10, 200
"""Characters of a password; NIST SP 800-63B asks for 8 at least, and for no rules of composition."""
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_AT_ONCE = threading.BoundedSemaphore(2)
"""A hash takes 64 MiB and tens of milliseconds of every core: strangers must not have many at a time."""


def password_problem(password: str, name: str) -> str | None:
    """What is wrong with a new password: ``password_short``, ``_long`` or ``_name``, or None."""
    text = _normal(password)
    if len(text) < SHORTEST:
        return "password_short"
    if len(text) > LONGEST:
        return "password_long"
    if text.casefold() == _normal(name).casefold() or len(set(text)) < 4:
        return "password_name"
    return None


def hashed(password: str) -> str:
    """The hash of a password, with its salt and parameters, as text."""
    with _AT_ONCE:
        return _HASHER.hash(_normal(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one whose hash is stored; as long in coming where there is no hash."""
    text, known = _normal(password), stored is not None
    if len(text) > LONGEST:
        text, known = "", False
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored if stored is not None else _nobody(), text) and known
        except (Argon2Error, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's; it is renewed at the next log-in."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    """A hash that is tried for unknown names, so that the time does not tell them."""
    return _HASHER.hash("nobody's password")


def _normal(text: str) -> str:
    """One spelling of what keyboards write in several ways."""
    return unicodedata.normalize("NFKC", text)
