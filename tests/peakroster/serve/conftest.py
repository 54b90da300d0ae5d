"""Two shops under one roof, made once for all tests of the server; tests that change one make their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from peakroster.serve.accounts import passwords
from peakroster.serve.site import Server, Site
from tests.peakroster.serve.shops import MemoryRosters, add_user, make_client, make_server, make_site, week


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[PasswordHasher]:
    """Hashes of a millisecond instead of a tenth of a second; gives the real ones."""
    real = passwords._HASHER
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield real


@dataclass
class Roof:
    """Shops ``one`` and ``two``; the first has published twice, A1 works late on Wednesday since then."""

    one: Site
    two: Site
    server: Server
    client: TestClient


@pytest.fixture(scope="session")
def roof(tmp_path_factory: pytest.TempPathFactory, quick_hashes: PasswordHasher) -> Roof:
    """Two shops, which tests only read."""
    return make_roof(tmp_path_factory.mktemp("roof"))


def make_roof(folder: Path) -> Roof:
    first, second = MemoryRosters(), MemoryRosters()
    first.publish(week(), note="first")
    first.publish(week(version=2, A1_2="late", A2_4=None), note="second")
    second.publish(week(A1_0="secret shift"))
    one, two = make_site(folder / "one", "one", first), make_site(folder / "two", "two", second)
    for name, role, agent in (("amy", "manager", None), ("bob", "agent", "A1"), ("vic", "viewer", None)):
        add_user(one, name, role, agent)  # type: ignore[arg-type]
    server = make_server([one, two])
    return Roof(one, two, server, make_client(server))


@pytest.fixture
def client(roof: Roof) -> Iterator[TestClient]:
    """The client without what the test before has left in it."""
    roof.client.cookies.clear()
    yield roof.client
    roof.client.cookies.clear()
