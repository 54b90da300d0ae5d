"""One agent who holds a number of chats: which replies he has in hand, and how long typing them takes.

A reply takes some stages of equal mean, each exponential: s of them, or one fewer with a chance that gives
typing the spread that is stated. The agent is followed from state to state: messages without a reply, and
stages left of the one he types; without any he waits for his customers. A chat ends with a reply with the
chance 1 / replies. At a fixed number of chats the next takes its place at once.

Chances come from taking the states out one after another, the last first (Grassmann, Taksar and Heyman,
1985): sums and products of positive numbers alone. An agent who is met at some pace after he has ended a chat
is a chain that begins anew at that pace.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import spsolve

from scheduler.domain.conversations import Conversation

Vector = npt.NDArray[np.float64]

_MOST_STAGES = 16


@lru_cache(maxsize=1024)
def stages_of_a_reply(conversation: Conversation) -> tuple[int, float]:
    """Stages, and the chance that a reply has one fewer.

    With that chance q the number of stages has the mean s - q, and typing a squared spread of
    (s - q + q(1 - q)) / (s - q)². Sixteen at most.
    """
    squared = conversation.reply_spread**2
    if squared * _MOST_STAGES <= 1:
        return _MOST_STAGES, 0.0
    s = 1
    while squared * s < 1 - 1e-12:
        s += 1
    # (1 + c) q² - 2 c s q + c s² - s = 0 with c the squared spread; the smaller root.
    middle = squared * s / (1 + squared)
    rest = (squared * s * s - s) / (1 + squared)
    return s, max(middle - math.sqrt(max(middle * middle - rest, 0.0)), 0.0)


def seconds_of_a_stage(conversation: Conversation) -> float:
    """Mean."""
    stages, fewer = stages_of_a_reply(conversation)
    return conversation.reply_seconds / (stages - fewer)


@lru_cache(maxsize=4096)
def in_hand(conversation: Conversation, chats: int, pace: float = 0.0) -> Vector:
    """Chances of m messages and l stages left, at [m, l], over all time; the idle agent is at [0, 0].

    pace: how often per second he is met since he has ended one chat more; 0 = as over all time.
    """
    states, rates, _ = _chain(conversation, chats)
    if math.isinf(pace):
        weight = _just_ended(conversation, chats, states)
    else:
        if pace > 0:
            rates = rates + pace * _just_ended(conversation, chats, states)[np.newaxis]
        weight = _over_all_time(rates)
    result = np.zeros((chats + 1, stages_of_a_reply(conversation)[0] + 1))
    for state, chance in zip(states, weight.tolist(), strict=True):
        result[state] = chance
    return result


State = tuple[int, int]


@lru_cache(maxsize=1024)
def _chain(conversation: Conversation, chats: int) -> tuple[tuple[State, ...], Vector, Vector]:
    """States, pace from each to each, and the part of it with which chats end."""
    stages, fewer = stages_of_a_reply(conversation)
    busy = [(m, left) for m in range(chats, 0, -1) for left in range(stages, 0, -1)]
    states = [*busy, (0, 0)]
    number = {state: place for place, state in enumerate(states)}
    first_stages = {stages: 1 - fewer, stages - 1: fewer} if fewer else {stages: 1.0}
    tick = 1 / seconds_of_a_stage(conversation)
    # Customers who answer at once want a reply all the time, as if another took each one's place.
    at_once = conversation.customer_seconds == 0
    over, thinking = (1.0, 1.0) if at_once else (1 / conversation.replies, conversation.customer_seconds)
    rates, ends = np.zeros((len(states), len(states))), np.zeros((len(states), len(states)))
    for (m, left), here in number.items():
        if m < chats:
            for begun, chance in first_stages.items():
                new = (m + 1, left if m else begun)
                rates[here, number[new]] += (chats - m) / thinking * chance
        if left > 1:
            rates[here, number[m, left - 1]] += tick
        elif m:
            for begun, chance in first_stages.items():
                ends[here, number[m, begun]] += tick * over * chance
                rates[here, number[(m - 1, begun) if m > 1 else (0, 0)]] += tick * (1 - over) * chance
    return tuple(states), rates + ends, ends


def _over_all_time(rates: Vector) -> Vector:
    """Chances of a chain with these paces; what leads from a state to itself makes no difference.

    The first state, all chats waiting and a reply just begun, is one to which every other leads.
    """
    paces = rates.copy()
    for last in range(len(paces) - 1, 0, -1):
        paces[:last, last] /= paces[last, :last].sum()
        paces[:last, :last] += np.outer(paces[:last, last], paces[last, :last])
    chances = np.zeros(len(paces))
    chances[0] = 1.0
    for state in range(1, len(paces)):
        chances[state] = chances[:state] @ paces[:state, state]
    return np.asarray(chances / chances.sum())


def _just_ended(conversation: Conversation, chats: int, states: tuple[State, ...]) -> Vector:
    """What an agent holds who has ended one of ``chats`` + 1 chats and turned to the next message."""
    stages, fewer = stages_of_a_reply(conversation)
    left = left_by_an_end(conversation, chats + 1)
    begun = {stages: 1 - fewer, stages - 1: fewer}
    return np.array([left[m] * (begun.get(stage, 0.0) if m else 1.0) for m, stage in states])


def replies_per_second(conversation: Conversation, chats: int) -> float:
    """Of an agent with so many chats: he types whenever there is something to type."""
    return float(in_hand(conversation, chats)[1:].sum()) / conversation.reply_seconds


@lru_cache(maxsize=1024)
def slowdown_of(conversation: Conversation, concurrency: int) -> tuple[float, ...]:
    """Speed of each chat while its agent holds 1, …, k; 1 for a chat alone."""
    paces = [replies_per_second(conversation, chats) for chats in range(1, concurrency + 1)]
    # A further chat never makes the agent type less; what rounding says otherwise is put right.
    most = np.maximum.accumulate(paces)
    return tuple(float(pace / paces[0] / chats) for chats, pace in enumerate(most, start=1))


@lru_cache(maxsize=1024)
def unevenness_of_ends(conversation: Conversation, chats: int) -> float:
    """Variance of the number of chats that an agent ends in a long time over its mean.

    From the bias h of each state, by how many ends more are still to come from there than on the mean: the
    variance per second is the pace of ends plus twice what h gains with each of them.
    """
    over = 1 / conversation.replies
    if over == 1 or conversation.customer_seconds == 0:
        return 1 - over * (1 - conversation.reply_spread**2)
    states, rates, ends = _chain(conversation, chats)
    held = in_hand(conversation, chats)
    chances = np.array([held[state] for state in states])
    ending = ends.sum(axis=1)
    pace = float(chances @ ending)
    generator = rates - np.diag(rates.sum(axis=1))
    bias = np.zeros(len(states))
    bias[1:] = spsolve(csc_matrix(generator[1:, 1:]), (pace - ending)[1:])
    bias -= chances @ bias
    return 1 + 2 * float(chances @ ends @ bias) / pace


def evenness(conversation: Conversation, chats: int) -> float:
    """Unevenness of ends over what it would be if typing were exponential."""
    usual = unevenness_of_ends(replace(conversation, reply_spread=1.0), chats)
    return min(max(unevenness_of_ends(conversation, chats) / usual, 0.0), 1.0)


@lru_cache(maxsize=1024)
def left_by_an_end(conversation: Conversation, chats: int) -> Vector:
    """Chances of 0, …, chats - 1 messages without a reply once an agent with so many chats ends one."""
    last_stage = in_hand(conversation, chats)[1:, 1]
    return np.asarray(last_stage / last_stage.sum())
