"""A shop of six people and two days, made by hand, with a plan to work on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.pipeline.stages import ProgressObserver, finish_plan
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.shop.folder import read_shop
from peakroster.store.drafts import discard_draft, place_of_draft
from scheduler.domain.plan import Plan
from scheduler.roster.problem.solution import Limits
from tests.search_in_process import search_in_process

__all__ = ["search_in_process", "shop", "small_shop"]

FIRST_DAY = date(2026, 11, 10)
DAYS = 2

SHOP = """
name = "小店"
timezone = "Asia/Shanghai"
interval_minutes = 60
shrinkage = 0.1
staffing_method = "stationary"  # quicker than "auto"; the desk does the same with either

[[queues]]
id = "presale"
name = "售前"
open = "08:00-20:00"
aht_seconds = 300
target = { kind = "service_level", share = 0.8, within_seconds = 60 }

[[queues]]
id = "aftersale"
name = "售后"
open = "09:00-18:00"
aht_seconds = 300
target = { kind = "service_level", share = 0.8, within_seconds = 60 }
"""

FILES = {
    "shop.toml": SHOP,
    "history.csv": "timestamp,queue,inquiries\n2026-11-01T08:00,presale,3\n",
    "events.csv": "event,kind,start,end\ndouble11-2026,double11,2026-11-10T18:00,2026-11-12T00:00\n",
    "agents.csv": "agent_id,name,skills,hourly_cost\n"
    "001,王芳,presale;aftersale,30\n002,李强,presale,30\n003,张敏,presale,30\n"
    "004,刘洋,aftersale,30\n005,陈静,presale;aftersale,30\n006,杨帆,presale,30\n",
    "shifts.csv": "shift,start,end,meal_minutes,meal_from,meal_to\n"
    "早班,08:00,16:00,60,11:00,14:00\n晚班,12:00,20:00,60,15:00,18:00\n",
    "requests.csv": "agent_id,date,kind\n006,2026-11-11,leave\n002,2026-11-11,prefer_off\n",
    "locks.csv": "agent_id,date,shift\n005,2026-11-10,早班\n",
    "mapping.csv": "kind,platform,local_id,platform_id\ngroup,dingtalk,default,1\n",
}


@pytest.fixture(scope="session")
def small_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop with its plan; do not change it, see ``shop``."""
    folder = tmp_path_factory.mktemp("desk") / "shop"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    shop = read_shop(folder)
    start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day)
    hours = [start + timedelta(hours=hour) for hour in range(DAYS * 24 + 12)]
    rows = pd.MultiIndex.from_product([hours, shop.queue_ids], names=["timestamp", "queue"]).to_frame(
        index=False
    )
    busy = rows["timestamp"].dt.hour.between(8, 19) & (
        rows["timestamp"] < pd.Timestamp(start + timedelta(days=DAYS))
    )
    mean = np.where(busy, np.where(rows["queue"] == "presale", 16.0, 7.0), 0.0)
    forecast = rows.assign(mean=mean, p10=mean * 0.8, p50=mean, p90=mean * 1.2)
    forecast = forecast.astype({"timestamp": "datetime64[us]", "queue": "str"})
    needed = requirement_table(shop, forecast, FIRST_DAY, DAYS)
    plan = Plan(FIRST_DAY, DAYS, forecast=forecast, requirement=needed)
    outcome = finish_plan(shop, plan, Limits.within(4), ProgressObserver(), {})
    assert not outcome.violations
    return folder


@pytest.fixture(autouse=True)
def no_draft_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test has left unsaved on the desk of the shop that others use too goes with it."""
    yield
    if "small_shop" in request.fixturenames:
        folder: Path = request.getfixturevalue("small_shop")
        discard_draft(folder, FIRST_DAY, place_of_draft(folder, FIRST_DAY))


@pytest.fixture
def shop(small_shop: Path, tmp_path: Path) -> Path:
    """A copy of the shop that a test may change."""
    folder = tmp_path / "shop"
    shutil.copytree(small_shop, folder)
    return folder
