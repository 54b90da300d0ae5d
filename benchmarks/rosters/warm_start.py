"""What a start is worth: the sample shop's first and last roster, from nothing and from what stands.

    python -m benchmarks.rosters.warm_start [--seconds 20] [--engine auto]

Two weeks are planned one after the other: the sale of Double 11 and the ordinary week after it. Each is
searched from nothing, from last week's roster, and from the plan itself; and with a fifth of the people on
leave, from nothing and from the plan. Prints, for each: the objective (points) and the seconds of the first
roster that was told of, the objective at the end, and the proven gap.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from peakroster.pipeline.stages import ProgressObserver, run_plan
from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.roster.warm_start import LAST_WEEK, starting_roster
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.new_folder import new_shop
from scheduler.roster.client import solve_in_subprocess
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits, Progress

WEEKS = {"sale": date(2026, 11, 9), "ordinary": date(2026, 11, 16)}
DAYS = 7
AWAY = 5
"""One in so many people is away."""

Start = tuple[Assignment, ...]


def main() -> None:
    """Plan both weeks and print a line for each start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--engine", choices=("auto", "cp-sat", "hybrid"), default="auto")
    given = parser.parse_args()
    limits = Limits.within(given.seconds, engine=given.engine)
    print("| week | start | first roster | after | at the end | gap |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        new_shop(Path(folder) / "shop", sample=True)
        for week, first_day in WEEKS.items():
            for name, problem, start in _cases(Path(folder) / "shop", first_day, limits):
                reported: list[Progress] = []
                found = solve_in_subprocess(problem, limits, start, reported.append)
                first = next(progress for progress in reported if progress.objective is not None)
                print(
                    f"| {week} | {name} | {first.objective:,.0f} | {first.seconds:.1f} s "
                    f"| {found.objective:,.0f} | {found.gap:.1%} |",
                    flush=True,
                )


def _cases(folder: Path, first_day: date, limits: Limits) -> Iterator[tuple[str, Problem, Start]]:
    shop = read_shop(folder)
    plan = run_plan(shop, first_day, DAYS, limits, ProgressObserver()).plan
    assert plan.requirement is not None
    earlier = PlanStore(folder).before(first_day)
    problem = roster_problem(shop, plan.requirement, earlier, first_day, DAYS)
    yield "nothing", problem, ()
    yield "last week", problem, starting_roster(shop, LAST_WEEK, first_day, DAYS).assignments
    present = starting_roster(shop, f"{first_day}", first_day, DAYS).assignments
    yield "the plan", problem, present
    away = range(len(problem.agents) // AWAY)
    agents = (
        replace(agent, leave=frozenset(range(DAYS))) if place in away else agent
        for place, agent in enumerate(problem.agents)
    )
    locks = tuple(lock for lock in problem.locks if lock.agent not in away)
    fewer = replace(problem, agents=tuple(agents), locks=locks)
    yield "nothing, a fifth away", fewer, ()
    yield "the plan, a fifth away", fewer, present


if __name__ == "__main__":
    main()
