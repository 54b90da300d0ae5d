"""The sample shop's week and month with its seven named shifts, and the same shop with more people.

    .venv/bin/python -m benchmarks.rosters.named_catalogue data/sample [--agents 200] [--days 7]

prints what a case holds; ``run.py`` solves them. The shop is forecast and sized as any plan is; then its
people stand in line again and again, with their skills, contracts, wishes, locks and last week's work, until
they are as many as asked for, and the requirement grows in proportion.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from scheduler.domain.weights import NO_PATTERNS
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import THOUSANDTHS, Agent, Problem

FIRST_DAY = date(2026, 11, 9)
"""The week of the sale."""


def shop_problem(folder: Path, days: int = 7, first_day: date = FIRST_DAY) -> Problem:
    """The roster problem of the shop as it stands; nothing is written."""
    shop = read_shop(folder)
    stage = make_forecast(shop, first_day, days, seed=1)
    needed = requirement_table(shop, stage.table, first_day, days)
    problem = roster_problem(shop, needed, PlanStore(folder).before(first_day), first_day, days)
    # The peers price no patterns of weeks.
    return replace(problem, weights=replace(problem.weights, **NO_PATTERNS))


def _whole(thousandths: NDArray[np.float64]) -> NDArray[np.int64]:
    """The nearest whole agents, in thousandths."""
    return np.round(thousandths / THOUSANDTHS).astype(np.int64) * THOUSANDTHS


def multiplied(problem: Problem, agents: int) -> Problem:
    """The problem with so many agents, and demand in proportion."""
    own = len(problem.agents)
    rounds = range(-(-agents // own))
    factor = agents / own
    places = [(turn, place) for turn in rounds for place in range(own)][:agents]
    return replace(
        problem,
        agents=tuple(_again(problem.agents[place], turn) for turn, place in places),
        required=np.round(problem.required * factor).astype(np.int64),
        scheduled_before=_whole(problem.scheduled_before * factor),
        late={place: _scaled(curve, factor) for place, curve in problem.late.items()},
        shift_cover=tuple(replace(c, wanted=round(c.wanted * factor)) for c in problem.shift_cover),
        locks=tuple(
            replace(lock, agent=lock.agent + turn * own)
            for turn in rounds
            for lock in problem.locks
            if lock.agent + turn * own < agents
        ),
        wishes=tuple(
            replace(wish, agent=wish.agent + turn * own)
            for turn in rounds
            for wish in problem.wishes
            if wish.agent + turn * own < agents
        ),
    )


def _scaled(curve: LateCurve, factor: float) -> LateCurve:
    """So many times the customers and the agents: as many late in proportion."""
    if factor == 1:
        return curve
    return LateCurve(
        tuple(round(agents * factor) for agents in curve.agents),
        tuple(late * factor for late in curve.late),
    )


def _again(agent: Agent, turn: int) -> Agent:
    return replace(agent, id=f"{agent.id}-{turn + 1}") if turn else agent


def main() -> None:
    """Print how large a case is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--agents", type=int, default=60)
    parser.add_argument("--days", type=int, default=7)
    given = parser.parse_args()
    problem = multiplied(shop_problem(given.shop, given.days), given.agents)
    wanted = problem.required.sum() / THOUSANDTHS * problem.interval_minutes / 60
    print(f"{len(problem.agents)} agents, {problem.days} days, {len(problem.shifts)} shifts")
    print(f"{wanted:,.0f} agent-hours wanted, {len(problem.wishes)} wishes, {len(problem.locks)} locks")


if __name__ == "__main__":
    main()
