"""CP-SAT for long plans: every week alone to its proven best, then put together, mended and improved.

A month at once is beyond what CP-SAT can prove or search well; its weeks are not. Together they bound the
month within a few parts in a thousand, and shifts that break a rule where two weeks meet are soon mended:
the days around one, everybody free on them, are solved to the end in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from scheduler.problem import Problem
from scheduler.roster import whole
from scheduler.roster.construct import best_patterns, taken_up
from scheduler.roster.errors import NothingFoundError
from scheduler.roster.improve import improve, open_windows
from scheduler.roster.model import Counts, Known, Model, build, counted, prove, stand_still
from scheduler.roster.reports import Reports
from scheduler.roster.solution import Assignment, Progress
from scheduler.roster.stopping import Budget
from scheduler.roster.weeks import alone, fair_prices, weeks

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
    """Search for the roster of least cost; arguments and errors: :func:`scheduler.roster.whole.solve`."""
    reports = Reports(tell)
    model = build(problem)
    known = _legal(model, start, budget)
    if known is None:
        return whole.solve(problem, budget, start, tell)
    reports.found(known.cost)
    parts = weeks(problem)
    prices = fair_prices(problem, model.rules.allowed, _assignments(model, known))
    problems = [alone(problem, model.rules.allowed, prices, days) for days in parts]
    bound, found = 0, []
    with _beside(problems, budget) as answers:
        for days, answer in zip(parts, answers, strict=True):
            counts = answer.result()
            bound += counts.bound
            found += [replace(one, day=one.day + days.start) for one in counts.assignments]
            known = _put_together(model, known, found, days.stop, budget, reports)
    reports.proven(bound - prices.most)
    known = open_windows(model, known, _gaps(model, known, found), _MENDING, budget, reports)
    known = improve(model, known, budget, reports, lambda: False)
    if known.cost <= reports.bound:
        return counted(model, known, reports.bound, budget)
    return prove(model, budget, known, reports)


def _legal(model: Model, start: tuple[Assignment, ...], budget: Budget) -> Known | None:
    taken = stand_still(model, taken_up(model, start), budget) if start else None
    return taken or stand_still(model, best_patterns(model, start, budget), budget)


def _gaps(model: Model, known: Known, wanted: list[Assignment]) -> list[range]:
    """The days around shifts of the weeks alone that are not worked."""
    windows: list[range] = []
    for day in sorted({one.day for one in set(wanted) - set(_assignments(model, known))}):
        if not windows or day not in windows[-1]:
            windows.append(range(day - _AROUND, day + _AROUND + 1))
    return windows


def _assignments(model: Model, known: Known) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(*key) for key, works in model.variables.works.items() if known.values[works.index]
    )


@contextmanager
def _beside(problems: list[Problem], budget: Budget) -> Iterator[list[Future[Counts]]]:
    """Answers to the weeks alone: several lanes, each with its weeks one after the other."""
    lanes = [budget.some(_ALONE) for _ in range(_LANES)]
    with ThreadPoolExecutor(_LANES) as pool:
        answers: list[Future[Counts]] = [Future() for _ in problems]
        for lane, its_budget in enumerate(lanes):
            pool.submit(_one_by_one, problems[lane::_LANES], answers[lane::_LANES], its_budget)
        try:
            yield answers
        finally:
            for its_budget in lanes:
                its_budget.stop()
    budget.work_left -= max(its_budget.used for its_budget in lanes)


def _one_by_one(problems: list[Problem], answers: list[Future[Counts]], budget: Budget) -> None:
    for place, (problem, answer) in enumerate(zip(problems, answers, strict=True)):
        part = budget.some(1 / (len(problems) - place))
        try:
            answer.set_result(_best(problem, part))
        except BaseException as error:
            answer.set_exception(error)
        budget.work_left -= part.used


def _best(problem: Problem, budget: Budget) -> Counts:
    """The best week alone, and its bound; nobody's and none where there was no time for it."""
    model, reports = build(problem), Reports(lambda progress: None)
    try:
        return prove(model, budget, whole.first_roster(model, budget, (), reports), reports)
    except NothingFoundError:
        return Counts((), {}, {}, model.variables.groups, 0, 0, "work")


def _put_together(
    model: Model, known: Known, weeks_alone: list[Assignment], day: int, budget: Budget, reports: Reports
) -> Known:
    """What is legal of the weeks that are done, and from that day on of what is known; if that is better."""
    others = [one for one in _assignments(model, known) if one.day >= day]
    together = stand_still(model, taken_up(model, [*weeks_alone, *others]), budget)
    if together is None or together.cost >= known.cost:
        return known
    reports.found(together.cost)
    return together
