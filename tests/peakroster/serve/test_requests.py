"""Requests over HTTP: agents ask for themselves, managers decide, and nobody sees another's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from peakroster.plans.store import PlanStore
from peakroster.serve.run import open_site
from peakroster.serve.site import Site
from peakroster.shop.folder import read_shop
from peakroster.store.log import logged_changes
from peakroster.store.place import VARIABLE
from tests.peakroster.cli.small_shop import write_small_shop
from tests.peakroster.plans.conftest import make_plan
from tests.peakroster.serve.shops import PASSWORD, add_user, bearer, make_client, make_server

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 9)
PATH = "/shops/shop/requests"
LEAVE = {"kind": "leave", "first": "2026-11-20", "leave": "annual", "reason": "moving house"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small shop with a plan of two days."""
    monkeypatch.delenv(VARIABLE, raising=False)
    shop = write_small_shop(tmp_path / "shop", "stationary")
    PlanStore(shop).write(make_plan(DAY, 2, (("007", 0, "day"), ("A2", 1, "night"))))
    return shop


@pytest.fixture
def site(folder: Path) -> Site:
    return open_site(folder, "shop")


@pytest.fixture
def client(site: Site) -> TestClient:
    """amy manages, bob is 007, vic only looks."""
    for name, role, agent in (("amy", "manager", None), ("bob", "agent", "007"), ("vic", "viewer", None)):
        add_user(site, name, role, agent)  # type: ignore[arg-type]
    return make_client(make_server([site]))


def log_in(client: TestClient, name: str) -> None:
    client.cookies.clear()
    done = client.post("/shops/shop/session", json={"name": name, "password": PASSWORD})
    assert done.status_code < 300, done.text


def test_asked_by_log_in_and_approved_by_a_manager(folder: Path, client: TestClient) -> None:
    """What waits changes nothing; approved, the row is there, and both names stand in the log."""
    log_in(client, "bob")
    made = client.post(PATH, json=LEAVE)
    assert made.status_code == 201, made.text
    entry = made.json()
    assert (entry["agent_id"], entry["state"], entry["asked_by"]) == ("007", "asked", "bob")
    assert client.post(PATH, json=LEAVE).status_code == 409
    assert client.post(f"{PATH}/{entry['id']}/decision", json={"approve": True}).status_code == 403
    log_in(client, "amy")
    effect = client.get(f"{PATH}/{entry['id']}/effect").json()
    assert effect["changes"] == []
    done = client.post(f"{PATH}/{entry['id']}/decision", json={"approve": True, "note": "ok"})
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    assert ("007", "annual_leave") in {
        (row.agent_id, row.named) for row in read_shop(folder, history_required=False).requests
    }
    assert [(one.who, one.entry.kind) for one in logged_changes(folder)[:2]] == [
        ("amy", "approved"),
        ("bob", "ask"),
    ]
    again = client.post(f"{PATH}/{entry['id']}/decision", json={"approve": False, "note": "no"})
    assert (again.status_code, "amy" in again.json()["findings"][0]) == (409, True)


def test_by_token_for_oneself_alone(site: Site, client: TestClient) -> None:
    """A token that asks is one agent's; it names nobody else, sees nobody else's, and decides nothing."""
    mine, theirs = bearer(site, "ask", agent="007"), bearer(site, "ask", agent="A2")
    number = client.post(PATH, json=LEAVE, headers=mine).json()["id"]
    other = client.post(PATH, json={**LEAVE, "agent": "A2"}, headers=mine)
    assert other.status_code == 403
    assert [one["id"] for one in client.get(PATH, headers=mine).json()["requests"]] == [number]
    assert client.get(PATH, headers=theirs).json()["requests"] == []
    assert client.delete(f"{PATH}/{number}", headers=theirs).status_code == 404
    assert client.get(f"{PATH}/{number}/effect", headers=mine).status_code == 403
    assert client.delete(f"{PATH}/{number}", headers=mine).status_code == 204
    assert client.delete(f"{PATH}/{number}", headers=mine).status_code == 409


def test_who_only_reads_asks_for_nothing(site: Site, client: TestClient) -> None:
    """A viewer sees all; a token that reads its own shifts asks for nothing, and neither does nobody."""
    assert client.post(PATH, json=LEAVE, headers=bearer(site, "read-own", agent="007")).status_code == 403
    assert client.get(PATH).status_code == 401
    log_in(client, "vic")
    assert client.get(PATH).status_code == 200
    assert client.post(PATH, json={**LEAVE, "agent": "007"}).status_code == 403


def test_a_manager_asks_for_somebody_and_is_told_what_is_wrong(client: TestClient) -> None:
    """All of it at once, in the reader's language."""
    log_in(client, "amy")
    wrong = {"kind": "wish", "first": "2026-11-20", "last": "2026-11-19", "agent": "nobody", "wish": "prefer"}
    told = client.post(PATH, json=wrong, headers={"Accept-Language": "zh"})
    assert (told.status_code, len(told.json()["findings"])) == (409, 2)
    assert client.post(PATH, json={**LEAVE, "agent": "A2"}).status_code == 201
    swap = client.post(PATH, json={"kind": "swap", "first": "2026-11-09", "agent": "A2"})
    assert swap.status_code == 409
    assert client.get(f"{PATH}/4711/effect").status_code == 404
