"""What a manager does with a plan by hand: change it, solve the rest again, save.

Nothing here is written to disk but by :func:`save` and :func:`forecast_anew`. The commands and the pages
call the same functions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from peakroster.pipeline.stages import (
    PlanOutcome,
    ProgressObserver,
    audit_and_explain,
    raise_collisions,
    solve_roster,
    with_roster,
)
from peakroster.planning.forecast.as_of import known_until
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.roster.problem import PlanClock, roster_problem
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.locks_file import change_locks
from peakroster.shop.model import ShopFolder
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.requests import Lock
from scheduler.domain.shifts import OFF
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits, Solution
from scheduler.roster.solve import arrange_roster

Changes = Mapping[tuple[str, date], str | None]
"""(agent id, date) → shift, or None = does not work that day."""

ARRANGE = Limits(seconds=20.0, work=8.0)
"""Placing meals and queues of a team of sixty takes well under a second."""

_SEED = 1
"""The commands' own default."""


@dataclass(frozen=True)
class Desk:
    """A shop with the plan that lies on the desk, and what was worked before it."""

    shop: ShopFolder
    plan: Plan
    earlier: EarlierWork


def plans(folder: Path) -> list[date]:
    """First days of the plans in a shop folder, ascending."""
    return PlanStore(folder).plans()


def open_desk(folder: Path, first_day: date) -> Desk:
    """Read the shop and one of its plans. Raises InputError for either."""
    shop = read_shop(folder, history_required=False)
    store = PlanStore(folder)
    return Desk(shop, store.read(first_day), store.before(first_day))


def examine(desk: Desk) -> PlanOutcome:
    """The plan as it lies there, audited and its shortages explained."""
    return audit_and_explain(desk.shop, desk.plan, desk.earlier)


def change(desk: Desk, changes: Changes) -> PlanOutcome:
    """The plan with some cells changed: meals, queues, coverage, figures and audit anew, in a moment.

    The change may break rules; the audit then says which.
    """
    problem = problem_of(desk)
    chosen = {(a.agent, a.day): a.shift for a in assignments_of(desk)}
    for cell, shift in _positions(desk, changes).items():
        if shift is None:
            chosen.pop(cell, None)
        else:
            chosen[cell] = shift
    assignments = tuple(Assignment(*cell, shift) for cell, shift in sorted(chosen.items()))
    solution = arrange_roster(problem, ARRANGE, assignments)
    bound = min(solution.objective, float((desk.plan.summary or {}).get("bound") or 0.0))
    by_hand = replace(solution, status="feasible", bound=bound, stopped_by="user")
    return audit_and_explain(desk.shop, with_solution(desk, problem, by_hand), desk.earlier)


def solve_rest(desk: Desk, changes: Changes, limits: Limits, observer: ProgressObserver) -> PlanOutcome:
    """Hold the changed cells, and the locks there are, and search again for everything else.

    Begins from the present roster. Raises CollisionError when the changes break a hard rule by themselves.
    """
    held = {(lock.agent_id, lock.day): lock for lock in desk.shop.locks}
    for (agent, day), shift in changes.items():
        held[agent, day] = Lock(agent, day, OFF if shift is None else shift, 0)
    desk = replace(desk, shop=replace(desk.shop, locks=tuple(held.values())))
    PlanStore(desk.shop.folder).check_space()
    raise_collisions(desk.shop, desk.plan.first_day, desk.plan.days, desk.earlier)
    observer.stage("roster")
    problem = problem_of(desk)
    solution = solve_roster(desk.shop, desk.plan.first_day, problem, limits, observer, assignments_of(desk))
    return audit_and_explain(desk.shop, with_solution(desk, problem, solution), desk.earlier)


def save(
    desk: Desk, plan: Plan, locked: Changes, unlocked: Collection[tuple[str, date]] = frozenset()
) -> Desk:
    """Write the plan in place of the present one (which goes to plans/history); add and remove the locks.

    Returns the desk as read back. Raises InputError, and writes nothing, where somebody else has changed one
    of these locks since the desk was opened.
    """
    store = PlanStore(desk.shop.folder)
    store.check_space()  # locks without the plan that they belong to help nobody
    if locked or unlocked:
        shifts = {cell: OFF if shift is None else shift for cell, shift in locked.items()}
        shop = desk.shop
        change_locks(shop.folder, shifts, unlocked, seen=shop.locks, shifts=shop.shifts)
    store.write(plan)
    return open_desk(desk.shop.folder, plan.first_day)


def forecast_anew(folder: Path, first_day: date) -> Desk:
    """Forecast the days of a plan again from the files as they are now, and write it in its own place.

    The plan before goes to plans/history. What it held is sized anew, as of the moment it was made; its
    roster stays, and meals and queues are placed anew. Raises InputError, and leaves the plan, where it
    cannot be forecast or sized. Returns the desk as read back.
    """
    desk = open_desk(folder, first_day)
    PlanStore(folder).check_space()
    shop, plan = desk.shop, desk.plan
    stage = make_forecast(shop, first_day, plan.days, _SEED, as_of=known_until(plan))
    plan = replace(plan, forecast=stage.table)
    if plan.requirement is not None and plan.forecast is not None:
        plan = replace(plan, requirement=requirement_table(shop, plan.forecast, first_day, plan.days))
    if plan.roster is not None and plan.requirement is not None:
        sized = replace(desk, plan=plan)
        problem = problem_of(sized)
        solution = arrange_roster(problem, ARRANGE, assignments_of(sized))
        # Nobody has searched for a roster for these figures: nothing is known of how good it could be.
        plan = with_solution(
            sized, problem, replace(solution, status="feasible", bound=0.0, stopped_by="user")
        )
    PlanStore(folder).write(plan)
    return open_desk(folder, first_day)


def problem_of(desk: Desk) -> Problem:
    """The roster problem of the plan on the desk; it holds its requirement."""
    plan = desk.plan
    assert plan.requirement is not None
    return roster_problem(desk.shop, plan.requirement, desk.earlier, plan.first_day, plan.days)


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


def _positions(desk: Desk, changes: Changes) -> dict[tuple[int, int], int | None]:
    clock = PlanClock(desk.plan.first_day, desk.plan.days, desk.shop.settings.interval_minutes)
    agents = {agent.id: position for position, agent in enumerate(desk.shop.agents)}
    shifts = {shift.name: position for position, shift in enumerate(desk.shop.shifts)}
    return {
        (agents[agent], clock.day(day)): None if shift is None else shifts[shift]
        for (agent, day), shift in changes.items()
        if agent in agents and clock.holds(day) and (shift is None or shift in shifts)
    }
