"""CP-SAT for the team, its neighbourhoods or the whole: from its roster, and back into it."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from scheduler.roster.cpsat.lns import Lanes
from scheduler.roster.cpsat.meals import turns
from scheduler.roster.cpsat.model import Counts, Known, Model, build, counted, prove, stand_still
from scheduler.roster.cpsat.progress import Reports
from scheduler.roster.problem.budget import Budget
from scheduler.roster.rules.constraint_forms import Integers
from scheduler.roster.team.team import Team


class Neighbourhoods:
    """Turns of neighbourhoods for a team, its costs true, and a proof."""

    def __init__(self, team: Team, budget: Budget) -> None:
        self._team, self._budget = team, budget
        # The team's pattern when it was left, and the best that was known then.
        self._left: tuple[bytes, Known] | None = None

    @cached_property
    def _model(self) -> Model:
        return build(self._team.problem)

    @cached_property
    def _lanes(self) -> Lanes:
        return Lanes(self._model, self._budget.limits.seed)

    def may_find_more(self) -> bool:
        """Whether the roster is another one, or has not been looked at long enough."""
        is_same = self._left is not None and self._left[0] == self._team.pattern.tobytes()
        return not is_same or self._lanes.may_find_more

    def turn(self, work: float) -> None:
        """Better the team's roster with so much work."""
        team, budget = self._team, self._budget
        known = self._known()
        if known is None:
            return
        end = budget.work_left - work
        found = known
        while self._lanes.may_find_more and budget.work_left > end and not budget.spent:
            found = self._lanes.round(found, budget)
        self._left = team.pattern.tobytes(), found
        if found.cost < team.cost and self._give(counted(self._model, found, 0, budget)):
            self._left = team.pattern.tobytes(), found

    def prove(self, work: float) -> int:
        """Search the whole with so much work, from the team's roster on; what is proven then, in units."""
        known = self._known()
        if known is None:
            return 0
        part = self._budget.some(work, self._budget.seconds_left)
        counts = prove(self._model, part, known, Reports(lambda progress: None))
        self._budget.work_left -= part.used
        if counts.objective < self._team.cost:
            self._give(counts)
        return counts.bound

    def _known(self) -> Known | None:
        name = self._team.pattern.tobytes()
        if self._left is not None and self._left[0] == name:
            return self._left[1]
        known = stand_still(self._model, self._team.assignments, self._budget)
        if known is not None:
            self._lanes.begin_again(self._left is None or known.cost < self._left[1].cost)
        return known

    def _give(self, counts: Counts) -> bool:
        """Everybody what they have there, if that is better for the team as well; whether so."""
        team, before = self._team, self._team.cost
        pattern, placed = self._patterns(counts)
        old = team.pattern.copy(), team.placed.copy()
        team.become(pattern, placed)
        if team.cost > before:
            team.become(*old)
            return False
        return True

    def _patterns(self, counts: Counts) -> tuple[Integers, Integers]:
        team = self._team
        pattern, placed = np.full_like(team.pattern, -1), np.full_like(team.placed, -1)
        for one in counts.assignments:
            pattern[one.agent, one.day] = one.shift
        for turn in turns(team.problem, counts):
            for block, rest in enumerate(turn.rests):
                placed[turn.agent, turn.first // team.slots_a_day, block] = rest.start
        return pattern, placed
