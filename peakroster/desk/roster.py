"""The plan on the desk, and what a manager does with it by hand: change cells, with all that follows from it.

Nothing here is written to disk. The commands and the pages call the same functions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from peakroster.pipeline.basis import Basis, read_basis
from peakroster.pipeline.stages import PlanOutcome, audit_and_explain, with_roster
from peakroster.planning.roster.plan_tables import activities_of
from peakroster.planning.roster.problem import PlanClock, roster_problem
from peakroster.planning.roster.regular_starts import regular_starts_of
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Activity, Assignment, Limits, Solution
from scheduler.roster.rearrange import rearrange_roster

Changes = Mapping[tuple[str, date], str | None]
"""(agent id, date) → shift, or None = does not work that day."""

ARRANGE = Limits(seconds=20.0, work=8.0)
"""Placing meals and queues of a team of sixty takes well under a second."""

_TRIES = 3
"""Readings of a folder that is being written to."""


@dataclass(frozen=True)
class Desk:
    """A shop with the plan that lies on the desk, and what was worked before it.

    basis: the files that this was read from; what is computed on the desk is good for these.
    """

    shop: ShopFolder
    plan: Plan
    earlier: EarlierWork
    basis: Basis = field(default_factory=lambda: Basis({}))


def plans(folder: Path) -> list[date]:
    """First days of the plans in a shop folder, ascending."""
    return PlanStore(folder).plans()


def open_desk(folder: Path, first_day: date) -> Desk:
    """Read the shop and one of its plans. Raises InputError for either."""
    store = PlanStore(folder)
    for _ in range(_TRIES):
        basis = read_basis(folder, first_day)
        shop = read_shop(folder, history_required=False)
        desk = Desk(
            shop, store.read(first_day), store.before(first_day, shop.settings.fairness.window_weeks), basis
        )
        if read_basis(folder, first_day) == basis:
            break  # else something was written in between: half of this is older than the rest
    return desk


def examine(desk: Desk) -> PlanOutcome:
    """The plan as it lies there, audited and its shortages explained."""
    return audit_and_explain(desk.shop, desk.plan, desk.earlier)


def change(
    desk: Desk,
    changes: Changes,
    saved: Plan | None = None,
    by_hand: Collection[tuple[str, date]] = frozenset(),
) -> PlanOutcome:
    """The plan with some cells changed, its figures and audit anew, in a moment.

    Meals and queues of all other cells stay; those of a changed cell are placed around them. A change that
    changes nothing gives the plan as it is. The change may break rules; the audit then says which.

    Parameters
    ----------
    saved
        The plan from which the one on the desk came; where the cells are as they were in it, so is all else.
    by_hand
        Cells whose activities somebody has placed since: they stay even where a rule forbids them.
    """
    chosen = _cells(desk)
    for cell, shift in _positions(desk, changes).items():
        if shift is None:
            chosen.pop(cell, None)
        else:
            chosen[cell] = shift
    staying = [cell for cell in by_hand if cell not in changes]
    for known in (desk.plan, None if staying else saved):
        if known is not None and chosen == _cells(replace(desk, plan=known)):
            return audit_and_explain(desk.shop, known, desk.earlier)
    problem = problem_of(desk)
    assignments = tuple(Assignment(*cell, shift) for cell, shift in sorted(chosen.items()))
    earlier = () if saved is None else activities_on(replace(desk, plan=saved))
    placed = {*_positions(desk, dict.fromkeys(staying))}
    held = [one for one in assignments if (one.agent, one.day) in placed]
    solution = rearrange_roster(problem, ARRANGE, assignments, activities_on(desk), earlier, held)
    return judged(desk, problem, solution)


def judged(desk: Desk, problem: Problem, solution: Solution) -> PlanOutcome:
    """The plan with a roster that was made by hand: its figures, its audit, its shortages."""
    bound = min(solution.objective, float((desk.plan.summary or {}).get("bound") or 0.0))
    plan = with_solution(desk, problem, replace(solution, bound=bound))
    return audit_and_explain(desk.shop, plan, desk.earlier)


def problem_of(desk: Desk) -> Problem:
    """The roster problem of the plan on the desk; it holds its requirement."""
    plan = desk.plan
    assert plan.requirement is not None
    known = regular_starts_of(plan)
    return roster_problem(desk.shop, plan.requirement, desk.earlier, plan.first_day, plan.days, known)


def with_solution(desk: Desk, problem: Problem, solution: Solution) -> Plan:
    """The plan on the desk with the tables of this solution; nothing is written."""
    previous: Mapping[str, Any] = desk.plan.summary or {}
    seconds = {**previous.get("seconds", {}), **solution.seconds}
    return with_roster(desk.shop, desk.plan, problem, solution, seconds)


def assignments_of(desk: Desk) -> tuple[Assignment, ...]:
    """The plan's roster as positions; rows of people or shifts that are gone are left out."""
    roster: pd.DataFrame | None = desk.plan.roster
    if roster is None:
        return ()
    changes = {
        (agent, day): shift
        for agent, day, shift in zip(roster["agent_id"], roster["date"], roster["shift"], strict=True)
    }
    cells = _positions(desk, changes)
    return tuple(Assignment(*cell, shift) for cell, shift in cells.items() if shift is not None)


def activities_on(desk: Desk) -> tuple[Activity, ...]:
    """The plan's activities as positions; rows of people or queues that are gone are left out."""
    table = desk.plan.activities
    return () if table is None else activities_of(desk.shop, desk.plan.first_day, desk.plan.days, table)


def _cells(desk: Desk) -> dict[tuple[int, int], int]:
    return {(a.agent, a.day): a.shift for a in assignments_of(desk)}


def _positions(desk: Desk, changes: Changes) -> dict[tuple[int, int], int | None]:
    clock = PlanClock(desk.plan.first_day, desk.plan.days, desk.shop.settings.interval_minutes)
    agents = {agent.id: position for position, agent in enumerate(desk.shop.agents)}
    shifts = {shift.name: position for position, shift in enumerate(desk.shop.shifts)}
    return {
        (agents[agent], clock.day(day)): None if shift is None else shifts[shift]
        for (agent, day), shift in changes.items()
        if agent in agents and clock.holds(day) and (shift is None or shift in shifts)
    }
