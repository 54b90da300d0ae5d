"""Cures for a shortage: each tried on the roster at hand with equal little work, and measured.

One more shift for somebody who may; one more person for four hours a day; a shift that begins earlier or
later; a lock released; somebody trained for the queue; so many more people of the usual contract.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

import numpy as np

from scheduler.alternatives.exchanges import OpenShift
from scheduler.alternatives.standing_roster import StandingRoster, service_of
from scheduler.alternatives.trials import Measured, Roster, improved, loaded_team, measured
from scheduler.domain.rules import Rules
from scheduler.roster.problem.problem import MINUTES_PER_DAY, THOUSANDTHS, Agent, Problem, Shift
from scheduler.roster.rules import restrictions

Kind = Literal["extra_shift", "part_timer", "shift_moved", "lock", "training", "hire"]

_PART_TIME = 240
"""Minutes a day of one more part-timer."""
_MOVED = (-60, 60)
"""Minutes by which a shift may begin otherwise."""
_MOST = {"extra_shift": 6, "part_timer": 2, "shift_moved": 6, "lock": 6, "training": 5}
"""Cures of a kind that are solved; the most promising ones."""
_LEAST_HOURS = 0.05
"""Agent-hours; a cure that brings fewer is none."""
_GONE = 0.5
"""Agent-hours; a shortage of the queue below is as good as gone."""
_MOST_HIRED = 64


@dataclass(frozen=True)
class Stretch:
    """A queue's short intervals that shall be cured: slots first … last of the problem, last excluded."""

    queue: int
    first: int
    last: int


@dataclass(frozen=True)
class Cure:
    """One cure and what it brings.

    agent: who works more, is unlocked or is trained. day, shift: the extra shift, or that of the lock (None =
    off). minutes: (start, end) of the new shift, after midnight. people: how many are hired; enough: whether
    they end the queue's shortage of the whole plan. measured: the roster with it; left: agent-hours still
    missing in the stretch.
    """

    kind: Kind
    measured: Measured
    left: float
    agent: int | None = None
    day: int | None = None
    shift: int | None = None
    minutes: tuple[int, int] | None = None
    people: int = 1
    enough: bool = False


@dataclass(frozen=True)
class Cures:
    """What cures a stretch.

    before: the roster at hand. base: what the same work makes of it without any cure; gains count from it.
    missing: agent-hours of the stretch in the base. found: cures that bring something, the fewest points
    first. hired: the series of more people. tried: cures that were solved, those people aside.
    """

    before: Measured
    base: Measured
    missing: float
    found: tuple[Cure, ...]
    hired: tuple[Cure, ...]
    tried: int


class Clinic:
    """Tries cures for one stretch.

    Parameters
    ----------
    problem, roster
        The roster at hand.
    stretch
        What is short.
    work
        Deterministic units of each trial.
    on_progress
        Told the trials done and an estimate of all.
    """

    def __init__(
        self,
        problem: Problem,
        roster: Roster,
        stretch: Stretch,
        work: float,
        seed: int = 1,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._problem, self._stretch, self._work, self._seed = problem, stretch, work, seed
        self._on_progress, self._should_stop, self._done = on_progress, should_stop, 0
        self.before = measured(problem, roster)
        self._roster = improved(problem, roster, 2 * work, seed)
        self._base_roster = improved(problem, self._roster, work, seed)
        self.base, self.missing = measured(problem, self._base_roster), 0.0
        self.missing = self._left(problem, self._base_roster)

    def run(self) -> Cures:
        """All cures."""
        found: list[Cure] = []
        kinds = (self._extra, self._part_timer, self._moved, self._locks, self._training)
        for cure in chain.from_iterable(cures() for cures in kinds):
            found.append(cure)
            self._tell()
            if self._should_stop():
                break
        useful = [one for one in found if self.missing - one.left >= _LEAST_HOURS]
        useful.sort(key=lambda one: (one.measured.points, one.kind))
        hired = tuple(self._hired()) if not self._should_stop() else ()
        return Cures(self.before, self.base, self.missing, tuple(useful), hired, len(found))

    def _tell(self) -> None:
        self._done += 1
        self._on_progress(self._done, max(self._done + 1, sum(_MOST.values()) + 8))

    def _left(self, problem: Problem, roster: Roster) -> float:
        """Agent-hours missing in the stretch."""
        stretch = self._stretch
        team = loaded_team(problem, roster)
        parts = team.model.parts
        there = team.coverage.flow.scheduled.T.astype(np.int64) * (THOUSANDTHS // parts)
        short = problem.required - there
        rows = short[stretch.queue, stretch.first : stretch.last]
        return float(np.maximum(0, rows).sum()) / THOUSANDTHS * problem.interval_minutes / 60

    def _solved(
        self, kind: Kind, problem: Problem, begin: Roster, first: Sequence[int] = (), **what: object
    ) -> Cure:
        roster = improved(problem, begin, self._work, self._seed, first)
        return Cure(kind, measured(problem, roster), self._left(problem, roster), **what)  # type: ignore[arg-type]

    def _days(self) -> list[int]:
        """Days on which a shift that covers some of the stretch may begin."""
        per_day = self._problem.slots_per_day
        first = self._stretch.first // per_day - 1
        return [d for d in range(first, self._stretch.last // per_day + 1) if 0 <= d < self._problem.days]

    def _covered(self, day: int, start: int, end: int) -> int:
        """Minutes of the stretch that a shift of the day would cover."""
        minutes = self._problem.interval_minutes
        begin, finish = self._stretch.first * minutes, self._stretch.last * minutes
        midnight = day * MINUTES_PER_DAY
        return max(0, min(finish, midnight + end) - max(begin, midnight + start))

    def _extra(self) -> Iterator[Cure]:
        """One more shift for somebody whom no rule keeps from it: within the limits as they are."""
        rules = restrictions(self._problem)
        team = loaded_team(self._problem, self._base_roster)
        standing = StandingRoster(self._problem, team, rules.allowed)
        best: dict[int, tuple[float, float, int, int]] = {}
        for day in self._days():
            for place, shift in enumerate(self._problem.shifts):
                if not self._covered(day, shift.start, shift.end):
                    continue
                takers = OpenShift(standing, day, place, None).takers()
                for agent, one in enumerate(takers.one_by_one):
                    is_free = one is not None and one.moves[-1].before < 0
                    if one is None or not is_free or not takers.legal[agent]:
                        continue
                    if one.service.missing_hours > -_LEAST_HOURS:
                        continue
                    known = (one.cost, one.service.missing_hours, day, place)
                    best[agent] = min(best.get(agent, known), known)
        order = sorted(best, key=lambda agent: (best[agent], agent))
        for agent in order[: _MOST["extra_shift"]]:
            _, _, day, place = best[agent]
            roster = self._with_shift(agent, day, place)
            judged = measured(self._problem, roster)
            left = self._left(self._problem, roster)
            yield Cure("extra_shift", judged, left, agent=agent, day=day, shift=place)

    def _with_shift(self, agent: int, day: int, shift: int) -> Roster:
        team = loaded_team(self._problem, self._base_roster)
        pattern = team.pattern[agent].copy()
        placed = team.placed[agent].copy()
        team.remove(agent)
        pattern[day] = shift
        team.insert(agent, pattern)
        placed[day] = team.placed[agent, day]
        team.remove(agent)
        team.insert(agent, pattern, placed=placed)
        return Roster(team.pattern.copy(), team.placed.copy())

    def _part_timer(self) -> Iterator[Cure]:
        """Somebody with this skill for four hours a day, at the hours that cover most of the stretch."""
        minutes = self._problem.interval_minutes
        starts = range(0, MINUTES_PER_DAY, max(60, minutes))
        windows = sorted(
            ((-max(self._covered(d, s, s + _PART_TIME) for d in self._days()), s) for s in starts)
            if self._days()
            else (),
        )
        for covered, start in windows[: _MOST["part_timer"]]:
            if not covered:
                continue
            times = start, start + _PART_TIME
            problem = _with_shift_of_catalogue(self._problem, Shift("+", *times), ())
            person = Agent(
                "+",
                frozenset({self._stretch.queue}),
                shifts=frozenset({len(problem.shifts) - 1}),
                hourly_cost=_usual_cost(problem),
            )
            problem = _with_agents(problem, [person])
            begin, new = self._roster.with_people(1), len(problem.agents) - 1
            yield self._solved("part_timer", problem, begin, [new], minutes=times)

    def _moved(self) -> Iterator[Cure]:
        """A shift of the catalogue that may also begin an hour earlier or later, for whoever may work it."""
        used = Counter(self._roster.pattern[self._roster.pattern >= 0].tolist())
        grid = self._problem.interval_minutes
        known = {(shift.start, shift.end) for shift in self._problem.shifts}
        tried: list[tuple[int, int, int]] = []
        for place, shift in enumerate(self._problem.shifts):
            for by in _MOVED:
                start, end = shift.start + by, shift.end + by
                if by % grid or not 0 <= start < MINUTES_PER_DAY or (start, end) in known:
                    continue
                more = max(
                    (
                        self._covered(day, start, end) - self._covered(day, shift.start, shift.end)
                        for day in self._days()
                    ),
                    default=0,
                )
                if more > 0:
                    tried.append((-more, -used[place], place * 2 + (by > 0)))
        for _, _, code in sorted(tried)[: _MOST["shift_moved"]]:
            place, by = code // 2, _MOVED[code % 2]
            moved = _moved_shift(self._problem.shifts[place], by)
            problem = _with_shift_of_catalogue(self._problem, moved, (place,))
            yield self._solved(
                "shift_moved", problem, self._roster, minutes=(moved.start, moved.end), shift=place
            )

    def _locks(self) -> Iterator[Cure]:
        """One lock released; those on the days of the stretch first."""
        days, queue = set(self._days()), self._stretch.queue
        locks = [lock for lock in self._problem.locks if queue in self._problem.agents[lock.agent].skills]
        locks.sort(key=lambda lock: (lock.day not in days, lock.day, lock.agent))
        for lock in locks[: _MOST["lock"]]:
            left = tuple(other for other in self._problem.locks if other != lock)
            problem = replace(self._problem, locks=left)
            yield self._solved(
                "lock",
                problem,
                self._roster,
                [lock.agent],
                agent=lock.agent,
                day=lock.day,
                shift=lock.shift,
            )

    def _training(self) -> Iterator[Cure]:
        """Somebody trained for the queue: those who are at work most while it is short."""
        queue, covered = self._stretch.queue, Counter[int]()
        for agent, day in np.argwhere(self._roster.pattern >= 0).tolist():
            shift = self._problem.shifts[self._roster.pattern[agent, day]]
            if queue not in self._problem.agents[agent].skills:
                covered[agent] += self._covered(day, shift.start, shift.end)
        order = sorted((agent for agent in covered if covered[agent]), key=lambda a: (-covered[a], a))
        for agent in order[: _MOST["training"]]:
            person = self._problem.agents[agent]
            trained = replace(person, skills=person.skills | {queue})
            agents = (*self._problem.agents[:agent], trained, *self._problem.agents[agent + 1 :])
            problem = replace(self._problem, agents=agents)
            yield self._solved("training", problem, self._roster, [agent], agent=agent)

    def _hired(self) -> Iterator[Cure]:
        """One, two, four, … more people, until the queue's shortage of the plan is gone or no longer falls;
        then the fewest between the last two."""
        found: dict[int, tuple[Cure, float]] = {}
        number, before = 1, self._short(self._problem, self._base_roster)
        while number <= _MOST_HIRED and before > _GONE and not self._should_stop():
            found[number] = self._hire(number)
            left = found[number][1]
            if left <= _GONE or (number > 1 and left > 0.98 * before):
                break
            before, number = left, 2 * number
        enough = min((n for n, (_, left) in found.items() if left <= _GONE), default=None)
        if enough is not None:
            low, high = enough // 2, enough
            while high - low > 1:
                middle = (low + high) // 2
                found[middle] = self._hire(middle)
                low, high = (low, middle) if found[middle][1] <= _GONE else (middle, high)
        yield from (found[number][0] for number in sorted(found))

    def _hire(self, number: int) -> tuple[Cure, float]:
        people = [
            replace(_usual_contract(self._problem, self._stretch.queue), id=f"+{n}") for n in range(number)
        ]
        problem = _with_agents(self._problem, people)
        new = range(len(self._problem.agents), len(problem.agents))
        roster = improved(problem, self._roster.with_people(number), self._work, self._seed, new)
        self._tell()
        short = self._short(problem, roster)
        judged, left = measured(problem, roster), self._left(problem, roster)
        return Cure("hire", judged, left, people=number, enough=short <= _GONE), short

    def _short(self, problem: Problem, roster: Roster) -> float:
        """Agent-hours missing in the queue over the whole plan."""
        team = loaded_team(problem, roster)
        there = team.coverage.flow.scheduled.T.astype(np.int64) * (THOUSANDTHS // team.model.parts)
        only = np.zeros_like(problem.open)
        only[self._stretch.queue] = problem.open[self._stretch.queue]
        alone = replace(
            problem,
            open=only,
            required=np.where(only, problem.required, 0),
            scheduled_before=np.where(only, problem.scheduled_before, 0),
            late={},
        )
        return service_of(alone, there).missing_hours


def _with_agents(problem: Problem, people: Sequence[Agent]) -> Problem:
    """The problem with more people, who count in no rule of the team."""
    nothing = np.zeros((len(people), 3), dtype=np.int64)
    rows = tuple(replace(row, counts=np.vstack([row.counts, nothing])) for row in problem.joint_rows)
    return replace(problem, agents=(*problem.agents, *people), joint_rows=rows)


def _with_shift_of_catalogue(problem: Problem, shift: Shift, like: Sequence[int]) -> Problem:
    """The catalogue with one more shift, for those who may work one that it is like; nobody else."""
    new, old = len(problem.shifts), frozenset(range(len(problem.shifts)))

    def with_it(agent: Agent) -> Agent:
        allowed = old if agent.shifts is None else agent.shifts
        limits = tuple(
            limit
            if limit.shifts is None or not limit.shifts & set(like)
            else replace(limit, shifts=limit.shifts | {new})
            for limit in agent.limits
        )
        own = allowed | {new} if allowed & set(like) else allowed
        spells = tuple(
            one
            if one.shifts is None or not one.shifts & set(like)
            else replace(one, shifts=one.shifts | {new})
            for one in agent.spells
        )
        return replace(agent, shifts=own, limits=limits, spells=spells)

    names = {problem.shifts[place].name for place in like}
    rules = replace(problem.rules, forbidden_successions=_pairs_with(problem.rules, shift.name, names))
    return replace(
        problem,
        rules=rules,
        shifts=(*problem.shifts, shift),
        agents=tuple(with_it(agent) for agent in problem.agents),
    )


def _pairs_with(rules: Rules, name: str, like: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The forbidden successions, with the shift of this name in the place of each that it is like."""
    pairs = rules.forbidden_successions
    after = [(first, name) for first, second in pairs if second in like]
    before = [(name, second) for first, second in [*pairs, *after] if first in like]
    return (*pairs, *after, *before)


def _moved_shift(shift: Shift, by: int) -> Shift:
    return replace(
        shift,
        name=f"{shift.name}{by:+}",
        start=shift.start + by,
        end=shift.end + by,
        meal_from=shift.meal_from + by if shift.meal_minutes else 0,
        meal_to=shift.meal_to + by if shift.meal_minutes else 0,
        breaks=tuple(
            replace(rest, earliest=rest.earliest + by, latest=rest.latest + by) for rest in shift.breaks
        ),
    )


def _usual_cost(problem: Problem) -> float:
    return float(np.median([agent.hourly_cost for agent in problem.agents] or [0.0]))


def _usual_contract(problem: Problem, queue: int) -> Agent:
    """A person as most of those with the skill are; no locks, leave, past or rotation."""
    able = [agent for agent in problem.agents if queue in agent.skills] or list(problem.agents)
    if not able:
        return Agent("+", frozenset({queue}))

    def terms(agent: Agent) -> tuple[object, ...]:
        return agent.skills, agent.max_minutes_week, agent.shifts, agent.weekdays, agent.hours

    frequent = Counter(map(terms, able))
    usual = max(able, key=lambda agent: frequent[terms(agent)])
    most = tuple(replace(limit, least=0) for limit in usual.limits if limit.most is not None)
    return replace(
        usual,
        id="+",
        skills=usual.skills | {queue},
        min_minutes_week=None,
        week_minutes=(),
        spells=(),
        employed_from=None,
        employed_until=None,
        leave=frozenset(),
        away=(),
        given=frozenset(),
        credits=(),
        past=(),
        balances=(),
        limits=most,
        hourly_cost=_usual_cost(problem),
        contribution=(),
        regular_start=None,
        rotation=None,
    )
