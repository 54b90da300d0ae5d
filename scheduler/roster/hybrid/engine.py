"""The hybrid engine: annealing and column generation in parallel, then the portfolio of operators."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from scheduler.roster.assignment.result import SearchResult
from scheduler.roster.local_search.annealing import anneal
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.local_search.trades import trade_patterns
from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import Assignment, Progress, StoppedBy
from scheduler.roster.rules import restrictions
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.shifts import extract_shifts
from scheduler.roster.team.team import Team, pattern_assignments

_ANNEALING, _ANNEALING_WITH_LNS = 0.2, 0.15
"""Share of the budget at most for annealing, and for column generation before it publishes its columns; where
CP-SAT's neighbourhoods are in the portfolio too."""
_MOST_PROVEN = 4_000
"""Possible starts up to which CP-SAT lifts the bound of columns in what work these leave."""
_PLACEMENT_ROUNDS = 3
"""Rounds in which everybody's meals and breaks are placed against those of the others."""
_LEAST_IDLE = 200
"""Trades in a row that gain nothing, beside one for each person and day, after which no more are tried."""
_GENERATION_WITH_LNS = 0.65
"""Share of the budget for column generation where CP-SAT's neighbourhoods are in the portfolio."""


def solve_hybrid(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    on_improvement: Callable[[Progress], None],
    until: float = 1.0,
    with_cpsat: bool = False,
) -> SearchResult:
    """Search for the roster of least cost until this share of the budget is spent.

    Parameters
    ----------
    start
        Warm start, feasible or not.
    on_improvement
        Called with each better roster.
    with_cpsat
        Whether CP-SAT's neighbourhoods are in the portfolio; they place no short breaks.

    Raises
    ------
    NoFeasiblePatternError
        If no feasible pattern was found for an agent.
    """
    started = time.perf_counter()
    team = Team(problem, restrictions(problem))
    bound = 0

    def report(cost: float) -> None:
        on_improvement(_progress(team, cost, bound, started))

    construct_initial(team, start, budget)
    report(team.true_cost)
    with budget.exclude_import_time():
        # CP-SAT and LP solvers take a second to load, which the initial roster need not wait for.
        from scheduler.roster.column_generation.concurrent import ConcurrentColumnGeneration
        from scheduler.roster.hybrid.concurrent_proof import ConcurrentProof
        from scheduler.roster.hybrid.cpsat_moves import CpSatOperator
        from scheduler.roster.hybrid.portfolio import Portfolio

    annealing = until * (_ANNEALING_WITH_LNS if with_cpsat else _ANNEALING)
    generation = _GENERATION_WITH_LNS if with_cpsat else until
    starts = sum(int((one.start_cost < NEVER).sum()) for one in team.model.agents)
    proven = 1 - generation if with_cpsat and starts <= _MOST_PROVEN else 0.0
    with (
        ConcurrentColumnGeneration(team, budget, generation, annealing / generation) as columns,
        ConcurrentProof(problem, budget, proven, columns.is_over) as proof,
    ):

        def current_bound() -> int:
            nonlocal bound
            bound = columns.current_bound()
            return bound

        anneal(team, budget, report, annealing, columns.has_ended)
        cpsat = CpSatOperator(team, budget) if with_cpsat else None
        portfolio = Portfolio(team, columns.published, budget, report, until, current_bound, cpsat)
        portfolio.run()
        bound = max(portfolio.proven, columns.current_bound())
        if team.cost > bound:
            bound = max(bound, columns.final_bound(), proof.final_bound())
    return _result(team, bound, budget.stopped_by)


def first_roster(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    on_improvement: Callable[[Progress], None],
) -> SearchResult:
    """The roster that the search begins with, without a bound. Parameters and errors: see
    :func:`solve_hybrid`."""
    started = time.perf_counter()
    team = Team(problem, restrictions(problem))
    construct_initial(team, start, budget)
    team.soften(0)
    on_improvement(_progress(team, team.cost, 0, started))
    return _result(team, 0.0, budget.stopped_by)


def _progress(team: Team, cost: float, bound: float, started: float) -> Progress:
    # The team is at this roster now; later it is at another one.
    roster = partial(pattern_assignments, team.pattern.copy())
    return Progress(float(cost) / POINT, bound / POINT, time.perf_counter() - started, roster)


def place_breaks(problem: Problem, assignments: tuple[Assignment, ...], budget: Budget) -> SearchResult:
    """Place the meals and breaks of given shifts, feasible or not, by best responses of one shift plan at a
    time. A stop of the budget ends it once everybody's are placed."""
    rules = restrictions(problem)
    given = np.zeros_like(rules.allowed)
    for assignment in assignments:
        given[assignment.agent, assignment.day, assignment.shift] = True
    team = Team(problem, replace(rules, allowed=rules.allowed | given))
    for agent, day, shift in np.argwhere(given).tolist():
        team.pattern[agent, day] = shift
    patterns = team.pattern.copy()
    team.pattern[:] = -1
    for placement_round in range(_PLACEMENT_ROUNDS):
        for agent, pattern in enumerate(patterns):
            if placement_round:
                if budget.stopped:
                    return _result(team, 0.0, "user")
                team.remove(agent)
            team.insert(agent, pattern)
    return _result(team, 0.0, "work")


def trade_across(problem: Problem, found: SearchResult, budget: Budget) -> SearchResult:
    """What was found after people have traded days, whatever they serve, until trades gain no more by the
    whole objective; as it was where none gains. No shift has more than one rest."""
    team = Team(problem, restrictions(problem))
    pattern, placed = np.full_like(team.pattern, -1), np.full_like(team.placed, -1)
    for one in found.assignments:
        pattern[one.agent, one.day] = one.shift
    for shift in found.shifts:
        for rest in shift.breaks:
            placed[shift.agent, shift.first // problem.slots_per_day, 0] = rest.start
    team.load_solution(pattern, placed)
    rng, idle, cost = np.random.default_rng(budget.limits.seed + 3), 0, team.cost
    for _ in trade_patterns(team, budget, rng, across=True):
        idle, cost = (0, team.cost) if team.cost < cost - 1e-6 else (idle + 1, cost)
        if idle >= _LEAST_IDLE + team.size * problem.days or budget.spent:
            break
    if team.cost >= found.objective:
        return found
    bound = min(found.bound, team.cost)
    return replace(_result(team, bound, found.stopped_by), stopped_by=found.stopped_by)


def _result(team: Team, bound: float, stopped_by: StoppedBy) -> SearchResult:
    optimal = team.cost <= bound
    return SearchResult(
        team.assignments,
        extract_shifts(team),
        team.coverage.flow.scheduled.T.astype(np.int64) * THOUSANDTHS // team.model.parts,
        float(team.cost),
        float(bound),
        "optimal" if optimal else stopped_by,
    )
