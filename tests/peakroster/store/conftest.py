"""A shop folder with a store behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from peakroster.store.place import VARIABLE


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is a shop to the store, which has nothing of it yet."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PEAKROSTER_USER", "anna")
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "shop.toml").write_text('name = "x"\nid = "camellia"\n', encoding="utf-8")
    yield folder
    from peakroster.store.engine import forget_engines

    forget_engines()
