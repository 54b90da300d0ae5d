"""A shop on the Thursday before Double 11: twelve people, two queues, last year's sale and the coming one."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from pathlib import Path

from peakroster.pipeline.stages import ProgressObserver, run_plan
from peakroster.shop.folder import read_shop
from scheduler.roster.problem.solution import Limits

FIRST_DAY = date(2026, 11, 9)
SALE = date(2026, 11, 11)
THURSDAY = datetime(2026, 11, 5)
DAYS = tuple(FIRST_DAY + timedelta(days=n) for n in range(7))

SETTINGS = """
name = "晴空小店"
timezone = "Asia/Shanghai"
interval_minutes = 60
shrinkage = 0.1
staffing_method = "stationary"  # quicker than "auto"; the desk does the same with either

[[queues]]
id = "presale"
name = "售前"
open = "08:00-22:00"
aht_seconds = 300
target = { kind = "service_level", share = 0.8, within_seconds = 60 }

[[queues]]
id = "aftersale"
name = "售后"
open = "09:00-18:00"
aht_seconds = 300
target = { kind = "service_level", share = 0.8, within_seconds = 60 }

[rules]
preset = "cn-standard"
"""

NAMES = dict(
    zip(
        (f"{n:03}" for n in range(1, 13)),
        ["王芳", "李强", "张敏", "刘洋", "陈静", "杨帆", "赵敏", "黄磊", "周婷", "吴昊", "徐丽", "孙悦"],
        strict=True,
    )
)
BOTH, BEFORE, AFTER = "presale;aftersale", "presale", "aftersale"
SKILLS = (BOTH, BEFORE, BEFORE, AFTER, BOTH, BEFORE, BOTH, BEFORE, AFTER, BOTH, BEFORE, BEFORE)
EARLY, LATE = "早班", "晚班"
SHIFTS = {"11": (EARLY, "08:00-16:00"), "12": (LATE, "14:00-22:00")}
"""By their numbers in DingTalk."""
BY_HOUR = (6, 9, 12, 13, 11, 10, 12, 12, 11, 10, 11, 13, 14, 10)
"""Inquiries of an ordinary day to sales, from eight o'clock on."""


def write_thursday_shop(folder: Path) -> Path:
    """The shop with the plan of the week of the sale, made in seconds."""
    folder.mkdir()
    agents = [f"{one},{name},{skills},30" for (one, name), skills in zip(NAMES.items(), SKILLS, strict=True)]
    mapping = ["group,dingtalk,main,1", "operator,dingtalk,main,boss"]
    mapping += [f"agent,dingtalk,{one},u-{one}" for one in NAMES]
    mapping += [f"shift,dingtalk,{name},{number}" for number, (name, _) in SHIFTS.items()]
    files = {
        "shop.toml": SETTINGS,
        "history.csv": _history(),
        "events.csv": "event,kind,start,end\n"
        "double11-2025,double11,2025-11-10T20:00,2025-11-12T00:00\n"
        "double11-2026,double11,2026-11-10T20:00,2026-11-12T00:00\n",
        "agents.csv": "\n".join(["agent_id,name,skills,hourly_cost", *agents]) + "\n",
        "shifts.csv": "shift,start,end,meal_minutes,meal_from,meal_to\n"
        f"{EARLY},08:00,16:00,60,11:00,14:00\n{LATE},14:00,22:00,60,17:00,19:00\n",
        "requests.csv": "agent_id,date,kind\n006,2026-11-13,leave\n002,2026-11-15,prefer_off\n",
        "locks.csv": "agent_id,date,shift\n",
        "mapping.csv": "\n".join(["kind,platform,local_id,platform_id", *mapping]) + "\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    run_plan(read_shop(folder), FIRST_DAY, len(DAYS), Limits.within(1), ProgressObserver())
    return folder


def _history() -> str:
    """The weeks around last year's sale, and the last five; a day and a week have a shape."""
    rows = ["timestamp,queue,inquiries"]
    moment = datetime(2025, 10, 20)
    while moment < THURSDAY:
        if moment == datetime(2025, 11, 24):
            moment = datetime(2026, 9, 28)
        sale = datetime(2025, 11, 10, 20) <= moment < datetime(2025, 11, 12)
        factor = (2.0 if sale else 1.0) * (1.1 if moment.weekday() >= 5 else 1.0)
        factor *= 1 + 0.08 * math.sin(moment.toordinal() * 12.9898 + moment.hour)
        if 8 <= moment.hour < 22:
            rows.append(f"{moment:%Y-%m-%dT%H:%M},presale,{round(BY_HOUR[moment.hour - 8] * factor * 1.5)}")
        if 9 <= moment.hour < 18:
            rows.append(f"{moment:%Y-%m-%dT%H:%M},aftersale,{round(BY_HOUR[moment.hour - 8] * factor * 0.6)}")
        moment += timedelta(hours=1)
    return "\n".join(rows) + "\n"
