"""Searching again for the rest of a roster, and judging what was found before it takes another's place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from peakroster.desk.roster import (
    ARRANGE,
    Changes,
    Desk,
    activities_on,
    assignments_of,
    problem_of,
    with_solution,
)
from peakroster.pipeline.basis import read_basis
from peakroster.pipeline.stages import (
    PlanOutcome,
    ProgressObserver,
    audit_and_explain,
    raise_collisions,
    solve_roster,
)
from peakroster.planning.roster.regular_starts import with_regular_starts
from peakroster.planning.roster.told import told_roster
from peakroster.plans.store import PlanStore
from scheduler.audit import Violation
from scheduler.domain.requests import Lock
from scheduler.domain.shifts import OFF
from scheduler.roster.problem.solution import Limits
from scheduler.roster.rearrange import points_of
from scheduler.roster.replan import with_activities_kept
from scheduler.roster.solve import arrange_roster

UNSAVED = "unsaved"
"""In place of a file's name: changes on the desk that no file holds yet."""

_SAME = 0.0005
"""Points: half a unit of the search, whose costs are whole thousandths."""


@dataclass(frozen=True)
class Standing:
    """How good a roster is. problems: what the audit finds. points: the objective, lower is better."""

    problems: int
    points: float

    def is_better_than(self, other: Standing) -> bool:
        """Fewer problems, or as many and fewer points."""
        if self.problems != other.problems:
            return self.problems < other.problems
        return self.points < other.points - _SAME


@dataclass(frozen=True)
class Solved:
    """What a search found, and for what.

    outcome: the plan with the roster that was found. before, after: the roster that lay there and the one
    found, held to the same figures and locks. desk, held: what it was searched for, with the figures, people,
    rules and locks of the desk as it was when the search began, and the cells that were held. broken: the
    rules that the roster which lay there broke.
    """

    outcome: PlanOutcome
    before: Standing
    after: Standing
    desk: Desk
    held: Changes
    broken: tuple[Violation, ...] = ()

    @property
    def is_better(self) -> bool:
        """Whether it deserves the place of the roster from which the search began."""
        return self.after.is_better_than(self.before)

    @property
    def costs_more(self) -> bool:
        """Whether it is better only because it keeps rules, and costs points for that."""
        return self.is_better and self.after.points > self.before.points + _SAME


def solve_rest(desk: Desk, changes: Changes, limits: Limits, observer: ProgressObserver) -> Solved:
    """Hold the changed cells, and the locks there are, and search again for everything else.

    Begins from the present roster, and a shift that is not as it lay there has the price of a change; so has
    everybody's meal and queue of a day together. Judged with these prices, what is found is never worse than
    what lay there if that kept the rules. Raises CollisionError when the changes break a hard rule by
    themselves.
    """
    given, held = desk, {(lock.agent_id, lock.day): lock for lock in desk.shop.locks}
    for (agent, day), shift in changes.items():
        held[agent, day] = Lock(agent, day, OFF if shift is None else shift, 0)
    desk = replace(desk, shop=replace(desk.shop, locks=tuple(held.values())))
    PlanStore(desk.shop.folder).check_space()
    raise_collisions(desk.shop, desk.plan.first_day, desk.plan.days, desk.earlier)
    observer.stage("roster")
    problem, present, activities = problem_of(desk), assignments_of(desk), activities_on(desk)
    told = told_roster(desk.shop, problem, desk.plan).problem
    found = solve_roster(desk.shop, desk.plan.first_day, told, limits, observer, present)
    # What lay there is held to the same starts.
    problem, told = with_regular_starts(problem, found), with_regular_starts(told, found)
    kept = with_activities_kept(told, ARRANGE, found.assignments, activities)
    searched, lay = points_of(told, found.assignments, found.activities), points_of(told, present, activities)
    if searched < kept.objective - told.weights.change or searched <= lay < kept.objective:
        kept = found
    objective = points_of(problem, kept.assignments, kept.activities)
    # Prices of changes are in the bound of the search; that of the plan holds with further locks, too.
    bound = min(objective, max(kept.unavoidable, float((desk.plan.summary or {}).get("bound") or 0.0)))
    solution = replace(found, objective=objective, bound=bound, activities=kept.activities, moves=kept.moves)
    if objective > bound and found.stopped_by == "optimal":  # of the roster with these prices
        solution = replace(solution, status="feasible", stopped_by="work")
    outcome = audit_and_explain(desk.shop, with_solution(desk, problem, solution), desk.earlier)
    outcome = replace(outcome, search_failure=solution.failure)
    lying = audit_and_explain(desk.shop, desk.plan, desk.earlier)
    return Solved(
        outcome,
        Standing(len(lying.violations), lay),
        Standing(len(outcome.violations), points_of(told, solution.assignments, solution.activities)),
        given,
        dict(changes),
        lying.violations,
    )


def superseded(solved: Solved, desk: Desk, held: Changes) -> tuple[str, ...]:
    """What a search was for and is different now; its result is good for nothing then.

    Names of files that have changed, on the desk or in the folder, and UNSAVED where the roster, the locks or
    the held cells of the desk are others. desk, held: as :func:`solve_rest` would be given them now.
    """
    then = solved.desk
    folder, first_day = desk.shop.folder, desk.plan.first_day
    files = {
        *then.basis.changed_to(desk.basis),
        *then.basis.changed_to(read_basis(then.shop.folder, then.plan.first_day)),
    }
    if (folder, first_day) != (then.shop.folder, then.plan.first_day):
        files.add(f"plans/{then.plan.first_day}")
    same = (
        dict(held) == dict(solved.held)
        and {*desk.shop.locks} == {*then.shop.locks}
        and {*assignments_of(desk)} == {*assignments_of(then)}
    )
    return (*sorted(files), *(() if same or files else (UNSAVED,)))


def arrange_again(desk: Desk) -> Solved:
    """Everybody's meals and queues placed anew for the shifts as they are; judged like a search."""
    problem, present, activities = problem_of(desk), assignments_of(desk), activities_on(desk)
    solution = arrange_roster(problem, ARRANGE, present)
    objective = points_of(problem, present, solution.activities)
    bound = min(objective, float((desk.plan.summary or {}).get("bound") or 0.0))
    by_hand = replace(solution, status="feasible", objective=objective, bound=bound, stopped_by="user")
    outcome = audit_and_explain(desk.shop, with_solution(desk, problem, by_hand), desk.earlier)
    lying = audit_and_explain(desk.shop, desk.plan, desk.earlier)
    before = Standing(len(lying.violations), points_of(problem, present, activities))
    after = Standing(len(outcome.violations), objective)
    return Solved(outcome, before, after, desk, {}, lying.violations)
