"""What a queue is worth reaches the roster problem."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from peakroster.planning.roster.problem import roster_problem
from peakroster.shop.folder import read_shop
from scheduler.domain.plan import ACTIVITIES_COLUMNS, REQUIREMENT_COLUMNS, ROSTER_COLUMNS, EarlierWork
from tests.peakroster.shop.shops import SETTINGS, write_shop

NOTHING = EarlierWork(
    pd.DataFrame(columns=list(ROSTER_COLUMNS)).astype({"start": "datetime64[us]", "end": "datetime64[us]"}),
    pd.DataFrame(columns=list(ACTIVITIES_COLUMNS)).astype(
        {"start": "datetime64[us]", "end": "datetime64[us]"}
    ),
    covers_day_before=False,
)


def test_the_weights_of_shop_toml_are_those_of_the_problem(tmp_path: Path) -> None:
    """In the order of the queues, 1 where a queue says nothing."""
    text = SETTINGS.replace('id = "aftersale"', 'id = "aftersale"\nweight = 2.5')
    shop = read_shop(write_shop(tmp_path / "shop", {"shop.toml": text}))
    nobody = pd.DataFrame(columns=list(REQUIREMENT_COLUMNS)).astype(
        {"timestamp": "datetime64[us]", "queue": str, "agents": "int64"}
    )
    problem = roster_problem(shop, nobody, NOTHING, date(2026, 11, 9), 1)
    assert problem.queue_weights == (1.0, 2.5)
