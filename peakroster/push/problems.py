"""What can go wrong with a platform, as exceptions that never hold a secret."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why something is not in effect, or a call failed; ``push.reason_<key>`` has its words.

    code, text: what the platform said itself, secrets taken out; empty where it said nothing.
    """

    key: str
    code: str = ""
    text: str = ""


class PlatformError(Exception):
    """A platform that does not do what it is asked for; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(" ".join(filter(None, (reason.key, reason.code, reason.text))))
        self.reason = reason


class UnreachableError(PlatformError):
    """No usable answer after all attempts."""


class RefusedError(PlatformError):
    """The platform understood the call and will not do it; sent again, it would say the same."""


class CredentialsError(PlatformError):
    """The platform gives no token for these credentials, or does not take the one that it gave."""


class StoppedError(Exception):
    """Somebody asked to stop; what was sent is sent."""
