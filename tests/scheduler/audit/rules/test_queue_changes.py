"""Changes of queue in a shift: how many, and how long people stay in between."""

from __future__ import annotations

import pandas as pd
import pytest

from scheduler.audit import PlanData, Violation, audit
from scheduler.domain.windows import Window
from tests.scheduler.audit.world import (
    AFTERSALE,
    CN_STANDARD,
    EARLY,
    PRESALE,
    ROSTER,
    SATURDAY,
    at,
    shop,
    written,
)
from tests.scheduler.statements import a_queue, changed

PLAN = written(shop())
# a1 works 早班 on Saturday, 08:00-17:00, with a meal from 11:00 to 12:00; aftersale opens at 09:00.


def with_saturday(day: str, least: int | None = None, most: int | None = None, **changes: object) -> PlanData:
    """The plan with other activities of a1 on Saturday: a letter for each half hour from 08:00 on, p =
    presale, a = aftersale, m = meal, b = break, . = standby."""
    names = {"p": "presale", "a": "aftersale", "m": "meal", "b": "break", ".": "standby"}
    frame = PLAN.plan.activities
    assert frame is not None
    assert len(day) == 2 * (EARLY.end - EARLY.start) // 60
    starts = pd.date_range(at(SATURDAY, "08:00"), periods=len(day), freq="30min").as_unit("us")
    halves = pd.DataFrame({"agent_id": "a1", "start": starts, "activity": [names[letter] for letter in day]})
    rows = halves[halves["activity"] != halves["activity"].shift()].reset_index(drop=True)
    ends = [*rows["start"][1:], pd.Timestamp(at(SATURDAY, "17:00"))]
    rows.insert(2, "end", pd.Series(ends).astype("datetime64[us]"))
    others = frame[(frame["agent_id"] != "a1") | (frame["start"] >= at(SATURDAY, "23:00"))]
    rules = changed(CN_STANDARD, min_activity_minutes=least, max_activity_changes=most)
    activities = pd.concat([rows, others], ignore_index=True)
    return changed(PLAN, rules=rules, plan=changed(PLAN.plan, activities=activities), **changes)  # type: ignore[arg-type]


def found(facts: PlanData, code: str) -> list[Violation]:
    return [violation for violation in audit(facts, ("activities",)) if violation.code == code]


def test_nothing_is_asked_without_a_rule() -> None:
    """Half an hour here and half an hour there is nobody's business; 0 minutes are no rule either."""
    assert audit(with_saturday("ppapapmmpapapapapa"), ("activities",)) == []
    assert audit(with_saturday("ppapapmmpapapapapa", least=0), ("activities",)) == []


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        ("ppppppmmpppppppppp", []),
        ("ppaaaammpppppppppp", []),
        ("ppppaammpppppppppp", []),
        ("pppppammpppppppppp", ["10:30"]),
        ("ppppppmmappppppppp", ["12:00"]),
        ("ppppppmmaappppappp", ["15:00"]),
        ("pppaaammappapppppp", ["12:00", "13:30"]),
        # Half hours from one border to the next: meal, shift, break.
        ("ppppppmmpbpbpppppp", []),
        ("pppppbmmpppppppppp", []),
        ("pppppbamappppppppp", ["12:00"]),
    ],
)
def test_a_stretch_is_long_enough_or_fills_its_time(day: str, starts: list[str]) -> None:
    """At least an hour where a change at once begins or ends it; from border to border as it comes."""
    violations = found(with_saturday(day, least=60), "min_activity_minutes")
    assert [violation.interval for violation in violations] == [at(SATURDAY, start) for start in starts]
    assert {(violation.expected, violation.found) for violation in violations} <= {(60, 30)}


def test_a_queue_that_closes_forces_the_change() -> None:
    """Presale closes at 10:00 and again at 16:30: who must go may have come late, and may leave soon."""
    presale = changed(PRESALE, open=Window(9 * 60 + 30, 16 * 60 + 30))
    facts = with_saturday("..paaammaapppppppa", 60, 0, queues=(presale, AFTERSALE))
    assert [v.interval for v in found(facts, "min_activity_minutes")] == [at(SATURDAY, "09:00")]
    closes = a_queue("presale", Window(8 * 60, 10 * 60), 300)
    facts = with_saturday("..ppaammaaaaaaaaaa", 90, 0, queues=(closes, AFTERSALE))
    assert found(facts, "min_activity_minutes") == found(facts, "max_activity_changes") == []


@pytest.mark.parametrize(
    ("day", "most", "number", "start"),
    [
        ("ppppppmmpppppppppp", 0, None, None),
        ("ppppppmmaaaaaaaaaa", 0, 1, "12:00"),
        ("ppppppmmaaaaaaaaaa", 1, None, None),
        ("ppaaaammaappppaapp", 2, 4, "15:00"),
        ("ppaaa.mmpp.aappppp", 2, 4, "13:30"),
        ("ppaaa.mmaa.aapppaa", 3, None, None),
    ],
)
def test_changes_are_counted_over_meals_and_standby(
    day: str, most: int, number: int | None, start: str | None
) -> None:
    """The one that is too many is named, with how many there are in all; the next shift counts anew."""
    violations = found(with_saturday(day, most=most), "max_activity_changes")
    assert [v.found for v in violations] == ([] if number is None else [number])
    assert [v.interval for v in violations] == ([] if start is None else [at(SATURDAY, start)])


def test_who_serves_one_queue_all_week_changes_nothing() -> None:
    """The other shifts of the plan pass under the strictest of rules."""
    strict = changed(CN_STANDARD, min_activity_minutes=720, max_activity_changes=0)
    assert audit(changed(written(shop(), ROSTER), rules=strict)) == []
