"""The problem in CP-SAT's words: variables, rules, objective, and the questions that are put to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat import constraints, objective
from scheduler.roster.cpsat.progress import Reports
from scheduler.roster.cpsat.variables import Expression, Variables, create
from scheduler.roster.objective.costs import whole_bound
from scheduler.roster.problem.budget import Budget, without_probing
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import Group
from scheduler.roster.problem.solution import Assignment, StoppedBy
from scheduler.roster.rules import Restrictions, restrictions
from scheduler.roster.rules.constraint_forms import Integers

_LAST_SECONDS = 1.0
_STAND_STILL = 0.1
"""Share of the work in which meals and queues for shifts that stand have to be found."""


@dataclass(frozen=True)
class Model:
    """Decisions, rules and objective of a problem.

    day_of: the day of each variable that places a meal or serves a queue, -1 for all others.
    """

    problem: Problem
    rules: Restrictions
    rows: cp_model.CpModel
    variables: Variables
    day_of: Integers


@dataclass(frozen=True)
class Known:
    """A roster that is known: the value of every variable, and its cost in units of 1/1000 point."""

    values: list[int]
    cost: float


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


def build(problem: Problem) -> Model:
    """The model of the whole problem."""
    rows, rules = cp_model.CpModel(), restrictions(problem)
    variables = create(rows, problem, rules.allowed)
    constraints.add(rows, problem, variables, rules)
    objective.minimise(rows, problem, variables)
    return Model(problem, rules, rows, variables, _day_of(problem, rows, variables))


def _day_of(problem: Problem, rows: cp_model.CpModel, variables: Variables) -> Integers:
    meals = [(meal, day) for (_, day, _), starts in variables.meals.items() for meal in starts.values()]
    serving = [(count, slot // problem.slots_per_day) for (_, slot, _), count in variables.service.items()]
    day_of = np.full(len(rows.proto.variables), -1, dtype=np.int64)
    for variable, day in meals + serving:
        if isinstance(variable, cp_model.IntVar):
            day_of[variable.index] = day
    return day_of


def arrange(problem: Problem, budget: Budget, assignments: tuple[Assignment, ...]) -> Counts:
    """Place meals and queues for shifts that stand, whether or not they keep the rules.

    This is what a manager's own change needs: the rules are then the audit's business.
    """
    rows, rules = cp_model.CpModel(), restrictions(problem)
    given = np.zeros((len(problem.agents), problem.days, len(problem.shifts)), dtype=bool)
    for assignment in assignments:
        given[assignment.agent, assignment.day, assignment.shift] = True
    variables = create(rows, problem, rules.allowed | given)
    for key, works in variables.works.items():
        rows.add(works == bool(given[key]))
    objective.minimise(rows, problem, variables)
    model = Model(problem, rules, rows, variables, _day_of(problem, rows, variables))
    return prove(model, budget, None, Reports(lambda progress: None))


def stand_still(model: Model, shifts: tuple[Assignment, ...], budget: Budget) -> Known | None:
    """Meals, queues and slacks for shifts that stand, also after a stop; None when that cannot be."""
    chosen = {(a.agent, a.day, a.shift) for a in shifts}
    rows = model.rows.clone()
    rows.clear_hints()  # type: ignore[no-untyped-call]
    for key, works in model.variables.works.items():
        rows.add_hint(works, key in chosen)
    solver = budget.solver(budget.limits.work * _STAND_STILL)
    solver.parameters.fix_variables_to_their_hinted_value = True
    if budget.run(solver, rows, even_stopped=True) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return Known(list(solver.response_proto.solution), solver.objective_value)


def worked(model: Model, known: Known) -> tuple[Assignment, ...]:
    """The shifts of what is known."""
    works = model.variables.works.items()
    return tuple(Assignment(*key) for key, variable in works if known.values[variable.index])


def prove(model: Model, budget: Budget, known: Known | None, reports: Reports) -> Counts:
    """The search over everything, from what is known on: it finds the bound, and what is left to gain.

    Ends with the first roster that costs no more than what was proven when it began.
    Raises RulesCollideError, or NothingFoundError when time ran out before the first roster.
    """
    bound = reports.bound
    if known is not None and known.cost <= bound:
        return counted(model, known, bound, budget)
    rows = model.rows if known is None else _hinted(model, known.values)
    solver = without_probing(budget.solver(budget.work_left))
    # Without any work left this still gives back the hint, which is what is known.
    solver.parameters.max_time_in_seconds = max(budget.seconds_left, _LAST_SECONDS)
    listener = _Listener(reports, bound)
    solver.best_bound_callback = reports.proven
    status = budget.run(solver, rows, listener)
    if status == cp_model.UNKNOWN and known is not None:
        return counted(model, known, reports.bound, budget)
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        raise RulesCollideError(solver.status_name(status))
    if status == cp_model.UNKNOWN:
        raise NothingFoundError
    found = Known(list(solver.response_proto.solution), solver.objective_value)
    counts = _read(model, found, max(reports.bound, whole_bound(solver.best_objective_bound)))
    if status == cp_model.OPTIMAL or counts.objective <= counts.bound:
        return counts
    return replace(counts, stopped_by=_stopped_by(budget))


def counted(model: Model, known: Known, bound: int, budget: Budget) -> Counts:
    """What is known, in counts. bound: in units, proven of the whole problem."""
    counts = _read(model, known, bound)
    return counts if counts.objective <= bound else replace(counts, stopped_by=_stopped_by(budget))


def _stopped_by(budget: Budget) -> StoppedBy:
    return "user" if budget.stopped else "time" if budget.out_of_time else "work"


def _read(model: Model, known: Known, bound: int) -> Counts:
    cost, variables = round(known.cost), model.variables
    scheduled: dict[tuple[int, int], int] = {}
    for (_, slot, queue), count in variables.service.items():
        scheduled[queue, slot] = scheduled.get((queue, slot), 0) + _value(known, count)
    return Counts(
        assignments=worked(model, known),
        meals={
            key: {slot: count for slot, eating in starts.items() if (count := _value(known, eating))}
            for key, starts in variables.meals.items()
        },
        scheduled=scheduled,
        groups=variables.groups,
        objective=cost,
        bound=min(cost, bound),
        stopped_by="optimal",
    )


def _value(known: Known, expression: Expression) -> int:
    flat = cp_model.FlatIntExpr(expression)
    values = np.array([known.values[variable.index] for variable in flat.vars], dtype=np.int64)
    return int(flat.offset) + int(values @ np.array(flat.coeffs, dtype=np.int64))


def _hinted(model: Model, values: Sequence[int]) -> cp_model.CpModel:
    """A copy in which every variable has its hint: one with holes cost the solver half a minute to fill."""
    rows = model.rows.clone()
    rows.clear_hints()  # type: ignore[no-untyped-call]
    rows.proto.solution_hint.vars.extend(range(len(values)))
    rows.proto.solution_hint.values.extend(values)
    return rows


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes each better roster's cost on; one down to the bound ends the search."""

    def __init__(self, reports: Reports, bound: int) -> None:
        super().__init__()
        self._reports, self._bound = reports, bound

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        self._reports.found(self.objective_value)
        if round(self.objective_value) <= self._bound:
            self.stop_search()
