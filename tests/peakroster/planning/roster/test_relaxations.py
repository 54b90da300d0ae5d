"""Each rule in force is loosened by itself, by a step, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from peakroster.planning.roster.relaxations import of_one, relaxations
from peakroster.shop.folder import read_shop
from scheduler.domain.agents import Agent
from scheduler.domain.overtime import Overtime
from scheduler.domain.requests import Lock
from scheduler.domain.rotations import OwnRotation, Rotation
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from tests.peakroster.planning.roster.test_rules import MONDAY, SHIFTS
from tests.peakroster.shop.shops import write_shop
from tests.scheduler.statements import changed

pytestmark = pytest.mark.slow

RULES = Rules(
    max_hours_per_day=8,
    max_hours_per_week=44,
    max_days_per_week=7,
    min_rest_hours=11,
    min_consecutive_days=2,
    forbidden_successions=(("夜班", "早班"),),
    shift_limits=(Limit("week", 1, 2, ("夜班",)),),
    hours_limits=(Limit("month", 100, 160),),
    min_activity_minutes=60,
    overtime=Overtime(),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    plain = read_shop(write_shop(tmp_path_factory.mktemp("shops") / "plain"))
    none = (None,) * 8
    one = Agent("A1", "张三", ("presale",), *none, row=2)
    people = (
        changed(one, max_hours_week=40.0, hours=Window(480, 1080), max_consecutive_days=5),
        changed(one, id="A2", row=3),
    )
    return replace(
        plain,
        settings=replace(plain.settings, rules=RULES),
        agents=people,
        shifts=SHIFTS,
        locks=(Lock("A1", MONDAY, "早班", 2),),
    )


def test_values_by_hand(shop: Shop) -> None:
    """Upper limits rise and lower ones fall by a step; beyond its bounds a rule is dropped; what a roster's
    shifts cannot break is left out."""
    found = {(one.key, one.of_agents): one for one in relaxations(shop)}
    told = {key: (one.before, one.after) for key, one in found.items()}
    assert told == {
        ("max_hours_per_day", 0): (8, 9),
        ("max_hours_per_week", 0): (44, 48),
        ("max_days_per_week", 0): (7, None),
        ("min_rest_hours", 0): (11, 10),
        ("min_consecutive_days", 0): (2, 1),
        ("forbidden_successions", 0): (None, None),
        ("shift_limits", 0): (None, None),
        ("hours_limits", 0): (None, None),
        ("max_consecutive_days", 1): (5, 6),
        ("max_hours_week", 1): (40, 44),
        ("hours", 1): (None, None),
        ("locks", 1): (None, None),
    }
    assert found["shift_limits", 0].shop.settings.rules.shift_limits == (Limit("week", 0, 3, ("夜班",)),)
    assert found["hours_limits", 0].shop.settings.rules.hours_limits == (Limit("month", 92, 168),)
    assert found["max_consecutive_days", 1].shop.agents[0].rules.max_consecutive_days == 6
    assert found["max_hours_week", 1].shop.agents[0].max_hours_week == 44
    assert found["hours", 1].shop.agents[0].hours is None
    assert found["locks", 1].shop.locks == ()


def test_own_overtime_and_days_off_after_nights(shop: Shop) -> None:
    """More overtime of one's own; fewer days off, none where there is one."""
    rules = Rules(overtime=Overtime(), days_off_after_nights=2)
    people = (changed(shop.agents[1], max_overtime_month=20.0),)
    stated = replace(shop, settings=replace(shop.settings, rules=rules), agents=people, locks=())
    found = {(one.key, one.of_agents): one for one in relaxations(stated)}
    assert found["days_off_after_nights", 0].after == 1
    assert found["max_overtime_month", 1].shop.agents[0].rules.max_overtime_month == 28
    one = replace(rules, days_off_after_nights=1)
    last = {
        each.key: each for each in relaxations(replace(stated, settings=replace(stated.settings, rules=one)))
    }
    assert last["days_off_after_nights"].shop.settings.rules.days_off_after_nights is None


def test_only_one_thing_differs(shop: Shop) -> None:
    """Of everything that the shop states, one field of the rules, of the agents or the locks."""
    for one in relaxations(shop):
        differs = [
            name for name in ("settings", "agents", "locks") if getattr(one.shop, name) != getattr(shop, name)
        ]
        assert len(differs) == 1, one.key
        assert one.shop.requests == shop.requests


def test_a_shop_without_rules_has_nothing_to_loosen(shop: Shop, tmp_path: Path) -> None:
    people = tuple(
        changed(agent, max_hours_week=None, hours=None, max_consecutive_days=None) for agent in shop.agents
    )
    free = replace(shop, settings=replace(shop.settings, rules=Rules()), agents=people, locks=())
    assert list(relaxations(free)) == []


def test_a_hard_rotation_becomes_a_soft_one(shop: Shop) -> None:
    """For all who have it; a soft one has a price already, and is no rule to loosen."""
    hard, soft = (OwnRotation(Rotation("r", (None, ()), MONDAY, hard), 1) for hard in (True, False))
    people = tuple(replace(agent, rotation=own) for agent, own in zip(shop.agents, (hard, soft), strict=True))
    (found,) = [one for one in relaxations(replace(shop, agents=people)) if one.key == "rotation"]
    assert (found.of_agents, found.softened, found.dropped, found.agent) == (1, True, False, "A1")
    assert [agent.rotation for agent in found.shop.agents] == [soft, soft]
    assert "rotation" not in {one.key for one in relaxations(shop)}


def test_a_column_may_be_loosened_for_one_person(shop: Shop) -> None:
    """Everybody else keeps theirs; nobody who has none gets more; locks likewise."""
    people = tuple(changed(agent, max_hours_week=40.0) for agent in shop.agents)
    locks = (*shop.locks, Lock("A2", MONDAY, "早班", 3))
    both = replace(shop, agents=people, locks=locks)
    joint = {one.key: one for one in relaxations(both)}
    assert (joint["max_hours_week"].agent, joint["max_hours_week"].before) == (None, None)
    one = of_one(both, "max_hours_week", "A2")
    assert one is not None
    assert (one.agent, one.of_agents, one.before, one.after) == ("A2", 1, 40, 44)
    assert [agent.max_hours_week for agent in one.shop.agents] == [40, 44]
    free = of_one(both, "locks", "A1")
    assert free is not None
    assert (free.agent, free.dropped, free.shop.locks) == ("A1", True, locks[1:])
    assert of_one(both, "max_consecutive_days", "A2") is None
