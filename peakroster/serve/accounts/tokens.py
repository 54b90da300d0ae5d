"""Tokens and calendar links of one shop: made, shown once, recognised, revoked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from peakroster.serve.accounts.permissions import SCOPES, Principal, of_scopes
from peakroster.serve.accounts.random_secrets import CALENDAR, TOKEN, digest_of, new_secret
from peakroster.serve.accounts.usage import Usage
from peakroster.store.engine import Store
from peakroster.store.schema import calendar_links, tokens
from peakroster.tables.findings import Finding, InputError

LONGEST_LABEL = 100
# Stated once: building a statement takes longer than the database needs to answer it.
_TOKEN = sa.select(tokens).where(
    tokens.c.shop == sa.bindparam("shop"), tokens.c.digest == sa.bindparam("digest")
)
_LINK = sa.select(calendar_links).where(
    calendar_links.c.shop == sa.bindparam("shop"),
    calendar_links.c.digest == sa.bindparam("digest"),
    calendar_links.c.revoked_at.is_(None),
)
MOST_DAYS = 3660


_OWN = frozenset({"read-own", "ask"})
"""Scopes that are about one agent."""


@dataclass(frozen=True)
class Token:
    """A token as the list shows it; nothing of it says its text."""

    id: int
    label: str
    scopes: tuple[str, ...]
    agent: str | None
    made_at: datetime
    made_by: str
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and self.expires_at > now


@dataclass(frozen=True)
class CalendarLink:
    """A calendar's address as the list shows it.

    agent: None = the whole team. first_name: the shop's name on which its events' UIDs hang.
    """

    id: int
    agent: str | None
    first_name: str
    made_at: datetime
    made_by: str
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class Tokens:
    """Tokens of the shop that the store is opened for. usage: what was used, to be written down later."""

    store: Store
    usage: Usage

    def make(
        self, label: str, scopes: Sequence[str], agent: str | None, days: int, by: str
    ) -> tuple[int, str]:
        """A new token: its number, and its text, which nothing can tell a second time.

        days: how long it is valid. Raises InputError for no or unknown scopes, ``read-own`` and ``ask``
        without an agent, and a label that is empty or too long.
        """
        problems = []
        label = " ".join(label.split())
        if not label or len(label) > LONGEST_LABEL or not label.isprintable():
            problems.append(Finding("error", "token_label", "tokens", value=label))
        unknown = [scope for scope in scopes if scope not in SCOPES]
        problems += [Finding("error", "token_scope", "tokens", value=scope) for scope in unknown]
        if not scopes:
            problems.append(Finding("error", "token_without_scope", "tokens", value=label))
        if _OWN & {*scopes} and not agent:
            problems.append(Finding("error", "token_without_agent", "tokens", value=label))
        if problems:
            raise InputError(problems)
        secret, now = new_secret(TOKEN), datetime.now(UTC)
        row = {
            "shop": self.store.shop,
            "digest": secret.digest,
            "label": label,
            "scopes": sorted(set(scopes)),
            "agent_id": agent if _OWN & {*scopes} else None,
            "made_at": now,
            "made_by": by,
            "expires_at": now + timedelta(days=min(days, MOST_DAYS)),
        }
        with self.store.writing() as connection:
            number = connection.execute(tokens.insert().returning(tokens.c.id), row).scalar_one()
        return int(number), secret.text

    def all(self) -> list[Token]:
        """Every token of the shop, the oldest first."""
        with self.store.reading() as connection:
            mine = sa.select(tokens).where(tokens.c.shop == self.store.shop)
            return [_token(row) for row in connection.execute(mine.order_by(tokens.c.id))]

    def revoke(self, number: int) -> None:
        """Make a token worthless from now on. Raises InputError where the shop has no such token."""
        if not _revoke(self.store, tokens, number):
            raise InputError([Finding("error", "token_unknown", "tokens", value=str(number))])

    def principal(self, text: str) -> Principal | None:
        """Whom a token speaks for; None for one that is not this shop's, revoked or expired."""
        with self.store.reading() as connection:
            wanted = {"shop": self.store.shop, "digest": digest_of(text)}
            row = connection.execute(_TOKEN, wanted).first()
        if row is None:
            return None
        token, now = _token(row), datetime.now(UTC)
        if not token.is_valid(now):
            return None
        self.usage.note("tokens", token.id, now)
        name = f"token {token.id} ({token.label})"
        return Principal(name, "token", of_scopes(token.scopes), token.agent, f"token:{token.id}")


@dataclass(frozen=True)
class CalendarLinks:
    """Calendar links of the shop that the store is opened for."""

    store: Store
    usage: Usage

    def make(self, agent: str | None, first_name: str, by: str) -> tuple[int, str]:
        """A new link: its number, and the secret of its address, which nothing can tell a second time."""
        secret = new_secret(CALENDAR)
        row = {
            "shop": self.store.shop,
            "digest": secret.digest,
            "agent_id": agent,
            "first_name": first_name,
            "made_at": datetime.now(UTC),
            "made_by": by,
        }
        with self.store.writing() as connection:
            number = connection.execute(
                calendar_links.insert().returning(calendar_links.c.id), row
            ).scalar_one()
        return int(number), secret.text

    def all(self) -> list[CalendarLink]:
        """Every link of the shop, the oldest first."""
        with self.store.reading() as connection:
            mine = sa.select(calendar_links).where(calendar_links.c.shop == self.store.shop)
            return [_link(row) for row in connection.execute(mine.order_by(calendar_links.c.id))]

    def revoke(self, number: int, agents: Iterable[str | None] | None = None) -> bool:
        """Close an address for good; False where there is none, or none of these agents (None = any)."""
        return _revoke(self.store, calendar_links, number, agents)

    def found(self, secret: str) -> CalendarLink | None:
        """The link with this secret; None for one that is not this shop's, or was revoked."""
        with self.store.reading() as connection:
            wanted = {"shop": self.store.shop, "digest": digest_of(secret)}
            row = connection.execute(_LINK, wanted).first()
        if row is None:
            return None
        self.usage.note("calendar_links", row.id, datetime.now(UTC))
        return _link(row)


def _revoke(store: Store, table: sa.Table, number: int, agents: Iterable[str | None] | None = None) -> bool:
    if not 0 < number < 2**63:
        return False
    mine = [table.c.shop == store.shop, table.c.id == number, table.c.revoked_at.is_(None)]
    if agents is not None:
        mine.append(table.c.agent_id.in_([agent for agent in agents if agent is not None]))
    with store.writing() as connection:
        values = {"revoked_at": datetime.now(UTC)}
        return connection.execute(table.update().where(*mine).values(values)).rowcount > 0


def _token(row: Row[Any]) -> Token:
    return Token(
        row.id,
        row.label,
        tuple(row.scopes),
        row.agent_id,
        row.made_at,
        row.made_by,
        row.expires_at,
        row.used_at,
        row.revoked_at,
    )


def _link(row: Row[Any]) -> CalendarLink:
    return CalendarLink(
        row.id, row.agent_id, row.first_name, row.made_at, row.made_by, row.used_at, row.revoked_at
    )
