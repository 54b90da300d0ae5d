"""What a browser carries while its user is at the provider: a signed cookie, so that nothing is kept here."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

TICKET = "peakroster_oidc"
"""The cookie's name."""
TICKET_LIFETIME = timedelta(minutes=10)
"""To type a password and a second factor at the provider."""


def _random() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Ticket:
    """One log-in that has begun.

    shop: where. next: the path that follows. state: ties the answer to this browser. nonce: ties the token to
    this log-in. verifier: what only whoever has begun knows of the code (RFC 7636).
    """

    shop: str
    next: str
    state: str = field(default_factory=_random)
    nonce: str = field(default_factory=_random)
    verifier: str = field(default_factory=_random, repr=False)

    def answers(self, state: str) -> bool:
        """Whether an answer with this state is this log-in's."""
        return hmac.compare_digest(self.state.encode(), state.encode("utf-8", "replace"))


class Tickets:
    """Signs and reads them. The key is made anew with each server: a log-in under way then begins again."""

    def __init__(self) -> None:
        self._serializer = URLSafeTimedSerializer(
            _random(), salt="peakroster.oidc", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def cookie(self, ticket: Ticket) -> str:
        """The cookie's value."""
        text = self._serializer.dumps(asdict(ticket))
        return text if isinstance(text, str) else text.decode()

    def read(self, cookie: str) -> Ticket | None:
        """The ticket in a cookie of ours, not older than ``TICKET_LIFETIME``; None for any other."""
        try:
            return Ticket(**self._serializer.loads(cookie, max_age=int(TICKET_LIFETIME.total_seconds())))
        except BadData:
            return None
