"""A draft as its cells: what a step leaves in each of them, as data that the store keeps.

A cell, one person's day, is its shift, all that is done in it, and what was marked by hand. The cells of all
steps, the latest of each, laid on the saved plan are the draft: whoever does so gets the same roster, and
nothing has to be arranged or searched for again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from peakroster.desk.roster import (
    Desk,
    activities_on,
    assignments_of,
    glance,
    judged,
    placed_apart,
    problem_of,
)
from peakroster.desk.stored import RosterCell
from peakroster.pipeline.stages import PlanOutcome
from peakroster.planning.roster.meetings import meetings_of_plan
from peakroster.planning.roster.plan_tables import ACTIVITY_NAMES
from peakroster.planning.staffing.rostered_queues import rostered_shop
from scheduler.roster.problem.solution import Activity, Assignment
from scheduler.roster.rearrange import roster_by_hand

DAY_MINUTES = 24 * 60
CHANGED, LOCKED, UNLOCKED, MOVED = "c", "l", "u", "m"
"""Marks: changed by hand, to be locked, its saved lock to go, its day moved by hand."""
SEARCH = "*"
"""In place of a cell: what a search says of the roster that it found."""

Marks = Mapping[RosterCell, str]


@dataclass(frozen=True)
class CellState:
    """A cell after a step. rows: start and end in minutes of the plan, and activity; by time."""

    shift: str | None
    rows: tuple[tuple[int, int, str], ...]
    marks: str = ""

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"shift": self.shift, "rows": [list(row) for row in self.rows], "marks": self.marks}

    @staticmethod
    def of_data(data: Mapping[str, Any]) -> CellState:
        """Back from JSON."""
        rows = tuple((int(start), int(end), str(what)) for start, end, what in data["rows"])
        return CellState(data["shift"], rows, data["marks"])


@dataclass(frozen=True)
class Overlay:
    """Cells that lie on a saved plan. search: as a search left it, if nothing was changed since."""

    cells: Mapping[RosterCell, CellState] = field(default_factory=dict)
    search: Mapping[str, Any] | None = None

    def marked(self, mark: str) -> frozenset[RosterCell]:
        """Cells with this mark."""
        return frozenset(cell for cell, state in self.cells.items() if mark in state.marks)


def key_of(cell: RosterCell) -> str:
    """A cell as the store names it."""
    return f"{cell[0]} {cell[1].isoformat()}"


def cell_of(key: str) -> RosterCell:
    """Back from :func:`key_of`."""
    agent, _, day = key.rpartition(" ")
    return agent, date.fromisoformat(day)


def step_content(before: Desk, marks_before: Marks, after: Desk, marks_after: Marks) -> dict[str, Any]:
    """What a step changed: every cell whose shift, day or marks are others now, as it is after the step."""
    marked = {*marks_before, *marks_after}
    cells = {cell for cell in marked if marks_before.get(cell, "") != marks_after.get(cell, "")}
    cells |= placed_apart(before, after)
    was, now = cell_states(before, cells, marks_before), cell_states(after, cells, marks_after)
    content: dict[str, Any] = {
        key_of(cell): now[cell].as_data() for cell in sorted(cells) if now[cell] != was[cell]
    }
    search = _search_of(after)
    if search != _search_of(before):
        content[SEARCH] = search
    return content


def folded(contents: Iterable[Mapping[str, Any]]) -> Overlay:
    """The cells of these steps, the latest of each."""
    cells: dict[RosterCell, CellState] = {}
    search: Mapping[str, Any] | None = None
    for content in contents:
        for key, data in content.items():
            if key != SEARCH:
                cells[cell_of(key)] = CellState.of_data(data)
        search = content.get(SEARCH, search)
    return Overlay(cells, search)


def composed(desk: Desk, overlay: Overlay) -> tuple[PlanOutcome, frozenset[RosterCell]]:
    """The plan on the desk with these cells laid over it, and the cells that it no longer has place for:
    their person, their shift, their day or what is done in them is gone."""
    shop, plan = desk.shop, desk.plan
    agents = {agent.id: place for place, agent in enumerate(shop.agents)}
    shifts = {shift.name: place for place, shift in enumerate(shop.shifts)}
    whats = _whats(desk)
    lost, given, shown = set(), list[Assignment](), list[Activity]()
    taken: dict[int, set[int]] = {}
    for cell, state in overlay.cells.items():
        agent, number = agents.get(cell[0]), (cell[1] - plan.first_day).days
        known = state.shift is None or state.shift in shifts
        if (
            agent is None
            or not 0 <= number < plan.days
            or not known
            or any(what not in whats for _, _, what in state.rows)
        ):
            lost.add(cell)
            continue
        taken.setdefault(agent, set()).add(number)
        if state.shift is not None:
            given.append(Assignment(agent, number, shifts[state.shift]))
            shown += [Activity(agent, start, end, whats[what]) for start, end, what in state.rows]
    present = assignments_of(desk)
    kept = [one for one in present if one.day not in taken.get(one.agent, ())]
    days = {agent: _spans(desk, [one for one in present if one.agent == agent]) for agent in taken}
    rows = [
        row
        for row in activities_on(desk)
        if row.agent not in taken or _day_of(row, days[row.agent]) not in taken[row.agent]
    ]
    if not taken or ({*given} == {*present} - {*kept} and {*shown} == {*activities_on(desk)} - {*rows}):
        return glance(desk), frozenset(lost)
    assignments = tuple(sorted([*kept, *given], key=lambda one: (one.agent, one.day)))
    activities = tuple(sorted([*rows, *shown], key=lambda row: (row.agent, row.start)))
    problem = problem_of(desk)
    solution = roster_by_hand(problem, assignments, activities)
    if overlay.search is None:
        return judged(desk, problem, solution), frozenset(lost)
    told = overlay.search
    bound = min(solution.objective, float(told["bound"]))
    found = replace(solution, status=told["status"], stopped_by=told["stopped_by"])
    summary = {**(plan.summary or {}), "bound": bound}
    return judged(replace(desk, plan=replace(plan, summary=summary)), problem, found), frozenset(lost)


def cell_states(desk: Desk, cells: Iterable[RosterCell], marks: Marks) -> dict[RosterCell, CellState]:
    """These cells as they are on the desk."""
    wanted = set(cells)
    names = {what: name for name, what in _whats(desk).items()}
    agents = {agent.id: place for place, agent in enumerate(desk.shop.agents)}
    places = {agents[agent] for agent, _ in wanted if agent in agents}
    own: dict[int, list[Assignment]] = {}
    for one in assignments_of(desk):
        if one.agent in places:
            own.setdefault(one.agent, []).append(one)
    spans = {agent: _spans(desk, rows) for agent, rows in own.items()}
    done: dict[tuple[int, int], list[Activity]] = {}
    for row in activities_on(desk):
        if row.agent in spans:
            done.setdefault((row.agent, _day_of(row, spans[row.agent])), []).append(row)
    shift_of = {(one.agent, one.day): desk.shop.shifts[one.shift] for rows in own.values() for one in rows}
    found = {}
    for cell in wanted:
        at = (agents.get(cell[0], -1), (cell[1] - desk.plan.first_day).days)
        shift = shift_of.get(at)
        rows = () if shift is None else tuple((r.start, r.end, names[r.what]) for r in done.get(at, ()))
        found[cell] = CellState(None if shift is None else shift.name, rows, marks.get(cell, ""))
    return found


def _search_of(desk: Desk) -> dict[str, Any] | None:
    """What the plan says of its search, if it comes from one and not from a hand."""
    summary = desk.plan.summary or {}
    if summary.get("stopped_by") in (None, "user"):
        return None
    return {name: summary[name] for name in ("bound", "status", "stopped_by")}


def _whats(desk: Desk) -> dict[str, int]:
    """Names of activities → what the search calls them."""
    queues = dict(enumerate(rostered_shop(desk.shop).queue_ids))
    meetings = {
        f"{meeting.name} {meeting.day}": what
        for what, meeting in meetings_of_plan(desk.shop, desk.plan.first_day, desk.plan.days)
    }
    return {name: what for what, name in {**queues, **ACTIVITY_NAMES}.items()} | meetings


def _spans(desk: Desk, rows: Iterable[Assignment]) -> list[tuple[int, int, int]]:
    """Start, end and day of one person's shifts, in minutes of the plan."""
    shifts, found = desk.shop.shifts, []
    for one in rows:
        midnight = one.day * DAY_MINUTES
        found.append((midnight + shifts[one.shift].start, midnight + shifts[one.shift].end, one.day))
    return sorted(found)


def _day_of(row: Activity, spans: Iterable[tuple[int, int, int]]) -> int:
    """The day of the shift that an activity belongs to; its own date where it lies in none."""
    return next((day for first, last, day in spans if first <= row.start < last), row.start // DAY_MINUTES)
