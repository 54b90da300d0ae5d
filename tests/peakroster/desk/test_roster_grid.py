"""The roster as a spreadsheet: its cells are those of the plan, its totals those of the summary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from peakroster.desk.figures import key_figures
from peakroster.desk.roster import Desk, change, open_desk
from peakroster.desk.roster_grid import first_day_of_interest, roster_grid
from peakroster.desk.stored import shifts_of
from peakroster.shop.settings.calendar_days import with_calendar
from scheduler.domain.opening import CalendarRow
from tests.ui.conftest import DAYS, FIRST_DAY, small_shop

__all__ = ["small_shop"]


@pytest.fixture(scope="module")
def desk(small_shop: Path) -> Desk:
    return open_desk(small_shop, FIRST_DAY)


def test_cells_and_totals(desk: Desk) -> None:
    """Each cell is that of the plan; what is short and to spare, added up, is what the key figures say."""
    grid = roster_grid(desk.shop, desk.plan, desk.plan, {("005", FIRST_DAY)}, ())
    worked = {
        (agent, day): shift
        for agent, shifts in grid.cells.items()
        for day, shift in zip(grid.days, shifts, strict=True)
        if shift is not None
    }
    assert worked == shifts_of(desk.plan)
    assert grid.before == {}
    assert grid.locked == {("005", FIRST_DAY)}
    assert grid.leave == {("006", FIRST_DAY + timedelta(days=1))}
    figures = key_figures(desk.plan)
    assert figures is not None
    days = [day for days in grid.coverage.values() for day in days]
    assert len(days) == 2 * DAYS
    assert sum(day.short for day in days) == pytest.approx(figures.shortage_hours, abs=0.01)
    assert sum(day.over for day in days) == pytest.approx(figures.overstaffed_hours, abs=0.01)
    assert sum(day.required for day in days) == pytest.approx(figures.required_hours, abs=0.01)


def test_a_broken_rule_marks_its_cells(desk: Desk) -> None:
    """A shift on a day of leave is marked there, told against what was saved, and nowhere else."""
    cell = ("006", FIRST_DAY + timedelta(days=1))
    outcome = change(desk, {cell: "早班"})
    grid = roster_grid(desk.shop, outcome.plan, desk.plan, (), outcome.violations)
    assert grid.before == {cell: None}
    assert {violation.code for violation in grid.broken[cell]} >= {"leave"}
    assert {agent for agent, _ in grid.broken} == {"006"}
    short = sum(day.short for days in grid.coverage.values() for day in days)
    figures = key_figures(outcome.plan)
    assert figures is not None
    assert short == pytest.approx(figures.shortage_hours, abs=0.01)


def test_closed_days_are_marked_and_a_shift_on_one_breaks_a_rule(desk: Desk) -> None:
    """As calendar.csv calls them; the desk's check of rules knows the office, too."""
    second = FIRST_DAY + timedelta(days=1)
    rows = (CalendarRow(second, second, closed=True, note="盘点"),)
    shop = replace(desk.shop, calendar=rows, settings=with_calendar(desk.shop.settings, rows))
    grid = roster_grid(shop, desk.plan, desk.plan, (), ())
    assert [(mark.closed, mark.name) for mark in grid.marks] == [(False, ""), (True, "盘点")]
    outcome = change(replace(desk, shop=shop), {("005", second): "早班"})
    assert "closed_office" in {one.code for one in outcome.violations if one.agent == "005"}


def test_where_the_grid_begins(desk: Desk) -> None:
    """With this week where the plan holds today, else with its first day."""
    assert first_day_of_interest(desk.plan, date(2026, 10, 1)) == FIRST_DAY
    assert first_day_of_interest(desk.plan, FIRST_DAY + timedelta(days=1)) == FIRST_DAY
