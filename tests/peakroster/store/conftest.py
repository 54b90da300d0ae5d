"""A shop folder with a store behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from peakroster.store.engine import forget_engines
from peakroster.store.place import VARIABLE
from tests.postgres import new_database


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is a shop to the store, which has nothing of it yet."""
    monkeypatch.setenv("PEAKROSTER_USER", "anna")
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "shop.toml").write_text('name = "x"\nid = "camellia"\n', encoding="utf-8")
    yield folder
    forget_engines()


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(shop: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same on either kind of database, a new one."""
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres")
        monkeypatch.setenv(VARIABLE, new_database(address, "tried"))
    return shop
