"""What somebody's week looks like, and what that costs: the sample's week with and without its patterns.

    .venv/bin/python -m benchmarks.rosters.patterns data/sample [--agents 1000] [--days 7] [--seconds 60]

The shop's problem is searched with the same work: with the prices of patterns at 0, as the shop stands, and
with ``--each`` with one kind of price at a time, so that what each pattern costs in service shows: missing
hours, late customers, and the points of everything but the patterns. Figures are counted from the shifts and
activities of the roster.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import get_args

from benchmarks.rosters.named_catalogue import FIRST_DAY, multiplied, shop_problem
from peakroster.planning.roster.weights import weights_of
from peakroster.shop.folder import read_shop
from scheduler.domain.weights import NO_PATTERNS
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.regular_starts import with_regular_starts
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Activity, Engine, Limits, Solution
from scheduler.roster.solve import find_roster

_JUMP = 180
"""Minutes between the starts of two days in a row from which on it is a jump."""
_PATTERNS = ("regular_start", "start_jumps", "single_days", "queue_changes")
"""Parts of the objective."""
_KINDS = {
    "regular starts": ("regular_start",),
    "jumps": ("start_jump",),
    "single days": ("single_day_off", "single_working_day"),
    "queue changes": ("queue_change", "short_stretch"),
}
"""Prices that are set together."""
_SHORT = 60
"""Minutes of a stretch in one queue below which it is short."""


@dataclass(frozen=True)
class WeekFigures:
    """Of all agents together; ``of_`` says of how many."""

    three_starts: int
    four_starts: int
    jumps: int
    of_pairs: int
    single_days_off: int
    of_rests: int
    single_working_days: int
    restless_shifts: int
    short_stretches: int


def week_figures(problem: Problem, solution: Solution) -> WeekFigures:
    """Count them: rests are runs of days off between two working days of the plan."""
    rows: list[list[int | None]] = [[None] * problem.days for _ in problem.agents]
    for a in solution.assignments:
        rows[a.agent][a.day] = problem.shifts[a.shift].start
    kinds = [len({start for start in row if start is not None}) for row in rows]
    pairs = [abs(a - b) for row in rows for a, b in pairwise(row) if a is not None and b is not None]
    runs = [run for row in rows for run in list(_runs(row))[1:-1]]
    served = list(_served(problem, solution))
    return WeekFigures(
        three_starts=sum(kind >= 3 for kind in kinds),
        four_starts=sum(kind >= 4 for kind in kinds),
        jumps=sum(minutes >= _JUMP for minutes in pairs),
        of_pairs=len(pairs),
        single_days_off=sum(not works and days == 1 for works, days in runs),
        of_rests=sum(not works for works, _ in runs),
        single_working_days=sum(works and days == 1 for works, days in runs),
        restless_shifts=sum(
            sum(a.what != b.what for a, b in pairwise(stretches)) > 2 for stretches in served
        ),
        short_stretches=sum(one.end - one.start < _SHORT for stretches in served for one in stretches),
    )


def _runs(row: Sequence[int | None]) -> Iterator[tuple[bool, int]]:
    for works, days in groupby(row, lambda start: start is not None):
        yield works, len(list(days))


def _served(problem: Problem, solution: Solution) -> Iterator[list[Activity]]:
    """The stretches in queues of each shift, in order of time."""
    by_agent: dict[int, list[Activity]] = {}
    for activity in solution.activities:
        by_agent.setdefault(activity.agent, []).append(activity)
    for a in solution.assignments:
        shift, midnight = problem.shifts[a.shift], a.day * 1440
        yield [
            one
            for one in by_agent[a.agent]
            if midnight + shift.start <= one.start < midnight + shift.end and one.what >= 0
        ]


def _line(name: str, problem: Problem, solution: Solution, seconds: float) -> str:
    week = week_figures(problem, solution)
    parts = {part.name: part for part in objective_parts(problem, solution.assignments, solution.activities)}
    of_patterns = sum(parts[name].points for name in _PATTERNS)
    return (
        f"| {name} | {week.three_starts}, {week.four_starts} | {week.jumps} of {week.of_pairs} "
        f"| {week.single_days_off} of {week.of_rests} | {week.single_working_days} | {week.restless_shifts} "
        f"| {week.short_stretches} | {parts['shortage'].amount:,.1f} | {parts['late'].amount:,.0f} "
        f"| {parts['wishes'].amount:,.0f} | {of_patterns:,.1f} | {solution.objective - of_patterns:,.1f} "
        f"| {solution.objective:,.1f} | {solution.gap:.2%} ({solution.stopped_by}) | {seconds:.0f} s |"
    )


def main() -> None:
    """Search case by case and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--agents", type=int)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=60.0, help="whose work each search has")
    parser.add_argument("--guard", type=float, default=10.0, help="times as long before the clock ends it")
    parser.add_argument("--price", action="append", default=[], help="KEY=POINTS instead of the shop's")
    parser.add_argument("--rule", action="append", default=[], help="KEY=NUMBER beside the shop's rules")
    parser.add_argument("--engine", choices=get_args(Engine), default="auto")
    parser.add_argument("--each", action="store_true", help="each kind of pattern alone, too")
    parser.add_argument("--only", action="store_true", help="the shop as it stands, without the other search")
    given = parser.parse_args()
    bare = shop_problem(given.shop, given.days, FIRST_DAY)
    if given.agents:
        bare = multiplied(bare, given.agents)
    own_rules = {key: int(number) for key, number in (rule.split("=") for rule in given.rule)}
    bare = replace(bare, rules=replace(bare.rules, **own_rules))
    shop = read_shop(given.shop)
    prices = {key: float(points) for key, points in (price.split("=") for price in given.price)}
    stands = replace(bare, weights=replace(weights_of(shop), cost=bare.weights.cost, **prices))
    cases = {} if given.only else {"without": bare}
    for kind, keys in _KINDS.items() if given.each else ():
        own = {key: getattr(stands.weights, key) for key in keys}
        cases[f"{kind} alone"] = replace(bare, weights=replace(bare.weights, **own))
    cases["as it stands"] = stands
    assert all(getattr(bare.weights, key) == price for key, price in NO_PATTERNS.items())
    print(
        "| | people with 3, 4 starts | jumps | single days off | single working days | shifts > 2 changes "
        "| stretches < 1 h | missing hours | late | wishes broken "
        "| points of patterns | other points | objective | gap | |"
    )
    for name, problem in cases.items():
        limits = Limits.within(given.seconds, engine=given.engine)
        begun = time.perf_counter()
        solution = find_roster(problem, replace(limits, seconds=given.guard * given.seconds))
        known = with_regular_starts(problem, solution.regular_starts)
        print(_line(name, known, solution, time.perf_counter() - begun), flush=True)


if __name__ == "__main__":
    main()
