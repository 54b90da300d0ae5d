"""Passwords, cookies, lock-out: what needs no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, Type

from peakroster.serve.accounts import cookies, passwords
from peakroster.serve.accounts.lockout import closed_until
from peakroster.serve.accounts.permissions import ROLES, Permission, of_scopes
from peakroster.serve.accounts.random_secrets import TOKEN, digest_of, new_secret
from tests.peakroster.serve.shops import PASSWORD

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)


def test_a_password_and_no_other() -> None:
    """The hash is argon2id, salted, and holds for the same letters from another keyboard."""
    stored = passwords.hashed(PASSWORD + "é")
    assert stored.startswith("$argon2id$")
    assert passwords.hashed(PASSWORD) != passwords.hashed(PASSWORD)
    assert passwords.matches(PASSWORD + "e\u0301", stored)
    assert not passwords.matches(PASSWORD, stored)
    assert not passwords.matches("nobody's password", None)  # the one that unknown names are tried with
    assert not passwords.matches("x" * 1_000, stored)
    assert not passwords.is_outdated(stored)


def test_a_password_is_as_long_as_its_one_spelling() -> None:
    """One that may be set opens, also where the keyboard sends each accent by itself."""
    spelled_apart = "e\u0301a\u0300o\u0308u\u0302" * 45
    assert len(spelled_apart) > passwords.LONGEST
    assert passwords.password_problem(spelled_apart, "amy") is None
    assert passwords.matches(spelled_apart, passwords.hashed(spelled_apart))


def test_hashes_cost_what_the_rfc_asks_for(quick_hashes: PasswordHasher) -> None:
    """RFC 9106, second recommendation: 64 MiB, three passes, four lanes; cheaper ones are renewed."""
    assert quick_hashes.type is Type.ID
    assert (quick_hashes.memory_cost, quick_hashes.time_cost, quick_hashes.parallelism) == (65_536, 3, 4)
    assert (quick_hashes.hash_len, quick_hashes.salt_len) == (32, 16)
    assert quick_hashes.check_needs_rehash(passwords.hashed(PASSWORD))


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "password_short"),
        ("x" * 201, "password_long"),
        ("aaaaaaaaaaaa", "password_name"),
        ("Amy From Shanghai", "password_name"),
        (PASSWORD, None),
        ("八月的雨落在旧屋顶上响了", None),
    ],
)
def test_passwords_that_are_too_easy(password: str, problem: str | None) -> None:
    """Long enough, not the name, and more than a few letters; nothing is prescribed beside it."""
    assert passwords.password_problem(password, "amy from shanghai") == problem


def test_secrets_are_random_and_stored_as_digests() -> None:
    """A token is recognised by its prefix, and its digest says nothing of it."""
    one, other = new_secret(TOKEN), new_secret(TOKEN)
    assert one.text != other.text
    assert one.text.startswith("pkr_")
    assert len(one.text) == 4 + 43
    assert one.digest == digest_of(one.text) != digest_of(other.text)
    assert one.text not in repr(one)


def test_a_cookie_needs_its_signature() -> None:
    """A letter changed, another key, no key, or too old: it is nothing. Older keys still check."""
    old, new = "old key", "new key"
    cookie = cookies.signed("secret", [old])
    assert cookies.secret_of(cookie, [old]) == "secret"
    assert cookies.secret_of(cookie, [old, new]) == "secret"
    assert cookies.secret_of(cookies.signed("secret", [old, new]), [new]) == "secret"
    assert cookies.secret_of(cookie, [new]) is None
    assert cookies.secret_of(cookie, []) is None
    assert cookies.secret_of("x" + cookie, [old]) is None
    assert cookies.secret_of("中" + cookie, [old]) is None


def test_an_old_cookie_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where its session were still there."""
    cookie = cookies.signed("secret", ["key"])
    monkeypatch.setattr(cookies, "LIFETIME", timedelta(seconds=-1))
    assert cookies.secret_of(cookie, ["key"]) is None


def test_names_are_closed_longer_each_time() -> None:
    """Four mistakes are free, then a minute, two, four … an hour at most."""
    waits = [closed_until(failures, NOW) for failures in (1, 4, 5, 6, 7, 11, 500)]
    minutes = [None if until is None else (until - NOW).total_seconds() / 60 for until in waits]
    assert minutes == [None, None, 1, 2, 4, 60, 60]


def test_what_roles_and_scopes_allow() -> None:
    """Only managers publish; an agent sees no colleague, and asks; an unknown scope allows nothing."""
    assert [role for role, allowed in ROLES.items() if Permission.PUBLISH in allowed] == ["manager"]
    assert ROLES["agent"] == {Permission.READ_OWN, Permission.ASK}
    assert of_scopes(["read-own"]) == {Permission.READ_OWN}  # older tokens ask for nothing
    assert of_scopes(["read-own", "publish", "everything"]) == {Permission.READ_OWN, Permission.PUBLISH}
