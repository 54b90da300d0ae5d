"""``push``: what it prints, its exit codes, and what it leaves behind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from peakroster.plans.store import PlanStore
from peakroster.publishing.publish import publish
from peakroster.shop.folder import read_shop
from peakroster.store.log import logged_changes
from tests.peakroster.cli.small_shop import MAPPING, run
from tests.peakroster.exports.conftest import make_plan
from tests.peakroster.push.servers import DingTalkServer, serve
from tests.peakroster.push.servers.base import SECRETS, Answer, Request
from tests.peakroster.push.servers.clock import VirtualClock
from tests.peakroster.push.worlds import environment

START = ("--from", "2026-11-09", "--draft")
TO = ("--to", "dingtalk")
PEOPLE = [row.split(",")[2:] for row in MAPPING.splitlines() if row.startswith("agent,")]
"""Our id and DingTalk's of everybody in the small shop's mapping.csv."""


class Stopping(DingTalkServer):
    """Has the command interrupted as soon as rows arrive."""

    def answer(self, request: Request) -> Answer:
        if self.rows_of(request):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return super().answer(request)


@pytest.fixture
def planned(shop: Path) -> Path:
    """The small shop with a plan of two days that nobody had to search for."""
    write_plan(shop, ("007", 0, "早班"), ("A8", 0, "夜班"), ("A8", 1, "夜班"), ("A2", 1, "晚班"))
    return shop


def write_plan(shop: Path, *worked: tuple[str, int, str]) -> None:
    catalogue = read_shop(shop, history_required=False).shifts
    plan = make_plan(shop, date(2026, 11, 9), worked, days=2, catalogue=catalogue, meals=False)
    PlanStore(shop).write(replace(plan, summary={"days": 2}))


@contextmanager
def company(kind: type[DingTalkServer], monkeypatch: pytest.MonkeyPatch) -> Iterator[DingTalkServer]:
    """A DingTalk that knows what mapping.csv names, and the environment that leads to it."""
    server = kind(VirtualClock())
    server.group = "99"
    server.staff = {number: (ours, "") for ours, number in PEOPLE}
    server.shift_list = {str(number): ("", "") for number in range(101, 105)}
    with serve(server) as address:
        for name, value in environment("dingtalk", address).items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[DingTalkServer]:
    with company(DingTalkServer, monkeypatch) as found:
        yield found


def test_push_and_push_again(planned: Path, server: DingTalkServer) -> None:
    """Everything in effect, exit code 0; the second time nothing is sent. The log of the shop has it."""
    ran = run("push", planned, *START, *TO, "--lang", "en")
    assert ran.code == 0, ran.err
    assert "of 16 rows, 16 in effect" in ran.out
    assert len(server.held) == 16
    answer = run("push", planned, *START, *TO, "--json").json["push"]
    assert (answer["rows_sent"], answer["counts"]["in_effect"], len(answer["rows"])) == (0, 16, 16)
    assert {row["status"] for row in answer["rows"]} == {"in_effect"}
    notes = [change.entry.note for change in logged_changes(planned) if change.entry.kind == "push"]
    assert notes == ["in_effect=16 refused=0 not_confirmed=0 sent=16", "differing=16"]


def test_what_was_published_is_pushed(planned: Path, server: DingTalkServer) -> None:
    """Not what has changed since, and nothing that was never published, unless it is asked for."""
    unpublished = run("push", planned, *START[:2], *TO, "--lang", "en")
    assert unpublished.code == 2
    assert "peakroster publish DIR --from 2026-11-09" in unpublished.out
    publish(planned, date(2026, 11, 9), in_spite_of="a test")
    write_plan(planned, ("007", 0, "晚班"))
    ran = run("push", planned, *START[:2], *TO, "--lang", "en")
    assert ran.code == 0
    assert "DingTalk, version 1: of 16 rows, 16 in effect" in ran.out
    assert "has changed on 4 people's days since version 1" in ran.out
    assert sorted(server.held.values()) == ["1"] * 12 + ["101", "102", "103", "103"]


def test_a_dry_run(planned: Path, server: DingTalkServer) -> None:
    """Every call as it would be made, without secrets."""
    ran = run("push", planned, *START, *TO, "--dry-run", "--lang", "en")
    assert ran.code == 0
    assert "POST /topapi/attendance/group/schedule/async {" in ran.out
    assert "16 of 16 rows would be sent, in 1 call." in ran.out
    assert all(secret not in ran.out + ran.err for secret in (*SECRETS, "token-"))
    assert server.held == {}
    (call,) = run("push", planned, *START, *TO, "--dry-run", "--json").json["dry_run"]["calls"]
    assert len(call["body"]["schedules"]) == 16


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_not_in_effect(planned: Path, server: DingTalkServer, language: str) -> None:
    """Named by person and day with the reason; exit code 1, and what to do."""
    server.shift_list = {}
    ran = run("push", planned, *START, *TO, "--lang", language)
    assert ran.code == 1
    assert "880005" in ran.out
    assert ("007" in ran.out, len(ran.out.splitlines())) == (True, 4)  # a line a person, and the totals
    assert "--again" in ran.err
    answer = run("push", planned, *START, *TO, "--json").json
    assert answer["push"]["rows_sent"] == 0
    assert any("880005" in (row["reason"] or "") for row in answer["push"]["rows"])
    assert answer["error"]


def test_all_that_is_missing_at_once(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids and credentials; exit code 2, and nothing is left behind."""
    for name in environment("dingtalk"):
        monkeypatch.delenv(name, raising=False)
    mapping = planned / "mapping.csv"
    mapping.write_text(mapping.read_text("utf-8").replace("operator,dingtalk,,boss\n", ""), "utf-8")
    ran = run("push", planned, *START, *TO, "--lang", "en")
    assert ran.code == 2
    for words in ("PEAKROSTER_DINGTALK_APP_KEY", "PEAKROSTER_DINGTALK_APP_SECRET", "operator,dingtalk"):
        assert words in ran.out
    assert not (planned / "exports").exists()
    ran = run("push", planned, *START, "--to", "odoo", "--lang", "zh")
    assert ran.code == 2
    assert "dingtalk, feishu, wecom" in ran.out


def test_ctrl_c_loses_nothing(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call that runs is finished, the report is written, and the next push goes on."""
    with company(Stopping, monkeypatch) as stopping:
        ran = run("push", planned, *START, *TO, "--json", "--lang", "en")
    assert ran.code == 1
    assert "push again" in ran.err
    assert ran.json["push"]["stopped"]
    assert ran.json["push"]["counts"]["not_confirmed"] == 16
    assert len(stopping.held) == 16
