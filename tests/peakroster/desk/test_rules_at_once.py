"""A changed cell is audited where it changed something: the same is found as by the whole audit."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peakroster.desk.day_activities import ActivityEdit, DayActivity, day_of
from peakroster.desk.draft import Draft
from peakroster.desk.roster import Desk, exact, open_desk
from peakroster.desk.stored import shifts_of
from peakroster.tables.findings import InputError
from scheduler.audit import PlanData, Violation, audit
from tests.ui.conftest import DAYS, FIRST_DAY, SHOP

pytestmark = pytest.mark.slow

TIED = """
[[team_rules]]
name = "two early"
kind = "at_least"
number = 2
hours = "08:00-10:00"

[[team_rules]]
name = "one meal"
kind = "at_most"
counted = "on_meal"
number = 1

[rules]
max_consecutive_days = 1
min_rest_hours = 13
"""
MEETINGS = "meeting,date,minutes,from,to,agents\n例会,2026-11-10,60,13:00,16:00,001;003;005\n"
AGENTS = ("001", "002", "003", "004", "005", "006")

Steps = list[tuple[str, int, str | None]]
STEPS = st.lists(
    st.tuples(st.sampled_from(AGENTS), st.integers(0, DAYS - 1), st.sampled_from([None, "早班", "晚班"])),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def desks(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    """The shop as it is, followed through time, and with rules and meetings that tie people together."""
    found = {"plain": open_desk(small_shop, FIRST_DAY)}
    texts = {"followed": SHOP.replace('"stationary"', '"time_varying"'), "tied": SHOP + TIED}
    for name, text in texts.items():
        folder = tmp_path_factory.mktemp(name) / "shop"
        shutil.copytree(small_shop, folder)
        (folder / "shop.toml").write_text(text, encoding="utf-8")
        if name == "tied":
            (folder / "meetings.csv").write_text(MEETINGS, encoding="utf-8")
        desk = open_desk(folder, FIRST_DAY)
        summary = {**(desk.plan.summary or {})}
        if name == "followed":
            summary["staffing_method"] = "time_varying"
        found[name] = replace(desk, plan=replace(desk.plan, summary=summary))
    return found


def found_by(desk: Desk) -> Counter[Violation]:
    data = PlanData(desk.shop, desk.plan, desk.earlier)
    return Counter(audit(data, ("roster", "activities", "coverage", "summary")))


@pytest.mark.parametrize("name", ["plain", "followed", "tied"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, moved=st.integers(-3, 3))
def test_what_is_found_at_once_is_what_the_audit_finds(
    desks: dict[str, Desk], name: str, steps: Steps, moved: int
) -> None:
    """After any cells, legal or not, a moved meal and a lock: the same violations, row by row, and no figure
    that is wrong."""
    draft = Draft.of(desks[name])
    for agent, day, shift in steps:
        draft = draft.with_change((agent, FIRST_DAY + timedelta(days=day)), shift)
    agent, day, _ = steps[0]
    cell = (agent, FIRST_DAY + timedelta(days=day))
    for row in day_of(draft.working_desk(), cell):
        if row.activity == "meal" and moved:
            by = timedelta(hours=moved)
            try:
                edit = ActivityEdit(*cell, row, DayActivity(row.start + by, row.end + by, "meal"))
                draft = draft.with_activities([edit])
            except InputError:
                pass
    draft = draft.with_locks(frozenset({cell})).with_change(("005", FIRST_DAY), None)
    desk = draft.working_desk()
    told = Counter(draft.outcome.violations)
    assert told == found_by(desk)


@pytest.mark.parametrize("name", ["plain", "followed", "tied"])
def test_what_is_saved_depends_on_nothing_before(desks: dict[str, Desk], name: str) -> None:
    """A cell, and the same with another one changed and changed back, are written alike to the last digit."""
    desk, cell, other = desks[name], ("001", FIRST_DAY), ("003", FIRST_DAY + timedelta(days=1))
    present = shifts_of(desk.plan).get(other)
    straight = Draft.of(desk).with_change(cell, None if cell in shifts_of(desk.plan) else "早班")
    around = straight.with_change(other, None if present else "早班").with_change(other, present)
    tables = []
    for draft in (around, straight):
        plan = exact(draft.desk, draft.outcome.plan)
        assert plan.coverage is not None
        tables.append((plan.coverage.to_csv(), {**(plan.summary or {}), "seconds": None}))
        assert exact(draft.desk, plan) is plan
    if rows_of(around) == rows_of(straight):
        assert tables[0] == tables[1]


def rows_of(draft: Draft) -> str:
    """activities.csv of the draft."""
    table = draft.outcome.plan.activities
    assert table is not None
    return str(table.to_csv())
