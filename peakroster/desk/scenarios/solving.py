"""What a scenario makes of the roster: as it lies there, and searched anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from peakroster.desk.roster import (
    ARRANGE,
    Desk,
    activities_on,
    problem_of,
    with_solution,
)
from peakroster.desk.scenarios.applying import apply
from peakroster.desk.scenarios.overrides import Override
from peakroster.pipeline.stages import (
    PlanOutcome,
    ProgressObserver,
    audit_and_explain,
    raise_collisions,
    solve_roster,
)
from peakroster.planning.roster.deferred_work import placed_for_roster
from peakroster.planning.roster.regular_starts import with_regular_starts
from peakroster.planning.roster.told import ToldRoster, told_roster
from peakroster.planning.staffing.deferred import defers
from peakroster.planning.staffing.method import with_plan_method
from peakroster.planning.staffing.requirement import requirement_table
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.problem.solution import Limits, Solution
from scheduler.roster.rearrange import points_of
from scheduler.roster.replan import with_activities_kept
from scheduler.roster.solve import arrange_roster

Way = Literal["replan", "free"]
"""How a roster is searched: each change at its price, or with changes for nothing."""


@dataclass(frozen=True)
class Circumstances:
    """The desk under a scenario. desk: with its shop, forecast and requirement; the roster is that of the
    plan. people: of each override who is away or gone by it. is_plan: nothing is otherwise."""

    desk: Desk
    people: tuple[tuple[str, ...], ...]
    is_plan: bool


@dataclass(frozen=True)
class ScenarioOutcome:
    """What came of a scenario. desk: it, with the plan that it came to. outcome: audited under the scenario's
    own rules. people: as of :class:`Circumstances`."""

    desk: Desk
    outcome: PlanOutcome
    people: tuple[tuple[str, ...], ...]


def circumstances(desk: Desk, overrides: Sequence[Override]) -> Circumstances:
    """The desk under these overrides, its requirement sized anew where the demand is otherwise.

    Raises InputError as :func:`peakroster.desk.scenarios.applying.apply`, and where it cannot be sized.
    """
    applied = apply(desk.shop, desk.plan, overrides)
    plan, shop = applied.plan, applied.shop
    if applied.is_sized_anew:
        assert plan.forecast is not None
        sizing = with_plan_method(shop, plan)
        needed = requirement_table(sizing, plan.forecast, plan.first_day, plan.days, earlier=desk.earlier)
        plan = replace(plan, requirement=needed)
    return Circumstances(replace(desk, shop=shop, plan=plan), applied.people, not overrides)


def as_it_is(desk: Desk, overrides: Sequence[Override]) -> ScenarioOutcome:
    """The present roster under a scenario: who is there works the same shifts; meals and queues are placed
    anew. Without overrides it is the plan itself. Raises InputError as :func:`circumstances`."""
    found = circumstances(desk, overrides)
    if found.is_plan:
        return ScenarioOutcome(desk, audit_and_explain(desk.shop, desk.plan, desk.earlier), found.people)
    other, told = _told(desk, found.desk)
    problem = problem_of(other)
    solution = arrange_roster(problem, ARRANGE, told.present)
    objective = points_of(problem, told.present, solution.activities)
    solution = replace(  # nobody has looked for a better one
        solution,
        status="feasible",
        stopped_by="user",
        objective=objective,
        bound=min(objective, solution.unavoidable),
    )
    return _outcome(replace(other, plan=with_solution(other, problem, solution)), found)


def solved(
    desk: Desk,
    overrides: Sequence[Override],
    way: Way,
    limits: Limits,
    observer: ProgressObserver,
) -> ScenarioOutcome:
    """The best roster found for a scenario, from the roster at hand.

    way: ``replan`` gives every shift that is not as it lies there the price of a change, ``free`` does not.
    observer: told the progress; asked to stop, the search keeps the best it has. Raises InputError as
    :func:`circumstances`, CollisionError where the scenario's rules, locks and leave cannot all hold.
    """
    observer.stage("size")
    found = circumstances(desk, overrides)
    other, told = _told(desk, found.desk)
    shop, first_day = other.shop, other.plan.first_day
    raise_collisions(shop, first_day, other.plan.days, other.earlier)
    observer.stage("roster")
    problem = problem_of(other)
    priced = told.problem if way == "replan" else problem
    best = solve_roster(shop, first_day, priced, limits, observer, told.present)
    problem, priced = with_regular_starts(problem, best), with_regular_starts(priced, best)
    ways = [arrange_roster(problem, ARRANGE, best.assignments)]
    if way == "replan":  # a meal that stays is worth something, too
        lying = activities_on(replace(desk, shop=shop))
        ways.append(with_activities_kept(priced, ARRANGE, best.assignments, lying))
    for another in ways:
        if _points(priced, another) < _points(priced, best):
            best = replace(best, activities=another.activities, moves=another.moves)
    objective = points_of(problem, best.assignments, best.activities)
    if way == "replan":  # prices of changes are in its bound
        best = replace(best, bound=min(objective, best.unavoidable))
        if best.stopped_by == "optimal" and objective > best.bound:
            best = replace(best, status="feasible", stopped_by="work")
    best = replace(best, objective=objective, bound=min(objective, best.bound))
    observer.stage("audit")
    done = _outcome(replace(other, plan=with_solution(other, problem, best)), found)
    return replace(done, outcome=replace(done.outcome, search_failure=best.failure))


def _points(problem: Problem, solution: Solution) -> float:
    return points_of(problem, solution.assignments, solution.activities)


def _told(desk: Desk, other: Desk) -> tuple[Desk, ToldRoster]:
    """The desk of the scenario with deferred work where the roster has time, and what people were told."""
    problem = problem_of(other)
    told = told_roster(other.shop, problem, desk.plan)
    if defers(other.shop) and "requirement" not in other.plan.own:
        there = {(one.agent, one.day) for one in told.present}
        rows = [
            each
            for each in activities_on(replace(desk, shop=other.shop))
            if {(each.agent, each.start // MINUTES_PER_DAY - days) for days in (0, 1)} & there  # or by night
        ]
        needed = placed_for_roster(other.shop, other.plan, other.earlier, problem, rows, desk.plan)
        other = replace(other, plan=replace(other.plan, requirement=needed))
        told = told_roster(other.shop, problem_of(other), desk.plan)
    return other, told


def _outcome(desk: Desk, found: Circumstances) -> ScenarioOutcome:
    return ScenarioOutcome(desk, audit_and_explain(desk.shop, desk.plan, desk.earlier), found.people)
