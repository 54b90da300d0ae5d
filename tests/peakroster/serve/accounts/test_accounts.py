"""Users, sessions and tokens in their database."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from peakroster.serve.accounts import cookies
from peakroster.serve.accounts.lockout import FREE
from peakroster.serve.accounts.users import Users
from peakroster.serve.site import Site
from peakroster.store.engine import open_store
from peakroster.store.schema import session_keys, sessions, tokens, users
from peakroster.tables.findings import InputError
from tests.peakroster.serve.shops import PASSWORD, MemoryRosters, add_user, make_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A shop of its own; each test takes another name."""
    return make_site(tmp_path_factory.mktemp("shop"), "shop", MemoryRosters())


def change(site: Site, table: sa.Table, where: sa.ColumnElement[bool], **values: object) -> None:
    with site.users.store.writing() as connection:
        connection.execute(table.update().where(where).values(**values))


def codes(error: InputError) -> list[str]:
    return [finding.code for finding in error.findings]


def test_a_name_has_one_user(site: Site) -> None:
    """However it is written; the log-in does not care either."""
    add_user(site, "Müller", "viewer")
    with pytest.raises(InputError) as taken:
        add_user(site, " ＭÜLLER ", "manager")
    assert codes(taken.value) == ["user_taken"]
    found = site.users.checked("mu\u0308ller", PASSWORD)
    assert found is not None
    assert (found.name, found.role) == ("Müller", "viewer")
    assert site.users.checked("Müller", PASSWORD + "!") is None


def test_all_that_is_wrong_with_a_new_user(site: Site) -> None:
    """At once, and nothing is entered."""
    with pytest.raises(InputError) as wrong:
        site.users.add(" \t", "agent", None, "short")
    assert sorted(codes(wrong.value)) == ["password_short", "user_name", "user_without_agent"]
    assert "" not in [user.name for user in site.users.all()]


@pytest.mark.parametrize("change", ["set_password", "set_role", "unlock", "remove"])
def test_nobody_can_be_changed(site: Site, change: str) -> None:
    """An unknown name is told."""
    more = {"set_password": (PASSWORD,), "set_role": ("viewer", None)}.get(change, ())
    with pytest.raises(InputError) as unknown:
        getattr(site.users, change)("nobody", *more)
    assert codes(unknown.value) == ["user_unknown"]


def test_a_name_closes_after_wrong_passwords_and_stays_closed_over_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right password does not open it before its time; unlock does, and so does time."""
    site = make_site(tmp_path, "shop", MemoryRosters())
    add_user(site, "amy", "viewer")
    hashes: list[str | None] = []
    monkeypatch.setattr(
        "peakroster.serve.accounts.passwords.matches",
        lambda password, stored: hashes.append(stored) or (password == PASSWORD and stored is not None),
    )
    for _ in range(FREE):
        assert site.users.checked("amy", "wrong") is None
    again = Users(open_store(tmp_path))  # what another process sees
    assert again.checked("amy", PASSWORD) is None
    assert hashes[-1] is None  # not even looked at, though something of the kind was computed
    until = again.all()[0].closed_until
    assert until is not None
    assert until > datetime.now(UTC)
    again.unlock("amy")
    assert again.checked("amy", PASSWORD) is not None
    for _ in range(FREE):
        again.checked("amy", "wrong")
    change(site, users, users.c.name == "amy", closed_until=datetime.now(UTC) - timedelta(seconds=1))
    assert again.checked("amy", PASSWORD) is not None
    assert again.all()[0].closed_until is None


def test_many_guesses_at_once_are_no_more_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A try is counted before its password is looked at."""
    site = make_site(tmp_path, "shop", MemoryRosters())
    add_user(site, "amy", "viewer")
    looked_at: list[str] = []

    def matches(password: str, stored: str | None) -> bool:
        if stored is not None:
            looked_at.append(password)
        return False

    monkeypatch.setattr("peakroster.serve.accounts.passwords.matches", matches)
    guessing = [threading.Thread(target=site.users.checked, args=("amy", f"guess {n}")) for n in range(12)]
    for thread in guessing:
        thread.start()
    for thread in guessing:
        thread.join()
    assert len(looked_at) == FREE


def test_a_session_lasts_until_it_is_ended(site: Site) -> None:
    """Its role is the one of now; it ends with log-out, another password, or the user."""
    add_user(site, "lin", "agent", "A1")
    user = site.users.checked("lin", PASSWORD)
    assert user is not None
    cookie, ends = site.sessions.begin(user)
    assert timedelta(hours=11) < ends - datetime.now(UTC) < timedelta(hours=13)
    principal = site.sessions.principal(cookie)
    assert principal is not None
    assert (principal.name, principal.role, principal.agent) == ("lin", "agent", "A1")
    site.users.set_role("lin", "leader", None)
    promoted = site.sessions.principal(cookie)
    assert promoted is not None
    assert promoted.reads
    other, _ = site.sessions.begin(user)
    assert promoted.session is not None
    site.sessions.end(promoted.session)
    assert site.sessions.principal(cookie) is None
    assert site.sessions.principal(other) is not None
    site.users.set_password("lin", "another long password")
    assert site.sessions.principal(other) is None
    third, _ = site.sessions.begin(user)
    site.users.remove("lin")
    assert site.sessions.principal(third) is None


def test_a_session_expires(site: Site) -> None:
    """In the database, too: a signed cookie alone is not enough."""
    add_user(site, "old", "viewer")
    user = site.users.checked("old", PASSWORD)
    assert user is not None
    cookie, _ = site.sessions.begin(user)
    change(site, sessions, sessions.c.user == user.id, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert site.sessions.principal(cookie) is None


def test_keys_are_renewed_and_forgotten(tmp_path: Path) -> None:
    """After a week another key signs; the one before checks what it signed, until that has expired."""
    site = make_site(tmp_path, "shop", MemoryRosters())
    add_user(site, "amy", "viewer")
    user = site.users.all()[0]
    first, _ = site.sessions.begin(user)
    site.sessions.begin(user)
    assert key_count(site) == 1
    change(site, session_keys, sa.true(), made_at=datetime.now(UTC) - cookies.RENEWED - timedelta(seconds=1))
    second, _ = site.sessions.begin(user)
    assert key_count(site) == 2
    assert site.sessions.principal(first) is not None
    assert site.sessions.principal(second) is not None
    age = cookies.RENEWED + cookies.LIFETIME + timedelta(seconds=1)
    change(site, session_keys, session_keys.c.id == 1, made_at=datetime.now(UTC) - age)
    site.sessions.begin(user)
    assert key_count(site) == 1
    assert site.sessions.principal(first) is None


def key_count(site: Site) -> int:
    with site.users.store.reading() as connection:
        return len(connection.execute(sa.select(session_keys.c.id)).all())


def test_a_token_is_shown_once_and_stored_hashed(site: Site) -> None:
    """It speaks with its scopes until it is revoked."""
    number, text = site.tokens.make("  the\tpayroll ", ["read-own", "publish"], "A1", 30, "amy")
    principal = site.tokens.principal(text)
    assert principal is not None
    assert sorted(principal.permissions) == ["publish", "read-own"]
    assert principal.agent == "A1"
    listed = next(token for token in site.tokens.all() if token.id == number)
    assert (listed.label, listed.made_by, listed.used_at) == ("the payroll", "amy", None)
    with site.users.store.reading() as connection:
        stored = " ".join(map(str, connection.execute(sa.select(tokens)).all()))
    assert text not in stored
    assert text[4:] not in stored
    site.usage.write()
    used = next(token.used_at for token in site.tokens.all() if token.id == number)
    assert used is not None
    assert datetime.now(UTC) - used < timedelta(minutes=1)
    site.tokens.revoke(number)
    assert site.tokens.principal(text) is None
    with pytest.raises(InputError) as unknown:
        site.tokens.revoke(number)
    assert codes(unknown.value) == ["token_unknown"]


def test_a_token_expires(site: Site) -> None:
    """After its days."""
    number, text = site.tokens.make("short", ["read"], None, 1, "amy")
    change(site, tokens, tokens.c.id == number, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert site.tokens.principal(text) is None


def test_all_that_is_wrong_with_a_new_token(site: Site) -> None:
    """At once."""
    with pytest.raises(InputError) as wrong:
        site.tokens.make("", ["read-own", "all"], None, 30, "amy")
    assert sorted(codes(wrong.value)) == ["token_label", "token_scope", "token_without_agent"]
    with pytest.raises(InputError) as none:
        site.tokens.make("a", [], None, 30, "amy")
    assert codes(none.value) == ["token_without_scope"]


def test_uses_are_kept_where_they_cannot_be_written(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are written the next time."""
    number, text = site.tokens.make("kept", ["read"], None, 30, "amy")
    site.tokens.principal(text)

    def busy() -> None:
        raise OSError("busy")

    with monkeypatch.context() as patched:
        patched.setattr(type(site.usage.store), "writing", lambda self: busy())
        with pytest.raises(OSError, match="busy"):
            site.usage.write()
    site.usage.write()
    assert next(token.used_at for token in site.tokens.all() if token.id == number) is not None


def test_a_link_is_closed_by_whom_it_concerns(site: Site) -> None:
    """Nobody closes another's by its number."""
    number, secret = site.links.make("A1", "Shop", "amy")
    assert site.links.found(secret) is not None
    assert not site.links.revoke(number, {"A2"})
    assert not site.links.revoke(number, set())
    assert not site.links.revoke(10**30)
    assert site.links.revoke(number, {"A1"})
    assert site.links.found(secret) is None
    team, _ = site.links.make(None, "Shop", "amy")
    assert not site.links.revoke(team, {None, "A1"})
    assert site.links.revoke(team)
