"""The best roster that the known patterns can make: the master in whole numbers, by CP-SAT."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.costs import coverage_costs
from scheduler.roster.hybrid.columns import Column, Kind
from scheduler.roster.hybrid.team import Team
from scheduler.roster.objective import interval_terms
from scheduler.roster.stopping import Budget
from scheduler.roster.variables import Expression

_WIDTH = 64
"""Labels a day for those whom no column is left for."""


def polish(team: Team, kinds: list[Kind], columns: list[Column], budget: Budget, work: float) -> bool:
    """Choose among the columns anew; whether the team's roster is better for it.

    team: with a roster whose columns are among these. work: of CP-SAT.
    """
    model = cp_model.CpModel()
    taken = [model.new_int_var(0, kinds[c.kind].size, f"take_{k}") for k, c in enumerate(columns)]
    for place, kind in enumerate(kinds):
        model.add(sum(t for t, c in zip(taken, columns, strict=True) if c.kind == place) == kind.size)
    terms: list[Expression] = [
        round(column.own) * take for take, column in zip(taken, columns, strict=True) if round(column.own)
    ]
    terms += _coverage(model, team, kinds, columns, taken)
    terms += _covers(model, team, columns, taken)
    model.minimize(sum(terms))
    now: dict[tuple[int, bytes, bytes], int] = {}
    for place, kind in enumerate(kinds):
        for agent in kind.agents:
            name = (place, team.pattern[agent].tobytes(), team.placed[agent].tobytes())
            now[name] = now.get(name, 0) + 1
    for take, column in zip(taken, columns, strict=True):
        model.add_hint(take, now.get(column.name, 0))
    solver = budget.solver(work)
    if budget.run(solver, model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return False
    return _take_over(
        team, kinds, [(column, int(solver.value(take))) for take, column in zip(taken, columns, strict=True)]
    )


def _take_over(team: Team, kinds: list[Kind], roster: list[tuple[Column, int]]) -> bool:
    """Give everybody a column, those whom none is left for what is best then; keep it if it is better.

    roster: columns, and how many of their kind have them. Returns whether it is.
    """
    before = team.cost
    everybody = range(len(team.people))
    old = [(agent, team.pattern[agent].copy(), team.placed[agent].copy()) for agent in everybody]
    for agent in everybody:
        team.take(agent)
    free = [list(kind.agents) for kind in kinds]
    for column, people in roster:
        for _ in range(people):
            team.put(free[column.kind].pop(0), column.pattern, placed=column.placed)
    for agents in free:
        for agent in agents:
            if not team.respond(agent, _WIDTH):
                team.put(agent, old[agent][1], placed=old[agent][2])
    if team.cost < before:
        return True
    for agent, pattern, placed in old:
        team.take(agent)
        team.put(agent, pattern, placed=placed)
    return False


def _coverage(
    model: cp_model.CpModel,
    team: Team,
    kinds: list[Kind],
    columns: list[Column],
    taken: list[cp_model.IntVar],
) -> list[Expression]:
    desk: dict[tuple[int, int], list[Expression]] = {}
    for take, column in zip(taken, columns, strict=True):
        group = int(team.group[kinds[column.kind].agent])
        for slot in team.desk_slots(column.pattern, column.placed).tolist():
            desk.setdefault((group, slot), []).append(take)
    serving: dict[tuple[int, int], list[Expression]] = {}
    terms: list[Expression] = []
    for (group, slot), takes in desk.items():
        queues = np.flatnonzero(team.serves[group, slot]).tolist() if slot < len(team.true_step) else []
        if not queues:
            terms.append(team.idle * sum(takes))
        elif len(queues) == 1:
            serving.setdefault((queues[0], slot), []).append(sum(takes))
        else:
            most = len(team.groups[group].agents)
            split = [model.new_int_var(0, most, f"serve_{group}_{slot}_{q}") for q in queues]
            model.add(sum(split) == sum(takes))
            for queue, count in zip(queues, split, strict=True):
                serving.setdefault((queue, slot), []).append(count)
    costs = coverage_costs(team.problem)
    for (queue, slot), counts in serving.items():
        before = int(team.problem.scheduled_before[queue, slot])
        most = len(team.people) + before
        terms += interval_terms(model, costs[queue, slot], sum(counts) + before, most, f"{queue}_{slot}")
    return terms


def _covers(
    model: cp_model.CpModel, team: Team, columns: list[Column], taken: list[cp_model.IntVar]
) -> list[Expression]:
    terms: list[Expression] = []
    for k, cover in enumerate(team.problem.shift_cover):
        row = team.cover_of[k]
        there = [
            take
            for take, column in zip(taken, columns, strict=True)
            if column.pattern[row[0]] >= 0 and row[1 + column.pattern[row[0]]]
        ]
        missing = model.new_int_var(0, cover.wanted, f"cover_missing_{k}")
        beyond = model.new_int_var(0, len(team.people), f"cover_beyond_{k}")
        model.add(sum(there) + missing - beyond == cover.wanted)
        below = -int(team.true_cover_step[k, 0]) if cover.wanted else 0
        terms += [below * missing, int(team.true_cover_step[k, -1]) * beyond]
    return terms
