from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.peakroster.cli.small_shop import Ran, run, write_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The small shop, not yet planned."""
    return write_small_shop(tmp_path / "shop", "stationary")


@pytest.fixture(scope="session")
def first_plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The small shop with a plan of Monday and Tuesday, and what ``plan --json`` said. Only to be read."""
    folder = write_small_shop(tmp_path_factory.mktemp("planned") / "shop", "stationary")
    arguments = ("--from", "2026-11-09", "--days", 2, "--time-limit", 5, "--lang", "en", "--json")
    return folder, run("plan", folder, *arguments)


@pytest.fixture
def planned(first_plan: tuple[Path, Ran], tmp_path: Path) -> Path:
    """A copy of the planned shop."""
    return Path(shutil.copytree(first_plan[0], tmp_path / "planned"))
