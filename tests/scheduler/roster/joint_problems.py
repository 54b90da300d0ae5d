"""Small problems whose people are tied to each other, and their least cost by trying every roster."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np

from scheduler.roster.objective.costs import POINT, coverage_costs, idle_cost
from scheduler.roster.problem.joint_rows import ANYTHING, NOTHING, JointRow
from scheduler.roster.problem.problem import Break, Problem, Shift
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, PLAIN, agent, problem

LUNCH = Shift("lunch", 540, 1080, 60, 660, 840)
PAUSE = Shift("pause", 600, 960, breaks=(Break(60, 660, 780),))


def random_joint_problem(seed: int, with_breaks: bool = False) -> Problem:
    """One queue, one or two days, up to four people and one to three joint rows of any kind."""
    rng = np.random.default_rng([seed, with_breaks])
    catalogue = [EARLY, LATE, NIGHT, LUNCH, LUNCH] + [PAUSE] * (3 if with_breaks else 0)
    shifts = tuple(catalogue[i] for i in sorted(rng.choice(len(catalogue), size=2, replace=False)))
    days = int(rng.integers(1, 3))
    people = int(rng.integers(1, 5 - days))
    slots = days * 24 + 12
    open_ = np.ones((1, slots), dtype=bool)
    if rng.random() < 0.3:
        open_[0, rng.random(slots) < 0.3] = False
    case = problem(
        [agent(f"{i}") for i in range(people)],
        shifts=shifts,
        days=days,
        need=np.round(rng.random((1, slots)) * rng.integers(0, 4)),
        open_=open_,
        plan_before=bool(rng.random() < 0.5),
        weights=replace(PLAIN, fairness=0.0),
    )
    return replace(case, joint_rows=tuple(_row(rng, people, slots, k) for k in range(rng.integers(1, 4))))


def _row(rng: np.random.Generator, people: int, slots: int, number: int) -> JointRow:
    one = rng.integers(-2, 4, (people, 1))
    counts = one * np.array([[1, 1, 1], [1, 0, 0], [1, 0, 1], [0, 1, 0], [-1, 2, 0]])[rng.integers(5)]
    low, high = sorted(rng.integers(-2, 5, 2).tolist())
    kind = rng.integers(3)
    asked = rng.random(slots) < 0.7
    by_day = bool(rng.random() < 0.2)
    least = np.where(asked & (kind != 0), low, NOTHING).astype(np.int64)
    most = np.where(asked & (kind != 1), high, ANYTHING).astype(np.int64)
    if by_day:
        other = np.arange(slots) % 24 != 0
        least[other], most[other] = NOTHING, ANYTHING
    return JointRow(
        f"row {number}",
        np.ascontiguousarray(counts, dtype=np.int64),
        least,
        most,
        below=int(rng.choice([0, 300, 4_000, 30_000])),
        above=int(rng.choice([0, 300, 4_000, 30_000])),
        before=rng.integers(0, 2, slots).astype(np.int64),
        by_day=by_day,
    )


def least_cost(case: Problem) -> float:
    """Least cost of all rosters, in points, without the constants of coverage; rest times must not matter."""
    costs, idle = coverage_costs(case), idle_cost(case)
    beyond = case.slots
    # What a shift does to each slot: 0 = away, 1 = at the desk, 2 = on the meal, 3 = on a break.
    alone: list[list[tuple[bool, np.ndarray]]] = []
    for day in range(case.days):
        ways = [(False, np.zeros(beyond + 24, dtype=int))]
        for shift in case.shifts:
            rests = [(2, shift.meal_minutes, shift.meal_from, shift.meal_to)] if shift.meal_minutes else []
            rests += [(3, rest.minutes, rest.earliest, rest.latest) for rest in shift.breaks]
            begins = [range(low, high - length + 1, 60) for _, length, low, high in rests]
            for chosen in product(*begins):
                there = np.zeros(beyond + 24, dtype=int)
                there[day * 24 + shift.start // 60 : day * 24 + shift.end // 60] = 1
                for (what, length, _, _), begin in zip(rests, chosen, strict=True):
                    there[day * 24 + begin // 60 : day * 24 + (begin + length) // 60] = what
                ways.append((True, there))
        alone.append(ways)
    patterns = []
    for ways in product(*alone):
        spans = [np.flatnonzero(there) for _, there in ways]
        apart = all(not len(a) or not len(b) or a[-1] < b[0] for a, b in pairwise(spans))
        if apart:
            patterns.append(
                (np.array([works for works, _ in ways]), np.asarray(sum(there for _, there in ways)))
            )
    reached = np.any([there > 0 for ways in alone for _, there in ways], axis=0)
    least = np.inf
    price: dict[tuple[int, int], int] = {}
    for roster in product(patterns, repeat=len(case.agents)):
        at_desk = np.sum([there == 1 for _, there in roster], axis=0)
        total = 0
        for slot, here in enumerate(at_desk.tolist()):
            if not reached[slot]:
                continue
            if slot < beyond and case.open[0, slot]:
                if (slot, here) not in price:
                    price[slot, here] = costs[0, slot].of(here)
                total += price[slot, here]
            else:
                total += idle * here
        for row in case.joint_rows:
            if row.by_day:
                count = row.before.copy()
                for who, (works, _) in enumerate(roster):
                    count[[day * 24 for day in np.flatnonzero(works)]] += row.counts[who, 0]
            else:
                count = row.before.copy()
                for who, (_, there) in enumerate(roster):
                    own = np.array([0, *row.counts[who]])
                    count += own[there[:beyond]]
            for slot in range(beyond):
                if row.least[slot] > NOTHING:
                    total += row.below * max(0, int(row.least[slot] - count[slot]))
                if row.most[slot] < ANYTHING:
                    total += row.above * max(0, int(count[slot] - row.most[slot]))
        least = min(least, total)
    return least / POINT
