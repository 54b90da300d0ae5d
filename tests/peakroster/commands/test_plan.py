"""``peakroster plan``: files, repeatability, borders between plans."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from tests.peakroster.commands.small_shop import Ran, run

FILES = ["activities.csv", "coverage.csv", "forecast.csv", "requirement.csv", "roster.csv", "summary.json"]


def plan(folder: Path, start: str, days: int, *more: object) -> Ran:
    """Plan within five seconds of search, in English."""
    return run("plan", folder, "--from", start, "--days", days, "--time-limit", 5, "--lang", "en", *more)


def rosters(folder: Path, *starts: str) -> pd.DataFrame:
    """The rosters of these plans, by agent and time."""
    parts = [pd.read_csv(folder / "plans" / start / "roster.csv", dtype=str) for start in starts]
    table = pd.concat(parts)
    table[["start", "end"]] = table[["start", "end"]].apply(pd.to_datetime)
    table["paid_hours"] = table["paid_hours"].astype(float)
    return table.sort_values(["agent_id", "start"], ignore_index=True)


def test_a_plan_is_written_and_its_audit_is_clean(first_plan: tuple[Path, Ran]) -> None:
    """All files are there, the JSON answer holds summary, shortages, notes and a clean audit."""
    folder, ran = first_plan
    assert ran.code == 0, ran.err
    assert sorted(path.name for path in (folder / "plans" / "2026-11-09").iterdir()) == FILES
    answer = ran.json
    assert answer["audit"] == []
    assert answer["summary"]["from"] == "2026-11-09"
    assert answer["summary"] == json.loads((folder / "plans" / "2026-11-09" / "summary.json").read_bytes())
    for shortage in answer["shortages"]:
        assert pd.Timestamp(shortage["worst"]).strftime("%Y-%m-%dT%H:%M") == shortage["worst"]
        assert shortage["message"]
    assert {note["queue"] for note in answer["notes"]} <= {"presale", "aftersale"}
    assert "Forecasting" in ran.err  # progress never gets into the JSON


def test_the_same_seed_gives_the_same_files(first_plan: tuple[Path, Ran], shop: Path) -> None:
    """Byte for byte, summary.json's seconds aside."""
    assert plan(shop, "2026-11-09", 2).code == 0
    for name in FILES[:-1]:
        ours, theirs = (folder / "plans" / "2026-11-09" / name for folder in (shop, first_plan[0]))
        assert ours.read_bytes() == theirs.read_bytes(), name
    ours, theirs = (
        json.loads((folder / "plans" / "2026-11-09" / "summary.json").read_bytes())
        for folder in (shop, first_plan[0])
    )
    assert ours["stopped_by"] in ("optimal", "work")
    assert ours.pop("seconds").keys() == theirs.pop("seconds").keys()
    assert ours == theirs


def test_a_plan_over_a_plan_keeps_the_old_one(planned: Path) -> None:
    """It moves to plans/history as it was; the new one says so for people, in a table of lines."""
    before = (planned / "plans" / "2026-11-09" / "roster.csv").read_bytes()
    (planned / "locks.csv").write_text("agent_id,date,shift\n007,2026-11-09,off\n", encoding="utf-8")
    ran = plan(planned, "2026-11-09", 1)
    assert ran.code == 0, ran.err
    assert (planned / "plans" / "history" / "2026-11-09-1" / "roster.csv").read_bytes() == before
    assert rosters(planned, "2026-11-09")["agent_id"].ne("007").all()
    assert "小店[一号]" in ran.out  # brackets are not markup
    (line,) = (line for line in ran.out.splitlines() if "2026-11-09 Mon" in line and "售后" in line)
    assert len(line.split("│")) == 9
    assert "★" not in line
    assert "Audit: every rule and figure holds." in ran.out
    # Without a plan before it, the morning until 08:00 is told apart from what is missing.
    assert "Not plannable: " in ran.out
    summary = json.loads((planned / "plans" / "2026-11-09" / "summary.json").read_bytes())
    assert summary["unplannable_hours"] >= 8
    (line,) = (line for line in ran.out.splitlines() if "2026-11-09 Mon" in line and "售前" in line)
    assert float(line.split("│")[5]) <= summary["shortage_hours"] + 0.1


def test_a_plan_goes_on_where_the_last_one_ended(planned: Path) -> None:
    """In mid-week, for three days: rest and the week's hours hold across the border, the night shift that
    began in the plan before is counted at its desk, and the audit of all this is clean."""
    before = (planned / "plans" / "2026-11-09" / "roster.csv").read_bytes()
    ran = plan(planned, "2026-11-11", 3, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["audit"] == []
    assert (planned / "plans" / "2026-11-09" / "roster.csv").read_bytes() == before

    both = rosters(planned, "2026-11-09", "2026-11-11")
    rest = both.groupby("agent_id")["start"].shift(-1) - both["end"]
    assert (rest.dropna() >= pd.Timedelta(hours=11)).all()
    week = both.groupby("agent_id")["paid_hours"].sum()
    assert week.max() <= 44
    assert week.get("A5", 0) <= 16
    night = both[(both["agent_id"] == "007") & (both["date"] == "2026-11-10")]
    assert list(night["shift"]) == ["夜班"]

    coverage = pd.read_csv(planned / "plans" / "2026-11-11" / "coverage.csv", parse_dates=["timestamp"])
    morning = coverage[(coverage["timestamp"] < "2026-11-11T08:00") & (coverage["queue"] == "presale")]
    activities = pd.read_csv(planned / "plans" / "2026-11-09" / "activities.csv", dtype=str)
    meals = activities[(activities["activity"] == "meal") & (activities["start"] >= "2026-11-11")]
    working = (rosters(planned, "2026-11-09")["end"] > pd.Timestamp("2026-11-11")).sum()
    assert working >= 1
    assert morning["scheduled"].sum() == 8 * working - len(meals)
    assert (
        json.loads((planned / "plans" / "2026-11-11" / "summary.json").read_bytes())["unplannable_hours"] == 0
    )
