"""Weekly decomposition of long plans: solve every week to its proven optimum, join, mend the borders,
improve.

CP-SAT can neither prove nor search a month at once, but it can its weeks. Together they bound the month
within a few parts in a thousand, and shifts that break a rule where two weeks meet are soon mended: the days
around one, with everybody free on them, are solved to optimality in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from scheduler.roster.cpsat.construct import best_response_start
from scheduler.roster.cpsat.full_horizon import initial_solution, solve_full_horizon
from scheduler.roster.cpsat.knapsack_constraints import repair_start
from scheduler.roster.cpsat.lns import improve, improve_in_parallel, improve_windows
from scheduler.roster.cpsat.model import (
    AggregatedSolution,
    CpSolution,
    Model,
    aggregate,
    assignments_of,
    build,
    complete_fixed_shifts,
    report,
    solve_exactly,
)
from scheduler.roster.cpsat.progress import ProgressReporter
from scheduler.roster.cpsat.weekly_subproblems import fairness_multipliers, plan_weeks, week_subproblem
from scheduler.roster.objective.costs import whole_bound
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import NothingFoundError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Progress

_LANES = 2
"""Weeks solved in parallel."""
_WEEKS_SHARE = 0.5
"""Share of the budget for the weekly subproblems."""
_DAYS_AROUND = 1
"""Days on either side of a shift that was left out that are free while it is mended."""
_MENDING_WORK = 2.0
"""Deterministic work of mending one border."""


def solve_by_weeks(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    on_improvement: Callable[[Progress], None],
) -> AggregatedSolution:
    """Search for the roster of least cost.

    Parameters and errors: see :func:`scheduler.roster.cpsat.full_horizon.solve_full_horizon`.
    """
    reporter = ProgressReporter(on_improvement)
    model = build(problem)
    best = _initial(model, start, budget)
    if best is None:
        return solve_full_horizon(problem, budget, start, on_improvement)
    report(reporter, model, best)
    wanted: list[Assignment] = []
    with _WeeklySubproblems(model, best, budget, _LANES, _WEEKS_SHARE) as subproblems:
        for days, solution in subproblems.solutions():
            own = [replace(one, day=one.day + days.start) for one in solution.assignments]
            wanted += own or [one for one in assignments_of(model, best) if one.day in days]
            # After a stop, the weeks are joined once, at the end.
            if not budget.stopped or days.stop == problem.days:
                best = _joined(model, best, wanted, days.stop, budget, reporter)
        reporter.on_bound(subproblems.bound())
    borders = _borders(model, best, wanted)
    best = improve_windows(model, best, borders, _MENDING_WORK, budget, reporter)
    best = improve_in_parallel(model, best, budget, reporter)
    if best.cost <= reporter.bound:
        return aggregate(model, best, reporter.bound, budget)
    return solve_exactly(model, budget, best, reporter)


def improve_from(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    on_improvement: Callable[[Progress], None],
    bound: float,
) -> AggregatedSolution:
    """LNS from a feasible roster, with the weekly subproblems in parallel for the bound.

    bound: proven already, in units. Raises NothingFoundError if there was no time to begin.
    """
    reporter = ProgressReporter(on_improvement, whole_bound(bound))
    model = build(problem)
    best = complete_fixed_shifts(model, start, budget)
    if best is None:
        raise NothingFoundError
    report(reporter, model, best)
    with _WeeklySubproblems(model, best, budget, 1, 1.0) as subproblems:
        best = improve(model, best, budget, reporter, reporter.bound, lambda: False)
        reporter.on_bound(subproblems.bound())
    return aggregate(model, best, reporter.bound, budget)


def _initial(model: Model, start: tuple[Assignment, ...], budget: Budget) -> CpSolution | None:
    repaired = complete_fixed_shifts(model, repair_start(model, start), budget) if start else None
    return repaired or complete_fixed_shifts(model, best_response_start(model, start, budget), budget)


def _borders(model: Model, best: CpSolution, wanted: list[Assignment]) -> list[range]:
    """The days around shifts of the weekly solutions that are not in the roster."""
    windows: list[range] = []
    for day in sorted({one.day for one in set(wanted) - set(assignments_of(model, best))}):
        if not windows or day not in windows[-1]:
            windows.append(range(day - _DAYS_AROUND, day + _DAYS_AROUND + 1))
    return windows


_Task = tuple[Problem, tuple[Assignment, ...], Future[AggregatedSolution]]
"""A weekly subproblem, its warm start, and its future solution."""


class _WeeklySubproblems:
    """The weekly subproblems, solved in threads of their own, lane by lane.

    known: a roster whose nights, weekend days and sale days set the multipliers. share: of the budget.
    """

    def __init__(self, model: Model, known: CpSolution, budget: Budget, lanes: int, share: float) -> None:
        problem, allowed = model.problem, model.rules.allowed
        self._budget, self._weeks = budget, plan_weeks(problem)
        roster = assignments_of(model, known)
        self._multipliers = fairness_multipliers(problem, allowed, roster)
        tasks = [
            (
                week_subproblem(problem, allowed, self._multipliers, days),
                _moved(roster, days),
                Future[AggregatedSolution](),
            )
            for days in self._weeks
        ]
        self._solutions = [solution for _, _, solution in tasks]
        self._lanes = [
            budget.sub_budget(share * budget.work_left, share * budget.seconds_left) for _ in range(lanes)
        ]
        self._pool = ThreadPoolExecutor(lanes)
        for lane, own in enumerate(self._lanes):
            self._pool.submit(_solve_in_turn, tasks[lane::lanes], own)

    def __enter__(self) -> _WeeklySubproblems:
        return self

    def __exit__(self, *_: object) -> None:
        for own in self._lanes:
            own.stop()
        self._pool.shutdown()
        self._budget.work_left -= max(own.used for own in self._lanes)

    def solutions(self) -> Iterator[tuple[range, AggregatedSolution]]:
        """The days of each week, and its solution; waits for it."""
        for days, solution in zip(self._weeks, self._solutions, strict=True):
            yield days, solution.result()

    def bound(self) -> int:
        """The bound for the whole plan, in units; waits for all weeks."""
        return sum(solution.result().bound for solution in self._solutions) - self._multipliers.conjugate


def _moved(roster: tuple[Assignment, ...], days: range) -> tuple[Assignment, ...]:
    return tuple(replace(one, day=one.day - days.start) for one in roster if one.day in days)


def _solve_in_turn(tasks: list[_Task], budget: Budget) -> None:
    for place, (problem, start, solution) in enumerate(tasks):
        left = len(tasks) - place
        own = budget.sub_budget(budget.work_left / left, budget.seconds_left / left)
        try:
            solution.set_result(_solve_week(problem, start, own))
        except BaseException as error:
            solution.set_exception(error)
        budget.work_left -= own.used


def _solve_week(problem: Problem, start: tuple[Assignment, ...], budget: Budget) -> AggregatedSolution:
    """The best roster of a week and its bound; an empty one without a bound if there was no time for it."""
    model, reporter = build(problem), ProgressReporter(lambda progress: None)
    try:
        if budget.spent:
            raise NothingFoundError
        return solve_exactly(model, budget, initial_solution(model, budget, start, reporter), reporter)
    except NothingFoundError:
        return AggregatedSolution((), {}, {}, model.variables.groups, 0, reporter.bound, "work")


def _joined(
    model: Model,
    best: CpSolution,
    wanted: list[Assignment],
    day: int,
    budget: Budget,
    reporter: ProgressReporter,
) -> CpSolution:
    """What is feasible of the solved weeks, then the known roster from ``day`` on; the better of both."""
    later = [one for one in assignments_of(model, best) if one.day >= day]
    joined = complete_fixed_shifts(model, repair_start(model, [*wanted, *later]), budget)
    if joined is None or joined.cost >= best.cost:
        return best
    report(reporter, model, joined)
    return joined
