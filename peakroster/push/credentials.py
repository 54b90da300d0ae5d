"""Addresses and credentials of the platforms: from the environment or the keyring, never a shop's file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from peakroster.push.facts import FACTS
from peakroster.tables.findings import Finding

KEYRING_SERVICE = "peakroster"
"""What the keyring calls us; the name in it is that of the variable."""
_HIDDEN = "•••"
_SHORTEST = 4
"""A shorter text is part of too many words to be taken out of them."""


class Secrets:
    """Texts that must be in nothing that anybody reads."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def add(self, text: str) -> None:
        """Know one more."""
        if len(text) >= _SHORTEST:
            self._texts.add(text)

    def scrub(self, text: str) -> str:
        """The text with none of them in it."""
        for secret in sorted(self._texts, key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return text

    def __repr__(self) -> str:
        return f"Secrets({len(self._texts)})"


@dataclass(frozen=True)
class Access:
    """How to reach a platform. credentials: the two that a token is taken with, never shown.

    options: further variables of the platform, see ``Facts.options``.
    """

    base_url: str
    credentials: tuple[str, str] = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_local(self) -> bool:
        """Whether the platform is a server on this machine."""
        return urlsplit(self.base_url).hostname in ("localhost", "127.0.0.1", "::1")


def variable(platform: str, name: str) -> str:
    """``PEAKROSTER_DINGTALK_APP_KEY``."""
    return f"PEAKROSTER_{platform.upper()}_{name}"


def from_keyring(name: str) -> str | None:
    """What the keyring has under a variable's name; None without the package, a keyring or an entry."""
    with suppress(Exception):  # each backend has exceptions of its own
        import keyring

        found: str | None = keyring.get_password(KEYRING_SERVICE, name)
        return found
    return None


def access_of(
    platform: str,
    environment: Mapping[str, str] | None = None,
    keyring: Callable[[str], str | None] = from_keyring,
) -> tuple[Access, list[Finding]]:
    """The access, and what is missing or wrong; where there are errors it is not to be used.

    No finding shows a value: an address may hold a password.
    """
    found = os.environ if environment is None else environment
    facts, findings = FACTS[platform], list[Finding]()

    def read(name: str, otherwise: str) -> str:
        name = variable(platform, name)
        return (found.get(name) or keyring(name) or "").strip() or otherwise

    base_url = read("BASE_URL", facts.base_url).rstrip("/")
    credentials = tuple(read(name, "") for name in facts.variables)
    for name, value in zip(facts.variables, credentials, strict=True):
        if not value:
            findings.append(Finding("error", "push_no_credential", variable(platform, name)))
    options = {name: read(name, usual) for name, usual in facts.options.items()}
    access = Access(base_url, (credentials[0], credentials[1]), options)
    findings += _address_findings(access, variable(platform, "BASE_URL"))
    findings += _option_findings(options, platform)
    return access, findings


def _address_findings(access: Access, name: str) -> list[Finding]:
    try:
        parts = urlsplit(access.base_url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.query
    except ValueError:
        sound = False
    if not sound:
        return [Finding("error", "push_bad_address", name)]
    if parts.scheme == "http" and not access.is_local:
        return [Finding("warning", "push_open_address", name)]
    return []


def _option_findings(options: Mapping[str, str], platform: str) -> list[Finding]:
    rows, kind = options.get("ROWS_PER_CALL", "1"), options.get("EMPLOYEE_TYPE", "employee_id")
    findings = []
    if not (rows.isascii() and rows.isdecimal() and 1 <= int(rows) <= 10_000):
        findings.append(Finding("error", "push_bad_rows", variable(platform, "ROWS_PER_CALL"), value=rows))
    if kind not in ("employee_id", "employee_no"):
        findings.append(Finding("error", "push_bad_kind", variable(platform, "EMPLOYEE_TYPE"), value=kind))
    return findings
