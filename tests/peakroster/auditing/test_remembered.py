"""The audit of plans that follow one another finds what the whole audit finds, and checks the demand once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from peakroster.auditing import audit_remembering, remembered
from scheduler.audit import PARTS, PlanData, Violation, audit
from scheduler.domain.queues import Target
from tests.scheduler.audit import world


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The parts of each audit that was made."""
    made: list[tuple[str, ...]] = []

    def counting(data: PlanData, parts: Collection[str] = PARTS) -> list[Violation]:
        made.append(tuple(parts))
        return audit(data, parts)

    monkeypatch.setattr(remembered, "audit", counting)
    remembered._known.clear()
    return made


def with_other_target(data: PlanData) -> PlanData:
    queues = tuple(replace(queue, targets=(Target("average_wait", 1),)) for queue in data.queues)
    return replace(data, shop=replace(data.shop, settings=replace(data.shop.settings, queues=queues)))


def test_it_finds_what_the_whole_audit_finds(checked: list[tuple[str, ...]]) -> None:
    """Of a right plan, one with other agents, a broken forecast, another target, no forecast at all."""
    right = world.written(world.shop())
    cases = [
        right,
        world.put(right, "requirement", 3, agents=40),
        world.put(right, "forecast", 2, mean=1e6),
        with_other_target(right),
        world.change(right, "roster", lambda table: table[:2]),
        replace(right, plan=replace(right.plan, forecast=None)),
    ]
    for case in cases:
        assert sorted(map(str, audit_remembering(case))) == sorted(map(str, audit(case)))
    assert sum("requirement" in parts for parts in checked) == len(cases) - 1  # the roster is nothing to it


def test_a_changed_roster_leaves_the_demand_as_it_was_found(checked: list[tuple[str, ...]]) -> None:
    """What is wrong with the requirement is told again, without another look."""
    wrong = world.put(world.written(world.shop()), "requirement", 3, agents=40)
    first = audit_remembering(wrong)
    again = audit_remembering(world.change(wrong, "roster", lambda table: table[:2]))
    told = {str(one) for one in first if one.file == "requirement.csv"}
    assert told
    assert told == {str(one) for one in again if one.file == "requirement.csv"}
    assert sum("requirement" in parts for parts in checked) == 1
