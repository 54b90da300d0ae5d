"""A shop of two queues as files; plans are made by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from scheduler.domain.plan import Plan
from tests.ui.conftest import FILES

DAY = date(2026, 11, 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the shop."""
    folder = tmp_path / "shop"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def shop(folder: Path) -> ShopFolder:
    return read_shop(folder)


def plan_with(served: dict[tuple[str, int], tuple[float, float, float]], customers: float = 100.0) -> Plan:
    """A day with so many customers an hour; served: (queue, hour) → service level, required, scheduled."""
    hours = [datetime(DAY.year, DAY.month, DAY.day, hour) for hour in range(9, 18)]
    rows = [
        (hour, queue) for hour in [*hours, hours[0] + timedelta(days=1)] for queue in ("presale", "aftersale")
    ]
    needed = pd.DataFrame(rows, columns=["timestamp", "queue"]).assign(
        inquiries=customers, agents=5, aht_seconds=300.0
    )
    figures = [
        served.get((queue, moment.hour), (0.95, 5.0, 5.0)) if moment.date() == DAY else (0.0, 5.0, 0.0)
        for moment, queue in rows
    ]
    coverage = needed[["timestamp", "queue"]].assign(
        required=[one[1] for one in figures],
        scheduled=[one[2] for one in figures],
        service_level=[one[0] for one in figures],
    )
    return Plan(DAY, 1, requirement=needed, coverage=coverage, summary={"days": 1})
