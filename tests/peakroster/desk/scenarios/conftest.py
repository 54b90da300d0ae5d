"""The small shop of the desk, whose searches run in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.desk.roster import Desk, open_desk
from tests.search_in_process import search_in_process
from tests.ui.conftest import FIRST_DAY, shop, small_shop

__all__ = ["search_in_process", "shop", "small_shop"]


@pytest.fixture(scope="session")
def desk(small_shop: Path) -> Desk:
    """The small shop's plan, to be read only."""
    return open_desk(small_shop, FIRST_DAY)
