"""``replan``: the stored plan made anew after something has happened, with the fewest changes that pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peakroster.pipeline.basis import read_basis
from peakroster.pipeline.stages import (
    PlanOutcome,
    ProgressObserver,
    audit_and_explain,
    raise_collisions,
    with_roster,
    write_plan,
)
from peakroster.planning.roster.change_reasons import change_rows, lost_rows
from peakroster.planning.roster.infeasibility import contradiction_findings
from peakroster.planning.roster.plan_tables import activities_of
from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.roster.regular_starts import regular_starts_of
from peakroster.planning.roster.told import ToldRoster, told_roster
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import REPLAN
from peakroster.shop.inputs.absences import Absence
from peakroster.shop.inputs.requests_file import add_leave
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import CollisionError, Finding, InputError
from scheduler.domain.plan import Plan
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.solution import Limits, Solution
from scheduler.roster.replan import Replanned, replan_roster


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


def run_replan(
    shop: ShopFolder,
    first_day: date,
    limits: Limits,
    observer: ProgressObserver,
    as_of: datetime | None = None,
    frozen_until: datetime | None = None,
    absences: Sequence[Absence] = (),
) -> ReplanOutcome:
    """Make the plan of this day anew and put it in its place; what stood there moves to the history.

    Its requirement stays; where it has no roster, as after a new forecast, people were told that of the
    newest plan of this day in the history. as_of, frozen_until: see ``told_roster``. absences: entered into
    requests.csv as leave, once the plan is written; also where it stays as it is.

    Raises InputError where there is no roster or requirement, CollisionError where rules collide.
    """
    store = PlanStore(shop.folder)
    store.check_space()
    seen = read_basis(shop.folder, first_day)
    plan = store.read(first_day)
    if plan.requirement is None:
        raise InputError([Finding("error", "stage_missing", f"plans/{first_day}/requirement.csv")])
    before = plan if plan.roster is not None else store.newest_in_history(first_day)
    if before is None or before.roster is None:
        raise InputError([Finding("error", "plan_without_roster", f"plans/{first_day}/roster.csv")])
    earlier = store.before(first_day)
    known = {(row.agent_id, row.day, row.hours) for row in shop.requests if row.kind == "leave"}
    rows = (row for absence in absences for row in absence.as_leave())
    leave = tuple(row for row in rows if (row.agent_id, row.day, row.hours) not in known)
    shop = replace(shop, requests=(*shop.requests, *leave))
    raise_collisions(shop, first_day, plan.days, earlier)
    observer.stage("roster")
    problem = roster_problem(shop, plan.requirement, earlier, first_day, plan.days, regular_starts_of(before))
    told = told_roster(shop, problem, before, as_of, frozen_until)
    activities = (
        () if before.activities is None else activities_of(shop, first_day, plan.days, before.activities)
    )
    try:
        found = replan_roster(told.problem, limits, told.present, activities)
    except RulesCollideError as error:
        findings = contradiction_findings(shop, told.problem, first_day)
        if findings:
            raise CollisionError(findings) from error
        raise
    replan = _told_of(shop, plan, told, found, absences, as_of, frozen_until)
    replan["changes"] = change_rows(shop, first_day, told, found.solution, activities)
    replan["lost"] = lost_rows(shop, told, found.solution, first_day)
    whole = with_roster(shop, plan, told.problem, found.solution, dict(found.solution.seconds))
    whole = replace(whole, summary={**(whole.summary or {}), REPLAN: replan})
    observer.stage("audit")
    is_written = bool(replan["changes"] or replan["lost"]) or before is not plan
    if is_written:
        plan = write_plan(shop, whole, seen)
    if leave:  # or the next plan would not know of it
        add_leave(shop.folder, leave)
    return ReplanOutcome(audit_and_explain(shop, plan, earlier), replan, is_written, len(leave))


def _told_of(
    shop: ShopFolder,
    plan: Plan,
    told: ToldRoster,
    found: Replanned,
    absences: Sequence[Absence],
    as_of: datetime | None,
    frozen_until: datetime | None,
) -> dict[str, Any]:
    """Where it came from, why, and what doing nothing would have cost."""
    names = shop.agent_names
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
            for one in absences
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
