"""The cookie of a session: its secret, signed, so that a made-up one costs no look into the database."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from itsdangerous import BadSignature, TimestampSigner

COOKIE = "peakroster_session"
LIFETIME = timedelta(hours=12)
"""A working day; then one logs in again."""
RENEWED = timedelta(days=7)
"""So old is the key that signs at most; older keys only check what they signed, until it has expired."""
_SALT = "peakroster.session"


def signed(secret: str, keys: Sequence[str]) -> str:
    """The cookie of a session's secret. keys: oldest first; the last signs."""
    return _signer(keys).sign(secret).decode()


def secret_of(cookie: str, keys: Sequence[str]) -> str | None:
    """The secret in a cookie that one of the keys has signed within ``LIFETIME``; None for any other."""
    if not keys:
        return None
    try:
        return _signer(keys).unsign(cookie, max_age=int(LIFETIME.total_seconds())).decode()
    except (BadSignature, UnicodeError):
        return None


def _signer(keys: Sequence[str]) -> TimestampSigner:
    return TimestampSigner(list(keys), salt=_SALT, digest_method=hashlib.sha256)
