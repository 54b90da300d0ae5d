"""``peakroster fairness``: the table in words, in JSON and as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peakroster.plans.store import PlanStore
from tests.peakroster.cli.small_shop import run, write_small_shop
from tests.peakroster.plans.conftest import make_plan

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Two nights of one and one of another in a week without a requirement."""
    worked = (("A2", 0, "night"), ("A2", 2, "night"), ("A3", 4, "night"), ("A4", 1, "day"))
    folder = write_small_shop(tmp_path / "shop")
    PlanStore(folder).write(make_plan(date(2026, 11, 2), 7, worked))
    return folder


def test_who_had_more_stands_first(shop: Path, tmp_path: Path) -> None:
    """Three nights for three people who work by turns; the night worker has no share."""
    told = run("fairness", shop, "--json")
    assert told.code == 0
    assert (told.json["last"], told.json["days"]) == ("2026-11-08", 7)
    assert told.json["fairness"][0]["agent_id"] == "A2"
    nights = {each["agent_id"]: each["night"] for each in told.json["fairness"]}
    assert nights["A2"] == {"had": 2, "share": 1, "balance": 1}
    assert nights["A8"]["share"] is None
    assert told.json["spread"]["night"] == {"total": 3, "people": 3, "above": 1, "below": -1}
    file = tmp_path / "fair.csv"
    shown = run("fairness", shop, "--lang", "en", "--csv", file)
    assert shown.code == 0
    assert "A2" in shown.out
    assert file.read_text("utf-8-sig").splitlines()[1].startswith("A2,李雷,2.0,1.0,1.0,")


def test_a_plan_pays_back_what_is_owed(shop: Path) -> None:
    """Two nights of three are A2's before: none in the plan, whose audit counts the same by itself."""
    ran = run("plan", shop, "--from", "2026-11-09", "--days", 2, "--time-limit", 5, "--json")
    assert (ran.code, ran.json["audit"]) == (0, [])
    told = run("fairness", shop, "--json", "--weeks", 2)
    nights = {each["agent_id"]: each["night"]["had"] for each in told.json["fairness"]}
    assert (told.json["days"], nights["A2"]) == (9, 2)
    # Without a memory the same plan has other points for the same nights, which the audit finds.
    with (shop / "shop.toml").open("a", encoding="utf-8") as file:
        file.write("\n[fairness]\nwindow_weeks = 0\n")
    broken = run("audit", shop, "--from", "2026-11-09", "--json")
    assert broken.code == 4
    assert {each["column"] for each in broken.json["audit"]} == {"objective_parts.fairness.points"}


@pytest.mark.parametrize(("language", "said"), [("zh", "没有任何计划"), ("en", "No plan covers")])
def test_days_that_no_plan_has(shop: Path, language: str, said: str) -> None:
    """Said in words; a date that is none is an error that names the option."""
    assert said in run("fairness", shop, "--until", "2026-01-01", "--lang", language).out
    wrong = run("fairness", shop, "--until", "tomorrow", "--json")
    assert (wrong.code, wrong.json["errors"][0]["file"]) == (2, "--until")
