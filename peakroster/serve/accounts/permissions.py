"""What roles and scopes allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Role = Literal["manager", "leader", "hr", "viewer", "agent"]
Scope = Literal["read", "read-own", "publish", "ask"]


class Permission(StrEnum):
    """READ: every roster and coverage. READ_OWN: one's own shifts. EDIT: what the shop holds, at the desk.
    PUBLISH. LINKS: calendars of others. ASK: for leave and the like, for oneself."""

    READ = "read"
    READ_OWN = "read-own"
    EDIT = "edit"
    PUBLISH = "publish"
    LINKS = "links"
    ASK = "ask"


ROLES: dict[Role, frozenset[Permission]] = {
    "manager": frozenset({Permission.READ, Permission.EDIT, Permission.PUBLISH, Permission.LINKS}),
    "leader": frozenset({Permission.READ, Permission.EDIT, Permission.LINKS}),
    "hr": frozenset({Permission.READ, Permission.LINKS}),
    "viewer": frozenset({Permission.READ}),
    "agent": frozenset({Permission.READ_OWN, Permission.ASK}),
}
SCOPES: dict[Scope, Permission] = {
    "read": Permission.READ,
    "read-own": Permission.READ_OWN,
    "publish": Permission.PUBLISH,
    "ask": Permission.ASK,
}


@dataclass(frozen=True)
class Principal:
    """Who asks.

    name: as the log of changes calls them. permissions: what they may do in this one shop. agent: whose
    shifts READ_OWN means. key: what their rate is limited by. session: the digest of the session's secret,
    None for a token.
    """

    name: str
    role: str
    permissions: frozenset[Permission]
    agent: str | None
    key: str
    session: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether they have the permission."""
        return permission in self.permissions

    @property
    def reads(self) -> bool:
        """Whether they may see every roster."""
        return Permission.READ in self.permissions


def of_scopes(scopes: Iterable[str]) -> frozenset[Permission]:
    """The permissions of a token."""
    return frozenset(permission for scope, permission in SCOPES.items() if scope in set(scopes))
