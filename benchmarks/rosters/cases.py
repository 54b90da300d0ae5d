"""The cases of the three suites: a problem to solve, how a roster for it is judged, and what must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from benchmarks.rosters import call_centre_weeks, coverage, curtois_qu, curtois_qu_recount, legal
from benchmarks.rosters import named_catalogue as catalogue
from benchmarks.rosters.house_cost import house_cost
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Solution

SUITES = ("curtois-qu", "call-centre", "catalogue")


@dataclass(frozen=True)
class Judgement:
    """What the benchmark's own code finds in a roster; cost None where it is not recounted."""

    cost: float | None
    uncovered: float
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Bars:
    """What must hold; None = only reported. gap, uncovered: shares; first: seconds."""

    gap: float | None = None
    uncovered: float | None = None
    first: float | None = None


@dataclass(frozen=True)
class Case:
    """One row of the report. best_known: a cost to measure against instead of the bound.

    rounding: share by which the objective may differ from the cost; sums of decimals, no more, but in the
    house's objective, whose price of a person is in whole thousandths of a point. instance: what a peer is
    given, where there is a published one.
    """

    suite: str
    name: str
    seconds: float
    problem: Callable[[], Problem]
    judge: Callable[[Problem, Solution], Judgement]
    best_known: float | None = None
    bars: Bars = Bars()
    rounding: float = 1e-6
    instance: Callable[[], curtois_qu.Instance] | None = None


def cases(suite: str, instances: Path | None, shop: Path) -> Iterator[Case]:
    """The cases of a suite; ``instances``: the folder of Curtois & Qu's files."""
    if suite == "curtois-qu":
        if instances is None:
            raise SystemExit("--suite curtois-qu needs --instances FOLDER")
        yield from (_published(instances, number) for number in curtois_qu.BEST_KNOWN)
    elif suite == "call-centre":
        yield from (_week(agents, 30, 60.0, 0.015) for agents in (50, 200, 500, 1000))
        yield _week(1000, 15, 120.0, 0.03)
    else:
        for agents, gap in ((60, 0.0), (200, 0.003), (500, 0.005), (1000, 0.01)):
            yield _catalogue(shop, agents, 7, 60.0, gap)
        yield _catalogue(shop, 60, 28, 120.0, 0.01)


_PUBLISHED = {
    **dict.fromkeys((1, 2, 3, 4, 5, 10, 11), (60.0, 0.005)),
    **dict.fromkeys((6, 7, 9), (60.0, 0.03)),
    8: (60.0, 0.08),
    12: (300.0, 0.01),
    15: (300.0, 0.10),
}
"""Seconds and the gap that must hold; the others have 300 s and are reported."""


def _published(folder: Path, number: int) -> Case:
    path = folder / f"Instance{number}.txt"
    seconds, gap = _PUBLISHED.get(number, (300.0, None))

    def judge(problem: Problem, solution: Solution) -> Judgement:
        instance = curtois_qu.read(path)
        roster = curtois_qu_recount.roster_of(instance, solution.assignments)
        return Judgement(
            cost=curtois_qu_recount.cost(instance, roster),
            uncovered=curtois_qu_recount.uncovered_share(instance, roster),
            broken=(
                *curtois_qu_recount.doubled(instance, solution.assignments),
                *curtois_qu_recount.broken(instance, roster),
            ),
        )

    return Case(
        suite="curtois-qu",
        name=f"Curtois-Qu {number}",
        seconds=seconds,
        problem=lambda: curtois_qu.problem_of(curtois_qu.read(path)),
        judge=judge,
        best_known=curtois_qu.BEST_KNOWN[number],
        bars=Bars(gap=gap),
        instance=lambda: curtois_qu.read(path),
    )


def _week(agents: int, interval: int, seconds: float, gap: float) -> Case:
    def judge(problem: Problem, solution: Solution) -> Judgement:
        found = _desks(problem, solution)
        missing = float(coverage.missing(problem, solution.activities).sum())
        paid = coverage.paid_slots(problem, solution.assignments)
        return replace(found, cost=paid + call_centre_weeks.UNCOVERED * missing)

    # The issue asks for the first roster and for the coverage at half hours.
    bars = Bars(gap, 0.003, 3.0) if interval == 30 else Bars(gap)
    name = f"call centre {agents} × {interval} min"
    return Case(
        "call-centre", name, seconds, partial(call_centre_weeks.week, agents, interval), judge, bars=bars
    )


def _catalogue(shop: Path, agents: int, days: int, seconds: float, gap: float) -> Case:
    return Case(
        suite="catalogue",
        name=f"catalogue {agents} × {days} days",
        seconds=seconds,
        problem=lambda: catalogue.multiplied(_shop_problem(shop, days), agents),
        judge=_house,
        bars=Bars(gap=gap),
        rounding=1e-3,
    )


@cache
def _shop_problem(shop: Path, days: int) -> Problem:
    return catalogue.shop_problem(shop, days)


def _house(problem: Problem, solution: Solution) -> Judgement:
    cost = house_cost(problem, solution.assignments, solution.activities)
    return replace(_desks(problem, solution), cost=cost)


def _desks(problem: Problem, solution: Solution) -> Judgement:
    broken = (
        *legal.broken(problem, solution.assignments),
        *legal.broken_activities(problem, solution.assignments, solution.activities),
    )
    return Judgement(None, coverage.uncovered_share(problem, solution.activities), broken)
