"""One person ill for two days: how many colleagues get another shift, and how much is missing.

    .venv/bin/python -m benchmarks.rosters.replan data/sample [--agents 12] [--draws 10] [--free-draws 10]

The sample's week of the sale, with its people or with fewer or more of them in proportion, is searched once.
Then somebody who works on two days in a row is ill on both, which is known at 06:00 of the first. The roster
is made anew with the prices of changes, and, to compare, freely: by the same search as the plan, from the
same shifts, without prices. Missing hours are those of the plan's days; nobody may get a shift that began
before it was known, and no day before it may change. Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.rosters.named_catalogue import FIRST_DAY, multiplied, shop_problem
from peakroster.planning.roster.told import told_of
from peakroster.planning.roster.weights import weights_of
from peakroster.shop.folder import read_shop
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.regular_starts import with_regular_starts
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Lock, Problem
from scheduler.roster.problem.solution import Assignment, Limits, Solution
from scheduler.roster.replan import replan_roster
from scheduler.roster.solve import find_roster

_KNOWN_AT = 360
"""Minutes after the midnight of the first day of illness."""
_ILL_DAYS = 2


@dataclass(frozen=True)
class Draw:
    """One illness. changed: shifts of colleagues; too_early: of them, those begun before it was known."""

    changed: int
    people: int
    free_changed: float
    missing: float
    standing: float
    free: float
    seconds: float
    too_early: int


def ill(problem: Problem, roster: tuple[Assignment, ...], agent: int, day: int) -> Problem:
    """The problem of the roster that is made anew."""
    works = {(one.agent, one.day): one.shift for one in roster}
    lost = {(agent, day + later) for later in range(_ILL_DAYS)}
    known_at = day * MINUTES_PER_DAY + _KNOWN_AT
    who = problem.agents[agent]
    away = replace(who, leave=who.leave | {each for _, each in lost})
    locks = {(lock.agent, lock.day): lock for lock in problem.locks if (lock.agent, lock.day) not in lost}
    for cell, shift in works.items():
        begun = cell[1] * MINUTES_PER_DAY + problem.shifts[shift].start <= known_at
        if begun and cell not in lost:
            locks[cell] = Lock(*cell, shift)
    cells = ((a, d) for a in range(len(problem.agents)) for d in range(problem.days))
    told = (told_of(problem, cell, works.get(cell), known_at) for cell in cells if cell not in lost)
    return replace(
        problem,
        agents=(*problem.agents[:agent], away, *problem.agents[agent + 1 :]),
        locks=tuple(locks.values()),
        told=tuple(one for one in told if (one.agent, one.day) not in locks),
        not_before=known_at,
    )


def _draw(
    problem: Problem, plan: Solution, agent: int, day: int, limits: Limits, free: Limits | None
) -> Draw:
    anew = ill(problem, plan.assignments, agent, day)
    lost = {(agent, day + later) for later in range(_ILL_DAYS)}
    present = tuple(one for one in plan.assignments if (one.agent, one.day) not in lost)
    begun = time.process_time()
    found = replan_roster(anew, limits, present, plan.activities)
    seconds = time.process_time() - begun
    changed = {*present} ^ {*found.solution.assignments}
    early = [one for one in changed if _start(problem, one) <= (anew.not_before or 0)]
    other = None if free is None else find_roster(replace(anew, told=()), free, present)
    free_changed = set() if other is None else {*present} ^ {*other.assignments}
    return Draw(
        changed=len({(one.agent, one.day) for one in changed}),
        people=len({one.agent for one in changed}),
        free_changed=len({(one.agent, one.day) for one in free_changed}) if other else float("nan"),
        missing=_missing(anew, found.solution),
        standing=_missing(anew, found.standing),
        free=float("nan") if other is None else _missing(anew, other),
        seconds=seconds,
        too_early=len(early),
    )


def _start(problem: Problem, one: Assignment) -> int:
    return one.day * MINUTES_PER_DAY + problem.shifts[one.shift].start


def _missing(problem: Problem, solution: Solution) -> float:
    parts = objective_parts(problem, solution.assignments, solution.activities)
    return next(part.amount for part in parts if part.name == "shortage")


def main() -> None:
    """Search the plan, draw illnesses and print a line for each, and their means."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--agents", type=int)
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--plan-seconds", type=float, default=40.0, help="whose work the plan's search has")
    parser.add_argument("--free-draws", type=int, default=10, help="draws that are searched freely as well")
    parser.add_argument("--free-seconds", type=float, default=20.0, help="and the free one")
    given = parser.parse_args()
    bare = shop_problem(given.shop, 7, FIRST_DAY)
    problem = multiplied(bare, given.agents) if given.agents else bare
    problem = replace(problem, weights=replace(weights_of(read_shop(given.shop)), cost=bare.weights.cost))
    guard = 20.0

    def limits(seconds: float) -> Limits:
        work = Limits.within(seconds).work
        return Limits(seconds=guard * seconds, work=work)

    plan = find_roster(problem, limits(given.plan_seconds))
    problem = with_regular_starts(problem, plan.regular_starts)
    works = {(one.agent, one.day) for one in plan.assignments}
    pairs = sorted((a, d) for a, d in works if (a, d + 1) in works)
    rng = np.random.default_rng(1)
    chosen = [pairs[place] for place in rng.choice(len(pairs), size=given.draws, replace=False)]
    print(
        f"{len(problem.agents)} agents, {len(plan.assignments)} shifts, "
        f"missing {_missing(problem, plan):.2f} h"
    )
    print("| agent, day | changed | people | freely | missing | doing nothing | freely | s |", flush=True)
    draws = []
    for place, (agent, day) in enumerate(chosen):
        free = limits(given.free_seconds) if place < given.free_draws else None
        draws.append(one := _draw(problem, plan, agent, day, limits(30.0), free))
        print(
            f"| {agent}, {day} | {one.changed} | {one.people} | {one.free_changed} | {one.missing:.2f} "
            f"| {one.standing:.2f} | {one.free:.2f} | {one.seconds:.1f} |"
            f"{' TOO EARLY' if one.too_early else ''}",
            flush=True,
        )
    names = ("changed", "people", "free_changed", "missing", "standing", "free", "seconds")
    means = [float(np.nanmean([getattr(one, name) for one in draws])) for name in names]
    print("| mean | " + " | ".join(f"{mean:.2f}" for mean in means) + " |")
    print(f"changed too early: {sum(one.too_early for one in draws)}")


if __name__ == "__main__":
    main()
