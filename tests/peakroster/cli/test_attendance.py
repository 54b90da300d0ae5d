"""``peakroster attendance``: told in words, JSON and files; what is stored counts for the next plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.plans.store import PlanStore
from tests.peakroster.cli.small_shop import run, state_of
from tests.peakroster.plans.conftest import make_plan

pytestmark = pytest.mark.slow

FIRST_DAY = date(2026, 11, 9)
HEADER = "工号,日期,上班,下班,状态\n"
FILE = "007,2026-11-09,08:12,17:40,迟到\nA3,2026-11-10,,,请假\nA5,2026-11-10,09:00,13:00,\n"


@pytest.fixture
def compared(shop: Path) -> Path:
    """The small shop with three shifts on two days."""
    worked = (("007", 0, "day"), ("A2", 0, "night"), ("A3", 1, "day"))
    PlanStore(shop).write(make_plan(FIRST_DAY, 2, worked))
    return shop


def written(folder: Path, rows: str) -> Path:
    file = folder / "export.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    return file


def test_told_and_not_stored(compared: Path, tmp_path: Path) -> None:
    """Words in both languages, figures in JSON, tables as files, and the shop as it was."""
    file, before = written(tmp_path, FILE), state_of(compared)
    days, intervals = tmp_path / "days.csv", tmp_path / "intervals.csv"
    told = run("attendance", compared, file, "--csv", days, "--intervals", intervals, "--json")
    assert told.code == 0
    total = told.json["totals"]
    assert (total["shifts"], total["absences"], total["late"], total["unplanned"]) == (2, 1, 12, 240)
    assert total["adherence"] == round(498 / 1020, 4)
    assert told.json["sources"] == [{"first_day": "2026-11-09", "publication": None}]
    assert [each["code"] for each in told.json["warnings"]] == ["attendance_not_in_file"]
    away = {each["agent_id"]: each["away"] for each in told.json["days"]}
    assert away == {"007": None, "A3": "leave", "A5": None}
    eight = [each for each in told.json["intervals"] if each["timestamp"] == "2026-11-09T08:00"]
    presale = next(each for each in eight if each["queue"] == "presale")
    assert (presale["needed"], presale["planned"], presale["present"]) == (3.0, 1.0, 0.8)
    assert days.read_text("utf-8-sig").splitlines()[1].startswith("007,王芳,2026-11-09,day,2026-11-09T08:00,")
    assert len(pd.read_csv(intervals)) == len(told.json["intervals"])
    for language, words in (("zh", "没有保存任何内容"), ("en", "Nothing was stored")):
        shown = run("attendance", compared, file, "--lang", language)
        assert shown.code == 0
        assert words in shown.out
    assert state_of(compared) == before


def test_what_was_worked_counts_for_the_next_plan(compared: Path, tmp_path: Path) -> None:
    """Whoever stayed until midnight has the rest that the rule says, absent people have no shift behind them,
    and the audit reads the same."""
    rows = "007,2026-11-10,13:00,次日 00:30,\nA3,2026-11-10,,,旷工\n007,2026-11-09,08:00,16:30,\n"
    stored = run("attendance", compared, written(tmp_path, rows), "--write", "--json")
    assert stored.code == 0
    assert stored.json["stored"] == {
        "file": "plans/worked/roster.csv",
        "rows": 3,
        "shrinkage": None,
        "later_plans": [],
    }
    earlier = PlanStore(compared).before(date(2026, 11, 11))
    had = {(row.agent_id, row.date.day): f"{row.end:%d %H:%M}" for row in earlier.roster.itertuples()}
    assert had == {("007", 9): "09 16:30", ("007", 10): "11 00:30", ("A2", 9): "10 06:00"}
    pd.testing.assert_frame_equal(earlier.roster, earlier.window)
    planned = run("plan", compared, "--from", "2026-11-11", "--days", 1, "--time-limit", 2, "--json")
    assert (planned.code, planned.json["audit"]) == (0, [])
    roster = PlanStore(compared).read(date(2026, 11, 11)).roster
    assert roster is not None
    mine = roster[roster["agent_id"] == "007"]
    assert (mine["start"] >= pd.Timestamp("2026-11-11T11:30")).all()
    again = run("attendance", compared, written(tmp_path, rows), "--write", "--lang", "en")
    assert "These plans begin later and were made without it: 2026-11-11" in again.out


def test_shrinkage_is_written_where_the_hours_allow_it(shop: Path, tmp_path: Path) -> None:
    """Of eight people and six days a quarter is lost; the rest of shop.toml is as it was."""
    agents = ("007", "A2", "A3", "A4", "A6", "A7")
    worked = tuple((agent, day, "day") for agent in agents for day in range(6))
    PlanStore(shop).write(make_plan(FIRST_DAY, 6, worked))
    rows = "".join(f"{a},2026-11-{9 + d:02d},10:{d}0,16:30,\n" for a in agents for d in range(6))
    before = (shop / "shop.toml").read_text(encoding="utf-8")
    stored = run("attendance", shop, written(tmp_path, rows), "--write", "--json")
    value = stored.json["stored"]["shrinkage"]
    assert value == round((120 + 25) / 510, 3)
    after = (shop / "shop.toml").read_text(encoding="utf-8")
    assert after == before.replace("shrinkage = 0.05", f"shrinkage = {value}")
    again = run("attendance", shop, tmp_path / "export.csv", "--write", "--json")
    assert again.json["stored"]["shrinkage"] is None


def test_a_publication_is_what_people_were_told(compared: Path, tmp_path: Path) -> None:
    """A shift that was changed after it is not held against them."""
    published = run("publish", compared, "--from", "2026-11-09", "--in-spite-of", "made by hand")
    assert published.code == 0, published.out + published.err
    PlanStore(compared).write(make_plan(FIRST_DAY, 2, (("A4", 0, "day"),)))
    told = run("attendance", compared, written(tmp_path, FILE), "--json")
    assert told.json["sources"] == [{"first_day": "2026-11-09", "publication": 1}]
    assert told.json["totals"]["shifts"] == 2


def test_named_headers_that_are_not_there(compared: Path, tmp_path: Path) -> None:
    """One message each, and nothing is remembered."""
    file = written(tmp_path, FILE)
    wrong = run("attendance", compared, file, "--column", "clock_in=到岗", "--json")
    assert (wrong.code, wrong.json["errors"][0]["code"]) == (2, "attendance_header_missing")
    wrong = run("attendance", compared, file, "--column", "came", "--json")
    assert (wrong.code, wrong.json["errors"][0]["code"]) == (2, "attendance_option")
    assert not (compared / "attendance.toml").exists()
    (compared / "attendance.toml").write_text("columns = 1", encoding="utf-8")
    wrong = run("attendance", compared, file, "--json")
    assert (wrong.code, wrong.json["errors"][0]["code"]) == (2, "attendance_settings")
