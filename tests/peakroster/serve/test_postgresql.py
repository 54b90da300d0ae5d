"""Two shops in one PostgreSQL database: all that the server keeps works there, and none sees the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from peakroster.serve.site import Site
from peakroster.store.engine import forget_engines
from peakroster.store.place import VARIABLE
from tests.peakroster.serve.shops import (
    PASSWORD,
    MemoryRosters,
    add_user,
    bearer,
    make_client,
    make_server,
    make_site,
    week,
)
from tests.postgres import new_database

pytestmark = pytest.mark.slow


@pytest.fixture
def sites(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Site]]:
    monkeypatch.setenv(VARIABLE, new_database(postgres, "served"))
    made = []
    for id in ("one", "two"):
        folder, source = tmp_path / id, MemoryRosters()
        folder.mkdir()
        (folder / "shop.toml").write_text(f'name = "{id}"\nid = "{id}"\n', encoding="utf-8")
        source.publish(week())
        made.append(make_site(folder, id, source))
    yield made
    forget_engines()


def test_accounts_of_two_shops_in_one_database(sites: list[Site]) -> None:
    """The same name may be in both; tokens, sessions and addresses of one are nothing in the other."""
    one, two = sites
    add_user(one, "amy", "manager")
    add_user(two, "amy", "viewer")
    client = make_client(make_server(sites))
    for shop, role in (("one", "manager"), ("two", "viewer")):
        answer = client.post(f"/shops/{shop}/session", json={"name": "Amy", "password": PASSWORD})
        assert answer.json()["role"] == role
    cookie = one.sessions.begin(one.users.all()[0])[0]
    assert one.sessions.principal(cookie) is not None
    assert two.sessions.principal(cookie) is None
    made = client.post("/shops/one/calendars", json={"agent": "A1"}).json()
    assert client.get(made["path"]).status_code == 200
    assert not two.links.revoke(made["id"])
    assert one.links.revoke(made["id"])
    assert client.get(made["path"]).status_code == 404
    client.cookies.clear()
    token = bearer(one, "read")
    path = "roster?from=2026-11-09"
    assert client.get(f"/shops/one/{path}", headers=token).status_code == 200
    assert client.get(f"/shops/two/{path}", headers=token).status_code == 401
    one.usage.write()
    assert one.tokens.all()[0].used_at is not None
    assert two.tokens.all() == []
    assert one.users.checked("amy", "wrong") is None
    one.users.remove("amy")
    assert one.sessions.principal(cookie) is None
    assert [user.name for user in two.users.all()] == ["amy"]
