"""Which provider people log in by: from the environment, never a shop's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import urlsplit

from peakroster.tables.findings import Finding, InputError

_ISSUER, _ID, _SECRET, _CLAIM = (
    f"PEAKROSTER_OIDC_{name}" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME_CLAIM")
)
_PACKAGES = ("authlib", "joserfc")
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class OidcSettings:
    """issuer: the provider's address, as it writes it itself. name_claim: the claim that is a user's name."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name_claim: str = "preferred_username"


def oidc_settings(environment: Mapping[str, str]) -> OidcSettings | None:
    """The settings, or None where no variable is set: then nobody logs in this way.

    Raises InputError for variables that are missing beside others, an issuer without HTTPS, and missing
    packages, all at once. No finding shows a value.
    """
    issuer, client, secret, claim = (
        environment.get(name, "").strip() for name in (_ISSUER, _ID, _SECRET, _CLAIM)
    )
    needed = {_ISSUER: issuer, _ID: client, _SECRET: secret}
    if not any(needed.values()):
        return None
    findings = [Finding("error", "serve_oidc_missing", name) for name, value in needed.items() if not value]
    if issuer and not is_safe(issuer):
        findings.append(Finding("error", "serve_oidc_issuer", _ISSUER))
    if not all(find_spec(package) for package in _PACKAGES):
        findings.append(Finding("error", "serve_oidc_package", _ISSUER))
    if findings:
        raise InputError(findings)
    return OidcSettings(issuer, client, secret, claim or OidcSettings.name_claim)


def is_safe(address: str) -> bool:
    """Whether what is sent to an address stays secret on the way: HTTPS, or this machine."""
    try:
        parts = urlsplit(address)
        secret = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _OWN_MACHINE)
        return bool(secret and parts.hostname and parts.port != 0 and not parts.username)
    except ValueError:
        return False
