"""``peakroster plan``: files, repeatability, borders between plans."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.store.versions import files_of_version, versions_of
from tests.peakroster.cli.small_shop import FILES as FILES_OF_SHOP
from tests.peakroster.cli.small_shop import Ran, run, write_small_shop

pytestmark = pytest.mark.slow

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


def test_a_plan_with_a_chatbot_that_hands_over_later_is_clean(tmp_path: Path) -> None:
    """Shares by hour, a promotion that states one and a hand-over: need, coverage and the parts of the
    objective are what the audit counts by itself; without a chatbot need and coverage are wrong."""
    folder = write_small_shop(tmp_path / "shop")
    settings, events = FILES_OF_SHOP["shop.toml"], FILES_OF_SHOP["events.csv"].splitlines()
    bot = 'bot_share = [{ hours = "00:00-08:10", share = 0.5 }, { share = 0.2 }]\nbot_minutes = 25\n'
    (folder / "shop.toml").write_text(settings.replace("aht_seconds", bot + "aht_seconds"), "utf-8")
    rows = [f"{events[0]},bot_share", *(f"{row},0.05" for row in events[1:])]
    (folder / "events.csv").write_text("\n".join(rows) + "\n", "utf-8")
    ran = plan(folder, "2026-11-09", 2, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["audit"] == []
    (folder / "shop.toml").write_text(settings, "utf-8")
    audited = run("audit", folder, "--from", "2026-11-09", "--json")
    for code in ("requirement_too_few", "coverage_service_level"):
        assert code in audited.out


def test_a_plan_made_again_is_the_same_and_keeps_the_old_one(planned: Path) -> None:
    """Same input, same seed: byte for byte, summary.json's seconds aside; the plan that was there stays a
    version. What people read: a line for each day and queue, and why nobody is there at first."""
    ran = plan(planned, "2026-11-09", 2)
    assert ran.code == 0, ran.err
    kept = versions_of(planned, date(2026, 11, 9))
    old, new = (files_of_version(planned, version) for version in kept[-2:])
    for name in FILES[:-1]:
        assert new[name] == old[name] == (planned / "plans" / "2026-11-09" / name).read_bytes(), name
    ours, theirs = (json.loads(files["summary.json"]) for files in (new, old))
    assert ours["stopped_by"] in ("optimal", "work")
    assert ours.pop("seconds").keys() == theirs.pop("seconds").keys()
    assert ours == theirs

    assert "小店[一号]" in ran.out  # brackets are not markup
    assert "stays as a version" in ran.out
    assert "Audit passed: every rule and figure holds." in ran.out
    lines = [line for line in ran.out.splitlines() if "│ 2026-11-" in line]
    assert [("售前" in line, "★" in line) for line in lines] == [
        (True, False),
        (False, False),
        (True, True),
        (False, False),
    ]
    # Without a plan before it, the morning until 08:00 is told apart from what is missing.
    assert "Cannot be planned: " in ran.out
    assert ours["unplannable_hours"] >= 8
    missing = [float(line.split("│")[5]) for line in lines]
    assert abs(sum(missing) - ours["shortage_hours"]) <= 0.05 * len(missing)


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
