from __future__ import annotations

from pathlib import Path

import pytest

from tests.peakroster.push.worlds import PLATFORM_NAMES, World, make_world


@pytest.fixture(params=PLATFORM_NAMES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """Three people, three days, on each platform; nothing goes wrong unless a test says so."""
    return make_world(tmp_path, request.param)
