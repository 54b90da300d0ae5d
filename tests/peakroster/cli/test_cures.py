"""``cures`` and ``why-not`` in words and as JSON; nothing is written."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import peakroster as pr
from peakroster.cli.cure_tables import rule_change
from peakroster.desk.why_not import RuleTrial
from peakroster.messages import LANGUAGES, Translator
from peakroster.planning.roster.relaxations import of_one, relaxations
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from scheduler.alternatives.standing_roster import NO_CHANGE
from scheduler.alternatives.trials import Measured
from scheduler.domain.rotations import OwnRotation, Rotation
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.weights import Weights
from tests.peakroster.cli.small_shop import Ran, run, state_of

pytestmark = pytest.mark.slow

NO_PRICES = ("notice_hours", "free_weekends")
ASKED = ("--from", "2026-11-09", "--time-limit", 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_words(planned: Path, language: str) -> None:
    before, words = state_of(planned), Translator(language)
    ran = run("why-not", planned, *ASKED, "--lang", language)
    assert ran.code == 0
    assert words("cures.why_note") in ran.out
    ran = run("cures", planned, *ASKED, "--lang", language)
    assert ran.code == 0
    assert words("cures.note") in ran.out or words("cures.none") in ran.out
    assert state_of(planned) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_is_not_told_as_dropped(planned: Path, language: str) -> None:
    """Limits of shifts are widened; pairs of shifts are dropped."""
    words, shop = Translator(language), read_shop(planned)
    rules = Rules(shift_limits=(Limit("week", 1, 2),), forbidden_successions=(("晚班", "早班"),))
    stated = replace(shop, settings=replace(shop.settings, rules=rules), agents=(), locks=())
    nothing = Measured(0.0, NO_CHANGE, 0.0, 0.0, {})
    told = {
        one.key: rule_change(trial, words)
        for one in relaxations(stated)
        for trial in [RuleTrial(one, 1.0, nothing, ())]
    }
    step, dropped = words("cures.why_step_shop"), words("cures.why_dropped")
    assert told == {"shift_limits": step, "forbidden_successions": dropped}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_rule_is_loosened_is_told(planned: Path, language: str) -> None:
    """One person's number with its values and name, several people's as a step, a rotation as softened; and
    every weight has words."""
    words, shop = Translator(language), read_shop(planned)
    hard = OwnRotation(Rotation("r", (None, ()), date(2026, 11, 9), hard=True))
    first, second, *_ = (replace(agent, max_hours_week=40.0) for agent in shop.agents)
    people = (replace(first, rotation=hard), second)
    stated = replace(shop, agents=people, locks=(), settings=replace(shop.settings, rules=Rules()))
    nothing = Measured(0.0, NO_CHANGE, 0.0, 0.0, {})
    alone = of_one(stated, "max_hours_week", first.id)
    assert alone is not None
    asked = [*relaxations(stated), alone]
    told = [
        (one.key, rule_change(RuleTrial(one, 1.0, nothing, ()), words), one.agent)
        for one in asked
        if one.key in ("max_hours_week", "rotation")
    ]
    step, soft = words("cures.why_step", count=2), words("cures.why_softened", count=1)
    number = words("cures.why_changed", before=40.0, after=44.0)
    assert told == [
        ("max_hours_week", step, None),
        ("rotation", soft, first.id),
        ("max_hours_week", number, first.id),
    ]
    assert all(words.has(f"cures.weight_{one.name}") for one in fields(Weights) if one.name not in NO_PRICES)


@pytest.fixture(scope="module")
def answers(first_plan: tuple[Path, Ran]) -> dict[str, Any]:
    """What both commands say of the planned shop as JSON."""
    return {name: run(name, first_plan[0], *ASKED, "--json").json for name in ("why-not", "cures")}


def test_as_json(planned: Path, answers: dict[str, Any]) -> None:
    """Gains never below 0, each weight halved and doubled, each cure with its words."""
    said = answers["why-not"]
    assert all(row["gain"] >= 0 for row in said["rules"])
    assert {row["rule"] for row in said["rules"]} >= {"max_hours_per_day", "min_rest_hours", "max_hours_week"}
    assert {row["factor"] for row in said["weights"]} == {0.5, 2.0}
    said = answers["cures"]
    assert said["shortage"]["missing_hours"] > 0
    assert all(row["message"] for row in said["cures"] + said["hired"])
    refused = run("cures", planned, *ASKED, "--queue", "x", "--json")
    assert (refused.code, refused.json["errors"][0]["code"]) == (2, "unknown_queue")


def test_the_functions_say_what_the_commands_say(planned: Path, answers: dict[str, Any]) -> None:
    """The same trials as tables."""
    store = PlanStore(planned)
    plan = store.read(store.plans()[0])
    shop, roster = pr.read_shop(planned), pr.Roster(plan, store.before(plan.first_day))
    said = answers["cures"]
    found = pr.cures(shop, roster, time_limit=1)
    assert found.table["points"].tolist() == [row["points"] for row in said["cures"]]
    assert found.hired["people"].tolist() == [row["people"] for row in said["hired"]]
    said = answers["why-not"]
    why = pr.why_not(shop, roster, time_limit=1)
    assert why.rules["gain"].round(3).tolist() == [row["gain"] for row in said["rules"]]
    assert len(why.weights) == len(said["weights"])
    assert repr(why).startswith("<WhyNot")
    assert repr(found).startswith("<Cures")
