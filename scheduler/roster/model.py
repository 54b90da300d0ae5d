"""The model: variables, rules, objective, solve. It reads like the maths and only assembles."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster import objective, rules
from scheduler.roster.construct import start_roster
from scheduler.roster.costs import POINT
from scheduler.roster.eligibility import eligible
from scheduler.roster.solution import Assignment, Limits, Progress, StoppedBy
from scheduler.roster.variables import Group, Variables, create


class RulesCollideError(Exception):
    """No roster keeps every hard rule: locks, leave, rest or limits contradict each other."""


class NothingFoundError(Exception):
    """The search was stopped before it had any roster."""


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
    bound: float
    stopped_by: StoppedBy


def solve(
    problem: Problem,
    limits: Limits,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
    solver: cp_model.CpSolver,
) -> Counts:
    """Search for the roster of least cost.

    start: any roster, legal or not, from which the search may begin. tell: is called with each
    improvement. solver: ``solver.stop_search()`` from another thread ends the search with the best so far.
    Raises RulesCollideError, or NothingFoundError when time ran out before the first roster.
    """
    model = cp_model.CpModel()
    variables = create(model, problem, eligible(problem))
    for rule in rules.ALL:
        rule.add(model, problem, variables)
    objective.minimise(model, problem, variables)
    begin = start_roster(model, problem, variables, start)
    # A hint with holes cost the solver half a minute to fill, so the holes are filled first.
    filled = _stand_still(model, variables, begin, limits.share(0.1))
    if filled is not None:
        model.clear_hints()  # type: ignore[no-untyped-call]
        for index, value in enumerate(filled.response_proto.solution):
            model.proto.solution_hint.vars.append(index)
            model.proto.solution_hint.values.append(value)
    found = _answer(model, variables, limits.share(0.85), tell, solver)
    if found.stopped_by == "optimal":
        return found
    # Interrupted, the search leaves meals and queues behind; for shifts that stand they are soon optimal.
    model.clear_hints()  # type: ignore[no-untyped-call]
    better = _stand_still(model, variables, found.assignments, limits.share(0.05))
    if better is None or better.objective_value >= found.objective:
        return found
    return replace(_read(better, variables), bound=found.bound, stopped_by=found.stopped_by)


def arrange(problem: Problem, limits: Limits, assignments: tuple[Assignment, ...]) -> Counts:
    """Place meals and queues for shifts that stand, whether or not they keep the rules.

    This is what a manager's own change needs: the rules are then the audit's business.
    """
    model = cp_model.CpModel()
    given = np.zeros((len(problem.agents), problem.days, len(problem.shifts)), dtype=bool)
    for assignment in assignments:
        given[assignment.agent, assignment.day, assignment.shift] = True
    variables = create(model, problem, eligible(problem) | given)
    for key, works in variables.works.items():
        model.add(works == bool(given[key]))
    objective.minimise(model, problem, variables)
    return _answer(model, variables, limits, lambda progress: None, cp_model.CpSolver())


def _answer(
    model: cp_model.CpModel,
    variables: Variables,
    limits: Limits,
    tell: Callable[[Progress], None],
    solver: cp_model.CpSolver,
) -> Counts:
    # One worker alone is reproducible; with the full linear relaxation it proves more than two did.
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = limits.seed
    solver.parameters.max_deterministic_time = limits.work
    solver.parameters.max_time_in_seconds = limits.seconds
    begun = time.perf_counter()
    status = solver.solve(model, _Listener(tell))
    seconds = time.perf_counter() - begun
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        raise RulesCollideError(solver.status_name(status))
    if status == cp_model.UNKNOWN:
        raise NothingFoundError
    return replace(_read(solver, variables), stopped_by=_stopped_by(solver, status, seconds, limits))


def _read(solver: cp_model.CpSolver, variables: Variables) -> Counts:
    return Counts(
        assignments=tuple(Assignment(*key) for key, v in variables.works.items() if solver.boolean_value(v)),
        meals={
            key: {slot: count for slot, eating in starts.items() if (count := int(solver.value(eating)))}
            for key, starts in variables.meals.items()
        },
        scheduled=_scheduled(solver, variables),
        groups=variables.groups,
        objective=round(solver.objective_value),
        bound=min(solver.objective_value, max(0.0, solver.best_objective_bound)),
        stopped_by="optimal",
    )


def _stopped_by(
    solver: cp_model.CpSolver, status: cp_model.CpSolverStatus, seconds: float, limits: Limits
) -> StoppedBy:
    if status == cp_model.OPTIMAL:
        return "optimal"
    if solver.response_proto.deterministic_time >= limits.work * 0.999:
        return "work"
    return "time" if seconds >= limits.seconds * 0.99 else "user"


def _stand_still(
    model: cp_model.CpModel, variables: Variables, shifts: tuple[Assignment, ...], limits: Limits
) -> cp_model.CpSolver | None:
    """Solve for meals, queues and slacks while everybody's shifts stand; None when that cannot be."""
    chosen = {(a.agent, a.day, a.shift) for a in shifts}
    for key, works in variables.works.items():
        model.add_hint(works, key in chosen)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = limits.seed
    solver.parameters.max_deterministic_time = limits.work
    solver.parameters.max_time_in_seconds = limits.seconds
    solver.parameters.fix_variables_to_their_hinted_value = True
    return solver if solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _scheduled(solver: cp_model.CpSolver, variables: Variables) -> dict[tuple[int, int], int]:
    scheduled: dict[tuple[int, int], int] = {}
    for (_, slot, queue), count in variables.service.items():
        scheduled[queue, slot] = scheduled.get((queue, slot), 0) + int(solver.value(count))
    return scheduled


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes each better roster's objective on."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        super().__init__()
        self._tell = tell

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        found = self.objective_value / POINT
        self._tell(Progress(found, max(0.0, self.best_objective_bound) / POINT, self.wall_time))
