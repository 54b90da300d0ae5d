"""Credentials and tokens are in nothing that anybody reads."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest

from peakroster.push.credentials import access_of
from peakroster.push.problems import PlatformError
from peakroster.push.pushing import dry_run, push_roster
from tests.peakroster.push.servers import serve
from tests.peakroster.push.servers.base import SECRETS
from tests.peakroster.push.worlds import World, environment

HIDDEN = (*SECRETS, "of-the-shop")
"""``of-the-shop`` is also part of every token."""


def assert_silent(*texts: object) -> None:
    for text in texts:
        for secret in HIDDEN:
            assert secret not in str(text)


def test_no_log_at_any_level(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """httpx writes addresses, and httpcore headers: neither while we call, over a real connection."""
    caplog.set_level(logging.DEBUG)
    with serve(world.server) as address:
        around = world.around(environment=environment(world.platform, address), transport=None)
        assert push_roster(world.roster, world.platform, around=around).is_whole
    assert_silent(caplog.text)
    assert len(world.server.requests) >= 4


def test_others_may_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Only our calls are silent."""
    caplog.set_level(logging.DEBUG)
    world.push()
    logging.getLogger("httpx").info("somebody else")
    assert "somebody else" in caplog.text


def test_no_report_and_no_file(world: World) -> None:
    """Also where the platform repeats the secret in its refusal."""
    around = world.around(environment={**environment(world.platform), **wrong_secret(world.platform)})
    report = push_roster(world.roster, world.platform, around=around)
    assert report.problem is not None
    assert report.problem.key == "no_token"
    assert "•••" in report.problem.text
    assert_silent(report, "" if "wrong-secret" not in str(report) else SECRETS[0])
    world.push()
    for path in world.roster.shop.folder.rglob("*"):
        if path.is_file():
            assert_silent(path.read_bytes())


def wrong_secret(platform: str) -> dict[str, str]:
    name = next(name for name in environment(platform) if name.endswith("SECRET"))
    return {name: "wrong-secret-of-the-shop"}


def test_no_exception(world: World) -> None:
    """Neither in its text nor in its traceback; httpx puts the address into its own."""
    world.server.hostility.dropped = 1.0
    with pytest.raises(PlatformError) as problem:
        dry_run(world.roster, world.platform, around=world.around())
    assert_silent(problem.value, "".join(traceback.format_exception(problem.value)))


def test_a_dry_run_shows_the_calls_and_sends_nothing(world: World) -> None:
    """Whole bodies, no token; nothing is written into the shop either."""
    before = sorted(world.roster.shop.folder.rglob("*"))
    found = dry_run(world.roster, world.platform, around=world.around())
    assert (found.rows, found.of, len(found.calls)) == (9, 9, 1)
    assert_silent(found)
    assert world.server.sent_rows() == 0
    assert sorted(world.roster.shop.folder.rglob("*")) == before
    world.push()
    assert dry_run(world.roster, world.platform, around=world.around()).calls == ()


def test_access_does_not_show_itself() -> None:
    """Its repr, and what is found wrong about it."""
    given = {**environment("wecom"), "PEAKROSTER_WECOM_BASE_URL": "ftp://user:secret-of-the-shop@host"}
    access, findings = access_of("wecom", given, lambda name: None)
    assert [found.code for found in findings] == ["push_bad_address"]
    assert_silent(repr(access).replace(access.base_url, ""), findings)


def test_the_keyring_where_the_environment_says_nothing() -> None:
    """By the name of the variable; the environment goes first."""
    kept = {"PEAKROSTER_FEISHU_APP_ID": "kept-id", "PEAKROSTER_FEISHU_APP_SECRET": "kept-secret"}
    access, findings = access_of("feishu", {"PEAKROSTER_FEISHU_APP_ID": "id"}, kept.get)
    assert (access.credentials, findings) == (("id", "kept-secret"), [])


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("BASE_URL", "oapi", "push_bad_address"),
        ("BASE_URL", "http://[", "push_bad_address"),
        ("BASE_URL", "http://platform.example", "push_open_address"),
        ("ROWS_PER_CALL", "0", "push_bad_rows"),
        ("ROWS_PER_CALL", "many", "push_bad_rows"),
        ("SECRET", " ", "push_no_credential"),
    ],
)
def test_what_is_wrong_with_the_environment(name: str, value: str, code: str) -> None:
    """Each is found before anything is called."""
    given = {**environment("wecom"), f"PEAKROSTER_WECOM_{name}": value}
    _, findings = access_of("wecom", given, lambda name: None)
    assert [found.code for found in findings] == [code]


def test_what_people_are_called_by() -> None:
    """Feishu's ids are one of two kinds."""
    given = {**environment("feishu"), "PEAKROSTER_FEISHU_EMPLOYEE_TYPE": "open_id"}
    _, findings = access_of("feishu", given, lambda name: None)
    assert [found.code for found in findings] == ["push_bad_kind"]


def test_a_shop_s_file_is_not_asked(world: World, tmp_path: Path) -> None:
    """An .env beside the shop is none of ours."""
    (world.roster.shop.folder / ".env").write_text("PEAKROSTER_WECOM_SECRET=x", encoding="utf-8")
    _, findings = access_of("wecom", {}, lambda name: None)
    assert [found.code for found in findings] == ["push_no_credential"] * 2
