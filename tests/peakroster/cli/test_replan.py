"""``replan`` from a day inside a plan, after other settings, and ``plan --keep``."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.peakroster.cli.small_shop import run

pytestmark = pytest.mark.slow

QUICK = ("--time-limit", 1, "--lang", "en")


def roster(folder: Path, first_day: str = "2026-11-09") -> pd.DataFrame:
    return pd.read_csv(folder / "plans" / first_day / "roster.csv", dtype=str)


def test_a_day_inside_a_plan_means_the_rest_of_that_plan(planned: Path, tmp_path: Path) -> None:
    """Who is ill on the second day loses that shift; the first day is over, and nothing of it changes."""
    before = roster(planned)
    ill = before.loc[before["date"] == "2026-11-10", "agent_id"].iloc[-1]
    because = tmp_path / "ill.csv"
    because.write_text(f"agent_id,from,reason\n{ill},2026-11-10,ill\n", encoding="utf-8")
    ran = run("replan", planned, "--from", "2026-11-10", *QUICK, "--because", because)
    assert ran.code == 0, ran.err
    assert "2026-11-10 lies in the plan of 2026-11-09" in ran.out
    after = roster(planned)
    assert not ((after["date"] == "2026-11-10") & (after["agent_id"] == ill)).any()
    first, now = (table[table["date"] == "2026-11-09"].reset_index(drop=True) for table in (before, after))
    pd.testing.assert_frame_equal(first, now)
    said = json.loads((planned / "plans" / "2026-11-09" / "summary.json").read_text(encoding="utf-8"))
    assert said["replan"]["frozen_until"] == "2026-11-09T23:59"
    wrong = run("replan", planned, "--from", "2026-12-24", *QUICK, "--json")
    assert [error["code"] for error in wrong.json["errors"]] == ["plan_missing"]


def test_a_plan_that_is_older_than_a_setting_says_which(planned: Path) -> None:
    """Beside what the audit finds: key, value then and now, and what to type; nothing before that."""
    clean = run("audit", planned, "--from", "2026-11-09", "--json")
    assert (clean.code, clean.json["warnings"]) == (0, [])
    file = planned / "shop.toml"
    text = file.read_text(encoding="utf-8").replace("within_seconds = 60", "within_seconds = 20")
    file.write_text(text.replace("[rules]", "[rules]\nmax_night_shifts_per_week = 1"), encoding="utf-8")
    ran = run("audit", planned, "--from", "2026-11-09", "--json", "--lang", "en")
    assert ran.code == 4
    told = {one["code"]: one for one in ran.json["warnings"]}
    assert told["settings_changed"]["column"] == "queues[presale].target.within_seconds"
    assert "was made when this was 60; now it is 20" in told["settings_changed"]["message"]
    assert "peakroster size DIR --from 2026-11-09" in told["settings_changed"]["remedy"]
    assert told["settings_changed_roster"]["column"] == "rules.max_night_shifts_per_week"


def test_a_plan_that_keeps_a_roster_changes_little_of_it(planned: Path) -> None:
    """Of two days that are like those of the week before few shifts change, each for a price and a reason."""
    told = roster(planned)
    arguments = ("--from", "2026-11-16", "--days", 2, *QUICK, "--start", "last-week", "--keep", "--json")
    ran = run("plan", planned, *arguments)
    assert (ran.code, ran.json["audit"]) == (0, []), ran.err
    there, now = (
        {*zip(t["agent_id"], t["shift"], strict=True)} for t in (told, roster(planned, "2026-11-16"))
    )
    changes = ran.json["replan"]["changes"]
    assert all(row["points"] > 0 and row["message"] for row in changes)
    assert len(changes) <= len(told) // 2
    assert len(there & now) >= len(there) - len(changes) - len(ran.json["replan"]["lost"])
    without = run("plan", planned, *arguments[:4], *QUICK, "--keep")
    assert without.code == 2
