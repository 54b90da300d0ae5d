"""Day LP: reoptimise one day of many agents at once by an LP with implicit breaks, followed by a dive.

A best response or a column fits one agent into what the others leave; a day full of long shifts turns to
short ones only if many agents move together. With the other days fixed, the shifts that an agent may work on
this day are a list, whatever the rules: one variable for each entry. Agents at their desks follow from slot
to slot by who starts and who ends; meals and breaks are variables of their windows, not of people (Bechtold &
Jacobs, "Implicit modeling of flexible break assignments in optimal shift scheduling", Management Science
1990). The LP lies within a few ten-thousandths of the integer optimum, so fixing its largest variables comes
close to it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.column_generation.coverage_rows import CoverageRows
from scheduler.roster.column_generation.incremental_lp import IncrementalLP
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.joint_rows import AT_DESK, ON_BREAK, ON_MEAL
from scheduler.roster.team.arrays import NEVER, Floats
from scheduler.roster.team.team import Team

_CHOICES = 18
"""Random shifts that one agent may choose from in one LP: of hundreds many are as good, and the next LP draws
others; it is several times as fast for a little less gain."""
_MOST_STARTS = 6_000
"""Variables of all agents in one LP."""
_SURE = 0.95
"""Value from which a variable is rounded up."""
_AT_ONCE = (0.2, 0.1, 0.05, 0.02)
"""Share of the undecided agents who are fixed in the first round of a dive: at first, and where a day has
gained nothing."""
_FASTER, _SLOWER, _MOST_AT_ONCE = 1.5, 3.0, 0.5
"""Growth of that share after a successful round, up to the last number, and shrinkage after a backtrack."""
_FREELY = 0.3
"""Share of the slack of a dive that its first round may use."""
_BACKTRACKS = 8
"""Backtracks in one dive, at most."""
_BREAKS_AT_ONCE = 0.1
"""Share of the fractional kinds of breaks of which one variable is rounded up in each round."""
_TOLERANCE = 0.5
"""Costs are integral; differences below 0.5 are rounding noise."""
_ITERATION_SECONDS = 6e-8
"""Of a simplex iteration, for each row: columns are short."""
_STATE_SECONDS = 3e-9
"""Of evaluating one day of a pattern in one resource, for one shift."""
_DAY_SECONDS, _AGENT_SECONDS, _VARIABLE_SECONDS = 3e-4, 4e-5, 1.4e-5
"""Of an LP besides its solves: in itself, of removing and re-inserting each agent, of each variable."""

Block = tuple[int, int, int, int, int, int]
"""Interchangeable breaks: kind of agent, which of the shift's, length, first and last start from midnight;
whether it is on the meal or on a break that joint rows count the agent meanwhile."""


def reoptimise_days(team: Team, budget: Budget, rng: np.random.Generator) -> Iterator[None]:
    """Reoptimise a day at each step, in random order, each once before any comes again, until the budget is
    spent.

    team: its costs are exact.
    """
    finer = [0] * team.model.problem.days
    while not budget.spent:
        for day in rng.permutation(team.model.problem.days).tolist():
            is_better = reoptimise_day(team, day, _AT_ONCE[finer[day]], rng, budget)
            finer[day] = 0 if is_better else (finer[day] + 1) % len(_AT_ONCE)
            yield


def reoptimise_day(team: Team, day: int, at_once: float, rng: np.random.Generator, budget: Budget) -> bool:
    """Give as many agents as one LP takes other shifts on that day, if that costs less; whether it does.

    at_once: share of the undecided agents who are fixed in the first round of the dive. rng: draws the agents
    and the shifts that they may choose from.
    """
    costs = _choices(team, day, rng, budget)
    if not costs:
        return False
    before = team.cost
    old = {agent: (team.pattern[agent].copy(), team.placed[agent].copy()) for agent in costs}
    _replace_day(team, {agent: (-1, []) for agent in costs}, day)
    found = _DayLP(team, day, costs, budget).dive(at_once, before)
    if found is not None:
        _replace_day(team, found, day)
        if team.cost < before:
            return True
    for agent, (pattern, placed) in old.items():
        team.remove(agent)
        team.insert(agent, pattern, placed=placed)
    return False


def _choices(team: Team, day: int, rng: np.random.Generator, budget: Budget) -> dict[int, Floats]:
    """Individual costs of some agents by shift that they may choose, the day off first; nobody's where none
    has a choice."""
    found: dict[int, Floats] = {}
    starts = counts = 0
    for agent in rng.permutation(team.size).tolist():
        costs = team.individual_costs_on_day(agent, day)
        legal = np.flatnonzero(costs < NEVER)
        if len(legal) > _CHOICES:
            kept = [0, 1 + int(team.pattern[agent, day]), *rng.choice(legal, size=_CHOICES, replace=False)]
            costs[np.setdiff1d(legal, kept)] = NEVER
        starts += int((costs < NEVER).sum())
        if starts > _MOST_STARTS and found:
            break
        found[agent] = costs
        counts += 1 + len(team.model.agents[agent].windows.consumption)
    states = counts * len(team.model.problem.shifts) * team.model.problem.days
    budget.charge_seconds(_DAY_SECONDS + len(found) * _AGENT_SECONDS + states * _STATE_SECONDS)
    return found if starts > len(found) else {}


def _replace_day(team: Team, shifts: dict[int, tuple[int, list[int]]], day: int) -> None:
    """Give each agent this shift (-1 = off) with these breaks on that day; their other days stay."""
    for agent, (shift, starts) in shifts.items():
        pattern, placed = team.pattern[agent].copy(), team.placed[agent].copy()
        team.remove(agent)
        pattern[day], placed[day] = shift, -1
        placed[day, : len(starts)] = starts
        team.insert(agent, pattern, placed=placed)


class _DayLP:
    """LP of one day. costs: of each agent, who is off on that day, by shift, the day off first."""

    def __init__(self, team: Team, day: int, costs: dict[int, Floats], budget: Budget) -> None:
        grid = team.model.grid
        self._team, self._midnight, self._budget = team, day * grid.slots_a_day, budget
        self._model = mathopt.Model()
        self._slots = range(self._midnight + int(grid.first.min()), self._midnight + int(grid.last.max()))
        self._rows = CoverageRows(self._model, team, self._slots, [day])
        self._model.objective.offset = float(
            team.cost - team.individual_costs[list(costs)].sum() - self._rows.current_cost
        )
        self._covers = [(row, team.model.cover_of[place, 1:]) for place, row in self._rows.cover.items()]
        self._works: dict[mathopt.Variable, tuple[int, int]] = {}
        self._begins: dict[Block, list[mathopt.Variable]] = {}
        self._all_begin: dict[Block, mathopt.LinearConstraint] = {}
        self._at_desk = self._add_flow_balance({int(team.model.kind_of[agent]) for agent in costs})
        for agent, agent_costs in costs.items():
            self._add_agent(agent, agent_costs)
        self._fixed: dict[int, mathopt.Variable] = {}
        self._agents = len(costs)
        budget.charge_seconds(self._model.get_num_variables() * _VARIABLE_SECONDS)
        self._lp = IncrementalLP(self._model, budget, _ITERATION_SECONDS)

    def dive(self, at_once: float, limit: float) -> dict[int, tuple[int, list[int]]] | None:
        """Everybody's shift and the starts of its breaks; None where that costs no less than the limit, or
        the budget is spent."""
        limit -= _TOLERANCE
        optimum = self._lp.solve()
        if optimum is not None and optimum.objective_value() <= limit:
            optimum = self._fix_agents(optimum, at_once, limit)
        while optimum is not None and optimum.objective_value() <= limit:
            shares = optimum.variable_values()
            if not self._round_breaks(shares):
                return self._read(shares)
            optimum = self._lp.solve()
        return None

    def _fix_agents(
        self, optimum: mathopt.SolveResult, at_once: float, limit: float
    ) -> mathopt.SolveResult | None:
        """The optimum once everybody's shift is fixed, None where that is not found.

        A round that costs more than its part of the slack is taken back, and fewer agents are fixed at once;
        a single agent's shift is forbidden instead. If only agents with integral values were fixed, the dive
        fails: nothing is tried twice.
        """
        least, backtracks, share = optimum.objective_value(), 0, at_once
        while len(self._fixed) < self._agents:
            shares = optimum.variable_values()
            fixed = self._fix_some(shares, share)
            after = self._lp.solve()
            most = least + (_FREELY + (1 - _FREELY) * len(self._fixed) / self._agents) * (limit - least)
            if after is not None and after.objective_value() <= most:
                optimum, share = after, min(_FASTER * share, _MOST_AT_ONCE)
                continue
            backtracks += 1
            if backtracks > _BACKTRACKS or self._budget.spent:
                return None
            for agent in fixed:
                self._fixed.pop(agent).lower_bound = 0.0
            share /= _SLOWER
            if len(fixed) == 1:
                (works,) = fixed.values()
                works.upper_bound = 0.0
                after = self._lp.solve()
                if after is None or after.objective_value() > most:
                    return None
                optimum = after
            elif all(shares[works] >= _SURE for works in fixed.values()):
                return None
        return optimum

    def _add_flow_balance(self, kinds: set[int]) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        """Flow balance by (kind, slot): who was there before, plus who starts, less who ends, is there
        now."""
        rows: dict[tuple[int, int], mathopt.LinearConstraint] = {}
        for kind in sorted(kinds):
            before: mathopt.Variable | None = None
            for slot in self._slots:
                row = rows[kind, slot] = self._model.add_linear_constraint(lb=0.0, ub=0.0)
                there = self._model.add_variable(lb=0.0)
                row.set_coefficient(there, -1.0)
                if before is not None:
                    row.set_coefficient(before, 1.0)
                self._add_to_desk(kind, slot, there, 1.0)
                before = there
        return rows

    def _add_to_desk(
        self, kind: int, slot: int, variable: mathopt.Variable, sign: float, rest: int = AT_DESK
    ) -> None:
        """Add agents of the kind to those who serve (or, on a rest, subtract them); idle where nothing is
        open."""
        group, parts, member = self._team.model.kinds[kind]
        joint = self._team.joint
        if joint is not None:
            for r in joint.by_slot[member].tolist():
                constraint = self._rows.joint.get((r, slot))
                if constraint is not None:
                    counts = joint.counts[r, member]
                    count = counts[AT_DESK] if rest == AT_DESK else counts[rest] - counts[AT_DESK]
                    if count:
                        constraint.set_coefficient(variable, float(count))
        row = self._rows.desk.get((group, slot))
        if row is not None:
            row.set_coefficient(variable, sign * parts / self._team.model.parts)
        else:
            known = self._model.objective.get_linear_coefficient(variable)
            self._model.objective.set_linear_coefficient(variable, known + sign * self._team.model.idle)

    def _add_agent(self, agent: int, costs: Floats) -> None:
        team, kind = self._team, int(self._team.model.kind_of[agent])
        one = self._model.add_linear_constraint(lb=1.0, ub=1.0)
        for shift in (np.flatnonzero(costs < NEVER) - 1).tolist():
            works = self._model.add_variable(lb=0.0, ub=1.0)
            self._works[works] = agent, shift
            one.set_coefficient(works, 1.0)
            self._model.objective.set_linear_coefficient(works, float(costs[1 + shift]))
            if shift < 0:
                continue
            for slot, sign in ((team.model.grid.first[shift], 1.0), (team.model.grid.last[shift], -1.0)):
                row = self._at_desk.get((kind, self._midnight + int(slot)))
                if row is not None:
                    row.set_coefficient(works, sign)
            for block in self._blocks(kind, shift):
                self._block(block).set_coefficient(works, 1.0)
            for row, counts in self._covers:
                if counts[shift]:
                    row.set_coefficient(works, 1.0)
            self._count_by_day(kind, works)

    def _count_by_day(self, kind: int, works: mathopt.Variable) -> None:
        """Count somebody who works on the day in the joint rows by day."""
        joint, member = self._team.joint, self._team.model.kinds[kind][2]
        if joint is None:
            return
        for r in joint.by_day[member].tolist():
            constraint = self._rows.joint.get((r, self._midnight))
            if constraint is not None:
                constraint.set_coefficient(works, float(joint.counts[r, member, AT_DESK]))

    def _blocks(self, kind: int, shift: int) -> list[Block]:
        model = self._team.model
        found: list[Block] = []
        for place, (length, first, last) in enumerate(model.grid.blocks[shift].tolist()):
            is_meal = place == 0 and bool(model.has_meal[shift])
            # Without joint rows a rest is a rest.
            rest = AT_DESK if model.joint is None else ON_MEAL if is_meal else ON_BREAK
            if length:
                found.append((kind, place, length, first, last, rest))
        return found

    def _block(self, block: Block) -> mathopt.LinearConstraint:
        """Everybody with such a meal or break begins it somewhere in its window."""
        if block not in self._all_begin:
            kind, _, length, first, last, rest = block
            row = self._all_begin[block] = self._model.add_linear_constraint(lb=0.0, ub=0.0)
            self._begins[block] = []
            for start in range(self._midnight + first, self._midnight + last + 1):
                begins = self._model.add_variable(lb=0.0)
                self._begins[block].append(begins)
                row.set_coefficient(begins, -1.0)
                for slot in range(start, start + length):
                    self._add_to_desk(kind, slot, begins, -1.0, rest)
        return self._all_begin[block]

    def _fix_some(self, shares: dict[mathopt.Variable, float], at_once: float) -> dict[int, mathopt.Variable]:
        """Fix the agents with integral values and this share of the others, largest values first, at least
        one agent; who they are, and their variables."""
        best: dict[int, tuple[float, mathopt.Variable]] = {}
        for works, (agent, _) in self._works.items():
            share = shares.get(works, 0.0)
            if agent not in self._fixed and share > best.get(agent, (0.0, works))[0]:
                best[agent] = share, works
        order = sorted(best, key=lambda agent: -best[agent][0])
        sure = sum(share >= _SURE for share, _ in best.values())
        number = sure + round(at_once * (len(order) - sure))
        fixed = {agent: best[agent][1] for agent in order[: max(1, number)]}
        for works in fixed.values():
            works.lower_bound = 1.0
        self._fixed |= fixed
        return fixed

    def _round_breaks(self, shares: dict[mathopt.Variable, float]) -> bool:
        """Round up some fractional break starts, of each kind the largest; whether there were any."""
        between: list[tuple[float, float, mathopt.Variable]] = []
        for begins in self._begins.values():
            parts = []
            for variable in begins:
                share = shares.get(variable, 0.0)
                whole = float(np.floor(share + 1e-6))
                if share > whole + 1e-5:
                    parts.append((share - whole, whole, variable))
            between += [max(parts, key=lambda one: one[0])] if parts else []
        between.sort(key=lambda one: -one[0])
        for _, whole, variable in between[: max(1, round(_BREAKS_AT_ONCE * len(between)))]:
            variable.lower_bound = whole + 1
        return bool(between)

    def _read(self, shares: dict[mathopt.Variable, float]) -> dict[int, tuple[int, list[int]]]:
        starts: dict[Block, list[int]] = {}
        for block, begins in self._begins.items():
            people = np.rint([shares.get(variable, 0.0) for variable in begins]).astype(np.int64)
            first = self._midnight + block[3]
            starts[block] = np.repeat(np.arange(first, first + len(people)), people).tolist()
        found: dict[int, tuple[int, list[int]]] = {}
        for agent, works in self._fixed.items():
            _, shift = self._works[works]
            blocks = self._blocks(int(self._team.model.kind_of[agent]), shift) if shift >= 0 else []
            found[agent] = shift, [starts[block].pop() for block in blocks]
        return found
