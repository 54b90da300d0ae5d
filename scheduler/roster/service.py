"""Which queue is served when, with as few moves between queues as coverage allows.

The model decides how many serve each queue; it does not mind how often people move. Here the shifts and
meals stand still, and the split over the queues is chosen again: no interval may cost more than before,
and the changes of queue become few. Agents with the same skills, shift and meal are a *cohort*; inside
one, a rise of a queue's count is exactly a move, so counts suffice here, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster.costs import coverage_costs
from scheduler.roster.model import Counts
from scheduler.roster.objective import interval_terms
from scheduler.roster.solution import Limits
from scheduler.roster.variables import Expression

_MOVE, _MOVE_AT_MEAL = 2, 1
"""A change of queue in mid-shift is worse than one over a meal."""


@dataclass(frozen=True)
class Cohort:
    """Agents of one skill group who work the same shift and eat at the same time.

    meal: slot at which the meal begins, None when there is none. size: how many they are.
    """

    group: int
    day: int
    shift: int
    meal: int | None
    size: int

    def desk_slots(self, problem: Problem) -> list[int]:
        """The slots at their desks, ascending; the meal's are left out."""
        shift, interval = problem.shifts[self.shift], problem.interval_minutes
        offset = self.day * problem.slots_per_day
        slots = range(offset + shift.start // interval, offset + shift.end // interval)
        if self.meal is None:
            return list(slots)
        eating = range(self.meal, self.meal + shift.meal_minutes // interval)
        return [slot for slot in slots if slot not in eating]


Split = dict[int, dict[int, int]]
"""Of one cohort: slot → queue → how many serve it. Slots at which none of their queues is open are absent."""


def cohorts(counts: Counts) -> tuple[Cohort, ...]:
    """The cohorts of a roster, in the order of group, day, shift, meal."""
    group_of = {agent: g for g, group in enumerate(counts.groups) for agent in group.agents}
    sizes: dict[tuple[int, int, int], int] = {}
    for a in counts.assignments:
        key = (group_of[a.agent], a.day, a.shift)
        sizes[key] = sizes.get(key, 0) + 1
    found = []
    for key in sorted(sizes):
        meals = counts.meals.get(key, {})
        if meals:
            found += [Cohort(*key, slot, size) for slot, size in sorted(meals.items())]
        else:
            found.append(Cohort(*key, None, sizes[key]))
    return tuple(found)


def split_service(problem: Problem, counts: Counts, limits: Limits) -> dict[Cohort, Split]:
    """Choose each cohort's queues, slot by slot, with the fewest moves.

    No interval ends up dearer than in ``counts``. Raises RuntimeError when time runs out before any split
    is found.
    """
    model = cp_model.CpModel()
    service: dict[tuple[Cohort, int, int], Expression] = {}
    for number, cohort in enumerate(cohorts(counts)):
        skills = counts.groups[cohort.group].skills
        for slot in cohort.desk_slots(problem):
            queues = [q for q in skills if slot < problem.slots and problem.open[q, slot]]
            if len(queues) == 1:
                service[cohort, slot, queues[0]] = cohort.size
            elif queues:
                split = [model.new_int_var(0, cohort.size, f"serve_{number}_{slot}_{q}") for q in queues]
                model.add(sum(split) == cohort.size)
                service.update({(cohort, slot, q): v for q, v in zip(queues, split, strict=True)})
    _keep_coverage(model, problem, counts, service)
    model.minimize(sum(_moves(model, problem, counts, service)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = limits.seed
    solver.parameters.max_deterministic_time = limits.work
    solver.parameters.max_time_in_seconds = limits.seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError("no time was left to hand the queues out")
    answer: dict[Cohort, Split] = {}
    for (cohort, slot, queue), count in service.items():
        serving = count if isinstance(count, int) else int(solver.value(count))
        answer.setdefault(cohort, {}).setdefault(slot, {})[queue] = serving
    return answer


def _keep_coverage(
    model: cp_model.CpModel,
    problem: Problem,
    counts: Counts,
    service: dict[tuple[Cohort, int, int], Expression],
) -> None:
    """The queues of a slot together may not cost more than before; which of them has more may change."""
    serving: dict[int, dict[int, list[Expression]]] = {}
    for (_, slot, queue), count in service.items():
        serving.setdefault(slot, {}).setdefault(queue, []).append(count)
    costs = coverage_costs(problem)
    for slot, by_queue in serving.items():
        if all(isinstance(count, int) for counts_ in by_queue.values() for count in counts_):
            continue
        terms: list[Expression] = []
        allowed = 0
        for queue, counts_ in by_queue.items():
            before = int(problem.scheduled_before[queue, slot])
            cost = costs[queue, slot]
            allowed += cost.of(before + counts.scheduled[queue, slot])
            most = len(problem.agents) + before
            terms += interval_terms(model, cost, sum(counts_) + before, most, f"{queue}_{slot}")
        model.add(sum(terms) <= allowed)


def _moves(
    model: cp_model.CpModel,
    problem: Problem,
    counts: Counts,
    service: dict[tuple[Cohort, int, int], Expression],
) -> list[Expression]:
    terms: list[Expression] = []
    for number, cohort in enumerate(cohorts(counts)):
        slots = cohort.desk_slots(problem)
        skills = counts.groups[cohort.group].skills
        if len(skills) < 2:
            continue
        for earlier, later in pairwise(slots):
            cost = _MOVE if later == earlier + 1 else _MOVE_AT_MEAL
            for queue in skills:
                before = service.get((cohort, earlier, queue), 0)
                after = service.get((cohort, later, queue), 0)
                if isinstance(before, int) and isinstance(after, int):
                    continue
                risen = model.new_int_var(0, cohort.size, f"move_{number}_{later}_{queue}")
                model.add(risen >= after - before)
                terms.append(cost * risen)
    return terms
