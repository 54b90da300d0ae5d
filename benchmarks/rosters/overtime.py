"""What overtime brings and costs: the sample's week of the sale without it, with it, and with longer shifts.

    .venv/bin/python -m benchmarks.rosters.overtime data/sample [--seconds 60]

The shop as it stands; then with ``[overtime] allowed = true`` and nothing else, which is a sixth day; then
with two hours more of each shift in the catalogue besides. Each search has the same work.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.rosters.named_catalogue import FIRST_DAY
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from scheduler.domain.overtime import Overtime
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import AnyShop
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.overtime import overtime_worked
from scheduler.roster.objective.regular_starts import with_regular_starts
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Limits, Solution
from scheduler.roster.solve import find_roster

_LONGER = 120
"""Minutes."""


def with_overtime(shop: AnyShop, longer: bool) -> AnyShop:
    """The shop with China's overtime, and with a longer form of each whole shift."""
    settings = replace(shop.settings, rules=replace(shop.settings.rules, overtime=Overtime()))
    more = tuple(_longer(shift) for shift in shop.shifts if shift.paid_minutes >= 480) if longer else ()
    agents = shop.agents
    if longer:
        agents = tuple(
            agent
            if agent.shifts is None
            else replace(
                agent,
                shifts=(*agent.shifts, *(s.name for s in more if s.name.removesuffix("+2") in agent.shifts)),
            )
            for agent in agents
        )
    return replace(shop, settings=settings, shifts=(*shop.shifts, *more), agents=agents)


def _longer(shift: Shift) -> Shift:
    return replace(shift, name=f"{shift.name}+2", end=shift.end + _LONGER)


def _line(name: str, problem: Problem, solution: Solution, seconds: float) -> str:
    parts = {part.name: part for part in objective_parts(problem, solution.assignments, solution.activities)}
    worked = overtime_worked(problem, solution.assignments)
    extended = sum(one.extended for one in worked.values()) / 60
    rest_day = sum(one.rest_day for one in worked.values()) / 60
    most = max(((one.extended + one.rest_day) / 60 for one in worked.values()), default=0.0)
    surcharge = sum(problem.agents[agent].hourly_cost * one.surcharge for agent, one in worked.items())
    paid = sum(problem.shifts[a.shift].paid_minutes for a in solution.assignments) / 60
    return (
        f"| {name} | {parts['shortage'].amount:,.1f} | {parts['late'].amount:,.0f} | {paid:,.0f} "
        f"| {len(worked)} "
        f"| {extended:,.0f} | {rest_day:,.0f} | {most:,.0f} | {surcharge:,.0f} | {parts['cost'].amount:,.0f} "
        f"| {solution.gap:.2%} ({solution.stopped_by}) | {seconds:.0f} s |"
    )


def _cases(folder: Path) -> Iterator[tuple[str, Problem]]:
    shop = read_shop(folder)
    needed = requirement_table(shop, make_forecast(shop, FIRST_DAY, 7, seed=1).table, FIRST_DAY, 7)
    before = PlanStore(folder).before(FIRST_DAY)
    yield "without", roster_problem(shop, needed, before, FIRST_DAY, 7)
    yield "with overtime", roster_problem(with_overtime(shop, longer=False), needed, before, FIRST_DAY, 7)
    yield "and longer shifts", roster_problem(with_overtime(shop, longer=True), needed, before, FIRST_DAY, 7)


def main() -> None:
    """Search and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="whose work each search has")
    parser.add_argument("--guard", type=float, default=10.0, help="times as long before the clock ends it")
    given = parser.parse_args()
    print(
        "| | missing hours | late | paid hours | people with overtime | beyond the day | beyond the week "
        "| most of one | surcharge | cost | gap | |"
    )
    for name, problem in _cases(given.shop):
        begun = time.perf_counter()
        limits = replace(Limits.within(given.seconds), seconds=given.guard * given.seconds)
        solution = find_roster(problem, limits)
        known = with_regular_starts(problem, solution.regular_starts)
        print(_line(name, known, solution, time.perf_counter() - begun), flush=True)


if __name__ == "__main__":
    main()
