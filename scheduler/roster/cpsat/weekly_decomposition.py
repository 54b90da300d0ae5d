"""CP-SAT for long plans: every week alone to its proven best, then put together, mended and improved.

A month at once is beyond what CP-SAT can prove or search well; its weeks are not. Together they bound the
month within a few parts in a thousand, and shifts that break a rule where two weeks meet are soon mended:
the days around one, everybody free on them, are solved to the end in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from scheduler.roster.cpsat import full_horizon as whole
from scheduler.roster.cpsat.construct import best_patterns, taken_up
from scheduler.roster.cpsat.lns import improve, improve_together, open_windows
from scheduler.roster.cpsat.model import Counts, Known, Model, build, counted, prove, stand_still, worked
from scheduler.roster.cpsat.progress import Reports
from scheduler.roster.cpsat.weekly_subproblems import alone, fair_prices, weeks
from scheduler.roster.objective.costs import whole_bound
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import NothingFoundError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Progress

_LANES = 2
"""Weeks that are solved beside each other."""
_ALONE = 0.5
"""Share of the budget for the weeks alone."""
_AROUND = 1
"""Days on either side of a shift that was left out that are free while it is mended."""
_MENDING = 2.0
"""Deterministic work in one such mending."""


def solve(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
) -> Counts:
    """Search for the roster of least cost. Arguments and errors: see
    :func:`scheduler.roster.cpsat.full_horizon.solve`.
    """
    reports = Reports(tell)
    model = build(problem)
    known = _legal(model, start, budget)
    if known is None:
        return whole.solve(problem, budget, start, tell)
    reports.found(known.cost)
    found: list[Assignment] = []
    with _Weeks(model, known, budget, _LANES, _ALONE) as parts:
        for days, counts in parts.answers():
            own = [replace(one, day=one.day + days.start) for one in counts.assignments]
            found += own or [one for one in worked(model, known) if one.day in days]
            # After a stop, what the weeks have is put together once, at the end.
            if not budget.stopped or days.stop == problem.days:
                known = _put_together(model, known, found, days.stop, budget, reports)
        reports.proven(parts.bound())
    known = open_windows(model, known, _gaps(model, known, found), _MENDING, budget, reports)
    known = improve_together(model, known, budget, reports)
    if known.cost <= reports.bound:
        return counted(model, known, reports.bound, budget)
    return prove(model, budget, known, reports)


def go_on(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
    bound: float,
) -> Counts:
    """Neighbourhoods from a legal roster on, and beside them what its weeks prove.

    bound: in units, what is proven already. Raises NothingFoundError where there was no time to begin.
    """
    reports = Reports(tell, whole_bound(bound))
    model = build(problem)
    known = stand_still(model, start, budget)
    if known is None:
        raise NothingFoundError
    reports.found(known.cost)
    with _Weeks(model, known, budget, 1, 1.0) as parts:
        known = improve(model, known, budget, reports, reports.bound, lambda: False)
        reports.proven(parts.bound())
    return counted(model, known, reports.bound, budget)


def _legal(model: Model, start: tuple[Assignment, ...], budget: Budget) -> Known | None:
    taken = stand_still(model, taken_up(model, start), budget) if start else None
    return taken or stand_still(model, best_patterns(model, start, budget), budget)


def _gaps(model: Model, known: Known, wanted: list[Assignment]) -> list[range]:
    """The days around shifts of the weeks alone that are not worked."""
    windows: list[range] = []
    for day in sorted({one.day for one in set(wanted) - set(worked(model, known))}):
        if not windows or day not in windows[-1]:
            windows.append(range(day - _AROUND, day + _AROUND + 1))
    return windows


_Task = tuple[Problem, tuple[Assignment, ...], Future[Counts]]
"""A week alone, shifts to begin from, and where the answer goes."""


class _Weeks:
    """The weeks alone, solved beside the search in several lanes, each lane's one after the other.

    known: a roster to begin from, whose nights, weekends and sale days tell what fairness charges. share: of
    the budget.
    """

    def __init__(self, model: Model, known: Known, budget: Budget, lanes: int, share: float) -> None:
        problem, allowed = model.problem, model.rules.allowed
        self._budget, self._days = budget, weeks(problem)
        roster = worked(model, known)
        self._prices = fair_prices(problem, allowed, roster)
        tasks = [
            (alone(problem, allowed, self._prices, days), _moved(roster, days), Future[Counts]())
            for days in self._days
        ]
        self._answers = [answer for _, _, answer in tasks]
        self._lanes = [
            budget.some(share * budget.work_left, share * budget.seconds_left) for _ in range(lanes)
        ]
        self._pool = ThreadPoolExecutor(lanes)
        for lane, part in enumerate(self._lanes):
            self._pool.submit(_one_by_one, tasks[lane::lanes], part)

    def __enter__(self) -> _Weeks:
        return self

    def __exit__(self, *_: object) -> None:
        for part in self._lanes:
            part.stop()
        self._pool.shutdown()
        self._budget.work_left -= max(part.used for part in self._lanes)

    def answers(self) -> Iterator[tuple[range, Counts]]:
        """The days of each week, and its answer; waits for it."""
        for days, answer in zip(self._days, self._answers, strict=True):
            yield days, answer.result()

    def bound(self) -> int:
        """What all of them prove of the whole, in units; waits for them."""
        return sum(answer.result().bound for answer in self._answers) - self._prices.most


def _moved(roster: tuple[Assignment, ...], days: range) -> tuple[Assignment, ...]:
    return tuple(replace(one, day=one.day - days.start) for one in roster if one.day in days)


def _one_by_one(tasks: list[_Task], budget: Budget) -> None:
    for place, (problem, start, answer) in enumerate(tasks):
        left = len(tasks) - place
        part = budget.some(budget.work_left / left, budget.seconds_left / left)
        try:
            answer.set_result(_best(problem, start, part))
        except BaseException as error:
            answer.set_exception(error)
        budget.work_left -= part.used


def _best(problem: Problem, start: tuple[Assignment, ...], budget: Budget) -> Counts:
    """The best week alone, and its bound; nobody's and none where there was no time for it."""
    model, reports = build(problem), Reports(lambda progress: None)
    try:
        if budget.spent:
            raise NothingFoundError
        return prove(model, budget, whole.first_roster(model, budget, start, reports), reports)
    except NothingFoundError:
        return Counts((), {}, {}, model.variables.groups, 0, reports.bound, "work")


def _put_together(
    model: Model, known: Known, weeks_alone: list[Assignment], day: int, budget: Budget, reports: Reports
) -> Known:
    """What is legal of the weeks that are done, and from that day on of what is known; if that is better."""
    others = [one for one in worked(model, known) if one.day >= day]
    together = stand_still(model, taken_up(model, [*weeks_alone, *others]), budget)
    if together is None or together.cost >= known.cost:
        return known
    reports.found(together.cost)
    return together
