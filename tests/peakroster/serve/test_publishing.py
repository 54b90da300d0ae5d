"""Publishing over HTTP, from a shop folder with a plan to what a reader gets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from peakroster.plans.store import PlanStore
from peakroster.serve.run import open_site
from peakroster.store.log import logged_changes
from peakroster.store.place import VARIABLE
from tests.peakroster.cli.small_shop import write_small_shop
from tests.peakroster.plans.conftest import make_plan
from tests.peakroster.serve.shops import bearer, make_client, make_server

DAY = date(2026, 11, 9)
ORDER = {"first_day": f"{DAY}", "note": "for Friday", "in_spite_of": "a test"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop with a plan made by hand, whose audit finds much."""
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv(VARIABLE, raising=False)
        shop = write_small_shop(tmp_path_factory.mktemp("publish") / "shop", "stationary")
        write(shop, "day")
        return shop


def write(folder: Path, shift: str) -> None:
    PlanStore(folder).write(make_plan(DAY, 2, (("007", 0, shift), ("A2", 1, "night"))))


@pytest.fixture(scope="module")
def shop(folder: Path) -> tuple[TestClient, dict[str, str], dict[str, str]]:
    """A client, the header of who publishes, and that of who reads."""
    site = open_site(folder, "shop")
    return make_client(make_server([site])), bearer(site, "publish"), bearer(site, "read")


def test_a_plan_is_published_and_read(
    folder: Path, shop: tuple[TestClient, dict[str, str], dict[str, str]]
) -> None:
    """At once, with who published it; the same plan again is nothing new, another is the next version."""
    client, publishes, reads = shop
    first = client.post("/shops/shop/publications", json=ORDER, headers=publishes)
    assert first.status_code == 201
    made = first.json()
    assert (made["number"], made["note"], made["new"], made["changes"]) == (1, "for Friday", True, 2)
    assert made["violations"] > 0
    assert made["who"].endswith("(a test)")
    again = client.post("/shops/shop/publications", json=ORDER, headers=publishes)
    assert (again.status_code, again.json()["number"], again.json()["new"]) == (200, 1, False)
    path = f"/shops/shop/person?agent=007&from={DAY}&days=2"
    before = client.get(path, headers=reads)
    assert [row["shift_name"] for row in before.json()["rows"]] == ["day", "休息"]
    write(folder, "night")
    assert client.get(path, headers={**reads, "If-None-Match": before.headers["etag"]}).status_code == 304
    assert client.post("/shops/shop/publications", json=ORDER, headers=publishes).json()["number"] == 2
    after = client.get(path, headers={**reads, "If-None-Match": before.headers["etag"]})
    assert [row["shift_name"] for row in after.json()["rows"]] == ["night", "休息"]
    changes = client.get(f"/shops/shop/changes/{DAY}?since=1", headers=reads).json()["changes"]
    assert [(each["employee_id"], each["kind"]) for each in changes] == [("007", "changed")]
    assert logged_changes(folder)[0].who == made["who"]


def test_what_cannot_be_published_is_told(shop: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    """In the reader's language, with findings; nothing is published."""
    client, publishes, reads = shop
    before = client.get("/shops/shop/publications", headers=reads).json()
    chinese = {**publishes, "Accept-Language": "zh"}
    unclean = client.post("/shops/shop/publications", json={"first_day": f"{DAY}"}, headers=chinese)
    assert (unclean.status_code, unclean.json()["code"]) == (409, "unclean")
    assert "计划" in unclean.json()["message"]
    assert len(unclean.json()["findings"]) == 1
    missing = client.post(
        "/shops/shop/publications", json={**ORDER, "first_day": "2026-12-07"}, headers=publishes
    )
    assert (missing.status_code, missing.json()["code"]) == (409, "unpublishable")
    assert "2026-12-07" in missing.json()["findings"][0]
    assert client.get("/shops/shop/publications", headers=reads).json() == before


def test_only_who_may_publishes(shop: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    """A reader does not, a stranger even less."""
    client, _, reads = shop
    assert client.post("/shops/shop/publications", json=ORDER, headers=reads).status_code == 403
    assert client.post("/shops/shop/publications", json=ORDER).status_code == 401
