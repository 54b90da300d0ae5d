"""Scenarios are kept by name, hold only what is otherwise, and go with their results."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from peakroster.desk.scenarios.keeping import (
    delete_scenario,
    keep_scenario,
    rename_scenario,
    scenario_named,
    scenarios_of,
)
from peakroster.desk.scenarios.overrides import (
    Away,
    Fewer,
    Hired,
    Override,
    Promotion,
    QueueSettings,
    Rule,
    ShiftTimes,
    Shrinkage,
    Traffic,
    Wage,
    as_json,
    overrides_of,
)
from peakroster.messages import LANGUAGES
from peakroster.store.engine import open_store
from peakroster.store.log import logged_changes
from peakroster.store.scenarios import StoredResult, put_result, results_in
from peakroster.store.schema import scenario_results
from peakroster.tables.findings import InputError
from tests.peakroster.store.conftest import shop, stored

__all__ = ["shop", "stored"]

MONDAY = date(2026, 11, 9)
EVERY: tuple[Override, ...] = (
    Traffic(factor=1.3, queue="presale", start=datetime(2026, 11, 11), end=datetime(2026, 11, 12)),
    Away(agents=("001", "002"), first=date(2026, 11, 10), last=date(2026, 11, 12)),
    Away(count=5, seed=3, why="leave"),
    Promotion(event="double11-2026", days=1, times=2),
    QueueSettings(queue="presale", share=0.9, within_seconds=30, concurrency=3),
    Shrinkage(share=0.15),
    Hired(count=2, like="001", skills=("presale",), max_hours_week=24),
    Fewer(agents=("006",)),
    Rule(rule="max_consecutive_days", value=5),
    ShiftTimes(shift="早班", start=540, end=1080),
    Wage(factor=1.1),
)


def codes_of(error: InputError) -> list[str]:
    for language in LANGUAGES:
        assert error.sentences(language)
    return [finding.code for finding in error.findings]


def test_overrides_come_back_as_they_were() -> None:
    """Every kind, through the types of JSON; what is as ever is not written."""
    assert overrides_of(as_json(EVERY)) == EVERY
    assert as_json([Traffic(factor=1.3)]) == [{"kind": "traffic", "factor": 1.3}]


@pytest.mark.parametrize(
    "content",
    [
        [{"kind": "storm"}],
        [{"kind": "traffic", "factor": -1}],
        [{"kind": "traffic", "factor": 1, "colour": "red"}],
        [{"kind": "traffic", "factor": 1, "start": "2026-11-12T00:00", "end": "2026-11-11T00:00"}],
        [{"kind": "away"}],
        [{"kind": "away", "count": 2, "first": "2026-11-12", "last": "2026-11-11"}],
        [{"kind": "shift", "shift": "x", "start": 600, "end": 600}],
        "traffic",
    ],
)
def test_what_is_no_override_is_told(content: object) -> None:
    """In both languages, and nothing else is raised."""
    with pytest.raises(InputError) as refused:
        overrides_of(content)
    assert set(codes_of(refused.value)) == {"scenario_override"}


def test_a_scenario_is_kept_changed_renamed_and_deleted(stored: Path) -> None:
    """On either kind of database; each is a change in the log, under the name of whoever made it."""
    assert scenarios_of(stored, MONDAY) == ()
    kept = keep_scenario(stored, MONDAY, " 大促 加量 ", EVERY, "li")
    assert (kept.name, kept.overrides, kept.who) == ("大促 加量", EVERY, "li")
    assert keep_scenario(stored, MONDAY, "大促 加量", EVERY) == kept
    keep_scenario(stored, MONDAY, "b", [Shrinkage(share=0.2)])
    keep_scenario(stored, date(2026, 11, 16), "b", [])
    assert [each.name for each in scenarios_of(stored, MONDAY)] == ["大促 加量", "b"]
    with pytest.raises(InputError) as refused:
        keep_scenario(stored, MONDAY, "b", [Shrinkage(share=0.3)])
    assert codes_of(refused.value) == ["scenario_name_taken"]
    changed = keep_scenario(stored, MONDAY, "b", [Shrinkage(share=0.3)], replaces=True)
    assert changed.overrides == (Shrinkage(share=0.3),)
    for work in (
        lambda: rename_scenario(stored, MONDAY, "b", "大促 加量"),
        lambda: rename_scenario(stored, MONDAY, "c", "d"),
        lambda: delete_scenario(stored, MONDAY, "c"),
        lambda: scenario_named(stored, MONDAY, "c"),
        lambda: keep_scenario(stored, MONDAY, " ", []),
        lambda: keep_scenario(stored, MONDAY, "x" * 61, []),
    ):
        with pytest.raises(InputError):
            work()
    rename_scenario(stored, MONDAY, "b", "c")
    delete_scenario(stored, MONDAY, "大促 加量", "wang")
    assert [each.name for each in scenarios_of(stored, MONDAY)] == ["c"]
    log = logged_changes(stored)
    assert {change.entry.kind for change in log} == {"scenario"}
    assert log[0].who == "wang"
    assert log[-1].who == "li"


def test_results_go_with_their_scenario(stored: Path) -> None:
    """A newer one takes the place of an older one of the same depth; a deleted scenario leaves none."""
    kept = keep_scenario(stored, MONDAY, "a", EVERY)
    store = open_store(stored)
    for depth, cost in (("solved", 1), ("as_it_is", 2), ("solved", 3)):
        result = StoredResult(depth, {"x": "1"}, {"cost": cost}, b"zip", "li", datetime.now(UTC))
        with store.writing() as connection:
            put_result(connection, kept.id, result)
    found = {each.depth: each.content["cost"] for each in results_in(stored, kept.id)}
    assert found == {"solved": 3, "as_it_is": 2}
    delete_scenario(stored, MONDAY, "a")
    with store.reading() as connection:
        count = sa.select(sa.func.count()).select_from(scenario_results)
        assert connection.execute(count).scalar_one() == 0
