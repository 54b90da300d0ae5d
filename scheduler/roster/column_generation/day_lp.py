"""One day anew, for many people at once: a linear programme over all their shifts of that day, and a dive.

A response or a column fits one person into what the others leave; a day that is full with long shifts gets to
short ones only where many move together. While the other days stand, what a person may work on this one is a
list, whatever the rules: one share for each entry. At the desks they are counted from slot to slot by who
starts and who ends, meals and breaks by their windows and not by whose they are (Bechtold & Jacobs, "Implicit
modeling of flexible break assignments in optimal shift scheduling", Management Science 1990). The programme
lies within a few ten-thousandths of the best whole people, so fixing its largest shares comes close to them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.column_generation.coverage_rows import CoverageRows
from scheduler.roster.column_generation.simplex import Simplex
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.agent_models import Floats
from scheduler.roster.team.shortest_path import NEVER
from scheduler.roster.team.team import Team

_CHOICES = 18
"""Shifts that one person may choose from in one programme, drawn by chance: with hundreds many would do as
well, and the next programme draws others; it is several times as quick for a little less gain."""
_MOST_STARTS = 6_000
"""Shifts of all people together in one programme."""
_SURE = 0.95
"""A larger share is a whole person."""
_AT_ONCE = (0.2, 0.1, 0.05, 0.02)
"""Share of those not sure of a shift who get one in the first round of a dive: at first, and where a day has
gained nothing."""
_FASTER, _SLOWER, _MOST_AT_ONCE = 1.5, 3.0, 0.5
"""How that share grows after a round that went well, up to the last, and shrinks after one taken back."""
_FREELY = 0.3
"""Share of what may be lost in a dive that its first round may lose already."""
_MISTAKES = 8
"""Rounds that are taken back in one dive."""
_MEALS_AT_ONCE = 0.1
"""Share of the kinds of meals and breaks between two starts of which one is settled in each round."""
_GAIN = 0.5
"""Costs are whole units: what is less is a blur."""
_ITERATION_SECONDS = 6e-8
"""Of the simplex, for each row: columns are short."""
_STATE_SECONDS = 3e-9
"""Of working out what one day of a pattern costs in one count, for one shift."""
_DAY_SECONDS, _PERSON_SECONDS, _VARIABLE_SECONDS = 3e-4, 4e-5, 1.4e-5
"""Of a programme besides its solves: by itself, of taking each person out and putting them back, of each
variable."""

Block = tuple[int, int, int, int, int]
"""Meals or breaks that are alike: group, which of the shift's, length, first and last start from midnight."""


def days_anew(team: Team, budget: Budget, rng: np.random.Generator) -> Iterator[None]:
    """A day at each step, its costs true: by chance, but none twice before each came once.

    Ends when the budget is spent.
    """
    finer = [0] * team.problem.days
    while not budget.spent:
        for day in rng.permutation(team.problem.days).tolist():
            is_better = one_day_anew(team, day, _AT_ONCE[finer[day]], rng, budget)
            finer[day] = 0 if is_better else (finer[day] + 1) % len(_AT_ONCE)
            yield


def one_day_anew(team: Team, day: int, at_once: float, rng: np.random.Generator, budget: Budget) -> bool:
    """Give as many people as one programme takes other shifts on that day, if that costs less; whether so.

    at_once: share of those not sure of a shift who get one in the first round of the dive. rng: draws the
    people and what they may choose from.
    """
    costs = _choices(team, day, rng, budget)
    if not costs:
        return False
    before = team.cost
    old = {agent: (team.pattern[agent].copy(), team.placed[agent].copy()) for agent in costs}
    _put(team, {agent: (-1, []) for agent in costs}, day)
    found = _Programme(team, day, costs, budget).dive(at_once, before)
    if found is not None:
        _put(team, found, day)
        if team.cost < before:
            return True
    for agent, (pattern, placed) in old.items():
        team.take(agent)
        team.put(agent, pattern, placed=placed)
    return False


def _choices(team: Team, day: int, rng: np.random.Generator, budget: Budget) -> dict[int, Floats]:
    """What some people cost on their own with each shift that they may choose, the day off first; of nobody
    where none has a choice."""
    found: dict[int, Floats] = {}
    starts = counts = 0
    for agent in rng.permutation(len(team.people)).tolist():
        costs = team.own_costs_on_day(agent, day)
        legal = np.flatnonzero(costs < NEVER)
        if len(legal) > _CHOICES:
            kept = [0, 1 + int(team.pattern[agent, day]), *rng.choice(legal, size=_CHOICES, replace=False)]
            costs[np.setdiff1d(legal, kept)] = NEVER
        starts += int((costs < NEVER).sum())
        if starts > _MOST_STARTS and found:
            break
        found[agent] = costs
        counts += 1 + len(team.people[agent].registers.amount)
    states = counts * len(team.problem.shifts) * team.problem.days
    budget.charge_seconds(_DAY_SECONDS + len(found) * _PERSON_SECONDS + states * _STATE_SECONDS)
    return found if starts > len(found) else {}


def _put(team: Team, shifts: dict[int, tuple[int, list[int]]], day: int) -> None:
    """Give each agent this shift (-1 = none), its meal and breaks so, on that day; the others stay."""
    for agent, (shift, starts) in shifts.items():
        pattern, placed = team.pattern[agent].copy(), team.placed[agent].copy()
        team.take(agent)
        pattern[day], placed[day] = shift, -1
        placed[day, : len(starts)] = starts
        team.put(agent, pattern, placed=placed)


class _Programme:
    """The programme of one day. costs: of each agent, who is off on that day, by shift, the day off first."""

    def __init__(self, team: Team, day: int, costs: dict[int, Floats], budget: Budget) -> None:
        self._team, self._midnight, self._budget = team, day * team.slots_a_day, budget
        self._model = mathopt.Model()
        self._slots = range(self._midnight + int(team.first.min()), self._midnight + int(team.last.max()))
        self._rows = CoverageRows(self._model, team, self._slots, [day])
        self._model.objective.offset = float(team.cost - team.own[list(costs)].sum() - self._rows.now)
        self._covers = [(row, team.cover_of[place, 1:]) for place, row in self._rows.cover.items()]
        self._works: dict[mathopt.Variable, tuple[int, int]] = {}
        self._begins: dict[Block, list[mathopt.Variable]] = {}
        self._everybody_begins: dict[Block, mathopt.LinearConstraint] = {}
        self._at_desk = self._add_desks({int(team.group[agent]) for agent in costs})
        for agent, of_agent in costs.items():
            self._add_agent(agent, of_agent)
        self._has: dict[int, mathopt.Variable] = {}
        self._people = len(costs)
        budget.charge_seconds(self._model.get_num_variables() * _VARIABLE_SECONDS)
        self._simplex = Simplex(self._model, budget, _ITERATION_SECONDS)

    def dive(self, at_once: float, limit: float) -> dict[int, tuple[int, list[int]]] | None:
        """Everybody's shift, and where its meal and breaks begin; None where that costs no less than the
        limit, or the budget is spent."""
        limit -= _GAIN
        optimum = self._simplex.optimum()
        if optimum is not None and optimum.objective_value() <= limit:
            optimum = self._settle_people(optimum, at_once, limit)
        while optimum is not None and optimum.objective_value() <= limit:
            shares = optimum.variable_values()
            if not self._settle_meals(shares):
                return self._whole(shares)
            optimum = self._simplex.optimum()
        return None

    def _settle_people(
        self, optimum: mathopt.SolveResult, at_once: float, limit: float
    ) -> mathopt.SolveResult | None:
        """The optimum once everybody has a shift, None where that is not found.

        A round that costs more than its part of what the limit leaves is taken back, and fewer people get
        a shift at once; where it was one person's shift, that person has to take another one. Those who are
        sure of theirs come alone where the share of the others is nobody: nothing is tried twice.
        """
        least, mistakes, share = optimum.objective_value(), 0, at_once
        while len(self._has) < self._people:
            shares = optimum.variable_values()
            settled = self._settle_some(shares, share)
            after = self._simplex.optimum()
            most = least + (_FREELY + (1 - _FREELY) * len(self._has) / self._people) * (limit - least)
            if after is not None and after.objective_value() <= most:
                optimum, share = after, min(_FASTER * share, _MOST_AT_ONCE)
                continue
            mistakes += 1
            if mistakes > _MISTAKES or self._budget.spent:
                return None
            for agent in settled:
                self._has.pop(agent).lower_bound = 0.0
            share /= _SLOWER
            if len(settled) == 1:
                (works,) = settled.values()
                works.upper_bound = 0.0
                after = self._simplex.optimum()
                if after is None or after.objective_value() > most:
                    return None
                optimum = after
            elif all(shares[works] >= _SURE for works in settled.values()):
                return None
        return optimum

    def _add_desks(self, groups: set[int]) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        """By (group, slot): who was there before, and who starts, less who ends, are there now."""
        rows: dict[tuple[int, int], mathopt.LinearConstraint] = {}
        for group in sorted(groups):
            before: mathopt.Variable | None = None
            for slot in self._slots:
                row = rows[group, slot] = self._model.add_linear_constraint(lb=0.0, ub=0.0)
                there = self._model.add_variable(lb=0.0)
                row.set_coefficient(there, -1.0)
                if before is not None:
                    row.set_coefficient(before, 1.0)
                self._at_work(group, slot, there, 1.0)
                before = there
        return rows

    def _at_work(self, group: int, slot: int, variable: mathopt.Variable, sign: float) -> None:
        """So many of the group more (or, eating, fewer) are there to serve, or idle where nothing is open."""
        row = self._rows.desk.get((group, slot))
        if row is not None:
            row.set_coefficient(variable, sign)
        else:
            known = self._model.objective.get_linear_coefficient(variable)
            self._model.objective.set_linear_coefficient(variable, known + sign * self._team.idle)

    def _add_agent(self, agent: int, costs: Floats) -> None:
        team, group = self._team, int(self._team.group[agent])
        one = self._model.add_linear_constraint(lb=1.0, ub=1.0)
        for shift in (np.flatnonzero(costs < NEVER) - 1).tolist():
            works = self._model.add_variable(lb=0.0, ub=1.0)
            self._works[works] = agent, shift
            one.set_coefficient(works, 1.0)
            self._model.objective.set_linear_coefficient(works, float(costs[1 + shift]))
            if shift < 0:
                continue
            for slot, sign in ((team.first[shift], 1.0), (team.last[shift], -1.0)):
                row = self._at_desk.get((group, self._midnight + int(slot)))
                if row is not None:
                    row.set_coefficient(works, sign)
            for block in self._blocks(group, shift):
                self._block(block).set_coefficient(works, 1.0)
            for row, counts in self._covers:
                if counts[shift]:
                    row.set_coefficient(works, 1.0)

    def _blocks(self, group: int, shift: int) -> list[Block]:
        blocks = enumerate(self._team.blocks[shift].tolist())
        return [(group, place, *block) for place, block in blocks if block[0]]

    def _block(self, block: Block) -> mathopt.LinearConstraint:
        """Whoever has such a meal or break begins it somewhere."""
        if block not in self._everybody_begins:
            group, _, length, first, last = block
            row = self._everybody_begins[block] = self._model.add_linear_constraint(lb=0.0, ub=0.0)
            self._begins[block] = []
            for start in range(self._midnight + first, self._midnight + last + 1):
                begins = self._model.add_variable(lb=0.0)
                self._begins[block].append(begins)
                row.set_coefficient(begins, -1.0)
                for slot in range(start, start + length):
                    self._at_work(group, slot, begins, -1.0)
        return self._everybody_begins[block]

    def _settle_some(
        self, shares: dict[mathopt.Variable, float], at_once: float
    ) -> dict[int, mathopt.Variable]:
        """Give those a shift who are sure of it, and so large a share of the others, the surest first, or one
        person; who they are, and which."""
        best: dict[int, tuple[float, mathopt.Variable]] = {}
        for works, (agent, _) in self._works.items():
            share = shares.get(works, 0.0)
            if agent not in self._has and share > best.get(agent, (0.0, works))[0]:
                best[agent] = share, works
        order = sorted(best, key=lambda agent: -best[agent][0])
        sure = sum(share >= _SURE for share, _ in best.values())
        number = sure + round(at_once * (len(order) - sure))
        settled = {agent: best[agent][1] for agent in order[: max(1, number)]}
        for works in settled.values():
            works.lower_bound = 1.0
        self._has |= settled
        return settled

    def _settle_meals(self, shares: dict[mathopt.Variable, float]) -> bool:
        """Round some of those that fall between two starts up, of each kind the surest; whether there were
        any."""
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
        for _, whole, variable in between[: max(1, round(_MEALS_AT_ONCE * len(between)))]:
            variable.lower_bound = whole + 1
        return bool(between)

    def _whole(self, shares: dict[mathopt.Variable, float]) -> dict[int, tuple[int, list[int]]]:
        starts: dict[Block, list[int]] = {}
        for block, begins in self._begins.items():
            people = np.rint([shares.get(variable, 0.0) for variable in begins]).astype(np.int64)
            first = self._midnight + block[3]
            starts[block] = np.repeat(np.arange(first, first + len(people)), people).tolist()
        found: dict[int, tuple[int, list[int]]] = {}
        for agent, works in self._has.items():
            _, shift = self._works[works]
            blocks = self._blocks(int(self._team.group[agent]), shift) if shift >= 0 else []
            found[agent] = shift, [starts[block].pop() for block in blocks]
        return found
