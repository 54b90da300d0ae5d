"""The users of one shop, and the door that they come in by."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from peakroster.serve.accounts import passwords
from peakroster.serve.accounts.lockout import FORGOTTEN, closed_until
from peakroster.serve.accounts.permissions import ROLES, Role
from peakroster.store.engine import Store
from peakroster.store.schema import sessions, users
from peakroster.tables.findings import Finding, InputError

LONGEST_NAME = 100


@dataclass(frozen=True)
class User:
    """A user as the list shows them; agent: whose shifts are their own."""

    id: int
    name: str
    role: Role
    agent: str | None
    made_at: datetime
    seen_at: datetime | None
    closed_until: datetime | None


@dataclass(frozen=True)
class Users:
    """Users of the shop that the store is opened for."""

    store: Store

    def all(self) -> list[User]:
        """Everybody, by name."""
        with self.store.reading() as connection:
            rows = connection.execute(
                sa.select(users).where(users.c.shop == self.store.shop).order_by(users.c.name_key)
            )
            return [_user(row) for row in rows]

    def add(self, name: str, role: Role, agent: str | None, password: str) -> None:
        """Enter a user.

        Raises InputError for a name that is taken or none, a password that is too easy, and for the role
        ``agent`` without an agent.
        """
        name = " ".join(name.split())
        problems = _password_findings(password, name)
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            problems.append(Finding("error", "user_name", "users", value=name))
        if role == "agent" and not agent:
            problems.append(Finding("error", "user_without_agent", "users", value=name))
        if problems:
            raise InputError(problems)
        row = {
            "shop": self.store.shop,
            "name": name,
            "name_key": name_key(name),
            "role": role,
            "agent_id": agent,
            "password": passwords.hashed(password),
            "made_at": datetime.now(UTC),
            "failures": 0,
        }
        with self.store.writing() as connection:
            if connection.execute(sa.select(users.c.id).where(*self._named(name))).first() is not None:
                raise InputError([Finding("error", "user_taken", "users", value=name)])
            connection.execute(users.insert(), row)

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password, which ends their sessions and opens a closed name.

        Raises InputError for an unknown name, or a password that is too easy.
        """
        problems = _password_findings(password, name)
        if problems:
            raise InputError(problems)
        self._change(name, ends_sessions=True, password=passwords.hashed(password), **_OPEN)

    def set_role(self, name: str, role: Role, agent: str | None) -> None:
        """Give a user another role, from their next request on.

        Raises InputError for an unknown name, or the role ``agent`` without an agent.
        """
        if role == "agent" and not agent:
            raise InputError([Finding("error", "user_without_agent", "users", value=name)])
        self._change(name, role=role, agent_id=agent)

    def unlock(self, name: str) -> None:
        """Forget a user's wrong passwords. Raises InputError for an unknown name."""
        self._change(name, **_OPEN)

    def remove(self, name: str) -> None:
        """Remove a user and their sessions. Raises InputError for an unknown name."""
        with self.store.writing() as connection:
            if connection.execute(users.delete().where(*self._named(name))).rowcount == 0:
                raise _unknown(name)

    def checked(self, name: str, password: str) -> User | None:
        """The user whose password this is; None for every reason why not, after the same time.

        A try is counted before the password is looked at, so that many at once gain nothing.
        """
        now = datetime.now(UTC)
        row = self._tried(name, now)
        right = passwords.matches(password, None if row is None else row.password)
        if row is None or not right:
            return None
        renewed = passwords.hashed(password) if passwords.is_outdated(row.password) else row.password
        values = {**_OPEN, "password": renewed, "seen_at": now}
        with self.store.writing() as connection:
            # Not where the password was changed meanwhile: then the old one must no longer do.
            same = sa.and_(users.c.id == row.id, users.c.password == row.password)
            if connection.execute(users.update().where(same).values(values)).rowcount == 0:
                return None
        return _user(row)

    def let_in(self, name: str) -> User | None:
        """The user whom somebody else vouches for; None for an unknown or closed name.

        The name must be the same letter by letter: two people of a directory may have names that are one
        name for ``name_key``. Wrong passwords stay counted, since whoever tries them is somebody else.
        """
        now = datetime.now(UTC)
        with self.store.writing() as connection:
            row = connection.execute(sa.select(users).where(*self._named(name))).first()
            if row is None or row.name != name or (row.closed_until is not None and row.closed_until > now):
                self._write_nothing(connection)
                return None
            connection.execute(users.update().where(users.c.id == row.id).values(seen_at=now))
            return _user(row)

    def _tried(self, name: str, now: datetime) -> Row[Any] | None:
        """The user as they stood before this try, which is counted; None for an unknown or closed name.

        Something is written in either case: waiting for the disk must not tell which names there are.
        """
        with self.store.writing() as connection:
            row = connection.execute(sa.select(users).where(*self._named(name))).first()
            if row is None or (row.closed_until is not None and row.closed_until > now):
                self._write_nothing(connection)
                return None
            fresh = row.failed_at is None or now - row.failed_at > FORGOTTEN
            failures = 1 if fresh else row.failures + 1
            values = {"failures": failures, "failed_at": now, "closed_until": closed_until(failures, now)}
            connection.execute(users.update().where(users.c.id == row.id).values(values))
            return row

    def _write_nothing(self, connection: Connection) -> None:
        anybody = sa.select(sa.func.min(users.c.id)).scalar_subquery()
        same = {"failures": users.c.failures}
        connection.execute(users.update().where(users.c.id == anybody).values(same))

    def _change(self, name: str, *, ends_sessions: bool = False, **values: Any) -> None:
        with self.store.writing() as connection:
            row = connection.execute(sa.select(users.c.id).where(*self._named(name))).first()
            if row is None:
                raise _unknown(name)
            connection.execute(users.update().where(users.c.id == row.id).values(values))
            if ends_sessions:
                connection.execute(sessions.delete().where(sessions.c.user == row.id))

    def _named(self, name: str) -> tuple[sa.ColumnElement[bool], ...]:
        return users.c.shop == self.store.shop, users.c.name_key == name_key(name)


_OPEN: dict[str, Any] = {"failures": 0, "failed_at": None, "closed_until": None}


def name_key(name: str) -> str:
    """What is the same for all spellings of a name: case, width of letters, blanks."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


def _user(row: Row[Any]) -> User:
    role = cast(Role, row.role) if row.role in ROLES else "viewer"
    return User(row.id, row.name, role, row.agent_id, row.made_at, row.seen_at, row.closed_until)


def _password_findings(password: str, name: str) -> list[Finding]:
    code = passwords.password_problem(password, name)
    numbers = {"shortest": passwords.SHORTEST, "longest": passwords.LONGEST}
    return [] if code is None else [Finding("error", code, "users", value=name, details=numbers)]


def _unknown(name: str) -> InputError:
    return InputError([Finding("error", "user_unknown", "users", value=name)])
