"""``serve``, ``users`` and ``tokens``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from peakroster.cli import app
from peakroster.resources import data_folder
from peakroster.store.place import VARIABLE
from peakroster.store.who import EDIT, may

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop's settings and people."""
    folder = tmp_path_factory.mktemp("shops") / "camellia"
    folder.mkdir()
    for name in ("shop.toml", "agents.csv", "shifts.csv"):
        (folder / name).write_bytes((data_folder() / "sample" / name).read_bytes())
    return folder


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    from peakroster.serve.accounts import passwords

    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PEAKROSTER_USER", "anna")


def run(*arguments: object, input: str = "") -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"], input=input)


def answer(*arguments: object, input: str = "") -> dict:
    result = run(*arguments, "--json", input=input)
    assert result.exit_code == 0, result.output
    found: dict = json.loads(result.stdout)
    return found


def test_a_user_s_life(shop: Path) -> None:
    """Added with a password from standard input, which is no argument; changed, unlocked, removed."""
    added = answer("users", shop, "--add", "amy", "--role", "manager", input=f"{PASSWORD}\n")
    assert [(user["name"], user["role"]) for user in added["users"]] == [("amy", "manager")]
    changed = answer("users", shop, "--change", "amy", "--role", "agent", "--agent", "A001")
    assert (changed["users"][0]["role"], changed["users"][0]["agent"]) == ("agent", "A001")
    assert run("users", shop, "--password", "amy", input="another long password\n").exit_code == 0
    assert run("users", shop, "--unlock", "amy").exit_code == 0
    assert "amy" in run("users", shop).stdout
    assert answer("users", shop, "--remove", "amy")["users"] == []
    assert "No users yet" in run("users", shop).stdout


def test_a_token_s_life(shop: Path) -> None:
    """Shown once, listed without its text, revoked."""
    made = answer("tokens", shop, "--add", "payroll [red]", "--scope", "read", "--days", 30)
    assert made["token"].startswith("pkr_")
    listed = run("tokens", shop).stdout
    assert "payroll [red]" in listed
    assert made["token"] not in listed + json.dumps(answer("tokens", shop))
    revoked = answer("tokens", shop, "--revoke", made["id"])["tokens"]
    assert next(each for each in revoked if each["id"] == made["id"])["revoked_at"] is not None
    shown = run("tokens", shop, "--add", "another", "--scope", "read-own", "--agent", "A001").stdout
    assert "shown this once" in shown
    assert "pkr_" in shown


def test_a_calendar_s_life(shop: Path) -> None:
    """Of one person and of the team; closed by its number."""
    made = answer("tokens", shop, "--calendar", "A001")
    assert made["path"].startswith("/calendars/")
    team = answer("tokens", shop, "--team-calendar")
    assert [each["agent"] for each in team["calendars"]][-2:] == ["A001", None]
    closed = answer("tokens", shop, "--close-calendar", made["id"])["calendars"]
    assert [each["revoked_at"] is None for each in closed][-2:] == [False, True]
    assert "whole team" in run("tokens", shop).stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["users", "--add", "bob", "--role", "viewer"], "password_short"),
        (["users", "--add", "bob", "--role", "agent", "--agent", "A999"], "unknown_agent"),
        (["users", "--remove", "bob"], "user_unknown"),
        (["tokens", "--add", "x"], "token_without_scope"),
        (["tokens", "--add", "x", "--scope", "everything"], "token_scope"),
        (["tokens", "--add", "x", "--scope", "read-own"], "token_without_agent"),
        (["tokens", "--revoke", "99"], "token_unknown"),
        (["tokens", "--close-calendar", "99"], "calendar_unknown"),
        (["tokens", "--calendar", "A999"], "unknown_agent"),
    ],
)
def test_what_cannot_be_done_is_told(shop: Path, arguments: list[str], code: str) -> None:
    """With exit code 2 and a remedy, in both languages."""
    command, *rest = arguments
    for language in ("en", "zh"):
        result = CliRunner().invoke(
            app, [command, str(shop), *rest, "--lang", language, "--json"], input="\n"
        )
        assert result.exit_code == 2
        (error,) = json.loads(result.stdout)["errors"]
        assert error["code"] == code
        assert error["remedy"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["users", "--add", "bob"],
        ["users", "--change", "bob"],
        ["users", "--add", "bob", "--role", "chief"],
        ["users", "--remove", "bob", "--unlock", "amy"],
        ["tokens", "--add", "x", "--revoke", "1"],
        ["tokens", "--team-calendar", "--calendar", "A001"],
    ],
)
def test_one_thing_at_a_time(shop: Path, arguments: list[str]) -> None:
    """And a role that exists."""
    command, *rest = arguments
    assert run(command, shop, *rest).exit_code == 2


def test_shops_that_cannot_be_served(shop: Path, tmp_path: Path) -> None:
    """All are told at once, before anything listens."""
    twin = tmp_path / "camellia"
    twin.mkdir()
    (twin / "shop.toml").write_bytes((shop / "shop.toml").read_bytes())
    result = run("serve", shop, twin, tmp_path, "--json")
    assert result.exit_code == 2
    errors = json.loads(result.stdout)["errors"]
    assert [error["code"] for error in errors] == ["serve_same_id", "serve_no_shop"]
    assert not (twin / "peakroster.db").exists()


@pytest.mark.parametrize("id", ["a/b", "..", "a\\\\b"])
def test_an_id_that_no_address_can_hold(tmp_path: Path, id: str) -> None:
    """Nobody could ask for that shop."""
    (tmp_path / "shop.toml").write_text(f'name = "x"\nid = "{id}"\n', "utf-8")
    result = run("serve", tmp_path, "--json")
    assert result.exit_code == 2
    (error,) = json.loads(result.stdout)["errors"]
    assert (error["code"], error["column"]) == ("serve_bad_id", "id")
    assert not (tmp_path / "peakroster.db").exists()


def test_an_address_that_cannot_be_had(shop: Path) -> None:
    """Is a finding, not a trace; whoever ran the server is at work again."""
    result = run("serve", shop, "--host", "192.0.2.1", "--json")
    assert result.exit_code == 2
    assert [error["code"] for error in json.loads(result.stdout)["errors"]] == ["serve_address"]
    assert may(EDIT)


@pytest.mark.slow
def test_a_server_that_listens(shop: Path) -> None:
    """It says where, answers a token, and ends with Ctrl-C, without a trace and with exit code 0."""
    token = answer("tokens", shop, "--add", "probe", "--scope", "read")["token"]
    command = [sys.executable, "-u", "-m", "peakroster", "serve", str(shop), "--port", "0", "--lang", "en"]
    environment = {**os.environ, "COLUMNS": "200"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split(" at ")[1].split(". ")[0]
        assert "camellia" in process.stdout.readline()
        path = f"{address}/shops/camellia/roster?from=2026-11-09"
        request = urllib.request.Request(path, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=30) as found:
            assert json.load(found) == {"held": [], "rows": []}
            assert found.headers["server"] is None
    finally:
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert out.splitlines()[-1] == "Ended."
    assert "Traceback" not in errors
    used = [each["used_at"] for each in answer("tokens", shop)["tokens"] if each["label"] == "probe"]
    assert used[0] is not None
