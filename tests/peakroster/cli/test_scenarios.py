"""``scenario`` and ``scenarios``: kept, computed, compared, listed, deleted; and the same from a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import peakroster as pr
from peakroster.messages import LANGUAGES, Translator
from peakroster.plans.store import PlanStore
from tests.peakroster.cli.small_shop import run

pytestmark = pytest.mark.slow

FIRST = ("--from", "2026-11-09")


def test_a_scenario_is_kept_solved_and_listed(planned: Path, tmp_path: Path) -> None:
    """With the figures of the plan beside it; a second run computes nothing that still holds."""
    file = tmp_path / "more.json"
    file.write_text(json.dumps([{"kind": "shrinkage", "share": 0.2}]), encoding="utf-8")
    options = ("--traffic", 1.3, "--ill", 1, "--dates", "2026-11-09", "--overrides", file)
    solve = ("--solve", "--time-limit", 2, "--simulate")
    told = run("scenario", planned, "storm", *options, *solve, "--json", "--lang", "en").json
    scenario = told["scenario"]
    assert scenario["message"].startswith("all queues on Mon 11-09: inquiries +30%; 1 person ill: ")
    assert [each["kind"] for each in scenario["overrides"]] == ["traffic", "away", "shrinkage"]
    assert set(scenario["results"]) == {"as_it_is", "solved", "simulated"}
    assert scenario["results"]["solved"]["figures"]["broken"] == 0
    plan = PlanStore(planned).read(PlanStore(planned).plans()[0])
    assert told["plan"]["missing_hours"] == (plan.summary or {})["shortage_hours"]
    again = run("scenario", planned, "storm", *FIRST, "--json", "--lang", "en").json["scenario"]
    assert again == scenario
    listed = run("scenarios", planned, "--json").json["scenarios"]
    assert [(each["name"], set(each["results"])) for each in listed] == [
        ("storm", {"as_it_is", "solved", "simulated"})
    ]
    (planned / "requests.csv").write_text("agent_id,date,kind\n", encoding="utf-8")
    listed = run("scenarios", planned, *FIRST, "--json").json["scenarios"]
    assert listed[0]["results"]["solved"]["outdated"] == ["requests.csv"]
    assert run("scenario", planned, "storm", "--delete").code == 0
    assert run("scenarios", planned, "--json").json["scenarios"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_words(planned: Path, language: str) -> None:
    """A table with what is worse marked, and what is not certain."""
    ran = run("scenario", planned, "a", "--traffic", 2, "--queue", "presale", "--lang", language)
    assert ran.code == 0
    words = Translator(language)
    for key in ("column_figure", "missing_hours", "note_unknown"):
        assert words(f"scenario.{key}") in ran.out
    assert "▼" in ran.out
    assert "a" in run("scenarios", planned, "--lang", language).out


def test_what_cannot_be_is_refused(planned: Path) -> None:
    """And nothing is kept."""
    for options, code in (
        (("--traffic", 2, "--queue", "gone"), "scenario_unknown"),
        (("--ill", "gone"), "scenario_unknown"),
        ((), "scenario_missing"),
        (("--delete",), "scenario_missing"),
        (("--overrides", planned / "none.json"), "no_such_file"),
        (("--overrides", planned / "agents.csv"), "bad_json"),
    ):
        ran = run("scenario", planned, "a", *options, "--json")
        assert (ran.code, [each["code"] for each in ran.json["errors"]]) == (2, [code])
    assert run("scenarios", planned, "--json").json["scenarios"] == []


def test_from_a_script(planned: Path) -> None:
    """The same figures as the command's, and nothing is written."""
    shop = pr.read_shop(planned)
    store = PlanStore(planned)
    first = store.plans()[0]
    roster = pr.api.Roster(store.read(first), store.before(first))
    found = pr.scenario(shop, roster, [{"kind": "traffic", "factor": 1.3}])
    assert found.sentences == ("all queues: inquiries +30%",)
    rows = found.table.set_index(["figure", "queue"])
    told = run("scenario", planned, "a", "--traffic", 1.3, "--json").json
    figures = told["scenario"]["results"]["as_it_is"]["figures"]
    missing = rows.xs("missing_hours").iloc[0]
    assert missing["scenario"] == pytest.approx(figures["missing_hours"], abs=1e-3)
    assert missing["plan"] == pytest.approx(told["plan"]["missing_hours"], abs=1e-3)
    assert missing["verdict"] == "worse"
    assert repr(found) == "<Scenario: all queues: inquiries +30%>"
    with pytest.raises(ValueError, match="way"):
        pr.scenario(shop, roster, [], solve=True, way="other")  # type: ignore[arg-type]
