"""``who``: the answer in words and as JSON; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

import peakroster as pr
from peakroster.messages import LANGUAGES, Translator
from peakroster.plans.store import PlanStore
from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.slow

FIRST = ("--from", "2026-11-09")


def asked(folder: Path) -> tuple[str, str, str]:
    """Agent, date and shift of the roster's first row."""
    row = pr.read_shop(folder).folder / "plans" / "2026-11-09" / "roster.csv"
    agent, day, shift = row.read_text(encoding="utf-8-sig").splitlines()[1].split(",")[:3]
    return agent, day, shift


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_words(planned: Path, language: str) -> None:
    """People, the rules that keep others from it, and swaps."""
    agent, day, shift = asked(planned)
    before = state_of(planned)
    ran = run("who", planned, *FIRST, "--date", day, "--agent", agent, "--lang", language)
    assert ran.code == 0
    words = Translator(language)
    assert shift in ran.out
    assert words("who.note") in ran.out
    assert words("who.column_points") in ran.out or words("who.nobody_can") in ran.out
    assert state_of(planned) == before


def test_as_json(planned: Path) -> None:
    """Everybody but the giver, with the rules that object in words; an additional shift has no giver."""
    agent, day, shift = asked(planned)
    who = run("who", planned, *FIRST, "--date", day, "--agent", agent, "--json", "--lang", "en").json["who"]
    assert (who["agent_id"], who["date"], who["shift"]) == (agent, day, shift)
    assert agent not in {row["agent_id"] for row in who["people"]}
    assert all(row["legal"] == (not row["objections"]) for row in who["people"])
    able = [row["points"] for row in who["people"] if row["legal"]]
    assert able == sorted(able)
    assert all(each["message"] for row in who["people"] for each in row["objections"])
    more = run("who", planned, *FIRST, "--date", day, "--shift", shift, "--json").json["who"]
    assert more["agent_id"] is None
    assert more["nobody"] == {"points": 0.0, "late": 0.0, "missing_hours": 0.0, "spare_hours": 0.0}


def test_refused_all_at_once(planned: Path) -> None:
    """A wrong day, agent and shift."""
    ran = run("who", planned, *FIRST, "--date", "2027-01-01", "--agent", "X", "--shift", "Y", "--json")
    assert ran.code == 2
    codes = {finding["code"] for finding in ran.json["errors"]}
    assert codes == {"option_outside_plan", "unknown_agent", "unknown_shift"}


def test_the_function_says_what_the_command_says(planned: Path) -> None:
    """With tables of ids and dates; a trade's changes are cells of the roster."""
    agent, day, _ = asked(planned)
    who = run("who", planned, *FIRST, "--date", day, "--agent", agent, "--json").json["who"]
    shop = pr.read_shop(planned)
    store = PlanStore(planned)
    plan = store.read(store.plans()[0])
    found = pr.who_could(shop, pr.Roster(plan, store.before(plan.first_day)), day, agent=agent)
    assert found.people["agent_id"].tolist() == [row["agent_id"] for row in who["people"]]
    assert found.people["points"].tolist() == [row["points"] for row in who["people"]]
    assert len(found.trades) == len(who["trades"])
    for changes in found.trades["changes"]:
        assert any(cell == (agent, plan.first_day) or cell[0] != agent for cell in changes)
    assert "WhoCould" in repr(found)
