"""The plain way with CP-SAT: a Boolean for each agent, day and shift, everybody's meal and queue placed.

    .venv/bin/python -m benchmarks.rosters.plain_cp_sat [--agents 50] [--seconds 60]

solves a call-centre week; ``run.py --plain`` puts it beside the engine on any case. It is what the textbooks
write down: same problem, same objective, same two cores, nothing aggregated and no start. Agents of the same
skills are not told to be interchangeable, so everything that the engine counts per group is placed person by
person here. Short breaks are left out (no benchmark has any).
"""

from __future__ import annotations

import argparse
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.rosters.call_centre_weeks import week
from benchmarks.rosters.plain_rules import add_rules
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.objective.costs import POINT, IntervalCost, coverage_costs
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import MEAL, STANDBY, Activity, Assignment, Progress, Solution
from scheduler.roster.rules.eligibility import eligible, touches_night

Expression = Any
WORKERS = 2


@dataclass
class Model:
    """works[agent, day][shift]; meals[agent, day][slot]; serves[agent, slot][queue]; idle[agent, slot].

    loose: terms of the objective that a roster bounds only from below, and what it really makes them cost.
    """

    problem: Problem
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    works: dict[tuple[int, int], dict[int, cp_model.IntVar]] = field(default_factory=dict)
    meals: dict[tuple[int, int], dict[int, cp_model.IntVar]] = field(default_factory=dict)
    serves: dict[tuple[int, int], dict[int, Expression]] = field(default_factory=dict)
    idle: dict[tuple[int, int], Expression] = field(default_factory=dict)
    loose: list[tuple[Expression, Callable[[cp_model.CpSolver], int]]] = field(default_factory=list)


class _Listener(cp_model.CpSolverSolutionCallback):
    def __init__(self, begun: float) -> None:
        super().__init__()
        self.found: list[Progress] = []
        self._begun = begun

    def on_solution_callback(self) -> None:
        seconds = time.perf_counter() - self._begun
        self.found.append(Progress(self.objective_value / POINT, self.best_objective_bound / POINT, seconds))


def solve(problem: Problem, seconds: float, seed: int = 1) -> tuple[Solution | None, list[Progress]]:
    """The best roster found in so many seconds, building the model included; None if there was none."""
    begun = time.perf_counter()
    model = Model(problem)
    _decisions(model)
    add_rules(model.cp, problem, model.works)
    model.cp.minimize(sum(_objective(model)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.perf_counter() - begun))
    listener = _Listener(begun)
    status = solver.solve(model.cp, listener)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, listener.found
    return _solution(model, solver, status == cp_model.OPTIMAL, time.perf_counter() - begun), listener.found


def _decisions(model: Model) -> None:
    problem, cp = model.problem, model.cp
    interval = problem.interval_minutes
    for agent, day, s in np.argwhere(eligible(problem)).tolist():
        model.works.setdefault((agent, day), {})[s] = cp.new_bool_var("")
    at_desk: dict[tuple[int, int], list[Expression]] = defaultdict(list)
    for (agent, day), choices in model.works.items():
        cp.add_at_most_one(choices.values())
        begins: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        eating = []
        for s, works in choices.items():
            shift, midnight = problem.shifts[s], day * 1440
            if shift.breaks:
                raise ValueError(f"shift {shift.name} has short breaks")
            for slot in range((midnight + shift.start) // interval, (midnight + shift.end) // interval):
                at_desk[agent, slot].append(works)
            if shift.meal_minutes:
                eating.append(works)
                first, last = midnight + shift.meal_from, midnight + shift.meal_to - shift.meal_minutes
                for slot in range(first // interval, last // interval + 1):
                    begins[slot].append(works)
        if eating:
            # Whoever works such a shift eats once, and in its window.
            meal = {slot: cp.new_bool_var("") for slot in begins}
            model.meals[agent, day] = meal
            cp.add(sum(meal.values()) == sum(eating))
            minutes = {problem.shifts[s].meal_minutes for s in choices} - {0}
            if len(minutes) != 1:
                raise ValueError("meals of different lengths")
            for slot, begun in meal.items():
                cp.add(begun <= sum(begins[slot]))
                for later in range(slot, slot + next(iter(minutes)) // interval):
                    at_desk[agent, later].append(-begun)
    for (agent, slot), terms in at_desk.items():
        _serve(model, agent, slot, sum(terms))


def _serve(model: Model, agent: int, slot: int, at_desk: Expression) -> None:
    problem = model.problem
    skills = sorted(problem.agents[agent].skills)
    queues = [q for q in skills if slot < problem.slots and problem.open[q, slot]]
    if not queues:
        model.idle[agent, slot] = at_desk
    elif len(queues) == 1:
        model.serves[agent, slot] = {queues[0]: at_desk}
    else:
        serves = {queue: model.cp.new_bool_var("") for queue in queues}
        model.cp.add(sum(serves.values()) == at_desk)
        model.serves[agent, slot] = dict(serves)


def _objective(model: Model) -> Iterator[Expression]:
    problem, weights = model.problem, model.problem.weights
    yield from _coverage(model)
    hours = problem.interval_minutes / 60
    yield from (round(weights.overstaffing * hours * POINT) * idle for idle in model.idle.values())
    for (agent, _), choices in model.works.items():
        for s, works in choices.items():
            paid = problem.shifts[s].paid_minutes / 60 * problem.agents[agent].hourly_cost
            yield round(weights.cost * paid * POINT) * works
    for (agent, number), minutes in contracted_minutes(problem).items():
        days = [d for d in range(problem.days) if problem.week(d) == number]
        paid_minutes = sum(
            problem.shifts[s].paid_minutes * works
            for day in days
            for s, works in model.works.get((agent, day), {}).items()
        )
        yield from _beyond(model, minutes - paid_minutes, minutes, round(weights.contract * POINT / 60))
    for wish in problem.wishes:
        meant = [w for s, w in model.works.get((wish.agent, wish.day), {}).items() if wish.means(s)]
        points = round(weights.wish * wish.weight / 100 * POINT)
        if meant:
            yield points * (1 - sum(meant)) if wish.kind == "prefer" else points * sum(meant)
    yield from _fairness(model)


def _coverage(model: Model) -> Iterator[Expression]:
    problem, cp = model.problem, model.cp
    present: dict[tuple[int, int], list[Expression]] = defaultdict(list)
    for (_, slot), queues in model.serves.items():
        for queue, serves in queues.items():
            present[queue, slot].append(serves)
    for place, cost in coverage_costs(problem).items():
        if place not in present:
            continue
        before = int(problem.scheduled_before[place]) // THOUSANDTHS
        most = len(present[place]) + before
        below = [(cp.new_int_var(0, width, ""), slope) for width, slope in cost.below]
        above = [(cp.new_int_var(0, min(width or most, most), ""), slope) for width, slope in cost.above]
        balance = cost.best - sum(v for v, _ in below) + sum(v for v, _ in above)
        cp.add(sum(present[place]) + before == balance)
        term: Expression = sum(slope * variable for variable, slope in (*below, *above))
        count: Expression = sum(present[place]) + before
        model.loose.append((term, partial(_real, cost, count)))
        yield term
    starts: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for (_, day), choices in model.works.items():
        for s, works in choices.items():
            starts[day, s].append(works)
    for cover in problem.shift_cover:
        started: Expression = sum(works for s in cover.shifts for works in starts[cover.day, s])
        most = len(problem.agents) + cover.wanted
        yield from _beyond(model, cover.wanted - started, most, round(cover.below * POINT))
        yield from _beyond(model, started - cover.wanted, most, round(cover.above * POINT))


def _real(cost: IntervalCost, count: Expression, solver: cp_model.CpSolver) -> int:
    return cost.of(solver.value(count))


def _beyond(model: Model, amount: Expression, most: int, units: int) -> Iterator[Expression]:
    """So many units for each by which an amount is above 0."""
    if units:
        above = model.cp.new_int_var(0, most, "")
        model.cp.add(above >= amount)
        model.loose.append((units * above, lambda solver: units * max(0, solver.value(amount))))
        yield units * above


def _fairness(model: Model) -> Iterator[Expression]:
    problem = model.problem
    one = round(problem.weights.fairness * POINT)
    counted: dict[tuple[int, str], dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
    for (agent, day), choices in model.works.items():
        for s, works in choices.items():
            if touches_night(problem.shifts[s], problem.rules.night_hours):
                counted[agent, "night"][day].append(works)
            if problem.weekday(day) >= 5:
                counted[agent, "weekend"][day].append(works)
            if day in problem.special_days:
                counted[agent, "sale"][day].append(works)
    again = round(problem.weights.balance * POINT)
    for (agent, kind), by_day in counted.items():
        begins = dict(problem.agents[agent].balances).get(kind)
        unit = one if begins is None else one + again
        total = sum(works for choices in by_day.values() for works in choices)
        for k in range(1, len(by_day)):
            yield from _beyond(model, total - k, len(by_day) - k, unit)
        if begins:
            yield round(problem.weights.balance * begins + 1e-6) * total


def _solution(model: Model, solver: cp_model.CpSolver, proven: bool, seconds: float) -> Solution:
    problem, interval = model.problem, model.problem.interval_minutes
    assignments = [
        Assignment(agent, day, s)
        for (agent, day), choices in sorted(model.works.items())
        for s, works in choices.items()
        if solver.boolean_value(works)
    ]
    activities: list[Activity] = []
    for a in assignments:
        shift, midnight = problem.shifts[a.shift], a.day * 1440
        meal = [slot for slot, v in model.meals.get((a.agent, a.day), {}).items() if solver.boolean_value(v)]
        eats = range(meal[0], meal[0] + shift.meal_minutes // interval) if meal else range(0)
        for slot in range((midnight + shift.start) // interval, (midnight + shift.end) // interval):
            serves = model.serves.get((a.agent, slot), {})
            queue = next((q for q, v in serves.items() if solver.value(v)), STANDBY)
            what = MEAL if slot in eats else queue
            last = activities[-1] if activities else None
            start = slot * interval
            if last and last.agent == a.agent and last.end == start and last.what == what:
                start = activities.pop().start
            activities.append(Activity(a.agent, start, (slot + 1) * interval, what))
    return Solution(
        status="optimal" if proven else "feasible",
        # A roster that is not proven best may come with counts of what is missing that are too high.
        objective=(solver.objective_value - sum(solver.value(t) - real(solver) for t, real in model.loose))
        / POINT,
        bound=solver.best_objective_bound / POINT,
        stopped_by="optimal" if proven else "time",
        seconds={"search": seconds},
        assignments=tuple(assignments),
        activities=tuple(activities),
        moves=0,
    )


def main() -> None:
    """Solve a call-centre week and print how far it got."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--serve", action="store_true", help="for measured.py: pickles in and out")
    given = parser.parse_args()
    if given.serve:
        answer = solve(*pickle.load(sys.stdin.buffer))
        pickle.dump(answer, sys.stdout.buffer)
        return
    solution, found = solve(week(given.agents), given.seconds)
    for progress in found:
        print(f"{progress.seconds:7.1f} s: {progress.objective:,.0f}, at least {progress.bound:,.0f}")
    if solution is None:
        print("no roster")


if __name__ == "__main__":
    main()
