"""``requests``: all of it without the desk, for people and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peakroster.cli.small_shop import run

pytestmark = pytest.mark.slow


def test_from_asked_to_approved(planned: Path) -> None:
    """Asked, listed, looked at, approved; the list is empty then, and --all still has it."""
    lines = (planned / "plans" / "2026-11-09" / "roster.csv").read_text("utf-8-sig").splitlines()
    agent, day, shift = lines[1].split(",")[:3]
    asked = run(
        "requests", planned, "--ask", "leave", "--agent", agent, "--date", day, "--leave", "ill", "--json"
    )
    assert (asked.code, asked.json["request"]["state"]) == (0, "asked")
    number = asked.json["request"]["id"]
    assert [one["id"] for one in run("requests", planned, "--json").json["requests"]] == [number]
    effect = run("requests", planned, "--effect", number, "--json").json["request"]["effect"]
    assert effect["changes"] == [{"agent_id": agent, "date": day, "before": shift, "after": None}]
    done = run("requests", planned, "--approve", number, "--note", "ok", "--lang", "en")
    assert done.code == 0
    assert f"Request {number} is approved." in done.out
    assert "peakroster who" in done.out
    assert "No request waits." in done.out
    every = run("requests", planned, "--all", "--json").json["requests"]
    assert [(one["state"], one["note"], one["leave"]) for one in every] == [("approved", "ok", "ill")]
    assert f"{agent},{day},sick_leave" in (planned / "requests.csv").read_text("utf-8-sig")


def test_what_is_missing_is_told_at_once(planned: Path) -> None:
    """A swap without a colleague, a day and a person."""
    wrong = run("requests", planned, "--ask", "swap", "--json")
    assert wrong.code == 2
    assert [one["value"] for one in wrong.json["errors"]] == ["--agent, --date, --with"]


def test_refused_with_a_note(planned: Path) -> None:
    """Without one it is not; with one it is, and decided once."""
    lines = (planned / "agents.csv").read_text("utf-8-sig").splitlines()
    agent = lines[1].split(",")[0]
    number = run(
        "requests", planned, "--ask", "wish", "--agent", agent, "--date", "2026-11-10", "--json"
    ).json["request"]["id"]
    assert run("requests", planned, "--refuse", number).code == 2
    assert run("requests", planned, "--refuse", number, "--note", "sale day").code == 0
    again = run("requests", planned, "--take-back", number, "--json")
    assert [one["code"] for one in again.json["errors"]] == ["request_decided"]
