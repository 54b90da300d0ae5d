"""A small shop and its plan, made by hand, for the tests of all formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from peakroster.shop.model import MappingKind, MappingRow, ShopFolder
from scheduler.domain.agents import Agent
from scheduler.domain.events import Event
from scheduler.domain.opening import Opening
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Queue
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.shop import Settings
from scheduler.domain.windows import Window

SHANGHAI_FIRST_DAY = date(2026, 11, 9)
BERLIN_FIRST_DAY = date(2026, 10, 24)

SHIFTS = (
    Shift(
        "早班",
        8 * 60,
        16 * 60 + 30,
        30,
        Window(11 * 60, 13 * 60),
        row=2,
        breaks=(Break(30, Window(9 * 60, 10 * 60 + 30)), Break(30, Window(14 * 60, 16 * 60))),
    ),
    Shift("夜班", 22 * 60, 30 * 60, 0, None, row=3),
)


def agent(agent_id: str, name: str, row: int, **more: object) -> Agent:
    limits = ("min_hours_week", "max_hours_week", "shifts", "weekdays", "hours")
    empty = dict.fromkeys((*limits, "first_day", "last_day", "hourly_cost"))
    return Agent(agent_id, name, ("presale", "aftersale"), row=row, **(empty | more))  # type: ignore[arg-type]


AGENTS = (agent("007", "王芳", 2), agent("客服/01", "李,强", 3), agent("A9", "=Zhao", 4))

MAPPING = tuple(
    MappingRow(kind, "dingtalk", local_id, platform_id, row)  # type: ignore[arg-type]
    for row, (kind, local_id, platform_id) in enumerate(
        [
            ("agent", "007", "manager4220"),
            ("agent", "客服/01", "user02"),
            ("agent", "A9", "0123"),
            ("shift", "早班", "584932001"),
            ("shift", "夜班", "584932002"),
            ("group", "客服组", "1050190001"),
            ("operator", "主管", "manager4220"),
        ],
        start=2,
    )
)


def make_shop(
    folder: Path,
    *,
    zone: str = "Asia/Shanghai",
    agents: Sequence[Agent] = AGENTS,
    mapping: Sequence[MappingRow] = MAPPING,
    events: Sequence[Event] = (),
) -> ShopFolder:
    queues = tuple(
        Queue(id, name, Opening.daily(Window(0, 1440)), 300.0, 1, (1.0,), None, 0.0, (), None, 0, None)
        for id, name in (("presale", "售前"), ("aftersale", "售后"))
    )
    rules = Rules(None, None, None, None, None, None, Window(0, 360))
    settings = Settings("暖阳家居", zone, "CN", 30, "mean", 0.0, "auto", "auto", queues, rules, {})
    history = pd.DataFrame({"timestamp": [], "queue": [], "inquiries": [], "aht_seconds": []})
    return ShopFolder(
        settings, history, tuple(events), tuple(agents), SHIFTS, (), (), folder=folder, mapping=tuple(mapping)
    )


def make_plan(
    folder: Path,
    first_day: date,
    worked: Sequence[tuple[str, int, str]],
    *,
    days: int,
    meals: bool = True,
    catalogue: Sequence[Shift] = SHIFTS,
) -> Plan:
    """``worked``: agent, day of the plan and shift. In a 早班 the meal is 12:00-12:30, presale before it and
    aftersale after it, with breaks of half an hour at 09:30 and 14:30; a 夜班 is aftersale throughout."""
    shifts = {shift.name: shift for shift in catalogue}
    roster, activities = [], []
    for agent_id, day, name in worked:
        shift, on = shifts[name], first_day + timedelta(days=day)
        midnight = datetime(on.year, on.month, on.day)
        start, end = (midnight + timedelta(minutes=m) for m in (shift.start, shift.end))
        roster.append((agent_id, on, name, start, end, shift.paid_minutes / 60))
        if shift.meal_minutes and meals:
            marks = [start, *(midnight + timedelta(hours=h) for h in (9.5, 10, 12, 12.5, 14.5, 15)), end]
            done = ("presale", "break", "presale", "meal", "aftersale", "break", "aftersale")
            activities += [(agent_id, *span, what) for span, what in zip(pairwise(marks), done, strict=True)]
        else:
            activities.append((agent_id, start, end, "aftersale"))
    times = {"start": "datetime64[us]", "end": "datetime64[us]"}
    roster_table = pd.DataFrame(
        roster, columns=["agent_id", "date", "shift", "start", "end", "paid_hours"]
    ).astype(times | {"agent_id": "str", "shift": "str", "paid_hours": "float64", "date": "object"})
    activity_table = pd.DataFrame(activities, columns=["agent_id", "start", "end", "activity"]).astype(
        times | {"agent_id": "str", "activity": "str"}
    )
    return Plan(first_day, days, roster=roster_table, activities=activity_table)


def mapped(shop: ShopFolder, system: str) -> ShopFolder:
    """The shop with an id for everything in one system."""
    rows: list[tuple[MappingKind, str, str]] = [("agent", each.id, f"u-{each.id}") for each in shop.agents]
    rows += [("shift", shift.name, str(place)) for place, shift in enumerate(shop.shifts, start=11)]
    rows += [("group", "客服组", "900"), ("operator", "主管", "boss"), ("company", "公司", "暖阳 Ltd")]
    mapping = tuple(
        MappingRow(kind, system, ours, theirs, n) for n, (kind, ours, theirs) in enumerate(rows, 2)
    )
    return replace(shop, mapping=mapping)


@pytest.fixture
def shop(tmp_path: Path) -> ShopFolder:
    sale = Event(
        "double11-2026", "double11", datetime(2026, 11, 10, 20), datetime(2026, 11, 11), (), None, None, 2
    )
    return make_shop(tmp_path, events=[sale])


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Three days; 007 works days and the last night, 客服/01 one day, A9 never."""
    worked = [("007", 0, "早班"), ("007", 2, "夜班"), ("客服/01", 1, "早班")]
    return make_plan(tmp_path, SHANGHAI_FIRST_DAY, worked, days=3)


@pytest.fixture
def berlin_shop(tmp_path: Path) -> ShopFolder:
    return make_shop(tmp_path, zone="Europe/Berlin")


@pytest.fixture
def berlin_plan(tmp_path: Path) -> Plan:
    """24 and 25 October 2026; clocks go back at 03:00 on the 25th, within the first night shift."""
    worked = [("007", 0, "夜班"), ("客服/01", 1, "早班")]
    return make_plan(tmp_path, BERLIN_FIRST_DAY, worked, days=2)
