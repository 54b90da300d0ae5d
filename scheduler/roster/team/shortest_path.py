"""The best legal pattern of one agent against prices: a labelling algorithm, compiled.

Day after day every legal beginning is a *label*: its cost so far, its last shift, the length of its run and
what its counts have added up to. A label that another one dominates (that can do all it can do, at no more
cost, even after paying for what it has less of) is dropped: Irnich & Desaulniers, "Shortest Path Problems
with Resource Constraints" (2005); the prices of soft counts make dominance a matter of money here. So is one
that cannot become cheap enough any more: what is ahead costs at least what it costs with the counts
forgotten, or with their bounds priced (Lagrangian relaxation of the counts: Beasley & Christofides, "An
algorithm for the resource constrained shortest path problem", Networks 1989).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

NEVER = 1e15
"""The price of what is not allowed."""

_NARROW = 8
"""Labels a day of the first, quick search."""
_WIDEST = 1 << 13
"""Labels a day at most, where fewer held nothing legal."""
_MOST_STEPS = 1_000_000_000
"""After so many, about four seconds', a search goes on narrowly: nobody can stop it."""
_ROUNDS = 6
"""Times that the prices of the counts' bounds are bettered."""


@compiled
def _worth_looking_at(
    price: Floats, kinds: Integers, replaces: Booleans, kept: Integers, keeps: Integers
) -> None:
    """Starts of each day, cheapest first, but those that cost and bind no less than one of their kind."""
    # Of each kind, the start that was kept last; of each start, that of its kind before it.
    latest, earlier = np.empty(price.shape[1], dtype=np.int64), np.empty(price.shape[1], dtype=np.int64)
    for d in range(len(keeps)):
        keeps[d] = 0
        for kind in range(len(latest)):
            latest[kind] = -1
        for s in np.argsort(price[d], kind="mergesort"):
            if price[d, s] >= NEVER:
                break
            kind = kinds[d, s]
            o = latest[kind]
            while o >= 0 and not replaces[o, s]:
                o = earlier[o]
            if o < 0:
                latest[kind], earlier[s] = s, latest[kind]
                kept[d, keeps[d]] = s
                keeps[d] += 1


@compiled
def _look_ahead(
    price: Floats,
    must: Booleans,
    blocked: Booleans,
    last_of: Integers,
    older: Integers,
    amount: Integers,
    kept: Integers,
    keeps: Integers,
    multiplier: Floats,
    ahead: Floats,
    way: Integers,
) -> None:
    """Least cost to go, (days + 1, states), and the start that it takes (-1 none), with counts priced."""
    days, states = len(must), blocked.shape[0]
    ahead[days] = 0.0
    for d in range(days - 1, -1, -1):
        for state in range(states):
            ahead[d, state] = NEVER if must[d] else ahead[d + 1, older[state]]
            way[d, state] = -1
        for i in range(keeps[d]):
            s = kept[d, i]
            value = price[d, s]
            for r in range(len(multiplier)):
                value += multiplier[r, d] * amount[r, d, s]
            value += ahead[d + 1, last_of[s]]
            for state in range(states):
                if value < ahead[d, state] and not blocked[state, s]:
                    ahead[d, state], way[d, state] = value, s


@compiled
def _reserve(
    multiplier: Floats, most: Integers, least: Integers, aim: Integers, opens: Booleans, later: Floats
) -> None:
    """What bounds of counts that begin on a day or after it are worth at their prices, (days + 1,)."""
    registers, days = multiplier.shape
    later[days] = 0.0
    for d in range(days - 1, -1, -1):
        later[d] = later[d + 1]
        for r in range(registers):
            if opens[r, d] and multiplier[r, d] != 0.0:
                later[d] += multiplier[r, d] * _bound(multiplier[r, d], most[r, d], least[r, d], aim[r, d])


@compiled
def _bound(multiplier: float, most: int, least: int, aim: int) -> int:
    """The bound that a price stands for: the upper one if it is positive."""
    if multiplier > 0:
        return most
    return least if least > 0 else aim


@compiled
def _better_multipliers(
    way: Integers,
    last_of: Integers,
    older: Integers,
    amount: Integers,
    most: Integers,
    least: Integers,
    aim: Integers,
    short: Floats,
    opens: Booleans,
    closes: Booleans,
    priced: Booleans,
    gain: float,
    multiplier: Floats,
) -> bool:
    """A step against the bounds that the cheapest way breaks (Polyak's rule); whether there was any."""
    registers, days = multiplier.shape
    sums, slope = np.zeros((registers, days)), np.zeros((registers, days))
    state = 0
    for d in range(days):
        s = way[d, state]
        state = last_of[s] if s >= 0 else older[state]
        for r in range(registers):
            if not opens[r, d] and d > 0:
                sums[r, d] = sums[r, d - 1]
            if s >= 0:
                sums[r, d] += amount[r, d, s]
    norm = 0.0
    for r in range(registers):
        if not priced[r]:
            continue
        for d in range(days):
            if closes[r, d]:
                value = sums[r, d]
                target = least[r, d] if least[r, d] > 0 else aim[r, d]
                change = 0.0
                if value > most[r, d] or (multiplier[r, d] > 0 and most[r, d] < (1 << 40)):
                    change = value - most[r, d]
                elif value < target or multiplier[r, d] < 0:
                    change = value - target
                slope[r, d] = change
                norm += change * change
    if norm == 0.0:
        return False
    for r in range(registers):
        now = 0.0
        for d in range(days - 1, -1, -1):
            if closes[r, d]:
                now = multiplier[r, d] + gain / norm * slope[r, d]
                if most[r, d] >= (1 << 40):
                    now = min(now, 0.0)
                if least[r, d] == 0:
                    now = max(now, -short[r, d])
                # Zero is where one bound hands over to the other.
                if now * multiplier[r, d] < 0:
                    now = 0.0
            multiplier[r, d] = now
            if opens[r, d]:
                now = 0.0
    return True


@compiled
def _longer(array: Floats) -> Floats:
    longer = np.empty(2 * len(array))
    longer[: len(array)] = array
    return longer


@compiled
def _longer_whole(array: Integers) -> Integers:
    longer = np.empty(2 * len(array), dtype=np.int64)
    longer[: len(array)] = array
    return longer


@compiled
def _search(
    price: Floats,
    must: Booleans,
    blocked: Booleans,
    widens: Booleans,
    last_of: Integers,
    older: Integers,
    begun: Integers,
    amount: Integers,
    after_off: Booleans,
    most: Integers,
    least: Integers,
    aim: Integers,
    short: Floats,
    rising: Floats,
    closes: Booleans,
    rest: Integers,
    kept: Integers,
    keeps: Integers,
    plain: Floats,
    priced: Floats,
    later: Floats,
    multiplier: Floats,
    width: int,
    upper: float,
    patterns: Integers,
) -> tuple[float, float, int, int]:
    """The labelling itself: the cheapest cost below ``upper`` (NEVER if none), a bound on all, patterns
    found, steps taken.

    plain, priced: least cost ahead with the counts forgotten and with their bounds priced by ``multiplier``.
    """
    days, registers = len(must), amount.shape[0]
    run_before, known, longest, shortest_on, shortest_off = begun[0], begun[1], begun[2], begun[3], begun[4]
    excused = begun[5]
    run_cap = max(longest + 1, shortest_on) if longest < (1 << 20) else shortest_on
    cost = np.empty((days + 1, width))
    last = np.empty((days + 1, width), dtype=np.int64)
    run = np.empty((days + 1, width), dtype=np.int64)
    held = np.empty((days + 1, width, registers), dtype=np.int64)
    parent = np.empty((days + 1, width), dtype=np.int64)
    taken = np.empty((days + 1, width), dtype=np.int64)
    labels, cut, steps = 1, NEVER, 0
    cost[0, 0], last[0, 0] = 0.0, 0
    run[0, 0] = max(run_before, -shortest_off) if run_before < 0 else min(run_before, run_cap)
    held[0, 0, :] = 0

    room = 256
    new_cost, new_total = np.empty(room), np.empty(room)
    new_last, new_run = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    new_held = np.empty((room, registers), dtype=np.int64)
    new_parent, new_taken = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    now = np.empty(registers, dtype=np.int64)

    for d in range(days):
        found = 0
        if steps > _MOST_STEPS:
            width = min(width, _NARROW)
        steps += labels * (keeps[d] + 1)
        for j in range(labels):
            r = run[d, j]
            for i in range(-1, keeps[d]):
                s = kept[d, i] if i >= 0 else -1
                total = cost[d, j]
                if s >= 0:
                    if blocked[last[d, j], s] or r >= longest:
                        continue
                    if r < 0 and -r < shortest_off and (known == 1 or -r < d):
                        continue
                    total += price[d, s]
                    ran = min(r + 1, run_cap) if r > 0 else 1
                    state = last_of[s]
                else:
                    short_run = r > 0 and r < shortest_on and (known == 1 or r < d)
                    if must[d] or (short_run and not (excused == 1 and r == d + run_before)):
                        continue
                    ran = max(r - 1, -shortest_off) if r < 0 else -1
                    state = older[last[d, j]]
                if total + plain[d + 1, state] >= upper:
                    continue
                legal, worth = True, later[d + 1]
                for c in range(registers):
                    value = held[d, j, c]
                    if s >= 0:
                        more = amount[c, d, s]
                        if more > 0 and not (after_off[c, d] and r > 0):
                            if rising[c, d] > 0:
                                # The k-th costs (k - 1) units; they come one by one.
                                total += rising[c, d] * value
                            value += more
                            if value > most[c, d]:
                                legal = False
                                break
                    if value + rest[c, d] < least[c, d]:
                        legal = False
                        break
                    if closes[c, d]:
                        if value < aim[c, d]:
                            total += short[c, d] * (aim[c, d] - value)
                        value = 0
                    else:
                        if rising[c, d] == 0:
                            # Beyond what any bound asks about, more is the same.
                            enough = max(aim[c, d], least[c, d])
                            if value > enough and value + rest[c, d] <= most[c, d]:
                                value = enough
                        m = multiplier[c, d]
                        if m != 0.0:
                            worth += m * (_bound(m, most[c, d], least[c, d], aim[c, d]) - value)
                    now[c] = value
                if not legal:
                    continue
                least_total = total + max(plain[d + 1, state], priced[d + 1, state] - worth)
                if least_total >= upper:
                    continue
                if found == room:
                    room *= 2
                    new_cost, new_total = _longer(new_cost), _longer(new_total)
                    new_last, new_run = _longer_whole(new_last), _longer_whole(new_run)
                    new_parent, new_taken = _longer_whole(new_parent), _longer_whole(new_taken)
                    bigger = np.empty((room, registers), dtype=np.int64)
                    bigger[:found] = new_held
                    new_held = bigger
                new_cost[found], new_last[found], new_run[found] = total, state, ran
                new_total[found] = least_total
                new_held[found] = now
                new_parent[found], new_taken[found] = j, s
                found += 1
        order = np.argsort(new_total[:found], kind="mergesort")
        labels = 0
        # On the last day all that are left are whole patterns; where many are asked for, none is in the way.
        compared = d < days - 1 or len(patterns) == 1
        for place in range(found):
            k = order[place]
            dominated = False
            steps += labels + 1
            for j in range(labels if compared else 0):
                if cost[d + 1, j] > new_cost[k] or not widens[last[d + 1, j], new_last[k]]:
                    continue
                a, b = run[d + 1, j], new_run[k]
                if a != b and not ((a > 0 and b > a and a >= shortest_on) or (b < 0 and a < b)):
                    continue
                extra = 0.0
                for c in range(registers):
                    x, y = held[d + 1, j, c], new_held[k, c]
                    if x == y:
                        continue
                    if x > y:
                        if x + rest[c, d] > most[c, d]:
                            extra = NEVER
                            break
                        extra += rising[c, d] * (x - y) * rest[c, d]
                    else:
                        if x < least[c, d]:
                            extra = NEVER
                            break
                        if x < aim[c, d]:
                            extra += short[c, d] * (min(y, aim[c, d]) - x)
                if cost[d + 1, j] + extra <= new_cost[k]:
                    dominated = True
                    break
            if dominated:
                continue
            if labels == width:
                cut = min(cut, new_total[k])
                break
            cost[d + 1, labels], last[d + 1, labels], run[d + 1, labels] = (
                new_cost[k],
                new_last[k],
                new_run[k],
            )
            held[d + 1, labels] = new_held[k]
            parent[d + 1, labels], taken[d + 1, labels] = new_parent[k], new_taken[k]
            labels += 1
        if labels == 0:
            return NEVER, min(cut, upper), 0, steps
    count = min(labels, len(patterns))
    for place in range(count):
        j = place
        for d in range(days, 0, -1):
            patterns[place, d - 1] = taken[d, j]
            j = parent[d, j]
    return cost[days, 0], min(cost[days, 0], cut), count, steps


@compiled
def best_pattern(
    price: Floats,
    must: Booleans,
    blocked: Booleans,
    widens: Booleans,
    replaces: Booleans,
    last_of: Integers,
    older: Integers,
    begun: Integers,
    amount: Integers,
    kinds: Integers,
    after_off: Booleans,
    most: Integers,
    least: Integers,
    aim: Integers,
    short: Floats,
    rising: Floats,
    opens: Booleans,
    closes: Booleans,
    rest: Integers,
    multiplier: Floats,
    width: int,
    upper: float,
    patterns: Integers,
) -> tuple[float, float, int, int]:
    """Write the cheapest patterns that cost less than ``upper``, a shift a day or -1.

    price: what each start costs, (days, shifts), ``NEVER`` where it is not allowed. must: (days,), where a
    shift has to be worked. blocked: whether a shift may not follow a *last* state, (states, shifts); state 0
    blocks nothing. widens[a, b]: state a blocks no more than b. replaces[a, b]: shift a is blocked by no more
    than b, and blocks no more. last_of: the state after each shift. older: the state a day off later. begun:
    run before the plan, 1 where it is known, longest run, shortest run on, shortest run off, 1 where the run
    before may end too short. amount: (registers, days, shifts). kinds: (days, shifts), equal where all
    registers add the same. after_off, most, least, aim, short, rising, opens, closes, rest: (registers,
    days); bounds of the count that the register holds that day, whether it begins or ends with it, and how
    much may be added after it at most. multiplier: (registers, days), prices of the bounds to begin with;
    bettered ones are written back. width: labels kept for each day. patterns: (most, days), written from
    the cheapest on.

    Returns the cheapest cost (NEVER where there is no such pattern), a bound, how many patterns were
    written, and steps taken, which stand for time; no legal pattern costs less than the smaller of bound and
    ``upper``.
    """
    days, shifts = price.shape
    registers, states = amount.shape[0], blocked.shape[0]
    kept, keeps = np.empty((days, shifts), dtype=np.int64), np.empty(days, dtype=np.int64)
    _worth_looking_at(price, kinds, replaces, kept, keeps)
    priced = np.zeros(registers, dtype=np.bool_)
    for r in range(registers):
        priced[r] = not after_off[r].any()
    plain, ahead = np.empty((days + 1, states)), np.empty((days + 1, states))
    way = np.empty((days, states), dtype=np.int64)
    later = np.empty(days + 1)
    _look_ahead(
        price, must, blocked, last_of, older, amount, kept, keeps, np.zeros((registers, days)), plain, way
    )
    _look_ahead(price, must, blocked, last_of, older, amount, kept, keeps, multiplier, ahead, way)
    _reserve(multiplier, most, least, aim, opens, later)
    first, _, count, steps = _search(
        price, must, blocked, widens, last_of, older, begun, amount, after_off, most, least, aim, short,
        rising, closes, rest, kept, keeps, plain, ahead, later, multiplier, _NARROW, upper, patterns,
    )  # fmt: skip
    ceiling = min(first, upper)
    if registers:
        trial, bettered = multiplier.copy(), np.empty((days + 1, states))
        highest = ahead[0, 0] - later[0]
        for _ in range(_ROUNDS):
            # Without a pattern yet, a fifth of what is at stake stands for the distance to it.
            gain = ceiling - max(highest, plain[0, 0]) if ceiling < NEVER else 0.2 * abs(plain[0, 0]) + days
            if gain <= 1e-6 * abs(plain[0, 0]) or not _better_multipliers(
                way, last_of, older, amount, most, least, aim, short, opens, closes, priced, gain, trial
            ):
                break
            _look_ahead(price, must, blocked, last_of, older, amount, kept, keeps, trial, bettered, way)
            _reserve(trial, most, least, aim, opens, later)
            if bettered[0, 0] - later[0] > highest:
                highest = bettered[0, 0] - later[0]
                multiplier[:], ahead[:] = trial, bettered
        _reserve(multiplier, most, least, aim, opens, later)
    second, others = patterns.copy(), 0
    found, bound = NEVER, NEVER
    while True:
        found, bound, others, more = _search(
            price, must, blocked, widens, last_of, older, begun, amount, after_off, most, least, aim, short,
            rising, closes, rest, kept, keeps, plain, ahead, later, multiplier, width, ceiling, second,
        )  # fmt: skip
        steps += more
        if found < NEVER or ceiling < NEVER or bound >= NEVER or width >= _WIDEST:
            break
        # Nothing legal was among so many: look among more.
        width *= 4
    if found < first:
        # The quick search's follow, dearer than all of these.
        kept_first = min(count, len(patterns) - others)
        second[others : others + kept_first] = patterns[:kept_first]
        patterns[:] = second
        return found, min(bound, found), others + kept_first, steps
    return first, min(bound, first), count, steps
