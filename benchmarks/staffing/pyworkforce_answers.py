"""What pyworkforce answers and how long its loop takes; called by versus_pyworkforce.py in its environment.

Reads {"asked": [[load, time of the target in handling times, share, cap or null], …], "waits": [[load,
agents], …], "timed": [load, …]} from the standard input; writes {"answers": [number or message, …], "waits":
[probability or message, …], "seconds": CPU seconds of the loop}.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from pyworkforce.queuing import ErlangC

HANDLING_MINUTES, INTERVAL_MINUTES = 5.0, 30


def queue(load: float, waited: float = 0.1) -> ErlangC:
    """Its object for one interval; loads in erlangs, the time of the target in handling times."""
    transactions = load * INTERVAL_MINUTES / HANDLING_MINUTES
    return ErlangC(transactions, HANDLING_MINUTES, waited * HANDLING_MINUTES, INTERVAL_MINUTES)


def agents(load: float, waited: float, share: float, cap: float | None) -> int:
    """Its number for one interval."""
    found = queue(load, waited).required_positions(share, 1.0 if cap is None else cap)
    return int(found["raw_positions"])


def answer(ask: Callable[..., float], case: list[Any]) -> float | str:
    """What it says, or what it raises."""
    try:
        return ask(*case)
    except (ValueError, ArithmeticError) as error:
        return f"{type(error).__name__}: {error}"


def main() -> None:
    """Answer, then time."""
    given = {"asked": [], "waits": [], "timed": []} | json.load(sys.stdin)
    answers = [answer(agents, case) for case in given["asked"]]
    waits = [
        answer(lambda load, heads: queue(load).waiting_probability(heads), case) for case in given["waits"]
    ]
    begun = time.process_time()
    for load in given["timed"]:
        agents(load, 0.1, 0.95, 0.85)
    seconds = time.process_time() - begun
    json.dump({"answers": answers, "waits": waits, "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()
