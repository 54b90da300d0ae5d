"""Promises of hours and promises before closing, played by a simulation without any code of ``scheduler``.

    python benchmarks/staffing/long_promises.py [--part 1] [--replications 40]

Part 1: targets of 4, 24 and 48 hours on loads from 0.4 to 11 erlangs, even, with a daily rhythm, and with a
desk that closes at night, played for ten days. Reported: the agent-hours over the load; the least ratio of
agents to load over any stretch as long as the deadline; the share in time, of all days and of the worst; the
mean queue on the third and on the tenth midnight. To hold: never fewer agents than the load over the
deadline, the share in time at least the target, a queue that does not grow.

Part 2: a desk that closes at midnight, with targets of seconds, 200 evenings. Reported: the last interval's
share in time and mean wait, those of the night included; staffed as if the desk stayed open, to be done by
closing, and with agents who stay.

The simulation is a jump process on the numbers of agents that hold 0, 1, … chats: arrivals go to the agent
with fewest, first come first served; agents who leave finish the chats they have.
"""

from __future__ import annotations

import argparse
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing import ServiceTarget
from scheduler.staffing.time_varying import ClosingRule, DemandScenarios, time_varying_agents_needed

Floats = NDArray[np.float64]
DAYS, HALF_HOUR = 10, 0.5


@dataclass(frozen=True)
class Desk:
    """A queue: starts of its open half hours in hours, arrivals an hour in each, its model."""

    starts: Floats
    rates: Floats
    model: ServiceModel

    @property
    def begins(self) -> NDArray[np.bool_]:
        """Where it opens after a night."""
        return np.diff(self.starts, prepend=self.starts[0] - HALF_HOUR) > HALF_HOUR + 1e-9

    @property
    def load(self) -> Floats:
        """Agents who could just do the work of each half hour."""
        return self.rates * self.model.mean_seconds / 3600 / self.model.speeds[-1]

    def agents(self, target: ServiceTarget, closing: ClosingRule = "done_by_closing") -> NDArray[np.int64]:
        """What the engine staffs."""
        closed = np.diff(self.starts, prepend=self.starts[0] - HALF_HOUR) - HALF_HOUR
        return time_varying_agents_needed(
            self.model,
            DemandScenarios(self.rates[np.newaxis], np.ones(1)),
            HALF_HOUR,
            self.begins,
            [(target, True)],
            InTime("service_level", target.within_seconds),
            closing=closing,
            closed_hours=closed,
            closes_last=bool(self.begins.any()),
        ).agents


def play(
    desk: Desk, agents: NDArray[np.int64], generator: np.random.Generator, *, stay: bool = False
) -> tuple[Floats, Floats, Floats]:
    """Arrival times and waits of all customers in hours (inf: abandoned or never answered), and the queue at
    the end of each half hour.

    stay: at closing the agents stay until nobody waits.
    """
    model = desk.model
    slots = model.concurrency
    pace = np.array([0.0, *model.speeds]) * 3600 / model.mean_seconds  # of an agent with j chats
    free, leaving = [0] * (slots + 1), [0] * (slots + 1)
    numbers = generator.poisson(desk.rates * HALF_HOUR)
    arrivals = np.repeat(desk.starts, numbers) + HALF_HOUR * generator.random(numbers.sum())
    arrivals.sort()
    patience = np.full(len(arrivals), np.inf)
    if model.patience_seconds is not None:
        patience = generator.exponential(model.patience_seconds / 3600, len(arrivals))
    waits, line, queue = np.full(len(arrivals), np.inf), np.zeros(len(desk.starts)), deque[int]()
    ends = desk.starts + HALF_HOUR
    closes = np.append(desk.begins[1:], desk.begins.any())
    events = sorted(
        [(float(t), 1, i) for i, t in enumerate(desk.starts)]
        + [(float(t), 0, i) for i, t in enumerate(ends)]
        + [(float(t), 2, i) for i, t in enumerate(arrivals)]
    )
    now, held = 0.0, False

    def staff(wanted: int) -> None:
        """So many agents take chats; who is too many leaves with the chats in hand, and comes back first."""
        while sum(free) < wanted:
            chats = max((j for j in range(slots + 1) if leaving[j]), default=0)
            if leaving[chats]:
                leaving[chats] -= 1
            free[chats] += 1
        while sum(free) > wanted:
            chats = min(j for j in range(slots + 1) if free[j])
            free[chats] -= 1
            leaving[chats] += 1

    def take() -> None:
        nonlocal held
        while queue:
            first = queue[0]
            if arrivals[first] + patience[first] <= now:
                queue.popleft()
                continue
            chats = next((j for j in range(slots) if free[j]), None)
            if chats is None:
                return
            free[chats] -= 1
            free[chats + 1] += 1
            waits[first] = now - arrivals[first]
            queue.popleft()
        if held:
            held = False
            staff(0)

    for moment, kind, place in events:
        while True:
            paces = [f * p for f, p in zip(free, pace, strict=True)]
            gone = [f * p for f, p in zip(leaving, pace, strict=True)]
            total = sum(paces) + sum(gone)
            after = generator.exponential(1 / total) if total > 0 else np.inf
            if now + after > moment:
                break
            now += after
            point = generator.random() * total
            for group, rates in ((free, paces), (leaving, gone)):
                for chats, rate in enumerate(rates):
                    if 0 <= point < rate:
                        group[chats] -= 1
                        group[chats - 1] += 1
                        point = -1.0
                        break
                    point -= rate if point >= 0 else 0.0
            leaving[0] = 0
            take()
        now = moment
        if kind == 2:
            queue.append(place)
        elif kind == 1:
            staff(int(agents[place]))
        else:
            line[place] = len(queue)
            if closes[place]:
                held = stay and bool(queue)
                if not held:
                    staff(0)
        take()
    return arrivals, waits, line


def long_promises(replications: int) -> None:
    """Part 1."""
    half = np.arange(DAYS * 48) / 2
    print(
        "| load | rhythm | promise | agent-hours / load | least agents / spread load | in time |"
        " worst day | backlog day 3 | day 10 |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for erlangs in (0.4, 3.0, 11.0):
        for rhythm in ("even", "daily", "closed 0-8"):
            starts = half if rhythm != "closed 0-8" else half[half % 24 >= 8]
            wave = 1 + 0.8 * np.sin(2 * np.pi * (starts % 24 - 9) / 24)
            shape = np.ones(len(starts)) if rhythm == "even" else wave / wave.mean()
            desk = Desk(starts, shape * erlangs * 12, ServiceModel(300.0))
            for hours in (4, 24, 48):
                target = ServiceTarget("service_level", hours * 3600.0, 0.95)
                agents = desk.agents(target)
                ratio = min(
                    agents[i : i + 2 * hours].sum() / desk.load[i : i + 2 * hours].sum()
                    for i in range(len(starts) - 2 * hours + 1)
                )
                kept, worst, early, late = [], [], [], []
                for seed in range(replications):
                    arrivals, waits, line = play(desk, agents, np.random.default_rng(seed))
                    judged = arrivals < DAYS * 24 - hours
                    in_time = (waits <= hours)[judged]
                    day = (arrivals[judged] // 24).astype(int)
                    kept.append(in_time.mean())
                    count = np.bincount(day)
                    worst.append(np.bincount(day, in_time) / np.maximum(count, 1))
                    ends = np.flatnonzero(np.isclose((starts + HALF_HOUR) % 24, 0))
                    early.append(line[ends[2]])
                    late.append(line[ends[-1]])
                by_day = np.mean(worst, axis=0).min()
                print(
                    f"| {erlangs:g} | {rhythm} | {hours} h "
                    f"| {agents.sum() / desk.load.sum():.3f} | {ratio:.3f} "
                    f"| {np.mean(kept):.4f} | {by_day:.4f} | {np.mean(early):.1f} | {np.mean(late):.1f} |"
                )


def closing(evenings: int) -> None:
    """Part 2."""
    starts = np.arange(16, 48) / 2
    days = 5
    whole = np.concatenate([starts + 24 * day for day in range(days)])
    evening = np.where(starts < 20, 60.0, 90.0)
    print("| queue | target | way | last interval: in time | mean wait | agents in it | more agent-hours |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, model in (
        ("phone", ServiceModel(240.0)),
        ("chat", ServiceModel(240.0, 3, (1.0, 0.85, 0.7))),
        ("chat, patience", ServiceModel(240.0, 3, (1.0, 0.85, 0.7), 180.0)),
    ):
        desk = Desk(whole, np.tile(evening, days), model)
        alike = Desk(np.arange(len(whole)) / 2, desk.rates, model)  # never closes
        for target in (
            ServiceTarget("service_level", 30.0, 0.95),
            ServiceTarget("service_level", 180.0, 0.9),
            ServiceTarget("average_wait", 120.0),
        ):
            ways = {
                "open on": (alike.agents(target), False),
                "done_by_closing": (desk.agents(target), False),
                "stay": (desk.agents(target, "stay"), True),
            }
            for way, (agents, stay) in ways.items():
                in_time, waits = [], []
                for seed in range(evenings // days):
                    arrivals, waited, _ = play(desk, agents, np.random.default_rng(seed), stay=stay)
                    last = (arrivals % 24 >= 23.5) & (arrivals < 24 * (days - 1))
                    in_time.append(waited[last] <= target.within_seconds / 3600)
                    waits.append(waited[last][np.isfinite(waited[last])] * 3600)
                share = f"{target.share:.0%} in" if target.share else "average"
                more = (agents.sum() - ways["open on"][0].sum()) / 2 / days
                print(
                    f"| {name} | {share} {target.within_seconds:g} s | {way} "
                    f"| {np.concatenate(in_time).mean():.4f} | {np.concatenate(waits).mean():.0f} s "
                    f"| {agents[31]} | {more:+.1f} |"
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--part", type=int, choices=[1, 2])
    chosen = parser.parse_args()
    if chosen.part != 2:
        long_promises(chosen.replications)
    if chosen.part != 1:
        closing(5 * chosen.replications)
