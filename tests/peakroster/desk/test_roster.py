"""Cells changed by hand: what was not touched stays, and nothing changed is nothing changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from peakroster.desk.draft import Draft
from peakroster.desk.roster import Desk, change, open_desk
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.plans.tables import SUMMARY, TABLES
from peakroster.store.versions import versions_of
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow

CELL = ("001", FIRST_DAY)


@pytest.fixture
def desk(small_shop: Path) -> Desk:
    return open_desk(small_shop, FIRST_DAY)


def rows(desk_or_plan: object) -> set[tuple[object, ...]]:
    activities = desk_or_plan.activities  # type: ignore[attr-defined]
    return set(activities.itertuples(index=False, name=None))


def test_nothing_changed(desk: Desk) -> None:
    """No change, or one to what is there, gives the plan itself, summary and all."""
    roster = desk.plan.roster
    assert roster is not None
    same = {(roster["agent_id"].iloc[0], roster["date"].iloc[0]): roster["shift"].iloc[0]}
    for changes in ({}, same):
        assert change(desk, changes).plan is desk.plan


def test_only_the_changed_cell_moves(desk: Desk) -> None:
    """Everybody in turn is taken off work: all activities of all others stay, but for those who have to fill
    an interval that was left empty; back at work, everything is as it was."""
    roster = desk.plan.roster
    assert roster is not None
    for agent, day in zip(roster["agent_id"], roster["date"], strict=True):
        off = change(desk, {(agent, day): None}, desk.plan)
        moved = {(row[0], row[1].date()) for row in rows(desk.plan) ^ rows(off.plan)}
        coverage = desk.plan.coverage
        assert coverage is not None
        there = coverage[(coverage["scheduled"] > 0) & (coverage["required"] > 0)].index
        assert off.plan.coverage is not None
        emptied = (off.plan.coverage.loc[there, "scheduled"] == 0).any()
        assert moved == {(agent, day)} or len(moved) == 2 or emptied
        shift = roster.set_index(["agent_id", "date"])["shift"][agent, day]
        back = change(replace(desk, plan=off.plan), {(agent, day): shift}, desk.plan)
        assert back.plan is desk.plan


def test_two_changes_and_one_taken_back(desk: Desk) -> None:
    """The cell that is as it was has its old meal and queues again; the other stays changed."""
    roster = desk.plan.roster
    assert roster is not None
    late = roster[roster["date"] != FIRST_DAY].iloc[0]
    early = roster[roster["date"] == FIRST_DAY].iloc[0]
    cells = {(row["agent_id"], row["date"]): row["shift"] for row in (early, late)}
    one, two = cells
    both = change(desk, dict.fromkeys(cells), desk.plan)
    half = change(replace(desk, plan=both.plan), {one: cells[one]}, desk.plan)
    alone = change(desk, {two: None}, desk.plan)
    mine = {row for row in rows(desk.plan) if (row[0], row[1].date()) == one}
    assert mine <= rows(half.plan)
    assert {row for row in rows(half.plan) if row[1].date() == one[1]} == {
        row for row in rows(alone.plan) if row[1].date() == one[1]
    }


def test_an_unchanged_draft_is_saved_byte_by_byte(shop: Path) -> None:
    """A cell changed and changed back, or only locked: no file of the plan is touched, no history made."""
    folder = shop / "plans" / FIRST_DAY.isoformat()
    names = (*(f"{table}.csv" for table in TABLES), SUMMARY)
    before = {name: (folder / name).read_bytes() for name in names}
    kept = versions_of(shop)
    draft = Draft.of(open_desk(shop, FIRST_DAY))
    present = shifts_of(draft.outcome.plan).get(CELL)
    other = None if present else "早班"
    again = draft.with_change(CELL, other).with_change(CELL, present).with_locks(frozenset({CELL}))
    desk = save(again.desk, again.outcome.plan, again.locks(), again.step.unlocked)
    assert {name: (folder / name).read_bytes() for name in names} == before
    assert versions_of(shop) == kept
    assert CELL in {(lock.agent_id, lock.day) for lock in desk.shop.locks}
    locks = (shop / "locks.csv").read_bytes()
    unchanged = Draft.of(desk).with_change(("005", FIRST_DAY), "晚班").with_change(("005", FIRST_DAY), "早班")
    save(unchanged.desk, unchanged.outcome.plan, unchanged.locks(), unchanged.step.unlocked)
    assert (shop / "locks.csv").read_bytes() == locks
