"""``replan``: the stored plan made anew after something has happened, with the fewest changes that pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from peakroster.pipeline.basis import read_basis
from peakroster.pipeline.stages import (
    PlanOutcome,
    ProgressObserver,
    audit_and_explain,
    plan_needed,
    raise_collisions,
    with_roster,
    write_plan,
)
from peakroster.planning.roster.change_reasons import change_rows, lost_rows
from peakroster.planning.roster.infeasibility import contradiction_findings
from peakroster.planning.roster.plan_tables import activities_of, roster_table
from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.roster.regular_starts import regular_starts_of, usual_starts
from peakroster.planning.roster.told import ToldRoster, told_roster
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import REPLAN
from peakroster.shop.inputs.absences import Absence
from peakroster.shop.inputs.requests_file import add_requests
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import CollisionError, Finding, InputError
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.shop import on_first_day
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.solution import Assignment, Limits, Solution
from scheduler.roster.replan import Replanned, replan_roster

_CELL = ("agent_id", "date", "shift")


@dataclass(frozen=True)
class ReplanOutcome:
    """A plan made anew. is_written: whether anything is different from what lies there. leave: rows
    that were entered into requests.csv.

    replan: what summary.json says of it: ``changes``, ``lost``, ``standing`` and where it came from.
    """

    outcome: PlanOutcome
    replan: Mapping[str, Any]
    is_written: bool
    leave: int = 0


@dataclass(frozen=True)
class _Before:
    """What people were told, and why that is looked at again. plan: holds its roster."""

    plan: Plan
    as_of: datetime | None = None
    frozen_until: datetime | None = None
    absences: tuple[Absence, ...] = ()


def stored_plan_of(folder: Path, day: date) -> tuple[date, datetime | None]:
    """First day of the plan that a date means, and up to when it is over.

    The plan that begins on the date, of which nothing is over; else the one that it lies in, whose days
    before it are. A date without any plan is given back: who reads that plan says so.
    """
    store = PlanStore(folder)
    if day in store.plans():
        return day, None
    midnight = datetime.combine(day, time())
    plan = store.holding(midnight)
    return (day, None) if plan is None else (plan.first_day, midnight - timedelta(minutes=1))


def run_replan(
    shop: ShopFolder,
    first_day: date,
    limits: Limits,
    observer: ProgressObserver,
    as_of: datetime | None = None,
    frozen_until: datetime | None = None,
    absences: Sequence[Absence] = (),
) -> ReplanOutcome:
    """Make the plan of this day anew and put it in its place; what stood there stays a version.

    Its requirement stays; where it has no roster, as after a new forecast, people were told that of the
    newest version that has one. as_of, frozen_until: see ``told_roster``. absences: entered into
    requests.csv as leave, once the plan is written; also where it stays as it is.

    Raises InputError where there is no roster or requirement, CollisionError where rules collide.
    """
    store = PlanStore(shop.folder)
    store.check_space()
    seen = read_basis(shop.folder, first_day)
    plan = store.read(first_day)
    if plan.requirement is None:
        raise InputError([Finding("error", "stage_missing", f"plans/{first_day}/requirement.csv")])
    before = plan if plan.roster is not None else store.newest_with_roster(first_day)
    if before is None or before.roster is None:
        raise InputError([Finding("error", "plan_without_roster", f"plans/{first_day}/roster.csv")])
    earlier = store.before(first_day)
    known = {(row.agent_id, row.day, row.hours) for row in shop.requests if row.kind == "leave"}
    rows = (row for absence in absences for row in absence.as_leave())
    leave = tuple(row for row in rows if (row.agent_id, row.day, row.hours) not in known)
    shop = replace(shop, requests=(*shop.requests, *leave))
    raise_collisions(shop, first_day, plan.days, earlier)
    told = _Before(before, as_of, frozen_until, tuple(absences))
    whole, replan = _made_anew(shop, plan, told, earlier, limits, observer, {})
    observer.stage("audit")
    is_written = bool(replan["changes"] or replan["lost"]) or before is not plan

    def also() -> None:
        if leave:  # or the next plan would not know of it
            add_requests(shop.folder, leave)

    if is_written:
        plan = write_plan(shop, whole, seen, also)
    else:
        also()
    return ReplanOutcome(audit_and_explain(shop, plan, earlier), replan, is_written, len(leave))


def run_plan_keeping(
    shop: ShopFolder,
    first_day: date,
    days: int,
    limits: Limits,
    observer: ProgressObserver,
    start: tuple[Assignment, ...],
    as_of: datetime | None = None,
) -> ReplanOutcome:
    """All stages of a plan whose roster is another one made anew: few changes, each at its price.

    start: that roster, which people were told. as_of: as of :func:`run_plan`.
    """
    needed = plan_needed(shop, first_day, days, limits.seed, observer, as_of)
    shop, store = needed.shop, PlanStore(shop.folder)
    earlier = store.before(first_day, shop.settings.fairness.window_weeks)
    before = Plan(first_day, days, roster=roster_table(shop, first_day, start))
    if first_day in store.plans() and (stored := store.read(first_day)).roster is not None:
        same = {*zip(*(stored.roster[name] for name in _CELL), strict=True)}
        if same == {*zip(*(before.roster[name] for name in _CELL), strict=True)}:  # type: ignore[index]
            before = stored  # with the activities that people were told
    told = _Before(before, as_of)
    whole, replan = _made_anew(shop, needed.plan, told, earlier, limits, observer, needed.seconds)
    observer.stage("audit")
    plan = write_plan(shop, whole, needed.seen)
    outcome = replace(audit_and_explain(shop, plan, earlier), notes=needed.notes)
    return ReplanOutcome(outcome, replan, True)


def _made_anew(
    shop: ShopFolder,
    plan: Plan,
    before: _Before,
    earlier: EarlierWork,
    limits: Limits,
    observer: ProgressObserver,
    seconds: Mapping[str, float],
) -> tuple[Plan, dict[str, Any]]:
    """The plan with its roster made anew from what people were told, and what is to be told of that.

    plan: holds its requirement. seconds: of the stages before.
    """
    observer.stage("roster")
    assert plan.requirement is not None
    first_day = plan.first_day
    shop = on_first_day(shop, first_day)
    starts = regular_starts_of(before.plan) or usual_starts(before.plan)
    problem = roster_problem(shop, plan.requirement, earlier, first_day, plan.days, starts)
    told = told_roster(shop, problem, before.plan, before.as_of, before.frozen_until)
    table = before.plan.activities
    activities = () if table is None else activities_of(shop, first_day, plan.days, table)
    try:
        found = replan_roster(told.problem, limits, told.present, activities)
    except RulesCollideError as error:
        findings = contradiction_findings(shop, told.problem, first_day)
        if findings:
            raise CollisionError(findings) from error
        raise
    replan = _told_of(shop, told, found, before)
    # Who was told shifts alone does in them what doing nothing would have meant.
    done = found.standing.activities if table is None else activities
    replan["changes"] = change_rows(shop, first_day, told, found.solution, done)
    replan["lost"] = lost_rows(shop, told, found.solution, first_day)
    whole = with_roster(shop, plan, told.problem, found.solution, {**seconds, **found.solution.seconds})
    return replace(whole, summary={**(whole.summary or {}), REPLAN: replan}), replan


def _told_of(shop: ShopFolder, told: ToldRoster, found: Replanned, before: _Before) -> dict[str, Any]:
    """Where it came from, why, and what doing nothing would have cost."""
    names, as_of, frozen_until = shop.agent_names, before.as_of, before.frozen_until
    return {
        "as_of": None if as_of is None else f"{as_of:%Y-%m-%dT%H:%M}",
        "frozen_until": None if frozen_until is None else f"{frozen_until:%Y-%m-%dT%H:%M}",
        "because": [
            {
                "agent_id": one.agent_id,
                "name": names.get(one.agent_id, one.agent_id),
                "from": f"{one.start:%Y-%m-%dT%H:%M}",
                "until": f"{one.end:%Y-%m-%dT%H:%M}",
                "reason": one.reason,
            }
            for one in before.absences
        ],
        "standing": {**_figures(told, found.standing), "legal": found.is_legal},
        "now": _figures(told, found.solution),
    }


def _figures(told: ToldRoster, solution: Solution) -> dict[str, float]:
    parts = {
        part.name: part for part in objective_parts(told.problem, solution.assignments, solution.activities)
    }
    return {
        "objective": round(solution.objective, 4),
        "missing_hours": round(parts["shortage"].amount, 4),
        "late": round(parts["late"].amount, 4),
    }
