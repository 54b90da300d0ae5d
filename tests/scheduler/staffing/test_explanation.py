"""Why so many agents: the rules one by one, and what one agent fewer or more would give."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.queueing import InTime, ServiceModel, performance
from scheduler.staffing import ServiceTarget, agents_needed
from scheduler.staffing.explanation import (
    RuleRequirement,
    StaffingRules,
    binding_rules,
    combined_requirement,
    offered_load,
    requirements_by_rule,
    staffing_options,
)
from tests.scheduler.queueing.strategies import models

CHAT = ServiceModel(270, 3, (1.0, 0.9, 0.8))
LEVEL = ServiceTarget("service_level", 30, 0.95)
WAIT = ServiceTarget("average_wait", 30)


@settings(max_examples=40, deadline=None)
@given(
    models(),
    st.floats(0, 800),
    st.lists(st.booleans(), min_size=2, max_size=2),
    st.none() | st.floats(0.3, 0.95),
    st.integers(0, 12),
)
def test_the_rules_one_by_one_make_the_whole(
    model: ServiceModel, arrivals: float, counting: list[bool], cap: float | None, least: int
) -> None:
    """The most that any rule asks for alone is what all together ask for; a team keeps exactly the rules
    that ask for no more than it is."""
    rules = StaffingRules((LEVEL, WAIT), tuple(counting), cap, least)
    found = requirements_by_rule(model, arrivals, rules)
    whole = int(agents_needed(model, arrivals, list(zip(rules.targets, counting, strict=True)), cap, least))
    assert combined_requirement(found) == whole
    if whole:
        assert {need.agents for need in binding_rules(found)} == {whole}
        (fewer, enough) = staffing_options(model, arrivals, rules.targets, found, (whole - 1, whole))
        assert enough.broken == ()
        assert fewer.broken == binding_rules(found)
    else:
        assert binding_rules(found) == ()


def test_the_figures_are_those_of_the_steady_state() -> None:
    """Every figure of a team is what the queueing formulas say of it; times that two targets share are told
    once."""
    model = ServiceModel(270, 3, (1.0, 0.9, 0.8), 240)
    later = ServiceTarget("service_level", 180, 0.9)
    found = requirements_by_rule(model, 143.0, StaffingRules((WAIT, LEVEL, later), (True, True, False)))
    for team in staffing_options(model, 143.0, (WAIT, LEVEL, later), found, (4, 6, 9)):
        right = performance(model, [143.0, 143.0], team.agents, [30, 180])
        shares = {measured.within_seconds: share for measured, share in team.shares}
        assert shares == dict(zip((30, 180), right.service_level, strict=True))
        assert team.average_wait == right.average_wait[0]
        assert team.probability_of_wait == right.probability_of_wait[0]
        assert team.share_leaving == right.share_leaving[0]
        assert team.occupancy == right.occupancy[0]


def test_which_rule_decides() -> None:
    """A long minimum, a tight cap and a strict target each decide in turn; a target outside of its hours
    asks for nobody."""

    def decides(cap: float | None, least: int) -> list[str]:
        return [
            need.rule
            for need in binding_rules(
                requirements_by_rule(CHAT, 100, StaffingRules((LEVEL,), (True,), cap, least))
            )
        ]

    assert decides(None, 0) == ["target"]
    assert decides(None, 50) == ["min_agents"]
    assert decides(0.2, 3) == ["max_occupancy"]
    outside = requirements_by_rule(CHAT, 100, StaffingRules((LEVEL,), (False,), None, 1))
    assert outside == (RuleRequirement("target", 0, 0, counts=False), RuleRequirement("min_agents", None, 1))


def test_an_overload_says_how_many_are_short() -> None:
    """72 chats an hour of 300 s are 6 erlang; an agent with two chats does 2: three agents just do not keep
    up, two are one short. Where nobody leaves the wait has no end; where they do it has."""
    twice = ServiceModel(300, 2)
    found = requirements_by_rule(twice, 72, StaffingRules((LEVEL,), (True,)))
    assert offered_load(twice, 72) == 6
    none, two, three, four = staffing_options(twice, 72, (LEVEL,), found, (0, 2, 3, 4))
    assert [team.agents_short for team in (none, two, three, four)] == pytest.approx([3, 1, 0, 0])
    assert [team.overloaded for team in (none, two, three, four)] == [True, True, True, False]
    assert [math.isinf(team.average_wait) for team in (none, two, three, four)] == [True, True, True, False]
    assert two.occupancy == pytest.approx(1.5)
    hasty = ServiceModel(300, 2, patience_seconds=120)
    (left,) = staffing_options(
        hasty, 72, (LEVEL,), requirements_by_rule(hasty, 72, StaffingRules((LEVEL,), (True,))), (2,)
    )
    assert left.overloaded
    assert left.agents_short == pytest.approx(1)
    assert 0 < left.average_wait < 120
    assert left.share_leaving > 1 / 3 - 1e-9


def test_nothing_comes_in() -> None:
    """Without arrivals only the minimum asks for anybody, and nobody at the desks is no overload."""
    found = requirements_by_rule(CHAT, 0, StaffingRules((LEVEL,), (True,), 0.9))
    assert (combined_requirement(found), binding_rules(found)) == (0, ())
    (nobody,) = staffing_options(CHAT, 0, (), found, (0,))
    assert (nobody.overloaded, nobody.agents_short, nobody.average_wait) == (False, 0, 0)
    assert nobody.shares == ((InTime("service_level", 0.0), 1.0),)


def test_a_promise_that_nobody_can_keep() -> None:
    """More chats than a hundred thousand agents hold: no number is found, and that rule is named."""
    found = requirements_by_rule(CHAT, 1e9, StaffingRules((LEVEL,), (True,), None, 2))
    assert combined_requirement(found) is None
    assert binding_rules(found) == (RuleRequirement("target", 0, None),)
