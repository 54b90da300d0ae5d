"""``peakroster shifts``: a catalogue for the days of one plan or of several."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from peakroster.plans.store import PlanStore
from peakroster.plans.tables import empty_table
from scheduler.domain.plan import Plan
from tests.peakroster.cli.small_shop import run
from tests.peakroster.shop.shops import GOOD, write_shop

pytestmark = pytest.mark.slow

SHIFTS = """\
shift,start,end,meal_minutes,meal_from,meal_to
早班,08:00,16:00,,,
晚班,15:00,23:00,,,
"""
AGENTS = "agent_id,name,skills,shifts\n" + "".join(
    f"A{number},王{number},presale;aftersale,{'早班' if number == 8 else ''}\n" for number in range(1, 9)
)


def a_shop(folder: Path, *, plans: dict[str, int]) -> Path:
    """Eight people and two shifts; two agents needed from 09:00 to 17:00. plans: first day → days."""
    settings = GOOD["shop.toml"].replace("shrinkage = 0.1", "shrinkage = 0")
    files = {"shop.toml": settings, "shifts.csv": SHIFTS, "agents.csv": AGENTS, "mapping.csv": None}
    files |= {"requests.csv": None, "locks.csv": "agent_id,date,shift\nA8,2026-11-09,晚班\n"}
    shop = write_shop(folder, files)
    for first, days in plans.items():
        midnight = pd.Timestamp(first)
        times = [midnight + pd.Timedelta(minutes=30 * slot) for slot in range(48 * days)]
        table = empty_table("requirement").reindex(range(len(times)))
        table["timestamp"], table["queue"], table["inquiries"] = times, "presale", 1.0
        table["agents"] = [2 if 9 <= time.hour < 17 else 0 for time in times]
        table["aht_seconds"] = 240.0
        PlanStore(shop).write(Plan(midnight.date(), days, requirement=table))
    return shop


def test_a_catalogue_for_a_week(tmp_path: Path) -> None:
    """One shift from 09:00 to 17:00 is proven the best: nothing short, nothing idle; the file is sound."""
    shop = a_shop(tmp_path / "shop", plans={"2026-11-09": 7})
    new = tmp_path / "new.csv"
    result = run("shifts", shop, "--from", "2026-11-09", "--shifts", "1", "--write", new, "--json")
    assert result.code == 0
    found = result.json["shift_design"]
    (only,) = found["proposal"]["shifts"]
    assert (only["shift"], only["start"], only["end"], only["people"]) == ("早班", "09:00", "17:00", [2] * 7)
    assert (found["needed_hours"], found["proposal"]["paid_hours"]) == (112, 112)
    assert (found["proposal"]["missing_hours"], found["proposal"]["gap"]) == (0, 0)
    assert found["present"]["paid_hours"] == 224  # two early shifts, two late ones for the last hour
    assert found["names_gone"] == {"晚班": ["locks.csv"]}
    (gone,) = result.json["warnings"]
    assert (gone["code"], gone["file"], gone["value"]) == ("shift_name_gone", "locks.csv", "晚班")
    (shop / "locks.csv").unlink()
    (shop / "shifts.csv").write_bytes(new.read_bytes())
    assert run("check", shop, "--json").json["errors"] == []


def test_days_of_several_plans(tmp_path: Path) -> None:
    """Two plans hold ten days; an eleventh is told as missing."""
    shop = a_shop(tmp_path / "shop", plans={"2026-11-09": 7, "2026-11-16": 3})
    options = ("--from", "2026-11-09", "--shifts", "1", "--lengths", "8")
    result = run("shifts", shop, *options, "--days", "10")
    assert result.code == 0
    assert "Proposed shifts, 1 shift for 2026-11-09 – 2026-11-18" in result.out
    assert "Mon 2  Tue 2" in result.out
    assert "No catalogue of so many shifts is better." in result.out
    refused = run("shifts", shop, *options, "--days", "11", "--json")
    assert refused.code == 2
    assert [each["code"] for each in refused.json["errors"]] == ["no_requirement_of_days"]
    assert "2026-11-19" in refused.json["errors"][0]["message"]


def test_in_chinese(tmp_path: Path) -> None:
    """Tables and sentences; the list of a person who may not work new names."""
    shop = a_shop(tmp_path / "shop", plans={"2026-11-09": 2})
    options = ("--days", "2", "--shifts", "2", "--lengths", "4", "--unlimited", "--lang", "zh")
    shown = run("shifts", shop, "--from", "2026-11-09", *options).out
    assert "建议的班次" in shown
    assert "现有 2 个" in shown
    assert "A8" in shown


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--lengths", "x", "--earliest", "8 o'clock"], ["bad_length", "bad_time"]),
        (["--lengths", "8.25"], ["shift_off_grid"]),
        (["--lengths", "10;11"], ["design_length_forbidden"] * 2),
        (["--lengths", "4", "--meal-minutes", "240"], ["design_meal_fills"]),
        (["--start-step", "45"], ["shift_off_grid"]),
        (["--lengths", "4;4.5;5;5.5;6;6.5;7;7.5;8;8.5;9;3;3.5"], ["design_too_many"]),
        (["--write", "there.csv"], ["file_is_there"]),
    ],
)
def test_options_that_cannot_be(
    options: list[str], codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All problems at once, with the option as their place."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("mine")
    shop = a_shop(tmp_path / "shop", plans={"2026-11-09": 1})
    result = run("shifts", shop, "--from", "2026-11-09", "--days", "1", *options, "--json")
    assert result.code == 2
    assert [each["code"] for each in result.json["errors"]] == codes
    assert all(each["file"].startswith("--") for each in result.json["errors"])
    assert (tmp_path / "there.csv").read_text() == "mine"
