"""What one agent's pattern costs besides coverage, compiled."""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.hybrid.people import Floats
from scheduler.roster.restrictions import Booleans, Integers


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
