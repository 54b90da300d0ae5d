"""meetings.csv on its way into a plan: read, planned, written, audited, read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.explanations.meeting_words import meeting_lines
from peakroster.messages import Translator
from peakroster.planning.roster.meetings import meetings_of_plan, meetings_summary
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.audit import PlanData, audit
from scheduler.domain.meetings import Meeting
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.requests import Request
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.problem.solution import MEAL, Activity, Assignment, Solution
from tests.peakroster.planning.roster.test_rules import earlier_of
from tests.peakroster.shop.shops import write_shop

MONDAY = date(2026, 11, 9)
FILE = """会议,日期,截止日期,星期,分钟,时段,参加人,分别安排
周会,2026-11-09,2026-11-22,周一,30,14:00-17:00,全体,
售后培训,2026-11-10,,,60,,aftersale,
辅导,2026-11-11,,,30,09:00-12:00,007;A2,是
"""


def test_rows_become_meetings_of_their_dates(tmp_path: Path) -> None:
    """Repeated by weekday, for everybody, for a queue's people, for some; at once or apart."""
    shop = read_shop(write_shop(tmp_path / "shop", {"meetings.csv": FILE}))
    known = [(m.name, m.day.day, m.minutes, m.agents, m.apart) for m in shop.meetings]
    assert known == [
        ("周会", 9, 30, ("007", "A2", "A3"), False),
        ("周会", 16, 30, ("007", "A2", "A3"), False),
        ("售后培训", 10, 60, ("007", "A3"), False),
        ("辅导", 11, 30, ("007", "A2"), True),
    ]
    assert shop.meetings[0].window == Window(840, 1020)
    assert shop.meetings[2].window == Window(0, 1440)
    assert [what for what, _ in meetings_of_plan(shop, MONDAY, 7)] == [-10, -11, -12]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("presale,2026-11-09,,,30,,all,", "meeting_name_taken"),
        ("售前,2026-11-09,,,30,,all,", "meeting_name_taken"),
        ("meal,2026-11-09,,,30,,all,", "meeting_name_taken"),
        ("周会,2026-11-09,,,90,14:00-15:00,all,", "meeting_too_long"),
        ("周会,2026-11-09,2028-11-09,,30,,all,", "meeting_too_often"),
        ("周会,2026-11-09,2026-11-08,,30,,all,", "until_before_from"),
        ("周会,2026-11-09,,,20,,all,", "shift_off_grid"),
        ("周会,2026-11-09,,,30,14:10-15:00,all,", "shift_off_grid"),
        ("周会,2026-11-09,,,30,,A9,", "unknown_agent"),
        ("周会,2026-11-09,,,30,,all,maybe", "bad_yes_no"),
    ],
)
def test_what_cannot_be_meant_is_refused(row: str, code: str, tmp_path: Path) -> None:
    """With its row."""
    table = f"meeting,date,until,weekdays,minutes,hours,agents,apart\n{row}\n"
    with pytest.raises(InputError) as problem:
        read_shop(write_shop(tmp_path / "shop", {"meetings.csv": table}))
    told = [(each.file, each.code, each.row) for each in problem.value.findings]
    assert told == [("meetings.csv", code, 2)]


def planned(shop: Shop, *rows: tuple[str, str, str, str]) -> PlanData:
    """A Monday on which 007 and A2 work early. rows: agent, start, end, activity."""
    table = pd.DataFrame(rows, columns=["agent_id", "start", "end", "activity"])
    for column in ("start", "end"):
        table[column] = pd.to_datetime([f"2026-11-09T{at}" for at in table[column]]).astype("datetime64[us]")
    roster = pd.DataFrame(
        {
            "agent_id": ["007", "A2"],
            "date": [MONDAY] * 2,
            "shift": ["早班"] * 2,
            "start": pd.to_datetime(["2026-11-09T08:00"] * 2).astype("datetime64[us]"),
            "end": pd.to_datetime(["2026-11-09T17:00"] * 2).astype("datetime64[us]"),
            "paid_hours": [8.0] * 2,
        }
    )
    earlier: EarlierWork = earlier_of("", MONDAY, 0)
    return PlanData(shop, Plan(MONDAY, 2, roster=roster, activities=table), earlier)


def day_of(agent: str, start: str, end: str, activity: str) -> list[tuple[str, str, str, str]]:
    return [
        (agent, "08:00", "12:00", "presale"),
        (agent, "12:00", "13:00", "meal"),
        (agent, "13:00", start, "presale"),
        (agent, start, end, activity),
        (agent, end, "17:00", "presale"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        (("14:00", "14:30", "周会"), ("14:00", "14:30", "周会"), []),
        (("14:00", "14:30", "周会"), ("15:00", "15:30", "周会"), ["meeting_at_once"]),
        (("14:00", "15:00", "周会"), ("14:00", "14:30", "周会"), ["meeting_length"]),
        (("13:30", "14:00", "周会"), ("13:30", "14:00", "周会"), ["meeting_window"] * 2),
        (("14:00", "15:00", "售后培训"), ("14:00", "14:30", "周会"), ["meeting_not_invited"]),
        (("14:00", "15:00", "团建"), ("14:00", "14:30", "周会"), ["activity_unknown"]),
    ],
)
def test_the_audit_holds_meetings_to_the_file(
    first: tuple[str, str, str], second: tuple[str, str, str], codes: list[str], tmp_path: Path
) -> None:
    """Its date, its people, its length, its hours, and all of them at once."""
    shop = read_shop(write_shop(tmp_path / "shop", {"meetings.csv": FILE}))
    shop = replace(shop, meetings=tuple(replace(m, agents=("007", "A2")) for m in shop.meetings))
    data = planned(shop, *day_of("007", *first), *day_of("A2", *second))
    assert [found.code for found in audit(data, ("activities",))] == codes


def test_a_meeting_must_fit_into_its_hours() -> None:
    """The statement of the world refuses what no day can hold."""
    with pytest.raises(ValueError, match="周会"):
        Meeting("周会", MONDAY, 90, Window(840, 900), ("007",), False, 2)


def test_the_plan_says_why_somebody_misses_a_meeting(tmp_path: Path) -> None:
    """On leave, off, at work at other times, on the meal, or needed at the desk; in words beside the name."""
    shop = read_shop(write_shop(tmp_path / "shop", {"meetings.csv": FILE}))
    leave = Request("007", MONDAY, "leave", None, 1.0, 2)
    meeting = Meeting("例会", MONDAY, 60, Window(600, 720), ("007", "A2", "A3"), False, 2)
    shop = replace(shop, meetings=(meeting,), requests=(leave,))

    def told(*work: tuple[int, int, list[tuple[int, int, int]]]) -> dict[str, str]:
        solution = Solution(
            "feasible",
            *(0.0, 0.0, "work", {}),
            tuple(Assignment(agent, 0, shift) for agent, shift, _ in work),
            tuple(Activity(agent, *span) for agent, _, spans in work for span in spans),
            0,
        )
        (entry,) = meetings_summary(shop, MONDAY, 1, solution)["meetings"]
        why: dict[str, str] = entry["why_absent"]
        return why

    assert told() == {"007": "leave", "A2": "off", "A3": "off"}
    at_desk, eating = [(480, 1020, 0)], [(480, 660, 0), (660, 720, MEAL), (720, 1020, 0)]
    late = [(900, 1440, 0)]
    assert told((1, 0, at_desk), (2, 1, late)) == {"007": "leave", "A2": "desk", "A3": "shift"}
    held = [(480, 660, 0), (660, 720, -10), (720, 1020, 0)]
    assert told((1, 0, held), (2, 0, eating)) == {"007": "leave", "A3": "pause"}
    entry = {"meeting": "例会", "date": "2026-11-09", "minutes": 60, "starts": [], "taking_part": 0}
    summary = {"meetings": [{**entry, "absent": ["A2"], "why_absent": {"A2": "pause"}}]}
    (line,) = meeting_lines(Plan(MONDAY, 1, summary=summary), Translator("zh"), {"A2": "李雷"})
    assert "A2 李雷（与用餐、小休或另一个会冲突）" in line
