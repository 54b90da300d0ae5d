"""The model: variables, rules, objective, solve. It reads like the maths and only assembles."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster import constraints, objective
from scheduler.roster.construct import start_roster, taken_up
from scheduler.roster.costs import POINT, whole_bound
from scheduler.roster.errors import NothingFoundError, RulesCollideError
from scheduler.roster.improve import improve
from scheduler.roster.rules import Restrictions, restrictions
from scheduler.roster.skill_groups import Group
from scheduler.roster.solution import Assignment, Progress, StoppedBy
from scheduler.roster.stopping import Budget
from scheduler.roster.variables import Variables, create

_IMPROVE = 0.5
"""Share of the work for improving by neighbourhoods; the rest is for the search over everything."""
_LAST_SECONDS = 1.0


@dataclass(frozen=True)
class Counts:
    """The model's answer, still in counts: who works what, and how many of each group eat when.

    meals[group, day, shift][slot]: how many begin their meal at that slot.
    scheduled[queue, slot]: how many serve the queue, those of earlier plans left out.
    objective, bound: units of 1/1000 point.
    """

    assignments: tuple[Assignment, ...]
    meals: dict[tuple[int, int, int], dict[int, int]]
    scheduled: dict[tuple[int, int], int]
    groups: tuple[Group, ...]
    objective: int
    bound: int
    stopped_by: StoppedBy


def solve(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
    known: float | None = None,
) -> Counts:
    """Search for the roster of least cost.

    start: any roster, legal or not; the search goes on from it, or from one of its own if that is better.
    known: a bound in points that whoever found the start has proven; then the search goes on from the start
    whatever it is like. tell: is called with each improvement. budget: ``budget.stop()`` from another thread
    ends the search with the best so far.
    Raises RulesCollideError, or NothingFoundError when time ran out before the first roster.
    """
    begun = time.perf_counter()
    model = cp_model.CpModel()
    rules = restrictions(problem)
    variables = create(model, problem, rules.allowed)
    constraints.add(model, problem, variables, rules)
    objective.minimise(model, problem, variables)
    bound = whole_bound((known or 0.0) * POINT)

    def told(found: float) -> None:
        tell(Progress(found / POINT, bound / POINT, time.perf_counter() - begun))

    first = None
    if start:
        first = _stand_still(model, variables, taken_up(model, problem, variables, start), budget)
        first = first or _stand_still(model, variables, _legal(problem, rules, start, budget), budget)
        if first is not None:
            told(first.objective_value)
    if first is None or known is None:
        cost = math.inf if first is None else first.objective_value
        own = start_roster(model, problem, variables, budget, cost)
        bound = max(bound, whole_bound(own.bound))
        second = None if own.assignments is None else _stand_still(model, variables, own.assignments, budget)
        if first is None and second is None:
            # Rules that ask for a least number of something are beyond what fills up greedily.
            second = _stand_still(model, variables, _legal(problem, rules, (), budget), budget)
        if second is not None and second.objective_value < cost:
            first = second
    if first is None:
        return _prove(model, variables, budget, None, bound, tell, begun)
    told(first.objective_value)
    values, found = improve(
        model,
        problem,
        variables,
        list(first.response_proto.solution),
        first.objective_value,
        budget,
        budget.limits.work * (1 - _IMPROVE),
        bound,
        told,
    )
    if found <= bound:
        return replace(_read(_replay(model, values, budget), variables, bound), stopped_by="optimal")
    return _prove(model, variables, budget, values, bound, tell, begun)


def _legal(
    problem: Problem, rules: Restrictions, start: tuple[Assignment, ...], budget: Budget
) -> tuple[Assignment, ...]:
    """A roster of everybody's own best legal patterns; nobody's where none was found for somebody."""
    from scheduler.roster.hybrid.improving import RulesLeaveNothingError, begin
    from scheduler.roster.hybrid.team import Team

    team = Team(problem, rules)
    try:
        begin(team, start, budget)
    except RulesLeaveNothingError:
        return ()
    return team.assignments


def arrange(problem: Problem, budget: Budget, assignments: tuple[Assignment, ...]) -> Counts:
    """Place meals and queues for shifts that stand, whether or not they keep the rules.

    This is what a manager's own change needs: the rules are then the audit's business.
    """
    model = cp_model.CpModel()
    given = np.zeros((len(problem.agents), problem.days, len(problem.shifts)), dtype=bool)
    for assignment in assignments:
        given[assignment.agent, assignment.day, assignment.shift] = True
    variables = create(model, problem, restrictions(problem).allowed | given)
    for key, works in variables.works.items():
        model.add(works == bool(given[key]))
    objective.minimise(model, problem, variables)
    return _prove(model, variables, budget, None, 0, lambda progress: None, time.perf_counter())


def _prove(
    model: cp_model.CpModel,
    variables: Variables,
    budget: Budget,
    values: list[int] | None,
    bound: int,
    tell: Callable[[Progress], None],
    begun: float,
) -> Counts:
    """The search over everything, from these values on: it finds the bound, and what is left to gain."""
    if values is not None:
        _hint(model, values)
    solver = budget.solver(budget.work_left)
    # Without any work left this still gives back the hint, which is what is known.
    solver.parameters.max_time_in_seconds = max(budget.seconds_left, _LAST_SECONDS)
    status = budget.run(solver, model, _Listener(tell, bound, begun))
    if status == cp_model.UNKNOWN and values is not None:
        replayed = _replay(model, values, budget)
        # What replays one roster proves nothing about the others.
        return replace(_read(replayed, variables, bound), stopped_by=_stopped_by(budget))
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        raise RulesCollideError(solver.status_name(status))
    if status == cp_model.UNKNOWN:
        raise NothingFoundError
    counts = _read(solver, variables, max(bound, whole_bound(solver.best_objective_bound)))
    return counts if status == cp_model.OPTIMAL else replace(counts, stopped_by=_stopped_by(budget))


def _stopped_by(budget: Budget) -> StoppedBy:
    return "user" if budget.stopped else "time" if budget.out_of_time else "work"


def _replay(model: cp_model.CpModel, values: list[int], budget: Budget) -> cp_model.CpSolver:
    """A solver whose answer is these values: for reading them when there was no time to search on."""
    fixed = model.clone()
    _hint(fixed, values)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = budget.limits.seed
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.solve(fixed)
    return solver


def _read(solver: cp_model.CpSolver, variables: Variables, bound: int) -> Counts:
    cost = round(solver.objective_value)
    return Counts(
        assignments=tuple(Assignment(*key) for key, v in variables.works.items() if solver.boolean_value(v)),
        meals={
            key: {slot: count for slot, eating in starts.items() if (count := int(solver.value(eating)))}
            for key, starts in variables.meals.items()
        },
        scheduled=_scheduled(solver, variables),
        groups=variables.groups,
        objective=cost,
        bound=min(cost, bound),
        stopped_by="optimal",
    )


def _stand_still(
    model: cp_model.CpModel, variables: Variables, shifts: tuple[Assignment, ...], budget: Budget
) -> cp_model.CpSolver | None:
    """Solve for meals, queues and slacks while everybody's shifts stand; None when that cannot be."""
    chosen = {(a.agent, a.day, a.shift) for a in shifts}
    model.clear_hints()  # type: ignore[no-untyped-call]
    for key, works in variables.works.items():
        model.add_hint(works, key in chosen)
    solver = budget.solver(budget.limits.work / 10)
    solver.parameters.fix_variables_to_their_hinted_value = True
    found = budget.run(solver, model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver if found else None


def _hint(model: cp_model.CpModel, values: list[int]) -> None:
    """Hint every variable: a hint with holes cost the solver half a minute to fill."""
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in enumerate(values):
        model.proto.solution_hint.vars.append(index)
        model.proto.solution_hint.values.append(value)


def _scheduled(solver: cp_model.CpSolver, variables: Variables) -> dict[tuple[int, int], int]:
    scheduled: dict[tuple[int, int], int] = {}
    for (_, slot, queue), count in variables.service.items():
        scheduled[queue, slot] = scheduled.get((queue, slot), 0) + int(solver.value(count))
    return scheduled


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes each better roster's objective on."""

    def __init__(self, tell: Callable[[Progress], None], bound: int, begun: float) -> None:
        super().__init__()
        self._tell, self._bound, self._begun = tell, bound, begun
        self._best = float("inf")

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        if self.objective_value < self._best:
            self._best = self.objective_value
            bound = max(0.0, self._bound, self.best_objective_bound)
            seconds = time.perf_counter() - self._begun
            self._tell(Progress(self.objective_value / POINT, bound / POINT, seconds))
