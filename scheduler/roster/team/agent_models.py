"""Everybody's rules and soft wishes as arrays, in the form that the labelling reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.objective import preferences
from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules import Restrictions
from scheduler.roster.rules.constraint_forms import Booleans, Count, Integers, Runs
from scheduler.roster.team.shortest_path import NEVER

Floats = NDArray[np.float64]

_NO_MOST = 1 << 40
_NO_RUN = 1 << 20


@dataclass(frozen=True)
class Following:
    """What may follow what, the same for everybody; see ``labelling.best_pattern``."""

    blocked: Booleans
    widens: Booleans
    replaces: Booleans
    last_of: Integers
    older: Integers


@dataclass(frozen=True)
class Registers:
    """The counts of one agent; counts that do not meet in time share a register."""

    amount: Integers
    kinds: Integers
    after_off: Booleans
    most: Integers
    least: Integers
    aim: Integers
    short: Floats
    rising: Floats
    opens: Booleans
    closes: Booleans
    rest: Integers


@dataclass(frozen=True)
class Person:
    """One agent.

    price: of each start on its own, ``NEVER`` where it is not allowed, (days, shifts). multiplier: what the
    bounds of the counts were worth the last time that a pattern was sought.
    """

    price: Floats
    must: Booleans
    begun: Integers
    registers: Registers
    multiplier: Floats


def following(successions: tuple[Booleans, ...], shifts: int) -> Following:
    """States: 0 = nothing is blocked any more; else what a shift worked so many days ago still blocks."""
    sets: list[tuple[bytes, ...]] = [()]
    rows: list[Booleans] = [np.zeros(shifts, dtype=np.bool_)]
    place: dict[tuple[bytes, ...], int] = {(): 0}
    last_of = np.zeros(shifts, dtype=np.int64)

    def state(future: tuple[bytes, ...]) -> int:
        """Of what is blocked on the next day, the day after, ….  Trailing nothings are left out."""
        nothing = bytes(shifts)
        while future and future[-1] == nothing:
            future = future[:-1]
        if future not in place:
            place[future] = len(sets)
            sets.append(future)
            rows.append(np.frombuffer(future[0], dtype=np.bool_))
        return place[future]

    for s in range(shifts):
        last_of[s] = state(tuple(forbids[s].tobytes() for forbids in successions))
    older = [0]
    position = 1
    while position < len(sets):
        older.append(state(sets[position][1:]))
        position += 1
    blocked = np.array(rows, dtype=np.bool_).reshape(len(sets), shifts)
    futures = np.zeros((len(sets), max(1, len(successions)), shifts), dtype=np.bool_)
    for number, future in enumerate(sets):
        for gap, row in enumerate(future):
            futures[number, gap] = np.frombuffer(row, dtype=np.bool_)
    flat = futures.reshape(len(sets), -1)
    widens = np.array([(~row | flat).all(axis=1) for row in flat], dtype=np.bool_).reshape(len(sets), -1)
    easier = np.ones((shifts, shifts), dtype=np.bool_)
    for forbids in successions:
        # a is blocked by no more than b: nowhere blocked where b is not. Sums are small: floats are exact.
        after = forbids.T.astype(np.float32)
        easier &= (after @ (1 - after).T) == 0
    replaces = easier & widens[np.ix_(last_of, last_of)]
    return Following(blocked, widens, replaces, last_of, np.array(older, dtype=np.int64))


def people(problem: Problem, rules: Restrictions) -> tuple[list[Person], int]:
    """Every agent, and what nobody's working costs: wishes for shifts that are then broken."""
    contracts = preferences.contracts(problem)
    fair = list(preferences.fairness(problem))
    prices, nobody = preferences.prices(problem, rules.allowed)
    price = np.where(rules.allowed, prices, NEVER)
    must = np.zeros(price.shape[:2], dtype=np.bool_)
    for agent, day in rules.locked:
        must[agent, day] = True
    known: dict[tuple[object, ...], Registers] = {}
    by_identity: dict[tuple[object, ...], Registers] = {}
    result = []
    for agent, allowed in enumerate(rules.allowed):
        hard, due, runs = rules.counts[agent], contracts.get(agent, ()), rules.runs[agent]
        # Agents who share their counts need not be compared number by number.
        shared = (id(hard), id(due), allowed.tobytes(), runs)
        if shared not in by_identity:
            counts = [*hard, *due, *fair]
            key = (*map(_content, counts), allowed.tobytes(), runs)
            if key not in known:
                known[key] = _registers(problem, allowed, counts, runs)
            by_identity[shared] = known[key]
        registers = by_identity[shared]
        result.append(
            Person(price[agent], must[agent], _begun(runs), registers, np.zeros_like(registers.short))
        )
    return result, nobody


def _content(one: Count) -> tuple[object, ...]:
    """All of a count but its name."""
    amounts, after_off = one.amounts.tobytes(), one.after_off.tobytes()
    return one.first_day, amounts, after_off, one.least, one.most, one.aim, one.short, one.rising


def _begun(runs: Runs) -> Integers:
    most = _NO_RUN if runs.most_on is None else runs.most_on
    known = runs.begun is not None
    begun = runs.begun or 0
    return np.array(
        [begun, int(known), most, runs.least_on, runs.least_off, int(runs.excused)], dtype=np.int64
    )


def _may_follow(each: Integers, runs: Runs) -> Integers:
    """After each day, what the days after it may add up to at most: no run is too long, no rest too short.

    each: the most that a day may add.
    """
    longest = len(each) if runs.most_on is None else min(runs.most_on, len(each))
    # Most from here on, by days worked in a row (0 … longest) or still to be off (behind them).
    states = longest + 1 + runs.least_off
    after = np.zeros(states, dtype=np.int64)
    result = np.zeros(len(each), dtype=np.int64)
    for day in range(len(each) - 1, -1, -1):
        result[day] = after.max()
        now = np.zeros(states, dtype=np.int64)
        for run in range(longest + 1):
            # A day off after work begins a row of them, of which it is the first.
            off = after[0] if run == 0 or runs.least_off == 1 else after[longest + runs.least_off - 1]
            on = each[day] + after[run + 1] if run < longest else 0
            now[run] = max(off, on)
        for owed in range(1, runs.least_off):
            now[longest + owed] = after[0] if owed == 1 else after[longest + owed - 1]
        after = now
    return result


def _registers(problem: Problem, allowed: Booleans, counts: list[Count], runs: Runs) -> Registers:
    """Counts of the same amounts become one; those that cannot bind are left out."""
    merged: dict[tuple[object, ...], Count] = {}
    for one in counts:
        key: tuple[object, ...] = (
            one.first_day,
            one.amounts.tobytes(),
            one.amounts.shape,
            one.after_off.tobytes(),
        )
        if key in merged and one.short and merged[key].short:
            key = (*key, len(merged))  # two prices of what is missing stay two counts
        merged[key] = _both(merged[key], one) if key in merged else one
    binding = [one for one in merged.values() if _binds(one, allowed)]
    lanes: list[list[Count]] = []
    for one in sorted(binding, key=lambda c: (c.first_day, -c.last_day)):
        lane = next((lane for lane in lanes if lane[-1].last_day < one.first_day), None)
        if lane is None:
            lanes.append([one])
        else:
            lane.append(one)
    shape = (len(lanes), problem.days)
    amount = np.zeros((*shape, len(problem.shifts)), dtype=np.int64)
    after_off, opens, closes = (np.zeros(shape, dtype=np.bool_) for _ in range(3))
    least, aim, rest = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    most = np.full(shape, _NO_MOST, dtype=np.int64)
    short, rising = np.zeros(shape), np.zeros(shape)
    for r, lane in enumerate(lanes):
        for one in lane:
            days = slice(one.first_day, one.last_day + 1)
            amount[r, days], after_off[r, days] = one.amounts, one.after_off
            most[r, days] = _NO_MOST if one.most is None else one.most
            least[r, days], aim[r, days] = one.least, one.aim
            short[r, days], rising[r, days] = one.short, one.rising
            opens[r, one.first_day], closes[r, one.last_day] = True, True
            each = np.where(allowed[days], one.amounts, 0).max(axis=1, initial=0)
            rest[r, days] = _may_follow(each, runs)
    kinds = np.zeros((problem.days, len(problem.shifts)), dtype=np.int64)
    alike: dict[bytes, Integers] = {}
    for day in range(problem.days if len(lanes) else 0):
        # Most days are like the others, and telling columns apart takes its time.
        today = amount[:, day]
        if today.tobytes() not in alike:
            alike[today.tobytes()] = np.unique(today, axis=1, return_inverse=True)[1].reshape(-1)
        kinds[day] = alike[today.tobytes()]
    return Registers(amount, kinds, after_off, most, least, aim, short, rising, opens, closes, rest)


def _both(one: Count, other: Count) -> Count:
    mosts = [most for most in (one.most, other.most) if most is not None]
    return Count(
        one.rule,
        one.first_day,
        one.amounts,
        one.after_off,
        max(one.least, other.least),
        min(mosts) if mosts else None,
        max(one.aim, other.aim),
        max(one.short, other.short),
        one.rising + other.rising,
    )


def _binds(one: Count, allowed: Booleans) -> bool:
    """Whether any roster of this agent could come near a bound."""
    days = slice(one.first_day, one.last_day + 1)
    reach = int(np.where(allowed[days], one.amounts, 0).max(axis=1, initial=0).sum())
    return bool(
        one.least > 0
        or (one.most is not None and reach > one.most)
        or (one.aim > 0 and reach > 0)
        or (one.rising and reach > 1)
    )
