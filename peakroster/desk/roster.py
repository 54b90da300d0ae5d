"""The plan on the desk, and what a manager does with it by hand: change cells, with all that follows from it.

Nothing here is written to disk. The commands and the pages call the same functions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import pandas as pd

from peakroster.auditing.remembered import demand_if_known
from peakroster.auditing.rules_audit import RulesAudit, audit_rules, audit_rules_again
from peakroster.desk.memory import COURSES, Kept, Later
from peakroster.pipeline.basis import Basis, read_basis
from peakroster.pipeline.stages import PlanOutcome, audit_and_explain, with_roster
from peakroster.planning.roster.plan_tables import activities_of
from peakroster.planning.roster.problem import PlanClock, roster_problem
from peakroster.planning.roster.regular_starts import regular_starts_of
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.shop.shortened import ShiftsNow
from scheduler.audit import PlanData
from scheduler.diagnosis.shortages import Shortage, shortages
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.shop import on_first_day
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Activity, Assignment, Limits, Solution
from scheduler.roster.rearrange import rearrange_roster, roster_by_hand
from scheduler.staffing.time_varying.course_memory import remembering

Changes = Mapping[tuple[str, date], str | None]
"""(agent id, date) → shift, or None = does not work that day."""

ARRANGE = Limits(seconds=20.0, work=8.0)
"""Placing meals and queues of a team of sixty takes well under a second."""

_TRIES = 3
"""Readings of a folder that is being written to."""
_OPENING_SECONDS = 10.0
"""For which one waits for another who reads the same plan; then one reads it oneself."""


@dataclass(frozen=True)
class Desk:
    """A shop with the plan that lies on the desk, and what was worked before it.

    basis: the files that this was read from; what is computed on the desk is good for these.
    """

    shop: ShopFolder
    plan: Plan
    earlier: EarlierWork
    basis: Basis = field(default_factory=lambda: Basis({}))


_T = TypeVar("_T")
_DESKS: Kept[Desk] = Kept(6)
_OPENING: dict[tuple[Path, date], RLock] = {}
_PROBLEMS: Kept[Problem] = Kept(8)
_PLACED: Kept[_Placed] = Kept(24)
_RULES: Kept[RulesAudit] = Kept(24)
_SHORT: Kept[tuple[Shortage, ...]] = Kept(24)
_EXAMINED: Kept[PlanOutcome] = Kept(8)
_ABOUT: Kept[bool] = Kept(64)
"""Coverages that were made from courses followed before."""


def plans(folder: Path) -> list[date]:
    """First days of the plans in a shop folder, ascending."""
    return PlanStore(folder).plans()


def open_desk(folder: Path, first_day: date) -> Desk:
    """Read the shop and one of its plans. Raises InputError for either.

    The same files give the same desk, to whoever asks: all sessions of a server share what was computed for
    it.
    """
    opening = _OPENING.setdefault((folder.resolve(), first_day), RLock())
    first = opening.acquire(timeout=_OPENING_SECONDS)  # who asks meanwhile finds what the first has read
    try:
        return _opened(folder, first_day)
    finally:
        if first:
            opening.release()


def _opened(folder: Path, first_day: date) -> Desk:
    store = PlanStore(folder)
    for _ in range(_TRIES):
        basis, lying = read_basis(folder, first_day), _lying(folder)
        known = _DESKS.known((), (folder.resolve(), first_day, _key(basis), lying))
        if known is not None:
            return known
        shop = on_first_day(read_shop(folder, history_required=False), first_day)
        desk = Desk(
            shop, store.read(first_day), store.before(first_day, shop.settings.fairness.window_weeks), basis
        )
        if read_basis(folder, first_day) == basis:
            return _DESKS.keep((), (folder.resolve(), first_day, _key(basis), lying), desk)
    return desk  # something was written each time: half of this is older than the rest


def _key(basis: Basis) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(basis.files.items()))


def _lying(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """The shop's own files as they lie there, history and all, which no fingerprint of a plan holds."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith((".", "peakroster.db")):
            now = path.stat()
            found.append((path.name, now.st_mtime_ns, now.st_size))
    return tuple(found)


def examine(desk: Desk) -> PlanOutcome:
    """The plan as it lies there, audited whole and its shortages explained; takes seconds, but only once."""
    return _EXAMINED.of(
        _parts_of(desk), desk.shop.locks, lambda: audit_and_explain(desk.shop, desk.plan, desk.earlier)
    )


def examined(desk: Desk) -> PlanOutcome | None:
    """What :func:`examine` found before; None where nobody has asked yet."""
    return _EXAMINED.known(_parts_of(desk), desk.shop.locks)


def keep_examined(desk: Desk, outcome: PlanOutcome) -> None:
    """Take over what :func:`examine` found for this desk in another process."""
    _EXAMINED.keep(_parts_of(desk), desk.shop.locks, outcome)


def glance(desk: Desk, before: Desk | None = None) -> PlanOutcome:
    """The plan held to every rule, in a moment; its figures, its forecast and its requirement only where
    somebody has recomputed them before. Its shortages are explained when somebody looks at them.

    before: a desk from which this one was made, whose audit need not be done again for those who are the same
    on both.
    """
    whole = examined(desk)
    if whole is not None:
        return whole
    data = PlanData(desk.shop, desk.plan, desk.earlier)
    found = (*(demand_if_known(data) or ()), *_rules_of(desk, before).violations(data))
    short = Later(lambda: _SHORT.of(_parts_of(desk), desk.shop.locks, lambda: shortages(data)))
    return PlanOutcome(desk.plan, found, short, whole=False)


def _rules_of(desk: Desk, before: Desk | None) -> RulesAudit:
    def audited() -> RulesAudit:
        data = PlanData(desk.shop, desk.plan, desk.earlier)
        earlier = None if before is None else _RULES.known(_parts_of(before), before.shop.locks)
        if before is None or earlier is None:
            return audit_rules(data)
        return audit_rules_again(data, earlier, _touched(before, desk))

    return _RULES.of(_parts_of(desk), desk.shop.locks, audited)


def _touched(before: Desk, desk: Desk) -> frozenset[str]:
    """Ids of those whose shifts, activities or locks are not the same objects on both desks."""
    was, now = _placed(before), _placed(desk)
    places = {each.agent for each in _apart(was.activities, now.activities)}
    places |= {each.agent for each in _apart(was.assignments, now.assignments)}
    ids = {desk.shop.agents[place].id for place in places}
    return frozenset(ids | {lock.agent_id for lock in {*before.shop.locks} ^ {*desk.shop.locks}})


def placed_apart(before: Desk, desk: Desk) -> set[tuple[str, date]]:
    """Cells whose shift, or what is done in it, is another object on the two desks of one shop."""
    was, now = _placed(before), _placed(desk)
    cells = {(one.agent, one.day) for one in _apart(was.assignments, now.assignments)}
    for placed in (was, now):
        days: dict[int, list[tuple[int, int, int]]] = {}
        others = was if placed is now else now
        rows = _only(placed.activities, others.activities)
        people = {row.agent for row in rows}
        for one in placed.assignments:
            if one.agent in people:
                shift, midnight = desk.shop.shifts[one.shift], one.day * 24 * 60
                span = (midnight + shift.start, midnight + shift.end, one.day)
                days.setdefault(one.agent, []).append(span)
        for row in rows:
            cells |= {
                (row.agent, day) for first, last, day in days.get(row.agent, ()) if first <= row.start < last
            }
    return {(desk.shop.agents[agent].id, desk.plan.first_day + timedelta(days=day)) for agent, day in cells}


def _only(one: tuple[_T, ...], other: tuple[_T, ...]) -> list[_T]:
    there = set(map(id, other))
    return [each for each in one if id(each) not in there]


def _apart(one: tuple[_T, ...], other: tuple[_T, ...]) -> list[_T]:
    """What is in one of them alone; what is equal and another object counts as apart, which costs time."""
    return _only(one, other) + _only(other, one)


def _parts_of(desk: Desk) -> tuple[object, ...]:
    """What figures and audit follow from but the locks; of a shop, what was read once for all."""
    shop, plan = desk.shop, desk.plan
    return (
        *(shop.settings, shop.agents, shop.shifts, shop.requests, shop.events, shop.meetings),
        *(plan.forecast, plan.requirement, plan.roster, plan.activities, plan.coverage, plan.summary),
        desk.earlier,
    )


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
    chosen = {(one.agent, one.day): one for one in assignments_of(desk)}
    for cell, shift in _positions(desk, changes).items():
        if shift is None:
            chosen.pop(cell, None)
        elif cell not in chosen or chosen[cell].shift != shift:
            chosen[cell] = Assignment(*cell, shift)
    staying = [cell for cell in by_hand if cell not in changes]
    assignments = tuple(chosen[cell] for cell in sorted(chosen))
    for known in (desk.plan, None if staying else saved):
        if known is not None and assignments == tuple(
            sorted(assignments_of(replace(desk, plan=known)), key=lambda one: (one.agent, one.day))
        ):
            return glance(replace(desk, plan=known), desk)
    problem = problem_of(desk)
    earlier = () if saved is None else activities_on(replace(desk, plan=saved))
    placed = {*_positions(desk, dict.fromkeys(staying))}
    held = [one for one in assignments if (one.agent, one.day) in placed]
    solution = rearrange_roster(problem, ARRANGE, assignments, activities_on(desk), earlier, held)
    return judged(desk, problem, solution)


def judged(desk: Desk, problem: Problem, solution: Solution) -> PlanOutcome:
    """The plan with a roster that was made by hand: its figures, its rules, its shortages."""
    bound = min(solution.objective, float((desk.plan.summary or {}).get("bound") or 0.0))
    with remembering(COURSES):
        plan = with_solution(desk, problem, replace(solution, bound=bound))
    made = replace(desk, plan=plan)
    _ABOUT.keep((plan.coverage,), (), True)
    _PLACED.keep(_tables_of(made), (), _Placed(solution.assignments, solution.activities))
    return glance(made, desk)


def exact(desk: Desk, plan: Plan) -> Plan:
    """The plan with figures that depend on nothing that was computed before: what is written to its files.

    Those of a cell that was changed a moment ago may differ by less than anybody is told, see
    :mod:`scheduler.staffing.time_varying.course_memory`.
    """
    if _ABOUT.known((plan.coverage,)) is None:
        return plan
    made, summary = replace(desk, plan=plan), plan.summary or {}
    solution = Solution(
        status=summary["status"],
        objective=float(summary["objective"]),
        bound=float(summary["bound"]),
        stopped_by=summary["stopped_by"],
        seconds={},
        assignments=assignments_of(made),
        activities=activities_on(made),
        moves=int(summary["queue_moves"]),
        unavoidable=float(summary["unavoidable"]),
    )
    return with_solution(made, problem_of(made), solution)


def follow_queues(desk: Desk) -> None:
    """Follow every queue of the plan once, so that the first changed cell finds it followed."""
    plan = desk.plan
    if plan.requirement is None or plan.roster is None or plan.activities is None:
        return
    solution = roster_by_hand(problem_of(desk), assignments_of(desk), activities_on(desk))
    with remembering(COURSES):
        with_solution(desk, problem_of(desk), solution)


def problem_of(desk: Desk) -> Problem:
    """The roster problem of the plan on the desk; it holds its requirement."""
    plan, shop = desk.plan, desk.shop
    assert plan.requirement is not None
    needed, known = plan.requirement, regular_starts_of(plan)
    parts = (shop.settings, shop.agents, shop.shifts, shop.requests, shop.events, shop.meetings, needed)
    also = (shop.locks, tuple(sorted(known.items())), plan.first_day, plan.days)
    return _PROBLEMS.of(
        (*parts, desk.earlier),
        also,
        lambda: roster_problem(shop, needed, desk.earlier, plan.first_day, plan.days, known),
    )


def with_solution(desk: Desk, problem: Problem, solution: Solution) -> Plan:
    """The plan on the desk with the tables of this solution; nothing is written."""
    previous: Mapping[str, Any] = desk.plan.summary or {}
    seconds = {**previous.get("seconds", {}), **solution.seconds}
    return with_roster(desk.shop, desk.plan, problem, solution, seconds)


def assignments_of(desk: Desk) -> tuple[Assignment, ...]:
    """The plan's roster as positions; rows of people or shifts that are gone are left out."""
    return _placed(desk).assignments


def activities_on(desk: Desk) -> tuple[Activity, ...]:
    """The plan's activities as positions; rows of people or queues that are gone are left out."""
    return _placed(desk).activities


@dataclass(frozen=True)
class _Placed:
    """The roster and the activities of a plan as positions."""

    assignments: tuple[Assignment, ...]
    activities: tuple[Activity, ...]


def _tables_of(desk: Desk) -> tuple[object, ...]:
    shop = desk.shop
    return (shop.settings, shop.agents, shop.shifts, shop.meetings, desk.plan.roster, desk.plan.activities)


def _placed(desk: Desk) -> _Placed:
    return _PLACED.of(_tables_of(desk), (), lambda: _Placed(_assignments(desk), _activities(desk)))


def _assignments(desk: Desk) -> tuple[Assignment, ...]:
    roster: pd.DataFrame | None = desk.plan.roster
    if roster is None:
        return ()
    changes = {
        (agent, day): shift
        for agent, day, shift in zip(roster["agent_id"], roster["date"], roster["shift"], strict=True)
    }
    cells = _positions(desk, changes)
    return tuple(Assignment(*cell, shift) for cell, shift in cells.items() if shift is not None)


def _activities(desk: Desk) -> tuple[Activity, ...]:
    table = desk.plan.activities
    return () if table is None else activities_of(desk.shop, desk.plan.first_day, desk.plan.days, table)


def _positions(desk: Desk, changes: Changes) -> dict[tuple[int, int], int | None]:
    clock = PlanClock(desk.plan.first_day, desk.plan.days, desk.shop.settings.interval_minutes)
    agents = {agent.id: position for position, agent in enumerate(desk.shop.agents)}
    shifts = {shift.name: position for position, shift in enumerate(desk.shop.shifts)}
    now = ShiftsNow(desk.shop.shifts)
    called = {
        cell: shift if shift is None or shift in shifts else now.whole_of(shift, cell)
        for cell, shift in changes.items()
    }
    return {
        (agents[agent], clock.day(day)): None if shift is None else shifts[shift]
        for (agent, day), shift in called.items()
        if agent in agents and clock.holds(day) and (shift is None or shift in shifts)
    }
