"""The CP-SAT model: variables, constraints and objective, and the questions that are put to the solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat import constraints, objective
from scheduler.roster.cpsat.progress import ProgressReporter
from scheduler.roster.cpsat.variables import Expression, Variables, create
from scheduler.roster.objective.costs import whole_bound
from scheduler.roster.problem.budget import Budget, without_probing
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import Group
from scheduler.roster.problem.solution import Assignment, StoppedBy
from scheduler.roster.rules import Restrictions, restrictions
from scheduler.roster.rules.constraint_forms import Integers

CpModel = cp_model.CpModel

_LAST_SECONDS = 1.0
_COMPLETION_WORK = 0.1
"""Share of the work in which meals and queues of fixed shifts have to be found."""


@dataclass(frozen=True)
class Model:
    """Variables, constraints and objective of a problem.

    day_of: the day of each variable that places a meal or serves a queue, -1 for all others.
    """

    problem: Problem
    rules: Restrictions
    cp_model: CpModel
    variables: Variables
    day_of: Integers


@dataclass(frozen=True)
class CpSolution:
    """A solution of the model: the value of every variable, and its cost in units of 1/1000 point."""

    values: list[int]
    cost: float


@dataclass(frozen=True)
class AggregatedSolution:
    """A solution in counts: who works which shift, and how many of each group eat when.

    Parameters
    ----------
    meals
        meals[group, day, shift][slot]: how many begin their meal in that slot.
    scheduled
        scheduled[queue, slot]: how many serve the queue, without earlier plans.
    objective, bound
        In units of 1/1000 point.
    """

    assignments: tuple[Assignment, ...]
    meals: dict[tuple[int, int, int], dict[int, int]]
    scheduled: dict[tuple[int, int], int]
    groups: tuple[Group, ...]
    objective: int
    bound: int
    stopped_by: StoppedBy


def build(problem: Problem) -> Model:
    """The model of the whole problem."""
    cp, rules = CpModel(), restrictions(problem)
    variables = create(cp, problem, rules.allowed)
    constraints.add(cp, problem, variables, rules)
    objective.minimise(cp, problem, variables, rules.allowed)
    return Model(problem, rules, cp, variables, _day_of(problem, cp, variables))


def _day_of(problem: Problem, cp: CpModel, variables: Variables) -> Integers:
    meals = [(meal, day) for (_, day, _), starts in variables.meals.items() for meal in starts.values()]
    serving = [(count, slot // problem.slots_per_day) for (_, slot, _), count in variables.service.items()]
    day_of = np.full(len(cp.proto.variables), -1, dtype=np.int64)
    for variable, day in meals + serving:
        if isinstance(variable, cp_model.IntVar):
            day_of[variable.index] = day
    return day_of


def arrange(problem: Problem, budget: Budget, assignments: tuple[Assignment, ...]) -> AggregatedSolution:
    """Optimal meals and queues for given shifts, whether or not they satisfy the rules.

    For rosters edited by hand: checking the rules is then the audit's business. Shifts that are not given
    have no variables, or the model of a large team would take longer to build than to solve.
    """
    cp, rules = CpModel(), restrictions(problem)
    given = np.zeros((len(problem.agents), problem.days, len(problem.shifts)), dtype=bool)
    for assignment in assignments:
        given[assignment.agent, assignment.day, assignment.shift] = True
    variables = create(cp, problem, given)
    for works in variables.works.values():
        cp.add(works == 1)
    objective.minimise(cp, problem, variables, rules.allowed | given)
    model = Model(problem, rules, cp, variables, _day_of(problem, cp, variables))
    return solve_exactly(model, budget, None, ProgressReporter(lambda progress: None))


def complete_fixed_shifts(model: Model, shifts: tuple[Assignment, ...], budget: Budget) -> CpSolution | None:
    """Complete fixed shifts with meals, queues and slacks, even after a stop; None if they are infeasible."""
    chosen = {(a.agent, a.day, a.shift) for a in shifts}
    cp = model.cp_model.clone()
    cp.clear_hints()  # type: ignore[no-untyped-call]
    for key, works in model.variables.works.items():
        cp.add_hint(works, key in chosen)
    solver = budget.solver(budget.limits.work * _COMPLETION_WORK)
    solver.parameters.fix_variables_to_their_hinted_value = True
    if budget.run(solver, cp, even_stopped=True) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return CpSolution(list(solver.response_proto.solution), solver.objective_value)


def assignments_of(model: Model, solution: CpSolution) -> tuple[Assignment, ...]:
    """The shifts of a solution."""
    works = model.variables.works.items()
    return tuple(Assignment(*key) for key, variable in works if solution.values[variable.index])


def report(reporter: ProgressReporter, model: Model, solution: CpSolution) -> None:
    """Tell of a solution, with its shifts."""
    reporter.on_solution(solution.cost, partial(assignments_of, model, solution))


def solve_exactly(
    model: Model, budget: Budget, start: CpSolution | None, reporter: ProgressReporter
) -> AggregatedSolution:
    """Branch-and-bound search of the whole model, hinted with a known solution.

    Ends with the first roster that costs no more than the bound proven before.

    Raises
    ------
    RulesCollideError
        If the problem is infeasible.
    NothingFoundError
        If the budget was spent before the first roster.
    """
    bound = reporter.bound
    if start is not None and start.cost <= bound:
        return aggregate(model, start, bound, budget)
    cp = model.cp_model if start is None else _hinted(model, start.values)
    solver = without_probing(budget.solver(budget.work_left))
    # Without any work left this still returns the hint, the known solution.
    solver.parameters.max_time_in_seconds = max(budget.seconds_left, _LAST_SECONDS)
    callback = _SolutionCallback(reporter, model, bound)
    solver.best_bound_callback = reporter.on_bound
    status = budget.run(solver, cp, callback)
    if status == cp_model.UNKNOWN and start is not None:
        return aggregate(model, start, reporter.bound, budget)
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        raise RulesCollideError(solver.status_name(status))
    if status == cp_model.UNKNOWN:
        raise NothingFoundError
    found = CpSolution(list(solver.response_proto.solution), solver.objective_value)
    solution = _aggregated(model, found, max(reporter.bound, whole_bound(solver.best_objective_bound)))
    if status == cp_model.OPTIMAL or solution.objective <= solution.bound:
        return solution
    return replace(solution, stopped_by=budget.stopped_by)


def aggregate(model: Model, solution: CpSolution, bound: int, budget: Budget) -> AggregatedSolution:
    """The solution in counts. bound: proven for the whole problem, in units."""
    counts = _aggregated(model, solution, bound)
    return counts if counts.objective <= bound else replace(counts, stopped_by=budget.stopped_by)


def _aggregated(model: Model, solution: CpSolution, bound: int) -> AggregatedSolution:
    cost, variables = round(solution.cost), model.variables
    scheduled: dict[tuple[int, int], int] = {}
    for (_, slot, queue), count in variables.service.items():
        scheduled[queue, slot] = scheduled.get((queue, slot), 0) + _value(solution, count)
    return AggregatedSolution(
        assignments=assignments_of(model, solution),
        meals={
            key: {slot: count for slot, eating in starts.items() if (count := _value(solution, eating))}
            for key, starts in variables.meals.items()
        },
        scheduled=scheduled,
        groups=variables.groups,
        objective=cost,
        bound=min(cost, bound),
        stopped_by="optimal",
    )


def _value(solution: CpSolution, expression: Expression) -> int:
    flat = cp_model.FlatIntExpr(expression)
    values = np.array([solution.values[variable.index] for variable in flat.vars], dtype=np.int64)
    return int(flat.offset) + int(values @ np.array(flat.coeffs, dtype=np.int64))


def _hinted(model: Model, values: Sequence[int]) -> CpModel:
    """A copy with a hint for every variable: completing a partial hint took the solver half a minute."""
    cp = model.cp_model.clone()
    cp.clear_hints()  # type: ignore[no-untyped-call]
    cp.proto.solution_hint.vars.extend(range(len(values)))
    cp.proto.solution_hint.values.extend(values)
    return cp


class _SolutionCallback(cp_model.CpSolverSolutionCallback):
    """Reports each better roster; one down to the bound ends the search."""

    def __init__(self, reporter: ProgressReporter, model: Model, bound: int) -> None:
        super().__init__()
        self._reporter, self._model, self._bound = reporter, model, bound

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        found = CpSolution(list(self.response_proto.solution), self.objective_value)
        report(self._reporter, self._model, found)
        if round(self.objective_value) <= self._bound:
            self.stop_search()
