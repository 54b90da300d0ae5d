"""Secrets that are shown once: 32 random bytes as text, of which the database holds a digest."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

TOKEN, CALENDAR, SESSION = "pkr_", "", ""
"""What a secret begins with; a token's prefix lets scanners of leaked files recognise it."""
_BYTES = 32


@dataclass(frozen=True, repr=False)
class Secret:
    """text: what its owner gets, once. digest: what is stored, SHA-256 in 64 hex digits."""

    text: str
    digest: str


def new_secret(prefix: str = "") -> Secret:
    """A secret of 256 random bits."""
    text = prefix + secrets.token_urlsafe(_BYTES)
    return Secret(text, digest_of(text))


def digest_of(text: str) -> str:
    """The digest of a secret that somebody shows.

    A plain hash is enough: nobody guesses 256 bits, so there is nothing that a slow one would slow down. The
    database finds the row by the digest; what the comparison's time tells of it is worth nothing to whoever
    does not hold the text.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
