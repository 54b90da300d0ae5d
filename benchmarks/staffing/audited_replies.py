"""How far the replies in time of the staffing engine and those of the audit lie apart.

    .venv/bin/python benchmarks/staffing/audited_replies.py [--cases 200] [--seed 1]

Random conversations, teams and loads from 0.7 to 1.1 of what the team can do. Printed for each spread of
typing and each promised time: the largest difference of the first replies in time in the steady state, of
those followed through three half hours, and that of the mean response relative to it. Both calculations read
one model, so that what lies between them is arithmetic alone.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from scheduler.audit.figures import agent_chats
from scheduler.audit.figures.conversations import carried_replies, steady_replies
from scheduler.audit.figures.transient_queue import EMPTY, simulate_interval
from scheduler.audit.figures.waiting import Service
from scheduler.domain.conversations import Conversation
from scheduler.queueing import InTime, ServiceModel, mean_seconds, share_in_time, steady_state
from scheduler.staffing.time_varying.interval_performance import advance
from scheduler.staffing.time_varying.transient import IntervalInput, TransientState

SPREADS, PROMISED = (0.0, 0.1, 0.3, 0.5, 0.8, 1.0), (30.0, 60.0, 120.0, 180.0)


@dataclass(frozen=True)
class Case:
    """A queue and its demand, as both read it."""

    model: ServiceModel
    service: Service
    agents: int
    rates: tuple[float, ...]


def drawn(rng: np.random.Generator, spread: float) -> Case:
    """A random case."""
    flags = [bool(rng.integers(2)) for _ in range(2)]
    times = [float(rng.uniform(*span)) for span in ((5, 40), (5, 120))]
    chat = Conversation(float(rng.choice([1, 3, 6, 20])), *times, spread, *flags)
    k, agents = int(rng.integers(2, 9)), int(rng.integers(1, 41))
    patience = None if rng.random() < 0.5 else float(rng.uniform(60, 900))
    slowdown = agent_chats.slowdown_of(chat, k)
    full = agents * k * slowdown[-1] / chat.alone_seconds
    return Case(
        ServiceModel(chat.alone_seconds, k, None, patience, chat),
        Service(chat.alone_seconds, slowdown, patience, chat),
        agents,
        tuple(float(full * usage) for usage in rng.uniform(0.7, 1.1, 3)),
    )


def apart(case: Case, seconds: float) -> tuple[float, float, float]:
    """Differences in the steady state, through time and of the mean response."""
    steady = carried = response = 0.0
    before, state = EMPTY, TransientState.empty()
    for rate in case.rates:
        known = steady_state(case.model, [3600 * rate], [case.agents])
        ours = steady_replies("first_reply", seconds, rate, case.agents, case.service)
        steady = max(steady, abs(ours - float(share_in_time(known, "first_reply", seconds)[0])))
        mean = float(mean_seconds(known, "average_response")[0])
        if np.isfinite(mean):
            ours = steady_replies("average_response", seconds, rate, case.agents, case.service)
            response = max(response, abs(ours / mean - 1))
        result = simulate_interval(before, rate, case.agents, case.service, 1800.0)
        ours = carried_replies("first_reply", seconds, result, case.agents, case.service)
        interval = IntervalInput(3600 * rate, case.agents, case.model.mean_seconds, 0.5)
        theirs = advance(case.model, state, interval, [InTime("first_reply", seconds)])
        carried = max(carried, abs(ours - theirs.service_levels[0]))
        before, state = result.left, theirs.end_state
    return steady, carried, response


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    print(
        "| spread of typing | promised | steady state | through time | mean response |\n" + "| --- " * 5 + "|"
    )
    for spread in SPREADS:
        for seconds in PROMISED:
            found = [apart(drawn(rng, spread), seconds) for _ in range(options.cases // len(PROMISED))]
            worst = (f"{value:.1e}" for value in np.max(found, axis=0))
            print(f"| {spread:g} | {seconds:g} s | {' | '.join(worst)} |")


if __name__ == "__main__":
    main()
