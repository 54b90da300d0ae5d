"""Writing what is on the desk in place of what lies there, if that is still what the desk was read from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from peakroster.desk.roster import (
    ARRANGE,
    Changes,
    Desk,
    activities_on,
    assignments_of,
    exact,
    open_desk,
    problem_of,
    with_solution,
)
from peakroster.desk.stored import RosterCell, shifts_of
from peakroster.pipeline.basis import require_unchanged
from peakroster.planning.forecast.as_of import known_until
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.roster.deferred_work import PLACEMENT, placed_for_roster
from peakroster.planning.staffing.deferred import defers
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.plans.versions import take_in_history
from peakroster.shop.inputs.locks_file import change_locks, lock_cells
from peakroster.shop.table_specs import LOCKS
from peakroster.store.door import writing
from peakroster.store.drafts import Place, save_draft
from peakroster.store.merging import merge_rows
from peakroster.store.outdated import OutdatedError
from scheduler.domain.plan import Plan
from scheduler.domain.shifts import OFF
from scheduler.roster.problem.problem import MINUTES_PER_DAY
from scheduler.roster.problem.solution import Activity
from scheduler.roster.rearrange import rearrange_roster

_SEED = 1
"""The commands' own default."""


def save(
    desk: Desk,
    plan: Plan,
    add: Changes,
    remove: Collection[tuple[str, date]] = frozenset(),
    seen: Place | None = None,
) -> Desk:
    """Write the plan in place of the present one (which stays a version); add and remove the locks.

    A plan that is the desk's own is not written again. Raises OutdatedError, and writes nothing, when a file
    of the desk has changed since it was read, be it by another desk, a command or a spreadsheet; but locks of
    other cells than the desk's, which the plan keeps, stay beside them. Returns the desk as read back.

    seen: how much of the plan's draft is in what is saved; the draft ends with it. Raises SameCellsError, and
    writes nothing, where others have gone on with the draft since. None = the draft is none of this.
    """
    shop, first_day = desk.shop, plan.first_day
    store = PlanStore(shop.folder)
    store.check_space()  # locks without the plan that they belong to help nobody
    take_in_history(shop.folder)
    plan = exact(desk, plan)
    with writing(shop.folder, kind="save", what=f"plans/{first_day}") as change:  # nobody else writes now
        _require_room(desk, plan, add, remove)
        if add or remove:
            shifts = {cell: OFF if shift is None else shift for cell, shift in add.items()}
            change_locks(
                shop.folder,
                shifts,
                remove,
                seen=shop.locks,
                shifts=shop.shifts,
                people=shop.people,
            )
        if plan is not desk.plan:
            store.write(plan)
        if seen is not None and seen.draft:
            change.also(lambda connection, kept, _: save_draft(connection, kept, first_day, seen))
    return open_desk(shop.folder, first_day)


def _require_room(desk: Desk, plan: Plan, add: Changes, remove: Collection[RosterCell]) -> None:
    """Raise OutdatedError unless everything is as the desk has read it, or only locks of others are new.

    Those go together with the desk's own where no cell is changed by both, and the plan keeps each of them.
    """
    try:
        require_unchanged(desk.basis, desk.shop.folder, plan.first_day)
    except OutdatedError as error:
        if any(Path(name).stem != LOCKS.stem or "/" in name for name in error.changed):
            raise
        base: dict[RosterCell, frozenset[str]] = {}
        for lock in desk.shop.locks:
            cell = (lock.agent_id, lock.day)
            base[cell] = base.get(cell, frozenset()) | {lock.shift}
        mine = {cell: shifts for cell, shifts in base.items() if cell not in remove}
        mine |= {cell: frozenset({OFF if shift is None else shift}) for cell, shift in add.items()}
        theirs = lock_cells(desk.shop.folder, desk.shop.shifts, desk.shop.people)
        worked = shifts_of(plan)
        broken = any(
            shifts != {worked.get(cell, OFF)}
            for cell, shifts in theirs.items()
            if shifts != base.get(cell) and cell[1] in plan.dates
        )
        if broken or merge_rows(base, mine, theirs).touching:
            raise


def forecast_anew(folder: Path, first_day: date) -> Desk:
    """Forecast the days of a plan again from the files as they are now, and write it in its own place.

    The plan before stays a version. What it held is sized anew, as of the moment it was made, but a
    requirement that is known as one's own stays. Its roster stays, and so do meals and queues of the shifts
    in which nobody is needed differently. Raises InputError, and leaves the plan, where it cannot be forecast
    or sized; OutdatedError where another has written it meanwhile, or an input that it was made from.
    Returns the desk as read back.
    """
    desk = open_desk(folder, first_day)
    PlanStore(folder).check_space()
    plan = desk.plan
    stage = make_forecast(desk.shop, first_day, plan.days, _SEED, as_of=known_until(plan))
    return _sized_and_written(desk, replace(plan, forecast=stage.table))


def size_anew(folder: Path, first_day: date) -> Desk:
    """Size what a plan's forecast.csv holds again with the settings as they are now, and write it.

    The forecast stays, whoever made it; all else is as :func:`forecast_anew` has it, and so are the errors.
    """
    desk = open_desk(folder, first_day)
    PlanStore(folder).check_space()
    return _sized_and_written(desk, desk.plan)


def _sized_and_written(desk: Desk, plan: Plan) -> Desk:
    """The plan sized with its forecast, its roster arranged for that, written in the desk's place."""
    shop, folder, first_day = desk.shop, desk.shop.folder, desk.plan.first_day
    if plan.requirement is not None and plan.forecast is not None and not has_own_requirement(desk):
        needed = requirement_table(shop, plan.forecast, first_day, plan.days, earlier=desk.earlier)
        plan = replace(plan, requirement=needed)
        if plan.roster is not None and defers(shop):
            sized, activities = replace(desk, plan=plan), activities_on(desk)
            needed = placed_for_roster(shop, plan, desk.earlier, problem_of(sized), activities, desk.plan)
            told = {name: said for name, said in (plan.summary or {}).items() if name != PLACEMENT}
            plan = replace(plan, requirement=needed, summary=told)
    if plan.roster is not None and plan.requirement is not None:
        plan = _arranged_anew(desk, plan)
    PlanStore(folder).write(plan, lambda: require_unchanged(desk.basis, folder, first_day))
    return open_desk(folder, first_day)


def has_own_requirement(desk: Desk) -> bool:
    """Whether the plan was made for a requirement.csv of somebody's own: then nothing here replaces it."""
    return "requirement" in desk.plan.own


def _arranged_anew(desk: Desk, plan: Plan) -> Plan:
    """The plan with its roster arranged for its new requirement."""
    sized = replace(desk, plan=plan)
    problem, activities, touched = problem_of(sized), activities_on(desk), _touched(desk.plan, plan)
    staying: list[Activity] = []
    for one in assignments_of(desk):
        shift, midnight = problem.shifts[one.shift], one.day * MINUTES_PER_DAY
        first, last = midnight + shift.start, midnight + shift.end
        if not any(first <= minute < last for minute in touched):
            staying += [a for a in activities if a.agent == one.agent and first <= a.start < last]
    solution = rearrange_roster(problem, ARRANGE, assignments_of(sized), staying)
    # Nobody has searched for a roster for these figures: its bound, 0, says that nothing is known of how good
    # it could be.
    return with_solution(sized, problem, solution)


def _touched(before: Plan, after: Plan) -> list[int]:
    """Starts of the intervals that need others than before, in minutes of the plan, ascending."""
    rows = [
        set(table.fillna(-1.0).itertuples(index=False, name=None))
        for table in (before.requirement, after.requirement)
        if table is not None
    ]
    moments = {row[0] for row in rows[0] ^ rows[-1]}  # the timestamp is the first column
    return sorted(
        int((moment - pd.Timestamp(after.first_day)) // pd.Timedelta(minutes=1)) for moment in moments
    )
