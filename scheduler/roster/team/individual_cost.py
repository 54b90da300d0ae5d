"""What one agent's patterns cost besides coverage, compiled."""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.rules.constraint_forms import Booleans, Integers
from scheduler.roster.team.agent_models import Floats
from scheduler.roster.team.shortest_path import NEVER


@compiled
def own_cost(
    price: Floats,
    amount: Integers,
    after_off: Booleans,
    aim: Integers,
    short: Floats,
    rising: Floats,
    closes: Booleans,
    begun: Integers,
    pattern: Integers,
) -> float:
    """What a pattern costs: its prices and its soft counts. Arguments as in ``labelling.best_pattern``."""
    registers = amount.shape[0]
    held = np.zeros(registers, dtype=np.int64)
    total, worked = 0.0, begun[0] > 0
    for d in range(len(pattern)):
        s = pattern[d]
        if s >= 0:
            total += price[d, s]
        for c in range(registers):
            if s >= 0 and amount[c, d, s] > 0 and not (after_off[c, d] and worked):
                if rising[c, d] > 0:
                    total += rising[c, d] * held[c]
                held[c] += amount[c, d, s]
            if closes[c, d]:
                total += short[c, d] * max(0, aim[c, d] - held[c])
                held[c] = 0
        worked = s >= 0
    return total


@compiled
def own_costs_on_day(
    price: Floats,
    must: Booleans,
    blocked: Booleans,
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
    pattern: Integers,
    day: int,
    costs: Floats,
) -> None:
    """What a pattern costs with each shift on one of its days, the other days as they are.

    costs: written, (1 + shifts,), the day off first; ``NEVER`` where rules forbid it. Other arguments as in
    ``labelling.best_pattern``.
    """
    registers, shifts = amount.shape[0], price.shape[1]
    run_before, known, longest, shortest_on, shortest_off = begun[0], begun[1], begun[2], begun[3], begun[4]
    excused = begun[5]
    held = np.empty(registers, dtype=np.int64)
    for instead in range(-1, shifts):
        held[:] = 0
        total, state, run, d = 0.0, 0, run_before, 0
        legal = instead < 0 or price[day, instead] < NEVER
        while legal and d < len(pattern):
            s = instead if d == day else pattern[d]
            worked = run > 0
            if s >= 0:
                is_early = run < 0 and -run < shortest_off and (known == 1 or -run < d)
                legal = not (blocked[state, s] or run >= longest or is_early)
                total += price[d, s]
                run = run + 1 if worked else 1
                state = last_of[s]
            else:
                is_short = worked and run < shortest_on and (known == 1 or run < d)
                legal = not (must[d] or (is_short and not (excused == 1 and run == d + run_before)))
                run = run - 1 if run < 0 else -1
                state = older[state]
            for c in range(registers):
                if s >= 0 and amount[c, d, s] > 0 and not (after_off[c, d] and worked):
                    if rising[c, d] > 0:
                        total += rising[c, d] * held[c]
                    held[c] += amount[c, d, s]
                legal = legal and held[c] <= most[c, d]
                if closes[c, d]:
                    legal = legal and held[c] >= least[c, d]
                    total += short[c, d] * max(0, aim[c, d] - held[c])
                    held[c] = 0
            d += 1
        costs[1 + instead] = total if legal else NEVER
