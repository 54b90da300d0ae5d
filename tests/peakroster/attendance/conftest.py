from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from peakroster.attendance.attending import Attendance, attend
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from tests.peakroster.cli.small_shop import write_small_shop
from tests.peakroster.plans.conftest import make_plan

FIRST_DAY = date(2026, 11, 9)
SHIFTS = (("007", 0, "day"), ("A2", 0, "night"), ("A3", 1, "day"), ("A4", 2, "day"))
"""``day`` is 08:00-16:30, ``night`` 22:00-06:00; Monday to Wednesday."""

Attend = Callable[..., Attendance]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The small shop with a plan of three days."""
    folder = write_small_shop(tmp_path / "shop", "stationary")
    PlanStore(folder).write(make_plan(FIRST_DAY, 3, SHIFTS))
    return folder


@pytest.fixture
def attended(shop: Path, tmp_path: Path) -> Attend:
    """Compares a text, or a file, with that plan."""

    def compared(content: str | Path, **options: object) -> Attendance:
        file = content if isinstance(content, Path) else tmp_path / "export.csv"
        if isinstance(content, str):
            file.write_text(content, encoding="utf-8")
        return attend(read_shop(shop, history_required=False), file, **options)  # type: ignore[arg-type]

    return compared
