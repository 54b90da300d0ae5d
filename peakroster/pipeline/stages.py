"""The stages of a plan, one after the other or one by one, each written whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from peakroster.auditing import audit_remembering, lock_collisions
from peakroster.pipeline.basis import Basis, read_basis, require_unchanged
from peakroster.planning.roster.deferred_work import (
    PLACEMENT,
    placed_as_needed,
    placed_into_roster,
    placement_of,
    total_points,
)
from peakroster.planning.roster.infeasibility import contradiction_findings
from peakroster.planning.roster.made_with import MADE_WITH, made_with
from peakroster.planning.roster.plan_tables import activities_table, coverage_table, roster_table
from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.roster.regular_starts import with_regular_starts
from peakroster.planning.roster.summary import summarise
from peakroster.planning.staffing.deferred import defers
from peakroster.planning.staffing.method import with_plan_method
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.planning.staffing.requirement_file import read_requirement
from peakroster.plans.bounds import check_days
from peakroster.plans.own_forecast import read_forecast
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import OWN_TABLES
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import CollisionError, Finding, InputError
from scheduler.audit import PlanData, Violation, audit
from scheduler.diagnosis.shortages import Shortage, shortages
from scheduler.domain.plan import LATE_COLUMNS, REQUIREMENT_COLUMNS, EarlierWork, Plan
from scheduler.domain.shop import Shop, on_first_day
from scheduler.roster.client import SearchFailedError, solve_in_subprocess
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits, Progress, Solution

if TYPE_CHECKING:  # the regressions take a while to load; a roster needs none
    from forecast import Note

_FIRST = 0.5
"""Share of the limits for the first roster of a shop with deferred work."""


@dataclass(frozen=True)
class ProgressObserver:
    """Callbacks: ``stage`` and ``progress`` are told; the others are polled.

    ``should_stop`` asks the search to end with the best it has, ``should_end`` does not wait for it any more.
    """

    stage: Callable[[str], None] = lambda stage: None
    progress: Callable[[Progress], None] = lambda progress: None
    should_stop: Callable[[], bool] = lambda: False
    should_end: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class PlanOutcome:
    """A written plan with what is to be said of it.

    violations: what the audit found in the files (nothing, if all is well). shortages: the worst, with
    their reasons. notes: (queue, remark) of the forecaster. search_failure: what ended the search before its
    time, where the plan has the best roster of before; empty if nothing did. whole: whether the audit was; a
    desk that answers in a moment holds a plan to the rules alone.
    """

    plan: Plan
    violations: tuple[Violation, ...] = ()
    shortages: Sequence[Shortage] = ()
    notes: tuple[tuple[str, Note], ...] = ()
    search_failure: str = ""
    whole: bool = True


def run_forecast(
    shop: ShopFolder,
    first_day: date,
    days: int,
    seed: int,
    observer: ProgressObserver,
    as_of: datetime | None = None,
) -> PlanOutcome:
    """The first stage alone: a plan folder that holds forecast.csv. as_of: see :func:`make_forecast`."""
    from peakroster.planning.forecast.forecasting import make_forecast

    check_days(first_day, days)
    PlanStore(shop.folder).check_space()
    observer.stage("forecast")
    seen = read_basis(shop.folder, first_day)
    stage = make_forecast(shop, first_day, days, seed, as_of=as_of)
    plan = Plan(first_day, days, forecast=stage.table)
    return PlanOutcome(write_plan(shop, plan, seen), notes=stage.notes)


def run_size(shop: ShopFolder, first_day: date, observer: ProgressObserver) -> PlanOutcome:
    """The second stage alone, from the forecast.csv that is there: adds requirement.csv."""
    observer.stage("size")
    store = PlanStore(shop.folder)
    store.check_space()
    seen = read_basis(shop.folder, first_day)
    days = store.read(first_day).days
    path = store.path(first_day) / "forecast.csv"
    if not path.exists():
        raise InputError([Finding("error", "stage_missing", f"plans/{first_day}/forecast.csv")])
    table = read_forecast(path, shop.queue_ids, first_day, days, shop.settings.timezone)
    plan = Plan(first_day, days, forecast=table)
    needed = requirement_table(shop, table, first_day, days, earlier=_before_deferred(shop, store, first_day))
    return PlanOutcome(write_plan(shop, replace(plan, requirement=needed), seen))


def run_roster(
    shop: ShopFolder,
    first_day: date,
    limits: Limits,
    observer: ProgressObserver,
    start: tuple[Assignment, ...] = (),
) -> PlanOutcome:
    """The third stage alone, from the requirement.csv that is there: adds the rest.

    start: see :func:`finish_plan`.
    """
    store = PlanStore(shop.folder)
    store.check_space()
    seen = read_basis(shop.folder, first_day)
    plan = store.read(first_day)
    path = store.path(first_day) / "requirement.csv"
    if not path.exists():
        raise InputError([Finding("error", "stage_missing", f"plans/{first_day}/requirement.csv")])
    earlier = store.before(first_day, shop.settings.fairness.window_weeks)
    plan = with_own_requirement(shop, replace(plan, requirement=read_requirement(path, shop, plan)), earlier)
    if defers(shop) and not plan.own:
        # Of what an earlier search has placed into its roster, the same search makes the same again.
        plan = replace(plan, requirement=placed_as_needed(shop, plan, earlier))
    raise_collisions(shop, first_day, plan.days, earlier)
    return finish_plan(shop, plan, limits, observer, {}, start, seen)


def _before_deferred(shop: Shop, store: PlanStore, first_day: date) -> EarlierWork | None:
    """What earlier plans left, for shops whose requirement depends on it."""
    return store.before(first_day, shop.settings.fairness.window_weeks) if defers(shop) else None


def with_own_requirement(shop: Shop, plan: Plan, earlier: EarlierWork) -> Plan:
    """The plan, which knows whether its requirement is the shop's own.

    It is if it is not what ``size`` makes of the forecast there, with the settings of today, but for deferred
    work where the search has placed it; any other place within its deadlines is the shop's own choice. Who
    would be late with more or fewer agents is then unknown: these columns belong to other numbers, and are
    left out.
    """
    needed = plan.requirement
    assert needed is not None
    plan = replace(plan, own=frozenset())
    if plan.forecast is not None:
        if not audit(PlanData(shop, plan, earlier), ("requirement",)):
            if not defers(shop) or _placed_by_program(shop, plan, earlier):
                return plan
            return _as_own(plan)
        try:
            sized = requirement_table(
                with_plan_method(shop, plan), plan.forecast, plan.first_day, plan.days, earlier=earlier
            )
        except InputError:
            sized = needed[:0]
        columns = list(REQUIREMENT_COLUMNS)
        if sized[columns].equals(needed[columns]):
            return plan
    return _as_own(plan)


def _as_own(plan: Plan) -> Plan:
    needed = plan.requirement
    assert needed is not None
    others = [column for column in needed.columns if column not in LATE_COLUMNS]
    return replace(plan, requirement=needed[others], own=frozenset({"requirement"}))


def _placed_by_program(shop: Shop, plan: Plan, earlier: EarlierWork) -> bool:
    """Whether deferred work is where ``size`` places it, or where the search that made the plan did."""
    assert plan.requirement is not None
    if (plan.summary or {}).get(PLACEMENT) == placement_of(shop, plan.requirement):
        return True
    first = placed_as_needed(shop, plan, earlier)
    return first["agents"].equals(plan.requirement["agents"])


def run_plan(
    shop: ShopFolder,
    first_day: date,
    days: int,
    limits: Limits,
    observer: ProgressObserver,
    as_of: datetime | None = None,
    start: tuple[Assignment, ...] = (),
) -> PlanOutcome:
    """All stages; the plan that stood before is replaced only by a whole new one.

    as_of: of the plan that stood before, the shifts that have begun at that moment stay; what came before it
    is known, see :func:`make_forecast`. start: see :func:`finish_plan`.
    """
    needed = plan_needed(shop, first_day, days, limits.seed, observer, as_of)
    found = finish_plan(needed.shop, needed.plan, limits, observer, needed.seconds, start, needed.seen)
    return replace(found, notes=needed.notes)


@dataclass(frozen=True)
class NeededPlan:
    """A plan with its forecast and requirement, and what the next stage has to know.

    shop: with the locks of shifts that have begun. seconds: of the stages. notes: of the forecaster.
    seen: the files as they were when the work began.
    """

    shop: ShopFolder
    plan: Plan
    seconds: dict[str, float]
    notes: tuple[tuple[str, Note], ...]
    seen: Basis


def plan_needed(
    shop: ShopFolder,
    first_day: date,
    days: int,
    seed: int,
    observer: ProgressObserver,
    as_of: datetime | None = None,
) -> NeededPlan:
    """The first two stages of :func:`run_plan`; nothing is written."""
    from peakroster.planning.forecast.as_of import lock_started_shifts
    from peakroster.planning.forecast.forecasting import make_forecast

    check_days(first_day, days)
    store = PlanStore(shop.folder)
    store.check_space()
    seen = read_basis(shop.folder, first_day)
    if as_of is not None and first_day in store.plans():
        shop = lock_started_shifts(shop, store.read(first_day), as_of)
    earlier = store.before(first_day, shop.settings.fairness.window_weeks)
    raise_collisions(shop, first_day, days, earlier)
    seconds: dict[str, float] = {}
    observer.stage("forecast")
    begun = time.perf_counter()
    stage = make_forecast(shop, first_day, days, seed, as_of=as_of)
    seconds["forecast"] = time.perf_counter() - begun
    observer.stage("size")
    begun = time.perf_counter()
    needed = requirement_table(shop, stage.table, first_day, days, earlier=earlier)
    seconds["size"] = time.perf_counter() - begun
    plan = Plan(first_day, days, forecast=stage.table, requirement=needed)
    return NeededPlan(shop, plan, seconds, stage.notes, seen)


def finish_plan(
    shop: ShopFolder,
    plan: Plan,
    limits: Limits,
    observer: ProgressObserver,
    seconds: dict[str, float],
    start: tuple[Assignment, ...] = (),
    seen: Basis | None = None,
) -> PlanOutcome:
    """Search for the roster, write the plan, audit what was written, explain what is short.

    plan: holds its requirement. seconds: of the stages before. start: a roster to begin from, legal or not.
    seen: the files as they were when the work on the plan began; None = as they are now. Raises
    CollisionError when no roster can keep the hard rules, OutdatedError when another has written the plan
    meanwhile, or an input that it was made from: then it is kept as a version.
    """
    store = PlanStore(shop.folder)
    seen = read_basis(shop.folder, plan.first_day) if seen is None else seen
    earlier = store.before(plan.first_day, shop.settings.fairness.window_weeks)
    observer.stage("roster")
    assert plan.requirement is not None
    plan, problem, solution = search_roster(shop, plan, earlier, limits, observer, start)
    told = {name: said for name, said in (plan.summary or {}).items() if name != PLACEMENT}
    plan = replace(plan, summary=told if plan.summary is not None else None)
    whole = with_roster(shop, plan, problem, solution, {**seconds, **solution.seconds})
    observer.stage("audit")
    finished = audit_and_explain(shop, write_plan(shop, whole, seen), earlier)
    return replace(finished, search_failure=solution.failure)


def search_roster(
    shop: Shop,
    plan: Plan,
    earlier: EarlierWork,
    limits: Limits,
    observer: ProgressObserver,
    start: tuple[Assignment, ...] = (),
    with_rules: Callable[[Problem], Problem] = lambda problem: problem,
) -> tuple[Plan, Problem, Solution]:
    """The best roster found, with the plan and the problem that it solves.

    Deferred work is done when people have time, and when they have time the first roster says: the work is
    then placed anew into what it leaves, and the search goes on from there with the rest of its limits. The
    first placement stays where the search has been stopped, where that roster is no better with the new one,
    and in a requirement of the shop's own.

    Parameters
    ----------
    plan
        Holds its requirement.
    with_rules
        Adds further rules to the problem.
    """

    shop = on_first_day(shop, plan.first_day)

    def problem_of(plan: Plan) -> Problem:
        assert plan.requirement is not None
        return with_rules(roster_problem(shop, plan.requirement, earlier, plan.first_day, plan.days))

    problem, places = problem_of(plan), defers(shop) and not plan.own and plan.forecast is not None
    if not places:
        return plan, problem, solve_roster(shop, plan.first_day, problem, limits, observer, start)
    rest = limits.share(1 - _FIRST)
    try:
        solution = solve_roster(shop, plan.first_day, problem, limits.share(_FIRST), observer, start)
    except NothingFoundError:  # too little for a first roster
        return plan, problem, solve_roster(shop, plan.first_day, problem, rest, observer, start)
    if solution.stopped_by in ("user", "crash"):
        return plan, problem, solution
    observer.stage("deferred")
    anew = replace(plan, requirement=placed_into_roster(shop, plan, earlier, problem, solution.activities))
    changed, shifts = problem_of(anew), solution.assignments
    before = sum(solution.seconds.values())

    def further(state: Progress) -> None:
        observer.progress(replace(state, seconds=before + state.seconds))

    watched = replace(observer, progress=further)
    try:
        found = solve_roster(shop, plan.first_day, changed, rest, watched, shifts)
    except (NothingFoundError, SearchFailedError):
        return plan, problem, solution
    seconds = {name: solution.seconds.get(name, 0.0) + more for name, more in found.seconds.items()}
    if total_points(with_regular_starts(changed, found), found) > total_points(
        with_regular_starts(problem, solution), solution
    ):
        return plan, problem, replace(solution, seconds=seconds)
    return anew, changed, replace(found, seconds=seconds)


def solve_roster(
    shop: Shop,
    first_day: date,
    problem: Problem,
    limits: Limits,
    observer: ProgressObserver,
    start: tuple[Assignment, ...] = (),
) -> Solution:
    """The best roster found. Raises CollisionError, with the rules of some, where somebody can have none."""
    try:
        return solve_in_subprocess(
            problem, limits, start, observer.progress, observer.should_stop, observer.should_end
        )
    except RulesCollideError as error:
        findings = contradiction_findings(shop, problem, first_day)
        if findings:
            raise CollisionError(findings) from error
        raise


def with_roster(
    shop: Shop, plan: Plan, problem: Problem, solution: Solution, seconds: dict[str, float]
) -> Plan:
    """The plan with the tables of this solution; nothing is written.

    What it says was placed of deferred work it goes on saying, whatever its requirement holds now.
    """
    assert plan.requirement is not None
    problem = with_regular_starts(problem, solution)
    shop = on_first_day(with_plan_method(shop, plan), plan.first_day)
    coverage = coverage_table(shop, plan.first_day, problem, plan.requirement, solution)
    summary: dict[str, Any] = summarise(
        shop, plan.first_day, problem, solution, plan.requirement, coverage, seconds, plan.forecast
    )
    if plan.own:
        summary[OWN_TABLES] = sorted(plan.own)
    elif defers(shop):
        known = (plan.summary or {}).get(PLACEMENT)
        summary[PLACEMENT] = placement_of(shop, plan.requirement) if known is None else known
    if isinstance(shop, ShopFolder):
        summary[MADE_WITH] = made_with(shop.stated, plan.summary)
    return replace(
        plan,
        roster=roster_table(shop, plan.first_day, solution.assignments),
        activities=activities_table(shop, plan.first_day, plan.days, solution),
        coverage=coverage,
        summary=summary,
    )


def audit_and_explain(shop: Shop, plan: Plan, earlier: EarlierWork) -> PlanOutcome:
    """The plan with its audit and its explained shortages."""
    data = PlanData(on_first_day(shop, plan.first_day), plan, earlier)
    return PlanOutcome(plan, tuple(audit_remembering(data)), shortages(data))


def raise_collisions(shop: Shop, first_day: date, days: int, earlier: EarlierWork) -> None:
    """Raise CollisionError when locks, leave and the other hard rules cannot all hold in these days."""
    collisions = lock_collisions(shop, first_day, days, earlier)
    if collisions:
        raise CollisionError(collisions)


def write_plan(shop: ShopFolder, plan: Plan, seen: Basis, also: Callable[[], object] = lambda: None) -> Plan:
    """Write the plan and read it back, so that what follows speaks of the files.

    seen: as of finish_plan. also: changes of other files that belong to the plan, put in place with it.
    """
    store = PlanStore(shop.folder)
    store.write_or_keep_aside(plan, lambda: require_unchanged(seen, shop.folder, plan.first_day), also)
    return store.read(plan.first_day)
