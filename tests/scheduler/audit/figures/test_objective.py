"""The parts of the objective in summary.json."""

from __future__ import annotations

import pytest

from scheduler.audit import PlanData, audit
from scheduler.audit.figures.objective import LATE, PARTS
from scheduler.domain.events import Event
from tests.scheduler.audit.world import EARLY, SUNDAY, at, change, say, shop, written
from tests.scheduler.statements import changed

WEIGHTS = {"cost": 0.01}
SALE = Event("sale", "sale", at(SUNDAY, "10:00"), at(SUNDAY, "22:00"), (), None, None, 2)
EMPTY = {part: {"amount": 0.0, "points": 0.0} for part in PARTS}


def told(facts: PlanData) -> PlanData:
    """The facts with the parts that the audit expects, and an objective that they sum to."""
    parts = {part: dict(figures) for part, figures in EMPTY.items()}
    for violation in audit(say(facts, objective_parts=parts), ("summary",)):
        if violation.code == "summary_figure":
            assert violation.column is not None
            _, part, key = violation.column.split(".")
            assert isinstance(violation.expected, int | float)
            parts[part][key] = violation.expected
    total = sum(figures["points"] for figures in parts.values())
    return say(facts, objective_parts=parts, objective=total, bound=total, gap=0.0)


PLAN = told(written(shop(objective=WEIGHTS, events=(SALE,))))


def parts_of(facts: PlanData) -> dict[str, dict[str, float]]:
    assert facts.plan.summary is not None
    parts: dict[str, dict[str, float]] = facts.plan.summary["objective_parts"]
    return parts


def broken(facts: PlanData) -> list[tuple[str, str | None]]:
    return [(violation.code, violation.column) for violation in audit(facts, ("summary",))]


def test_amounts_are_those_that_the_summary_tells_elsewhere() -> None:
    """Missing, paid and contracted hours, a broken wish of weight 2, a1's Saturday and Sunday."""
    summary, parts = PLAN.plan.summary, parts_of(PLAN)
    assert summary is not None
    assert parts["shortage"]["amount"] == pytest.approx(summary["shortage_hours"], rel=1e-3)
    assert parts["contract"]["amount"] == pytest.approx(summary["shortfalls"][0]["missing_hours"])
    assert parts["contract"]["points"] == pytest.approx(2 * parts["contract"]["amount"], rel=0.02)
    assert parts["cost"] == pytest.approx({"amount": summary["cost"], "points": 0.01 * summary["cost"]})
    assert parts["wishes"] == pytest.approx({"amount": 1, "points": 2 * 0.3})
    assert parts["fairness"] == pytest.approx({"amount": 1, "points": 0.05})
    assert broken(PLAN) == []


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("key", ["amount", "points"])
def test_a_part_that_is_not_that_of_the_files_is_found(part: str, key: str) -> None:
    """Whatever the sum says."""
    parts = {name: dict(figures) for name, figures in parts_of(PLAN).items()}
    parts[part][key] += 3.0
    total = sum(figures["points"] for figures in parts.values())
    told_so = say(PLAN, objective_parts=parts, objective=total, bound=total)
    assert broken(told_so) == [("summary_figure", f"objective_parts.{part}.{key}")]


def test_the_parts_sum_to_the_objective() -> None:
    """Three points off are found; what rounding to thousandths leaves is not."""
    objective = sum(figures["points"] for figures in parts_of(PLAN).values())
    assert broken(say(PLAN, objective=objective + 3.0, bound=objective, gap=3 / (objective + 3))) == [
        ("summary_parts", "objective_parts")
    ]
    assert broken(say(PLAN, objective=objective + 0.02, gap=0.02 / objective)) == []


@pytest.mark.parametrize("parts", [{}, [], {**EMPTY, "late": 3}, {**EMPTY, "cost": {"amount": "1"}}])
def test_parts_that_are_none_are_named(parts: object) -> None:
    """Absent, or no numbers."""
    assert {code for code, _ in broken(say(PLAN, objective_parts=parts))} == {"summary_figure"}


def test_a_summary_without_parts_is_left_alone() -> None:
    """Plans of earlier versions have none."""
    assert broken(written(shop(objective=WEIGHTS))) == []


def test_late_customers_are_counted_by_the_columns_of_the_requirement() -> None:
    """One person for one day: late customers cost on top of missing people, whose price stays the same."""

    def columns(frame):  # type: ignore[no-untyped-def]
        for column, late in zip(LATE, (9.0, 6.0, 3.0, 0.2, 0.1, 0.0, 0.0), strict=True):
            frame[column] = late
        frame.loc[frame["agents"] < 1, list(LATE[:3])] = float("nan")
        frame.loc[frame["agents"] == 1, list(LATE[:2])] = float("nan")

    plain = written(shop(objective=WEIGHTS), roster=[("a1", SUNDAY, EARLY)])
    parts = parts_of(told(change(plain, "requirement", columns)))
    without = parts_of(told(plain))
    assert without["late"] == {"amount": 0.0, "points": 0.0}
    assert parts["late"]["amount"] > 100
    assert parts["late"]["points"] > parts["late"]["amount"] * 0.5
    for part in set(PARTS) - {"late", "last_night"}:
        assert parts[part] == pytest.approx(without[part])


def test_people_wanted_for_a_shift() -> None:
    """Two wanted for the early shift, one comes on two of three days: 4 are missing, of 8 paid hours each."""
    facts = shop(objective=WEIGHTS)
    shifts = (changed(EARLY, row=2, wanted=2), *facts.shifts[1:])
    parts = parts_of(told(written(changed(facts, shifts=shifts))))
    assert parts["shift_cover"] == pytest.approx({"amount": 4, "points": 4 * 8 * 20.0})


def test_a_queue_counts_as_often_as_it_weighs() -> None:
    """Missing people of presale at triple points; hours and all other parts as before."""
    facts = shop(objective=WEIGHTS)
    queues = (changed(facts.queues[0], weight=3.0), *facts.queues[1:])
    once, thrice = (parts_of(told(written(changed(facts, queues=each)))) for each in (facts.queues, queues))
    assert thrice["shortage"]["amount"] == pytest.approx(once["shortage"]["amount"])
    only = (*facts.queues[:1], changed(facts.queues[1], weight=2.0))
    other = parts_of(told(written(changed(facts, queues=only))))
    points = once["shortage"]["points"]
    presale, aftersale = (thrice["shortage"]["points"] - points) / 2, other["shortage"]["points"] - points
    assert presale + aftersale == pytest.approx(points)
    assert min(presale, aftersale) > 0
    for part in set(PARTS) - {"shortage", "last_night"}:
        assert thrice[part] == pytest.approx(once[part])
