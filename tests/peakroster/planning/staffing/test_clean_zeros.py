"""requirement.csv has zeros, not negative ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.requirement import requirement_table
from peakroster.shop.folder import read_shop
from scheduler.domain.plan import LATE_COLUMNS
from tests.peakroster.cli.small_shop import write_small_shop

pytestmark = pytest.mark.slow


def test_late_customers_are_never_minus_nothing(tmp_path: Path) -> None:
    """With people enough the share in time is 1, but for rounding: nobody is late, not minus nobody."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    queues = tuple(replace(queue, min_agents=40) for queue in shop.settings.queues)
    shop = replace(shop, settings=replace(shop.settings, queues=queues))
    hours = pd.date_range("2026-11-09", periods=36, freq="h").as_unit("us")
    parts = [
        pd.DataFrame({"timestamp": hours, "queue": queue.id, "mean": 40.0 + np.arange(36) % 7})
        for queue in queues
    ]
    forecast = pd.concat(parts).sort_values("timestamp", kind="stable", ignore_index=True)
    late = requirement_table(shop, forecast, date(2026, 11, 9), 1)[list(LATE_COLUMNS)].to_numpy()
    assert (late == 0).any()
    assert not np.signbit(late).any()
