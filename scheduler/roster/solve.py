"""From problem to solution: choose an engine, search, assign the queues.

``cp-sat`` searches the compact model (over the full horizon, or week by week); ``hybrid`` combines local
search, column generation and CP-SAT's neighbourhoods. Each engine is imported where it is called: its solvers
or kernels take a while to load.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scheduler.roster.assignment.activities import assign_activities
from scheduler.roster.assignment.result import SearchResult, to_solution
from scheduler.roster.cpsat.meals import extract_shifts
from scheduler.roster.cpsat.model_size import variables_by_day
from scheduler.roster.cpsat.weekly_subproblems import is_separable_by_week, plan_weeks
from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.regular_starts import with_regular_starts
from scheduler.roster.objective.unavoidable import unavoidable_points
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import Assignment, Engine, Limits, Progress, RegularStarts, Solution
from scheduler.roster.rules.eligibility import eligible

if TYPE_CHECKING:
    from scheduler.roster.cpsat.model import AggregatedSolution

_SEARCH = 0.9
"""Share of the limits for the search; the rest is for assigning queues."""
_AS_WORKED = 0.2
"""Work of the last phase, shifts and queues together, as a share of the limits'. It comes on top: a search
does not take all of its time."""
_LEAST_AS_WORKED = 0.2
"""Work below which it does not begin: a programme of a day takes as much."""
_TRADES, _LEAST_TRADES = 0.05, 0.05
"""Work of trades after CP-SAT as a share of the search's, which comes on top, too; the least that is worth
it."""
_PATTERNS = ("regular_start", "start_jump", "single_day_off", "single_working_day", "free_weekend")
"""Prices of what a person's own days look like, which trades change."""
_HYBRID = 0.5
"""Share of a long plan's search for the hybrid; CP-SAT continues from its roster."""
_MOST_LNS_STARTS = 40_000
"""Possible starts up to which CP-SAT's neighbourhoods still find something."""
_WEEK = 7
_MOST_CPSAT_STARTS, _MOST_CPSAT_VARIABLES = 4_000, 10_000
"""Possible starts, and variables of a week's model, up to which CP-SAT proves as much as the hybrid does, and
sooner."""
_MOST_CPSAT_JUMP_STARTS = 1_500
"""Possible starts where jumps of the start have a price: CP-SAT proves less there."""


def find_roster(
    problem: Problem,
    limits: Limits,
    start: tuple[Assignment, ...] = (),
    on_improvement: Callable[[Progress], None] = lambda progress: None,
    budget: Budget | None = None,
    on_regular_starts: Callable[[RegularStarts], object] = lambda starts: None,
) -> Solution:
    """Search for the roster of least cost within the limits.

    Parameters
    ----------
    start
        Warm start, feasible or not; the search continues from what is feasible of it.
    on_improvement
        Called with each better roster or bound.
    budget
        Budget of the search, for a caller who wants to be able to stop it (see :func:`search_budget`).
    on_regular_starts
        Called before the first roster with the regular start of each agent, where some had to be found: all
        objectives count these.

    Raises
    ------
    RulesCollideError
        If the problem is infeasible.
    NothingFoundError
        If the budget was spent before the first roster.
    """
    started = time.perf_counter()
    budget = budget or search_budget(limits)
    problem = _with_found_starts(problem, budget, on_regular_starts)
    on_improvement = _told_in_full(problem, on_improvement)
    if choose_engine(problem, limits.engine) == "hybrid":
        from scheduler.roster.hybrid.engine import solve_hybrid
        from scheduler.roster.local_search.construction import NoFeasiblePatternError

        try:
            found = _solve_with_hybrid(problem, budget, start, on_improvement, solve_hybrid)
            return _as_worked(problem, found, started, limits, budget)
        except NoFeasiblePatternError as error:
            # Its beam search may have missed a pattern; CP-SAT decides.
            if _has_breaks(problem):
                raise RulesCollideError(problem.agents[error.agent].id) from error
            start = ()
    if problem.parts > 1:
        # It knows whole agents only: of them it finds some roster, which counts as what it is.
        found = replace(_solve_with_cpsat(_of_heads(problem), budget, start, on_improvement), bound=0.0)
    else:
        found = _solve_with_cpsat(problem, budget, start, on_improvement)
    return _as_worked(problem, found, started, limits, budget)


def _as_worked(
    problem: Problem, found: SearchResult, started: float, limits: Limits, budget: Budget
) -> Solution:
    """The solution, its shifts and queues searched together where handing queues out has cost something."""
    solution = to_solution(problem, found, started, limits)
    counted, work = unavoidable_points(problem) + found.objective / POINT, _AS_WORKED * limits.work
    if solution.objective <= counted or budget.stopped or work < _LEAST_AS_WORKED:
        return solution
    with budget.exclude_import_time():
        from scheduler.roster.hybrid.as_worked import improve_as_worked

    activities = solution.activities
    if problem.meetings:
        # Who did what before meetings were cut out of it.
        activities = assign_activities(replace(problem, meetings=()), found.shifts, limits)
    seconds = limits.seconds - (time.perf_counter() - started)
    own = budget.further(work, seconds)
    return improve_as_worked(problem, solution, activities, counted, own)


def _told_in_full(problem: Problem, tell: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """Tells objective and bound as the solution will: with what no roster changes, and no bound of other
    counts than the roster's (:func:`to_solution`)."""
    constant, is_exact = unavoidable_points(problem), problem.is_counted_exactly

    def tell_in_full(state: Progress) -> None:
        objective = None if state.objective is None else state.objective + constant
        bound = constant + (state.bound if is_exact else 0.0)
        tell(replace(state, objective=objective, bound=bound, unavoidable=constant))

    return tell_in_full


def _of_heads(problem: Problem) -> Problem:
    """The problem with everybody as one whole agent."""
    before = np.rint(problem.scheduled_before / THOUSANDTHS).astype(np.int64) * THOUSANDTHS
    agents = tuple(replace(agent, contribution=()) for agent in problem.agents)
    return replace(problem, agents=agents, scheduled_before=before)


def _with_found_starts(
    problem: Problem, budget: Budget, on_regular_starts: Callable[[RegularStarts], object]
) -> Problem:
    """The problem with a regular start for everybody, where one has a price."""
    if not problem.weights.regular_start or all(a.regular_start is not None for a in problem.agents):
        return problem
    with budget.exclude_import_time():
        # Its kernels take a while to load, and to be compiled where they have never been.
        from scheduler.roster.local_search.regular_starts import find_regular_starts

        starts = find_regular_starts(problem, budget)
    on_regular_starts(starts)
    return with_regular_starts(problem, starts)


def _solve_with_cpsat(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    on_improvement: Callable[[Progress], None],
) -> SearchResult:
    """CP-SAT, whose own first roster takes long where its model is large: it then begins with a quick one."""
    is_quick = _is_cpsat_quick(problem)
    quick = None if is_quick else _quick_roster(problem, budget, start, on_improvement)
    with budget.exclude_import_time():
        from scheduler.roster.cpsat.full_horizon import solve_full_horizon
        from scheduler.roster.cpsat.weekly_decomposition import solve_by_weeks

    solve = solve_by_weeks if _is_for_weeks(problem) else solve_full_horizon
    try:
        begin = start if quick is None else quick.assignments
        found = _result(problem, solve(problem, budget, begin, on_improvement))
        found = _traded(problem, found, budget)
    except NothingFoundError:
        # Its model was too much for this budget.
        known = _quick_roster(problem, budget, start, on_improvement) if is_quick else quick
        if known is None:
            raise
        # What ended the search, which had hardly begun when the quick roster was made.
        return known if known.stopped_by == "optimal" else replace(known, stopped_by=budget.stopped_by)
    if quick is not None and quick.objective < found.objective:
        return replace(quick, bound=min(found.bound, quick.objective), stopped_by=found.stopped_by)
    return found


def _traded(problem: Problem, found: SearchResult, budget: Budget) -> SearchResult:
    """What CP-SAT found after people have traded days, which changes what they owe each other and what their
    weeks look like.

    A search that is stopped has the right numbers of people sooner than the right people.
    """
    prices = problem.weights
    matters = any(agent.balances for agent in problem.agents) or any(
        getattr(prices, name) for name in _PATTERNS
    )
    work = _TRADES * budget.limits.work
    if found.stopped_by == "optimal" or budget.stopped or not matters or work < _LEAST_TRADES:
        return found
    with budget.exclude_import_time():
        from scheduler.roster.hybrid.engine import trade_across

    # Beside what CP-SAT has spent, which is all there was.
    own = budget.further(work, _TRADES * budget.limits.seconds)
    return trade_across(problem, found, own)


def _quick_roster(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    on_improvement: Callable[[Progress], None],
) -> SearchResult | None:
    """A roster of the hybrid's kind in a moment, legal and complete; None where it finds none."""
    from scheduler.roster.hybrid.engine import first_roster
    from scheduler.roster.local_search.construction import NoFeasiblePatternError

    try:
        # Not charged: CP-SAT has the same work whether it needs this roster or not.
        own = budget.sub_budget(budget.work_left, budget.seconds_left)
        return first_roster(problem, own, start, on_improvement)
    except NoFeasiblePatternError:
        return None


def _solve_with_hybrid(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    on_improvement: Callable[[Progress], None],
    solve_hybrid: Callable[..., SearchResult],
) -> SearchResult:
    """The hybrid, with CP-SAT's neighbourhoods where CP-SAT can hold the whole problem."""
    if not _is_for_cpsat(problem) or int(eligible(problem).sum()) > _MOST_LNS_STARTS:
        return solve_hybrid(problem, budget, start, on_improvement)
    if not _is_bounded_by_weeks(problem):
        return solve_hybrid(problem, budget, start, on_improvement, with_cpsat=True)
    found = solve_hybrid(problem, budget, start, on_improvement, _HYBRID)
    if found.stopped_by == "optimal" or budget.spent:
        return found
    with budget.exclude_import_time():
        from scheduler.roster.cpsat.weekly_decomposition import improve_from

    try:
        improved = improve_from(problem, budget, found.assignments, on_improvement, found.bound)
    except NothingFoundError:
        return found
    better = _traded(problem, _result(problem, improved), budget)
    if better.objective < found.objective:
        return better
    return replace(found, bound=max(found.bound, better.bound), stopped_by=better.stopped_by)


def choose_engine(problem: Problem, engine: Engine) -> Engine:
    """The engine that is used: ``auto`` is CP-SAT for what it can prove, and the hybrid beyond.

    CP-SAT places no short breaks and counts whole agents, and its initial solution fills intervals up: it
    knows neither lower bounds nor covers by shift nor joint rows.
    """
    if not _is_for_cpsat(problem):
        return "hybrid"
    if engine != "auto":
        return engine
    is_beyond = _has_lower_bounds(problem) or problem.shift_cover or problem.joint_rows
    most = _MOST_CPSAT_JUMP_STARTS if problem.weights.start_jump else _MOST_CPSAT_STARTS
    is_small = _is_for_weeks(problem) or int(eligible(problem).sum()) <= most
    return "cp-sat" if is_small and not is_beyond and _is_cpsat_quick(problem) else "hybrid"


def _is_cpsat_quick(problem: Problem) -> bool:
    """Whether a week's model is small enough for CP-SAT to have a roster in seconds.

    Not only people count: with eight queues instead of two, sixty agents have ten times the variables.
    """
    by_day = variables_by_day(problem, eligible(problem))
    most = max(int(by_day[days.start : days.stop].sum()) for days in plan_weeks(problem))
    return most <= _MOST_CPSAT_VARIABLES


def _is_for_weeks(problem: Problem) -> bool:
    """Whether the whole plan is too much for CP-SAT, but no week of it is."""
    starts = eligible(problem).sum(axis=(0, 2))
    largest = max(int(starts[days.start : days.stop].sum()) for days in plan_weeks(problem))
    return largest <= _MOST_CPSAT_STARTS < int(starts.sum()) and _is_bounded_by_weeks(problem)


def _is_bounded_by_weeks(problem: Problem) -> bool:
    """Whether its weeks bound the plan well: it is long, and no lower bound reaches across them."""
    return problem.days > _WEEK and is_separable_by_week(problem) and not _has_lower_bounds(problem)


def _has_lower_bounds(problem: Problem) -> bool:
    """Whether an agent has to work at least so much of something: hours, days in a row, shifts."""
    rules, agents = problem.rules, problem.agents
    return bool(
        rules.min_consecutive_days
        or rules.min_consecutive_days_off
        or any(a.rules.min_consecutive_days or a.rules.min_consecutive_days_off for a in agents)
        or any(limit.least for agent in agents for limit in agent.limits)
    )


def _has_breaks(problem: Problem) -> bool:
    return any(shift.breaks for shift in problem.shifts)


def _is_for_cpsat(problem: Problem) -> bool:
    """Whether its model knows all that is asked: it has no short breaks, and nobody counts as part of an
    agent."""
    return not _has_breaks(problem) and problem.parts == 1


def search_budget(limits: Limits) -> Budget:
    """The part of the limits that the search may spend."""
    return Budget(limits.share(_SEARCH))


def arrange_roster(
    problem: Problem,
    limits: Limits,
    assignments: tuple[Assignment, ...],
    frugal: bool = False,
    budget: Budget | None = None,
) -> Solution:
    """Place meals and assign queues for given shifts, whether or not they satisfy the rules.

    Parameters
    ----------
    frugal
        Without CP-SAT and its memory; meals may then be a little dearer than they could be.
    budget
        As of :func:`find_roster`.

    Raises
    ------
    RulesCollideError
        If there are no meals and queues for these shifts.
    NothingFoundError
        If the budget was spent, or stopped, before the first ones; never without CP-SAT.
    """
    started = time.perf_counter()
    budget = budget or search_budget(limits)
    if frugal or not _is_for_cpsat(problem):
        from scheduler.roster.hybrid.engine import place_breaks

        return to_solution(problem, place_breaks(problem, assignments, budget), started)
    from scheduler.roster.cpsat.model import arrange

    solution = arrange(problem, budget, assignments)
    return to_solution(problem, _result(problem, solution), started, limits)


def _result(problem: Problem, solution: AggregatedSolution) -> SearchResult:
    scheduled = problem.scheduled_before.copy()
    for (queue, slot), serving in solution.scheduled.items():
        scheduled[queue, slot] += serving * THOUSANDTHS
    return SearchResult(
        solution.assignments,
        extract_shifts(problem, solution),
        scheduled,
        solution.objective,
        solution.bound,
        solution.stopped_by,
    )
