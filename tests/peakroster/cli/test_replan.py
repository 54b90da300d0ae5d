"""``replan`` from a day inside a plan, after other settings, and ``plan --keep``."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.peakroster.cli.small_shop import AGENTS, SETTINGS, run

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


def test_a_shop_with_everything_is_made_anew_within_the_rules(shop: Path, tmp_path: Path) -> None:
    """Split and reserve shifts, a meeting, overtime and a hard rotation: the audit finds nothing in the plan,
    nor in the one after somebody has fallen ill; whoever follows the rotation keeps to it."""
    (shop / "shifts.csv").write_text(
        "shift,start,end,meal_minutes,meal_from,meal_to,reserve,wanted\n"
        "早班,08:00,17:00,60,11:00,14:00,,\n晚班,15:00,24:00,60,18:00,20:00,,\n夜班,23:00,08:00,60,02:00,05:00,,\n"
        "两头班,09:00,21:00,240,12:00,17:00,,\n机动班,10:00,18:00,,,,yes,1\n",
        encoding="utf-8",
    )
    heads, *people = AGENTS.splitlines()
    rows = [f"{row},{'三班' if row.startswith('A7') else ''}" for row in people]
    (shop / "agents.csv").write_text("\n".join([f"{heads},rotation", *rows, ""]), encoding="utf-8")
    (shop / "mapping.csv").unlink()
    (shop / "meetings.csv").write_text(
        "meeting,date,minutes,hours,agents\n例会,2026-11-10,60,10:00-20:00,presale\n", encoding="utf-8"
    )
    more = (
        "\n[overtime]\nallowed = true\n"
        '\n[[rotation]]\nname = "三班"\npattern = ["早班", "晚班", "off"]\nstart = 2026-11-09\nhard = true\n'
    )
    (shop / "shop.toml").write_text(SETTINGS + more, encoding="utf-8")
    first = run("plan", shop, "--from", "2026-11-09", "--days", 3, *QUICK, "--json")
    assert (first.code, first.json["audit"]) == (0, []), first.err
    told = roster(shop)
    ill = told.loc[(told["date"] == "2026-11-10") & ~told["agent_id"].isin(["A7", "007"]), "agent_id"].iloc[0]
    because = tmp_path / "ill.csv"
    because.write_text(f"agent_id,from,until,reason\n{ill},2026-11-10,2026-11-11,ill\n", encoding="utf-8")
    ran = run("replan", shop, "--from", "2026-11-09", *QUICK, "--because", because, "--json")
    assert (ran.code, ran.json["audit"]) == (0, []), ran.err
    now = roster(shop)
    assert ill not in set(now.loc[now["date"].isin(["2026-11-10", "2026-11-11"]), "agent_id"])
    own = now[now["agent_id"] == "A7"]
    assert {*zip(own["date"], own["shift"], strict=True)} == {("2026-11-09", "早班"), ("2026-11-10", "晚班")}
