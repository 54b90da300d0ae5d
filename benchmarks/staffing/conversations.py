"""Conversations played by a plain simulation that shares no code, beside the formulas and our simulation.

    .venv/bin/python -m benchmarks.staffing.conversations [--cases 20] [--chats 40000] [--seed 1] [--long]

Random cases: 1 to 60 agents, 2 to 8 chats at once, replies of 5 to 60 s, customers who think 5 to 120 s, two
to ten replies a chat. Each is played by :func:`play`, which has an event list and plain lists, with random
numbers of its own. Beside it, as differences:

ours: ``scheduler.simulation``, less the plain simulation of the very same customers; they part where agents
with equally few chats are drawn by lot. formulas: ``scheduler.queueing``. fixed: the plain simulation where
every chat has the same number of replies, for which the formulas do not claim to hold.

Shares are in percent, in time at the seconds of the case. With ``--long`` the formulas are held to our
simulation instead, which plays twenty times as many chats in the same time.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

import numpy as np

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, steady_state
from scheduler.queueing.replies import SteadyReplies
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand
from scheduler.simulation import play as simulate_once
from scheduler.simulation.answer_times import event_times
from scheduler.simulation.conversations import draw_turns
from scheduler.simulation.demand import draw_customers
from scheduler.simulation.reply_times import reply_times

HOUR = 3600.0
WARM_UP = 0.1
"""Share of the chats that come before the counting begins."""


@dataclass(frozen=True)
class Case:
    """A team in its steady state. hourly: chats; within: seconds of the shares in time."""

    conversation: Conversation
    agents: int
    chats: int
    hourly: float
    within: float
    patience: float | None = None


@dataclass(frozen=True)
class Measured:
    """Shares of first replies and of all replies in time, and the average response in seconds."""

    first: float
    replies: float
    response: float


@dataclass(frozen=True)
class Customer:
    """A chat to come: its arrival, seconds of patience, and of each reply the typing and the pause before."""

    arrival: float
    patience: float
    typing: list[float]
    pauses: list[float]


@dataclass
class Agent:
    """An agent of the plain simulation.

    messages: those that wait, as (0 if it goes before others, when the agent got it, chat, when it was sent).
    """

    chats: int = 0
    typing: bool = False
    messages: list[tuple[int, float, int, float]] = field(default_factory=list)


def drawn(case: Case, chats: int, seed: int, *, fixed: bool = False) -> list[Customer]:
    """Customers with the standard library's random numbers.

    fixed: whether chats have as many replies as the mean, as nearly as whole numbers allow, in place of a
    geometric number.
    """
    told, rng, now, found = case.conversation, random.Random(seed), 0.0, []
    for _ in range(chats):
        now += rng.expovariate(case.hourly / HOUR)
        if fixed:
            low = int(told.replies)
            count = low + (rng.random() < told.replies - low)
        else:
            count = 1
            while rng.random() >= 1 / told.replies:
                count += 1
        typing = [told.reply_seconds] * count
        if told.reply_spread > 0:
            shape = told.reply_spread**-2
            typing = [rng.gammavariate(shape, told.reply_seconds / shape) for _ in range(count)]
        thinking = told.customer_seconds
        pauses = [rng.expovariate(1 / thinking) if thinking else 0.0 for _ in typing]
        patience = math.inf if case.patience is None else rng.expovariate(1 / case.patience)
        found.append(Customer(now, patience, typing, pauses))
    return found


def play(case: Case, customers: Sequence[Customer], seed: int) -> list[list[tuple[float, float]]]:
    """The plain simulation: of each chat the messages as (time, seconds until the reply).

    Who abandons has one message, with the seconds until then, negative.
    """
    told, rng = case.conversation, random.Random(seed)
    team = [Agent() for _ in range(case.agents)]
    found: list[list[tuple[float, float]]] = [[] for _ in customers]
    agent_of: dict[int, Agent] = {}
    line: list[int] = []
    events: list[tuple[float, int, str, int]] = []
    order = 0

    def at(when: float, what: str, chat: int) -> None:
        nonlocal order
        order += 1
        heapq.heappush(events, (when, order, what, chat))

    def receive(chat: int, now: float, since: float) -> None:
        first = 0 if told.new_first and not found[chat] else 1
        agent_of[chat].messages.append((first, now, chat, since))
        at(now, "look", chat)

    def look(agent: Agent, now: float) -> None:
        if agent.typing or not agent.messages:
            return
        chosen = min(agent.messages)
        agent.messages.remove(chosen)
        _, _, chat, since = chosen
        agent.typing = True
        typing = customers[chat].typing[len(found[chat])]
        found[chat].append((since, now - since + (typing if told.typing_counts else 0.0)))
        at(now + typing, "typed", chat)

    def assign(chat: int, now: float) -> bool:
        fewest = min(agent.chats for agent in team)
        if fewest >= case.chats:
            return False
        agent_of[chat] = rng.choice([agent for agent in team if agent.chats == fewest])
        agent_of[chat].chats += 1
        receive(chat, now, customers[chat].arrival)
        return True

    for chat, customer in enumerate(customers):
        at(customer.arrival, "arrives", chat)
    while events:
        now, _, what, chat = heapq.heappop(events)
        if what == "arrives":
            if line or not assign(chat, now):
                line.append(chat)
                if customers[chat].patience < math.inf:
                    at(now + customers[chat].patience, "leaves", chat)
        elif what == "leaves":
            if chat in line:
                line.remove(chat)
                found[chat].append((customers[chat].arrival, customers[chat].arrival - now))
        elif what == "writes":
            receive(chat, now, now)
        elif what == "look":
            look(agent_of[chat], now)
        else:
            agent, done = agent_of[chat], len(found[chat])
            agent.typing = False
            if done < len(customers[chat].typing):
                pause = customers[chat].pauses[done]
                at(now + pause, "writes", chat)
            else:
                agent.chats -= 1
                if line and assign(line[0], now):
                    line.pop(0)
            at(now, "look", chat)
    return found


def measured(case: Case, found: Sequence[Sequence[tuple[float, float]]]) -> Measured:
    """Measures of the chats after the warm-up."""
    chats = found[round(WARM_UP * len(found)) :]
    every = [seconds for chat in chats for _, seconds in chat]
    firsts = [chat[0][1] for chat in chats]
    return Measured(
        fmean(0 <= seconds <= case.within for seconds in firsts),
        fmean(0 <= seconds <= case.within for seconds in every),
        fmean(map(abs, every)),
    )


def ours(case: Case, chats: int, seed: int) -> tuple[Measured, list[Customer]]:
    """The same by ``scheduler.simulation``, and its customers."""
    hours = max(round(chats / case.hourly), 20)
    edges = HOUR * np.arange(hours + 1, dtype=np.float64)
    duty = DutyPeriods.of_counts([[case.agents] * hours], edges)
    system = ServiceSystem((model_of(case),), (case.within,), edges, duty)
    shape = (1, hours)
    demand = SimulatedDemand(np.full(shape, case.hourly), np.full(shape, case.conversation.alone_seconds))
    came = draw_customers(system, demand, np.random.default_rng(seed))
    turns = draw_turns(system, demand, came, np.random.default_rng([seed, 1]))
    times = event_times(system, came, turns)
    replies = reply_times(system, came, turns, times.begun)
    found: list[list[tuple[float, float]]] = [[] for _ in came.arrival]
    for chat, seconds in zip(replies.customer.tolist(), replies.seconds.tolist(), strict=True):
        found[chat].append((0.0, seconds))
    for chat in np.flatnonzero(~np.isfinite(times.answered)).tolist():
        found[chat].append((0.0, -float(came.patience[chat])))
    customers = [
        Customer(arrival, patience, turns.typing[first:end].tolist(), turns.pause[first:end].tolist())
        for arrival, patience, first, end in zip(
            came.arrival.tolist(), came.patience.tolist(), turns.first[:-1], turns.first[1:], strict=True
        )
    ]
    return measured(case, found), customers


def long_run(case: Case, chats: int, seed: int) -> Measured:
    """Measures by ``scheduler.simulation`` over many chats."""
    hours = max(round(chats / case.hourly), 20)
    edges = HOUR * np.arange(hours + 1, dtype=np.float64)
    duty, shape = DutyPeriods.of_counts([[case.agents] * hours], edges), (1, hours)
    system = ServiceSystem((model_of(case),), (case.within,), edges, duty)
    seconds = np.full(shape, case.conversation.alone_seconds)
    played = simulate_once(system, SimulatedDemand(np.full(shape, case.hourly), seconds), seed, 0)
    counts, counted = played.counts(), slice(round(WARM_UP * hours), None)
    messages = counts.messages[0, counted].sum()
    return Measured(
        played.in_time("first_reply", 0, case.within)[counted].sum() / counts.arrived[0, counted].sum(),
        played.in_time("reply_rate", 0, case.within)[counted].sum() / messages,
        counts.responses[0, counted].sum() / messages,
    )


def model_of(case: Case) -> ServiceModel:
    """The case's service model."""
    return ServiceModel(case.conversation.alone_seconds, case.chats, None, case.patience, case.conversation)


def by_formulas(case: Case) -> Measured:
    """The same by ``scheduler.queueing``."""
    state = steady_state(model_of(case), np.array([case.hourly]), np.array([case.agents]))
    replies = SteadyReplies(state)
    return Measured(
        replies.first_reply(case.within)[0],
        replies.reply_share(case.within)[0],
        replies.average_response[0],
    )


def random_case(rng: random.Random) -> Case:
    """A team with 50 to 95 % of the load that it can carry."""
    conversation = Conversation(
        rng.uniform(2, 10),
        rng.uniform(5, 60),
        rng.uniform(5, 120),
        rng.choice([0.0, 0.3, 0.5, 1.0]),
        new_first=rng.random() < 0.3,
        typing_counts=rng.random() < 0.3,
    )
    agents, chats = round(60 ** rng.random()), rng.randint(2, 8)
    fastest = ServiceModel(conversation.alone_seconds, chats, conversation=conversation).speeds[-1]
    hourly = rng.uniform(0.5, 0.95) * agents * fastest * HOUR / conversation.alone_seconds
    patience = rng.choice([None, 60.0, 300.0])
    return Case(conversation, agents, chats, hourly, rng.choice([15.0, 30.0, 60.0]), patience)


def less(found: Measured, right: Measured) -> tuple[float, float, float]:
    """Differences in points, points, and percent of the response."""
    return (
        round(100 * (found.first - right.first), 2),
        round(100 * (found.replies - right.replies), 2),
        round(100 * (found.response / right.response - 1), 2),
    )


def summarise(differences: dict[str, list[tuple[float, float, float]]]) -> None:
    """Print the largest and the mean differences of each kind."""
    for name, all_off in differences.items():
        signed = np.array(all_off)
        print(
            f"{name:8} off by at most {np.abs(signed).max(axis=0).round(2)}, on average"
            f" {np.abs(signed).mean(axis=0).round(2)}, signed {signed.mean(axis=0).round(2)}"
            " (points, points, % of the response)"
        )


def main() -> None:
    """Print the cases and the largest and the mean differences."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--chats", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    differences: dict[str, list[tuple[float, float, float]]] = {"ours": [], "formulas": [], "fixed": []}
    if options.long:
        differences = {"formulas": [], "formulas, first replies in turn": []}
        for number in range(options.cases):
            case = random_case(rng)
            off = less(by_formulas(case), long_run(case, 20 * options.chats, number))
            differences["formulas"].append(off)
            if not case.conversation.new_first:
                differences["formulas, first replies in turn"].append(off)
            if abs(off[0]) > 2 or abs(off[1]) > 2:
                print(off, case)
        summarise(differences)
        return
    print("plain: first replies in time, all replies, response | ours, formulas, fixed, less plain")
    for number in range(options.cases):
        case = random_case(rng)
        plain = measured(case, play(case, drawn(case, options.chats, number), number))
        our_own, customers = ours(case, options.chats, number)
        pairs = {
            "ours": (our_own, measured(case, play(case, customers, number))),
            "formulas": (by_formulas(case), plain),
            "fixed": (
                measured(case, play(case, drawn(case, options.chats, number, fixed=True), number)),
                plain,
            ),
        }
        told = case.conversation
        print(
            f"{case.agents:2} x {case.chats}, {told.replies:4.1f} of {told.reply_seconds:2.0f} s"
            f" ({told.reply_spread:.1f}), thinking {told.customer_seconds:3.0f} s,"
            f" {'new first' if told.new_first else 'in turn':9},"
            f" {'sent' if told.typing_counts else 'begun':5}",
            f"{plain.first:6.1%} {plain.replies:6.1%} {plain.response:6.1f} s",
            sep=" | ",
            end="",
        )
        for name, (found, right) in pairs.items():
            off = less(found, right)
            differences[name].append(off)
            print(f" | {off[0]:+5.1f} {off[1]:+5.1f} {off[2]:+5.1f} %", end="", flush=True)
        print()
    summarise(differences)


if __name__ == "__main__":
    main()
