"""People who differ, from agents.csv to coverage.csv: the audit, with formulas of its own, finds nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.auditing.plan import audit_written
from peakroster.desk.roster import change, open_desk
from peakroster.desk.what_if import what_if
from peakroster.pipeline.stages import PlanOutcome, ProgressObserver, finish_plan
from peakroster.planning.staffing.contributions import contributions_of
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from scheduler.audit.figures.capacity import WHOLE, twentieths_of
from scheduler.domain.agents import Agent
from scheduler.domain.conversations import Conversation
from scheduler.domain.opening import Opening
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Queue
from scheduler.domain.windows import Window
from scheduler.queueing.agent_capacity import contribution
from scheduler.queueing.service_model import ServiceModel
from scheduler.roster.problem.solution import Limits

FIRST = date(2026, 11, 10)
SETTINGS = """
name = "小店"
timezone = "Asia/Shanghai"
interval_minutes = 60
shrinkage = 0.1
staffing_method = "stationary"

[[queues]]
id = "presale"
name = "售前"
open = "00:00-24:00"
aht_seconds = 400
concurrency = 3
slowdown = [1.0, 0.8, 0.7]
target = { kind = "service_level", share = 0.8, within_seconds = 60 }

[[queues]]
id = "aftersale"
name = "售后"
open = "09:00-24:00"
aht_seconds = 300
concurrency = 2
replies = 5
reply_seconds = 20
customer_seconds = 40
target = { kind = "average_wait", within_seconds = 60 }
"""
SHIFTS = (
    "shift,start,end,meal_minutes,meal_from,meal_to\n"
    "早班,08:00,16:00,60,11:00,14:00\n晚班,16:00,24:00,60,19:00,21:00\n夜班,20:00,04:00,60,23:00,01:00\n"
)


def shop_of(folder: Path, seed: int) -> ShopFolder:
    """Ten people, each with skills, speeds and chats at once of their own."""
    rng = np.random.default_rng(seed)
    rows = ["agent_id,name,skills,speed,max_chats"]
    for number in range(10):
        skills = ["presale;aftersale", "presale", "aftersale"][int(rng.integers(3))]
        first, second = rng.uniform(0.3, 1.6, 2).round(3)
        speed = ["", f"{first}", f"presale:{first};aftersale:{second}"][int(rng.integers(3))]
        chats = ["", "2", "presale:1", "4"][int(rng.integers(4))]
        rows.append(f"{number:03},员工{number},{skills},{speed},{chats}")
    folder.mkdir()
    for name, text in {"shop.toml": SETTINGS, "shifts.csv": SHIFTS, "agents.csv": "\n".join(rows)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    hours = "timestamp,queue,inquiries\n2026-11-01T08:00,presale,3\n2026-11-01T09:00,aftersale,3\n"
    (folder / "history.csv").write_text(hours, encoding="utf-8")
    return read_shop(folder)


def plan_of(shop: ShopFolder, first: date, days: int, seed: int) -> PlanOutcome:
    """Days of needs that go up and down, written, read back and audited."""
    start = datetime(first.year, first.month, first.day)
    hours = [start + timedelta(hours=hour) for hour in range(days * 24 + 12)]
    rows = pd.MultiIndex.from_product([hours, shop.queue_ids], names=["timestamp", "queue"]).to_frame(
        index=False
    )
    mean = np.random.default_rng(seed).uniform(2, 40, len(rows)).round(2)
    forecast = rows.assign(mean=mean, p10=mean * 0.8, p50=mean, p90=mean * 1.2)
    forecast = forecast.astype({"timestamp": "datetime64[us]", "queue": "str"})
    needed = requirement_table(shop, forecast, first, days)
    plan = Plan(first, days, forecast=forecast, requirement=needed)
    return finish_plan(shop, plan, Limits.within(0.3), ProgressObserver(), {})


@pytest.mark.slow  # three seconds each: searches, and plans written and read back
@pytest.mark.parametrize("seed", range(3))
def test_audit_and_engine_count_the_same(tmp_path: Path, seed: int) -> None:
    """Coverage, objective and totals of two plans, the second with night shifts of the first before it."""
    shop = shop_of(tmp_path / "shop", seed)
    first = plan_of(shop, FIRST, 2, seed)
    second = plan_of(shop, FIRST + timedelta(days=2), 1, seed)
    assert [*first.violations, *second.violations] == []
    assert (first.plan.coverage["scheduled"] % 1 > 0).any()  # type: ignore[index]
    desk = open_desk(shop.folder, FIRST + timedelta(days=2))
    cell = (shop.agents[0].id, FIRST + timedelta(days=2))
    changed = change(desk, {cell: "早班"})
    assert {violation.file for violation in changed.violations} <= {"roster.csv"}  # of the rules alone
    found = what_if(replace(desk, plan=changed.plan), 1.3, [shop.agents[1].id])
    counts = contributions_of(shop)
    at = found.plan.activities[found.plan.activities["activity"] == "aftersale"]  # type: ignore[index]
    noon = datetime(2026, 11, 12, 12)
    there = at[(at["start"] <= noon) & (at["end"] > noon)]["agent_id"]
    row = found.plan.coverage.set_index(["timestamp", "queue"]).loc[(noon, "aftersale")]  # type: ignore[union-attr]
    assert row["scheduled"] == pytest.approx(sum((counts[one] or (1000, 1000))[1] for one in there) / 1000)


@pytest.mark.slow
def test_a_head_in_place_of_what_it_gets_done_is_missed(tmp_path: Path) -> None:
    """The audit does not take heads for agents."""
    shop = shop_of(tmp_path / "shop", 1)
    plan = plan_of(shop, FIRST, 1, 1).plan
    assert plan.coverage is not None
    heads = plan.coverage.assign(scheduled=np.ceil(plan.coverage["scheduled"]))
    PlanStore(shop.folder).write(replace(plan, coverage=heads))
    assert "coverage_scheduled" in {violation.code for violation in audit_written(shop, FIRST)}


@pytest.mark.parametrize("seed", range(40))
def test_what_one_person_counts_by_two_ways(seed: int) -> None:
    """Engine and audit, with and without conversations, for any speed and any chats at once."""
    rng = np.random.default_rng(seed)
    chats, own = int(rng.integers(1, 7)), int(rng.integers(1, 9))
    falling = np.sort(rng.uniform(0.5, 1.0, chats - 1))[::-1]
    speeds = [1.0]
    for number, wish in enumerate(falling, start=2):
        speeds.append(float(max(min(wish, speeds[-1]), speeds[-1] * (number - 1) / number)))
    talk = Conversation(float(rng.uniform(1, 9)), 20, float(rng.uniform(0, 90)), float(rng.uniform(0, 1)))
    conversation = talk if seed % 3 == 0 else None
    slowdown = None if conversation else ((1.0,) * chats if seed % 3 == 1 else tuple(speeds))
    queue = Queue(
        *("q", "q", Opening.daily(Window(0, 1440)), 300, chats, slowdown, None, 0.0, (), None, 0, None),
        conversation=conversation,
    )
    speed = round(float(rng.uniform(0.2, 3)), 2)
    empty = dict.fromkeys(("min_hours_week", "max_hours_week", "shifts", "weekdays", "hours"))
    agent = Agent(
        *("a", "a", ("q",)),
        **empty,
        first_day=None,
        last_day=None,
        hourly_cost=None,
        row=2,
        speeds=(("q", speed),),
        max_chats=(("q", own),),
    )
    model = ServiceModel(300, chats, slowdown, None, conversation)
    assert twentieths_of(agent, queue) * 1000 // WHOLE == contribution(model, speed, own)
