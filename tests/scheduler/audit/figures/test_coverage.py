"""coverage.csv, counted again."""

from __future__ import annotations

import pytest

from scheduler.audit import PlanData, audit
from scheduler.audit.figures.demand import reported, share_in_time
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import Target
from tests.scheduler.audit.world import (
    EARLY,
    FRIDAY,
    LEVEL,
    NIGHT,
    PRESALE,
    SATURDAY,
    WAIT,
    at,
    earlier_of,
    put,
    shop,
    written,
)
from tests.scheduler.statements import changed

PLAN = written(shop())
CHAT = Conversation(replies=4, reply_seconds=20, customer_seconds=30)


def codes(facts: PlanData) -> list[str]:
    return [violation.code for violation in audit(facts, ("coverage",))]


@pytest.mark.parametrize("column", ["required", "scheduled", "service_level"])
def test_a_wrong_figure_is_found(column: str) -> None:
    """One figure off: its code, its row, and what it should be."""
    assert PLAN.plan.coverage is not None
    right = PLAN.plan.coverage[column][0]
    facts = put(PLAN, "coverage", 0, **{column: right + (1 if column == "scheduled" else 1e-5)})
    (found,) = audit(facts, ("coverage",))
    assert (found.code, found.row, found.interval) == (f"coverage_{column}", 2, at(SATURDAY, "00:00"))
    assert found.expected == pytest.approx(right)


def test_rounding_within_the_tolerance_passes() -> None:
    """Six decimals are enough."""
    assert PLAN.plan.coverage is not None
    rounded = PLAN.plan.coverage.round({"required": 6, "service_level": 6})
    assert codes(changed(PLAN, plan=changed(PLAN.plan, coverage=rounded))) == []


def test_the_night_shift_of_the_day_before_is_counted() -> None:
    """a2 came on Friday at 22:00: counted until 06:00, but not during the meal at 01:00."""
    assert PLAN.plan.coverage is not None
    presale = PLAN.plan.coverage[PLAN.plan.coverage["queue"] == "presale"]
    assert list(presale["scheduled"][:13]) == [1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    found = codes(changed(PLAN, earlier=earlier_of([])))
    assert set(found) == {"coverage_scheduled", "coverage_service_level"}
    assert found.count("coverage_scheduled") == 11


def test_activities_of_an_earlier_plan_for_days_of_this_plan_do_not_count() -> None:
    """An earlier plan that reaches into this one counts only for the shifts before it."""
    both = earlier_of([("a2", FRIDAY, NIGHT), ("a1", SATURDAY, EARLY)])
    assert codes(changed(PLAN, earlier=both)) == []


def test_half_an_interval_does_not_count() -> None:
    """An activity that ends within an interval does not cover it."""
    facts = put(PLAN, "activities", 0, end=at(SATURDAY, "10:45"))
    found = [v for v in audit(facts, ("coverage",)) if v.code == "coverage_scheduled"]
    assert [violation.interval for violation in found] == [at(SATURDAY, "10:30")]


def test_the_agents_of_the_file_count_even_if_they_are_wrong() -> None:
    """``required`` follows from requirement.csv as it stands."""
    facts = put(PLAN, "requirement", 0, agents=9)
    (found,) = audit(facts, ("coverage",))
    assert (found.code, found.expected) == ("coverage_required", pytest.approx(10))


def test_min_agents_are_people_on_the_roster() -> None:
    """Who asks for one person needs one; so many are not divided by 1 − shrinkage, one more is."""
    frame = PLAN.plan.requirement
    assert frame is not None
    row = int(frame.index[frame["queue"] == "aftersale"][0])
    facts = put(put(PLAN, "requirement", row, agents=1), "coverage", row, required=1.0)
    assert not [violation for violation in audit(facts, ("coverage",)) if "required" in violation.code]
    facts = put(put(PLAN, "requirement", row, agents=2), "coverage", row, required=2.0)
    (found,) = [violation for violation in audit(facts, ("coverage",)) if "required" in violation.code]
    assert found.expected == pytest.approx(2 / 0.9)


def test_service_level_between_whole_numbers_and_at_the_edges() -> None:
    """Straight between whole agents; nobody arrives: 1; nobody there or too much work: 0."""
    rate = 3 / 1800

    def level(rate: float, agents: float) -> float:
        return share_in_time(PRESALE, rate, agents, "service_level", 30)

    whole = [level(rate, agents) for agents in (0, 1, 2)]
    assert whole[0] == 0
    assert level(rate, 0.25) == pytest.approx(0.25 * whole[1])
    assert level(rate, 1.7) == pytest.approx(0.3 * whole[1] + 0.7 * whole[2])
    assert level(0.0, 0) == 1
    assert level(2 / 300, 2) == 0
    assert 0 < level(2 / 300, 2.5) < level(2 / 300, 3)


@pytest.mark.parametrize(
    ("targets", "promised"),
    [
        ((WAIT, LEVEL), ("service_level", 30)),
        ((Target("average_wait", 99), LEVEL, Target("service_level", 200, 0.5)), ("service_level", 30)),
        ((Target("average_wait", 99), WAIT), ("service_level", 99)),
        ((WAIT, Target("reply_rate", 180, 0.9), LEVEL), ("reply_rate", 180)),
        ((Target("first_reply", 60, 0.9), LEVEL), ("first_reply", 60)),
        ((Target("average_response", 45), WAIT), ("reply_rate", 45)),
        ((), None),
    ],
)
def test_the_first_promise_of_a_share_says_what_is_counted(
    targets: tuple[Target, ...], promised: tuple[str, float] | None
) -> None:
    """Else the first promise of any kind; without any no service level is held against the file."""
    queue = changed(PRESALE, targets=targets, slowdown=None, conversation=CHAT)
    assert reported(queue) == promised
    facts = changed(put(PLAN, "coverage", 0, service_level=0.123), queues=(queue, *PLAN.queues[1:]))
    assert ("coverage_service_level" in codes(facts)) is (promised is not None)
