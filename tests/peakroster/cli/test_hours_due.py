"""Contracted hours of people who are away, from agents.csv to what ``plan`` and the audit say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.peakroster.cli.small_shop import run

pytestmark = pytest.mark.slow

SHOP = 'staffing_method = "stationary"\nname = "s"\ntimezone = "Asia/Shanghai"\n'
QUEUE = '[[queues]]\nid = "q"\nopen = "08:00-20:00"\naht_seconds = 300\n'
RULES = "[rules]\nmax_consecutive_days = 4\nmin_consecutive_days_off = 3\n"
SHIFTS = "shift,start,end\n早,08:00,16:00\n晚,12:00,20:00\n"


def write(folder: Path, agents: str, requests: str = "agent_id,date,kind\n", locks: str = "") -> Path:
    profile = "queue,weekday,hour,inquiries\n" + "".join(f"q,,{hour},3\n" for hour in range(24))
    files = {
        "shop.toml": SHOP + QUEUE,
        "shifts.csv": SHIFTS,
        "agents.csv": agents,
        "requests.csv": requests,
        "profile.csv": profile,
        "locks.csv": "agent_id,date,shift\n" + locks,
    }
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_nobody_owes_hours_of_days_that_nobody_can_work(tmp_path: Path) -> None:
    """On leave on all working days: none are due; on four of five: the fifth day's, which are worked."""
    agents = (
        "agent_id,name,skills,weekdays,min_hours_week,from,until\n"
        "1,张三,q,1;2;3;4;5,40,,\n2,李四,q,1;3,16,,\n3,王五,q,1;2;3;4;5,40,,\n4,赵六,q,,35,2026-11-12,\n"
    )
    leave = [("1", day) for day in range(9, 14)] + [("2", 10)] + [("3", day) for day in range(9, 13)]
    requests = "agent_id,date,kind\n" + "".join(f"{who},2026-11-{day:02},leave\n" for who, day in leave)
    shop = write(tmp_path / "shop", agents, requests)
    ran = run("plan", shop, "--from", "2026-11-09", "--time-limit", "20", "--lang", "en")
    assert ran.code == 0, ran.out
    summary = json.loads((shop / "plans/2026-11-09/summary.json").read_text(encoding="utf-8"))
    assert summary["shortfalls"] == []
    assert summary["objective_parts"]["contract"]["amount"] == 0
    roster = (shop / "plans/2026-11-09/roster.csv").read_text(encoding="utf-8")
    assert roster.count("\n3,2026-11-13,") == 1


def test_a_hard_least_of_a_month_is_none_without_a_day_to_work(tmp_path: Path) -> None:
    """Employed until Sunday the first, working on weekdays only: a roster, and the audit agrees."""
    head = "agent_id,name,skills,weekdays,min_hours_month,until\n"
    agents = head + "1,张三,q,1;2;3;4;5,120,2026-11-01\n2,李四,q,,,\n"
    shop = write(tmp_path / "shop", agents)
    assert run("check", shop, "--lang", "en").code == 0
    ran = run("plan", shop, "--from", "2026-11-01", "--days", "30", "--time-limit", "20", "--lang", "en")
    assert ran.code == 0, ran.out


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1 agent is below contracted hours: 8.0 of 40.0 h due are missing"),
        ("zh", "1 人未达到合同工时：应排 40.0 小时，共差 8.0 小时"),
    ],
)
def test_the_message_says_how_many_hours_were_due(language: str, words: str, tmp_path: Path) -> None:
    """In words the hours due and missing; a month that contradicts its week says what it makes due."""
    agents = "agent_id,name,skills,min_hours_week\n1,张三,q,40\n"
    shop = write(tmp_path / "shop", agents)
    (shop / "shop.toml").write_text(SHOP + RULES + QUEUE, encoding="utf-8")
    ran = run("plan", shop, "--from", "2026-11-09", "--time-limit", "20", "--lang", language)
    assert ran.code == 0, ran.out
    assert words in ran.out
    (shop / "agents.csv").write_text("agent_id,name,skills,min_hours_month\n1,张三,q,170\n", encoding="utf-8")
    ran = run("check", shop, "--lang", language)
    assert ran.code == 3
    assert re.search(r"min_hours_month）? \(≥ 170 h", ran.out)
