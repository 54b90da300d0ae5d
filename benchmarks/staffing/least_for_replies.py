"""Least agents for a promise about replies, and the shares themselves, against a simulation of its own.

    .venv/bin/python -m benchmarks.staffing.least_for_replies [--cases 200] [--chats 200000] [--seed 1]
        [--kind first_reply] [--replies geometric] [--thinking exponential]

Random cases: 1 to 60 agents, 2 to 8 chats at once, replies of 5 to 60 s whose length is exponential, gamma or
lognormal distributed or constant, customers who think 5 to 120 s, one to twelve replies a chat, in turn or
new chats first, counted when begun or when sent, promises of 80, 90 or 95 % within 15 s to three minutes.

The simulation is compiled, but shares no line with the project: one heap of ends of typing and of messages, a
first-come line, linked lists of messages. A case's customers are the same for every number of agents.
``shares`` holds the shares in time of a team of random load (40 to 98 %) against the formulas, ``least`` the
least number by ``scheduler.staffing.agents_needed`` against the first that keeps the promise when played. A
team whose line is still growing when it ends keeps nothing. ``--replies fixed`` gives every chat the same
number of replies, ``--thinking lognormal`` pauses of the same spread but another shape: what the formulas do
not claim to hold for.
"""

from __future__ import annotations

import argparse
import heapq
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, ShareKind, mean_seconds, share_in_time, steady_state
from scheduler.staffing import ServiceTarget, agents_needed
from scheduler.staffing.service_constraints import StaffingError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SHAPES = ("exponential", "gamma", "lognormal", "constant")
WARM_UP, MOST_AGENTS = 0.1, 60
MESSAGE, TYPED = 1, 2


@dataclass(frozen=True)
class Case:
    """shape: of typing. agents, load: of the shares. within, share: of the promise."""

    told: Conversation
    shape: str
    chats: int
    agents: int
    load: float
    within: float
    share: float

    @property
    def model(self) -> ServiceModel:
        return ServiceModel(self.told.alone_seconds, self.chats, conversation=self.told)

    @property
    def capacity(self) -> float:
        """Chats an hour that one agent ends with all slots taken."""
        return 3600 * self.model.speeds[-1] / self.told.alone_seconds


@dataclass(frozen=True)
class Customers:
    """A case's chats. at: arrivals at one chat a second. first: place of each chat's first reply."""

    at: Floats
    first: Integers
    typing: Floats
    pause: Floats
    lot: Floats


def random_case(rng: np.random.Generator) -> Case:
    """Any of those that the module names."""
    shape = str(rng.choice(SHAPES))
    spread = {"exponential": 1.0, "constant": 0.0}.get(shape, float(rng.uniform(0.2, 0.9)))
    told = Conversation(
        float(rng.integers(1, 13)),
        float(rng.uniform(5, 60)),
        float(rng.uniform(5, 120)),
        spread,
        new_first=bool(rng.random() < 0.3),
        typing_counts=bool(rng.random() < 0.3),
    )
    chats, agents = int(rng.integers(2, 9)), round(MOST_AGENTS ** rng.random())
    within, share = float(rng.choice([15, 30, 60, 120, 180])), float(rng.choice([0.8, 0.9, 0.95]))
    return Case(told, shape, chats, agents, float(rng.uniform(0.4, 0.98)), within, share)


def drawn(case: Case, chats: int, seed: int, replies: str, thinking: str) -> Customers:
    """The customers of a case."""
    rng, told = np.random.default_rng([seed, 77]), case.told
    if replies == "fixed":
        numbers = np.full(chats, round(told.replies))
    else:
        numbers = rng.geometric(1 / told.replies, chats)
    first = np.concatenate([[0], np.cumsum(numbers)]).astype(np.int64)
    size = int(first[-1])
    if case.shape == "constant":
        typing = np.full(size, told.reply_seconds)
    elif case.shape == "lognormal":
        typing = _lognormal(rng, told.reply_seconds, told.reply_spread, size)
    else:
        shape = told.reply_spread**-2
        typing = rng.gamma(shape, told.reply_seconds / shape, size)
    pause = (
        rng.exponential(told.customer_seconds, size)
        if thinking == "exponential"
        else _lognormal(rng, told.customer_seconds, 1.0, size)
    )
    return Customers(np.cumsum(rng.exponential(1.0, chats)), first, typing, pause, rng.random(chats))


def _lognormal(rng: np.random.Generator, mean: float, spread: float, size: int) -> Floats:
    variance = np.log1p(spread**2)
    return rng.lognormal(np.log(mean) - variance / 2, np.sqrt(variance), size)


@njit(cache=True)  # type: ignore[untyped-decorator]
def play(
    agents: int,
    most: int,
    arrival: Floats,
    first: Integers,
    typing: Floats,
    pause: Floats,
    lot: Floats,
    new_first: bool,
) -> tuple[Floats, Floats]:
    """Seconds from each message until its reply is begun, and from each arrival until it is assigned."""
    chats = len(arrival)
    begun, assigned = np.zeros(len(typing)), np.zeros(chats)
    reply, since = first[:-1].copy(), np.zeros(chats)
    owner, behind = np.zeros(chats, np.int64), np.full(chats, -1, np.int64)
    busy, holds = np.zeros(agents, np.bool_), np.zeros(agents, np.int64)
    # Messages of each agent: 0 those in turn, 1 those of new chats that go first.
    head, tail = np.full((agents, 2), -1, np.int64), np.full((agents, 2), -1, np.int64)
    # Agents by the number of chats that they hold.
    ranks, count, place = (
        np.zeros((most + 1, agents), np.int64),
        np.zeros(most + 1, np.int64),
        np.arange(agents),
    )
    ranks[0], count[0] = np.arange(agents), agents
    events = [(np.inf, 0, 0)]
    come = taken = 0
    while come < chats or events[0][0] < np.inf:
        event = events[0]
        idle = -1
        if come < chats and arrival[come] <= event[0]:
            now = arrival[come]
            come += 1
        else:
            heapq.heappop(events)
            now, what, chat = event
            idle = owner[chat]
            if what == MESSAGE:
                since[chat] = now
                if tail[idle, 0] < 0:
                    head[idle, 0] = chat
                else:
                    behind[tail[idle, 0]] = chat
                tail[idle, 0] = chat
            else:
                busy[idle] = False
                reply[chat] += 1
                if reply[chat] < first[chat + 1]:
                    heapq.heappush(events, (now + pause[reply[chat]], MESSAGE, chat))
                else:
                    _move(ranks, count, place, holds, idle, -1)
        while taken < come:
            fewest = 0
            while fewest < most and count[fewest] == 0:
                fewest += 1
            if fewest == most:
                break
            chat, taken = taken, taken + 1
            agent = ranks[fewest, int(lot[chat] * count[fewest])]
            _move(ranks, count, place, holds, agent, 1)
            owner[chat], since[chat], assigned[chat] = agent, arrival[chat], now - arrival[chat]
            kind = 1 if new_first else 0
            if tail[agent, kind] < 0:
                head[agent, kind] = chat
            else:
                behind[tail[agent, kind]] = chat
            tail[agent, kind] = chat
            if agent != idle:
                _turn(agent, now, busy, head, tail, behind, reply, since, typing, begun, events)
        if idle >= 0:
            _turn(idle, now, busy, head, tail, behind, reply, since, typing, begun, events)
    return begun, assigned


@njit(cache=True)  # type: ignore[untyped-decorator]
def _move(ranks, count, place, holds, agent, by):  # type: ignore[no-untyped-def]
    held = holds[agent]
    count[held] -= 1
    other = ranks[held, count[held]]
    ranks[held, place[agent]], place[other] = other, place[agent]
    held += by
    holds[agent], place[agent] = held, count[held]
    ranks[held, count[held]] = agent
    count[held] += 1


@njit(cache=True)  # type: ignore[untyped-decorator]
def _turn(agent, now, busy, head, tail, behind, reply, since, typing, begun, events):  # type: ignore[no-untyped-def]
    if busy[agent]:
        return
    for kind in (1, 0):
        chat = head[agent, kind]
        if chat >= 0:
            head[agent, kind], behind[chat] = behind[chat], -1
            if head[agent, kind] < 0:
                tail[agent, kind] = -1
            busy[agent] = True
            begun[reply[chat]] = now - since[chat]
            heapq.heappush(events, (now + typing[reply[chat]], TYPED, chat))
            return


@dataclass(frozen=True)
class Played:
    """Shares of first replies and of all replies in time, the mean response, and whether the line grew."""

    first: float
    replies: float
    response: float
    growing: bool


def played(case: Case, customers: Customers, agents: int, hourly: float) -> Played:
    """The team in its steady state."""
    told, arrival = case.told, customers.at * (3600 / hourly)
    begun, assigned = play(
        agents,
        case.chats,
        arrival,
        customers.first,
        customers.typing,
        customers.pause,
        customers.lot,
        told.new_first,
    )
    seconds = begun + customers.typing if told.typing_counts else begun
    counted = round(WARM_UP * len(arrival))
    firsts, every = seconds[customers.first[counted:-1]], seconds[customers.first[counted] :]
    early, late = np.array_split(assigned[counted:], 2)
    growing = bool(late.mean() > 2 * early.mean() + 120)
    return Played(
        float((firsts <= case.within).mean()),
        float((every <= case.within).mean()),
        float(every.mean()),
        growing,
    )


def shares(case: Case, customers: Customers) -> tuple[float, float, float]:
    """By how much the formulas differ: points, points, and percent of the response."""
    hourly = case.load * case.agents * case.capacity
    right = played(case, customers, case.agents, hourly)
    state = steady_state(case.model, [hourly], [case.agents])
    return (
        100 * (float(share_in_time(state, "first_reply", case.within)[0]) - right.first),
        100 * (float(share_in_time(state, "reply_rate", case.within)[0]) - right.replies),
        100 * (float(mean_seconds(state, "average_response")[0]) / max(right.response, 1e-9) - 1),
    )


def least(case: Case, customers: Customers, kind: ShareKind) -> tuple[int, int] | None:
    """Least agents by the formulas and by the simulation; None where more than 60 are needed."""
    hourly = 0.8 * case.load * case.agents * case.capacity
    target = ServiceTarget(kind, case.within, case.share)
    try:
        ours = int(agents_needed(case.model, [hourly], [(target, True)])[0])
    except StaffingError:
        return None
    if ours > MOST_AGENTS:
        return None

    def keeps(agents: int) -> bool:
        found = played(case, customers, agents, hourly)
        value = found.first if kind == "first_reply" else found.replies
        return value >= case.share and not found.growing

    right = ours
    if keeps(ours):
        while right > 1 and keeps(right - 1):
            right -= 1
    else:
        right += 1
        while right < ours + 10 and not keeps(right):
            right += 1
    return ours, right


def main() -> None:
    """Print both comparisons."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--chats", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=["first_reply", "reply_rate"], default="first_reply")
    parser.add_argument("--replies", choices=["geometric", "fixed"], default="geometric")
    parser.add_argument("--thinking", choices=["exponential", "lognormal"], default="exponential")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    off: list[tuple[float, float, float]] = []
    numbers: list[tuple[int, int]] = []
    tried = 0
    while len(off) < options.cases or len(numbers) < options.cases:
        case, tried = random_case(rng), tried + 1
        customers = drawn(case, options.chats, tried, options.replies, options.thinking)
        if len(off) < options.cases:
            off.append(shares(case, customers))
            if max(map(abs, off[-1][:2])) > 2:
                print("share", [round(each, 1) for each in off[-1]], case, flush=True)
        if len(numbers) < options.cases and (pair := least(case, customers, options.kind)):
            numbers.append(pair)
            if pair[0] != pair[1]:
                print("least", pair, case, flush=True)
    points = np.abs(np.array(off))
    print("shares: first replies and all replies in points, response in percent")
    for what, value in (
        ("within 2", np.mean(points <= 2, axis=0)),
        ("largest", points.max(axis=0)),
        ("mean", points.mean(axis=0)),
        ("signed", np.mean(off, axis=0)),
    ):
        print(f"  {what:10} {value.round(3)}")
    pairs = np.array(numbers)
    apart = pairs[:, 0] - pairs[:, 1]
    far = np.abs(apart) > np.maximum(1, 0.03 * pairs[:, 1])
    print(f"least: right {np.mean(apart == 0):.3f}, more than one and 3 % off {far.mean():.3f}")
    print(f"  one too many {np.mean(apart == 1):.3f}, one too few {np.mean(apart == -1):.3f}")
    print(f"  largest {np.abs(apart).max()}, agents in all {pairs[:, 0].sum()} for {pairs[:, 1].sum()}")


if __name__ == "__main__":
    main()
