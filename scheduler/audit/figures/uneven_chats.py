"""How unevenly chats lie over a team: whom an arrival meets, and how many chats each agent holds.

Chats go to whoever holds the fewest, but they end anywhere. Of a team of n three neighbouring numbers of
chats are told apart: a > 0 agents hold the fewest, b one more, c two more, a + b + c = n. Where arrivals and
ends balance, each next event is an arrival or an end by even odds. What is above the fewest, b + 2c, goes up
or down by one with every event, and round from n times to the next number of chats. States that lie near each
other on that circle are numbered near each other, so that the equations of balance fill a narrow band.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_banded

from scheduler.audit.figures.agent_chats import (
    evenness,
    replies_per_second,
    slowdown_of,
    unevenness_of_ends,
)
from scheduler.audit.figures.typing_times import PACES
from scheduler.domain.conversations import Conversation

Vector = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

LARGEST_TEAM = 48
"""A larger team is taken for one of so many, with the same share of agents who hold one more."""
_GRID = 20
"""The ratio of speeds is rounded to a twentieth."""


@lru_cache(maxsize=128)
def met(conversation: Conversation, concurrency: int, agents: int) -> Vector:
    """Whom an arrival meets where N = 0, …, nk - 1 chats are in hand: chances of the pace at which such
    agents are met, and of the 0, …, k - 1 chats that he holds. Shape (nk, paces, k).

    Those who hold the fewest are met by turns, as often as chats end. Who was given a chat since his last end
    is as over all time. Paces between two of those that are told apart are shared out between these, even in
    what is p / (1 + p) of a pace p.
    """
    result = np.zeros((agents * concurrency, len(PACES), concurrency))
    holding = held(conversation, concurrency, agents)
    each = _ends_of_one(conversation, concurrency)
    ended_of = ends_per_second(conversation, concurrency, agents)
    fewer = np.zeros(agents * concurrency)
    for even, shares in _levels(conversation, concurrency, agents):
        fewer[even * agents : (even + 1) * agents] = shares[:, 0]
    for number, chance in enumerate(fewer.tolist()):
        even = number // agents
        for chats, part in ((even - 1, chance), (even, 1 - chance)):
            if part > 0:
                among = float(holding[number, chats])
                pace = math.inf
                if among > 1e-10:
                    pace = float(ended_of[number]) * conversation.reply_seconds * part / among
                ended = _have_ended_one(each, holding[number], ended_of[number], chance, even, chats)
                for place, share in _of_paces(pace):
                    result[number, place, chats] += part * ended * share
                result[number, 0, chats] += part * (1 - ended)
    return result


def _have_ended_one(each: Vector, holding: Vector, ends: float, fewer: float, even: int, chats: int) -> float:
    """Share of those with so many chats who have come to it by an end: the others were given one since.

    Who holds one fewer than is even has always ended one. fewer: chance that an arrival goes to one of those.
    """
    if chats < even:
        return 1.0
    by_an_end = float(holding[chats + 1] * each[chats + 1]) if chats + 1 < len(each) else 0.0
    given = ends * fewer
    return by_an_end / (by_an_end + given) if by_an_end + given > 0 else 1.0


def _of_paces(pace: float) -> list[tuple[int, float]]:
    """Which of the paces stand for this one, and with what shares."""
    if math.isinf(pace):
        return [(len(PACES) - 1, 1.0)]
    at = pace / (1 + pace)
    for place in range(1, len(PACES)):
        low, high = (1.0 if math.isinf(p) else p / (1 + p) for p in PACES[place - 1 : place + 1])
        if at < high:
            return [(place - 1, (high - at) / (high - low)), (place, (at - low) / (high - low))]
    raise AssertionError


@lru_cache(maxsize=128)
def held(conversation: Conversation, concurrency: int, agents: int) -> Vector:
    """Agents who hold 0, …, k chats where N = 0, …, nk are in hand; shape (nk + 1, k + 1)."""
    result = np.zeros((agents * concurrency + 1, concurrency + 1))
    if agents == 0:
        return result
    result[:agents, 1] = np.arange(agents)
    result[:agents, 0] = agents - result[:agents, 1]
    result[-1, concurrency] = agents
    for even, shares in _levels(conversation, concurrency, agents):
        here = slice(even * agents, (even + 1) * agents)
        for place, chats in enumerate(range(even - 1, min(even + 3, concurrency + 1)), start=1):
            result[here, chats] = agents * shares[:, place]
        if even == concurrency - 1:
            # Nobody holds more than k: such a chat is given to one with k - 1.
            above = agents * shares[:, 4]
            given = np.minimum(above, result[here, concurrency - 1])
            result[here, concurrency] += above + given
            result[here, concurrency - 1] -= given
    return result


@lru_cache(maxsize=128)
def ends_per_second(conversation: Conversation, concurrency: int, agents: int) -> Vector:
    """Chats that end per second where N = 0, …, nk are in hand, of the conversation as it is stated."""
    return np.asarray(held(conversation, concurrency, agents) @ _ends_of_one(conversation, concurrency))


def _ends_of_one(conversation: Conversation, concurrency: int) -> Vector:
    """Chats that an agent with 0, …, k ends per second."""
    alone = replies_per_second(conversation, 1) / conversation.replies
    slowdown = slowdown_of(conversation, concurrency)
    return np.array([0.0, *(alone * chats * slow for chats, slow in enumerate(slowdown, start=1))])


@dataclass(frozen=True)
class ChainOfChats:
    """How the number of chats moves with N = 0, …, nk in hand, per second.

    up, down: without anybody in line; the last is out of the full team. place: customers that each place in
    line stands for.
    """

    up: Vector
    down: Vector
    place: float


def chain_of_chats(
    conversation: Conversation, concurrency: int, agents: int, rate: float, longer: float
) -> ChainOfChats:
    """With ``rate`` customers per second, chats ``longer`` times as long as stated.

    Replies that are evenly long make ends less random where agents are busy all the time. Ups and downs are
    then both rarer by the same, half of the variance that is missing, but nine tenths at most. In line
    customers are counted by (1 + V) / 2, V being the unevenness of ends, and times are as much slower; the
    last slot of agents with several is free again sooner by the same of what exponential typing would have.
    """
    ends = ends_per_second(conversation, concurrency, agents) / longer
    each = _ends_of_one(conversation, concurrency)
    even = [1.0] + [evenness(conversation, chats) for chats in range(1, concurrency + 1)]
    up, down = np.full(len(ends), rate), ends.copy()
    for number in range(1, len(ends)):
        full, part = divmod(number, agents)
        known = even[full] + (even[full + 1] - even[full]) * part / agents if part else even[full]
        most = full + (part > 0)
        gained = min(max((each[most] - each[most - 1]) * most / each[most], 0.0), 1.0)
        rarer = (1 - known) * (1 - gained) * ends[number] / 2
        rarer = min(rarer, 0.9 * rate, 0.9 * ends[number])
        up[number] -= rarer
        down[number] -= rarer
    if concurrency > 1:
        down[-1] *= 2 / (1 + even[-1])
    return ChainOfChats(up, down, customers_of_a_place(conversation, concurrency))


def customers_of_a_place(conversation: Conversation | None, concurrency: int) -> float:
    """Customers that a place in line stands for; one, where chats are not known as conversations."""
    if conversation is None:
        return 1.0
    return (1 + unevenness_of_ends(conversation, concurrency)) / 2


def paces(conversation: Conversation, concurrency: int) -> Vector:
    """Replies per second of agents with 0, …, k chats; shape (k + 1,)."""
    return np.array([replies_per_second(conversation, chats) for chats in range(concurrency + 1)])


def _levels(conversation: Conversation, concurrency: int, agents: int) -> list[tuple[int, Vector]]:
    """For N = even * n + 0, …, n - 1: the chance that the fewest are even - 1, and the shares of agents with
    even - 1, …, even + 2; shape (n, 5).
    """
    slowdown = slowdown_of(conversation, concurrency)
    found = []
    for even in range(1, concurrency):
        faster = (even + 1) * slowdown[even] / (even * slowdown[even - 1])
        twentieths = round(max(faster, 1.0) * _GRID)
        found.append((even, _of_a_team(agents, twentieths)))
    return found


def _of_a_team(agents: int, twentieths: int) -> Vector:
    if agents <= LARGEST_TEAM:
        return _balanced(agents, twentieths)
    known = _balanced(LARGEST_TEAM, twentieths)
    # Once all hold one more the same begins again, one number of chats higher.
    again = np.array([0.0, 0.0, *known[0, 1:4]])
    grid = np.arange(LARGEST_TEAM + 1) / LARGEST_TEAM
    columns = np.concatenate([known, again[np.newaxis]]).T
    return np.stack([np.interp(np.arange(agents) / agents, grid, column) for column in columns], axis=1)


@lru_cache(maxsize=4096)
def _balanced(agents: int, twentieths: int) -> Vector:
    """Shape (n, 5), see :func:`_levels`; twentieths: how much faster an agent is with one chat more."""
    if agents == 1:
        return np.array([[0.0, 0.0, 1.0, 0.0, 0.0]])
    states = np.array(
        [
            (fewest, more, agents - fewest - more)
            for fewest in range(1, agents + 1)
            for more in range(agents - fewest + 1)
        ]
    )
    extra = states[:, 1] + 2 * states[:, 2]
    around = extra % agents
    states = states[np.lexsort((around, np.minimum(around, agents - around)))]
    extra = states[:, 1] + 2 * states[:, 2]
    chances = _stationary(states, twentieths / _GRID)
    result = np.zeros((agents, 5))
    rounds = extra // agents
    np.add.at(result[:, 0], extra % agents, chances * rounds)
    for place in range(3):
        np.add.at(result, (extra % agents, place + 2 - rounds), chances * states[:, place] / agents)
    return np.asarray(result / np.bincount(extra % agents, weights=chances)[:, np.newaxis])


def _stationary(states: Numbers, faster: float) -> Vector:
    """Chances of the states, but for a common factor."""
    fewest, more, most = states.T
    agents, size = int(states[0].sum()), len(states)
    number = np.zeros((agents + 2, agents + 2), dtype=np.int64)
    number[fewest, more] = np.arange(size)

    rates = states * faster ** np.arange(3)
    # No fourth number is told apart: while c > 0 what ends at the fewest ends at the next higher instead.
    taken_over = np.where(most > 0, rates[:, 0], 0.0)
    rates[:, 0] -= taken_over
    rates[np.arange(size), np.where(more > 0, 1, 2)] += taken_over
    ends = rates / rates.sum(axis=1, keepdims=True) / 2

    last = fewest == 1
    events = [
        (np.full(size, 0.5), np.where(last, more + 1, fewest - 1), np.where(last, most, more + 1)),
        (ends[:, 0], np.ones_like(fewest), fewest - 1),
        (ends[:, 1], fewest + 1, more - 1),
        (ends[:, 2], fewest, more + 1),
    ]
    come_from, go_to, chance = [np.arange(size)], [np.arange(size)], [np.full(size, -1.0)]
    for odds, new_fewest, new_more in events:
        at = np.flatnonzero(odds)
        come_from.append(at)
        go_to.append(number[new_fewest[at], new_more[at]])
        chance.append(odds[at])
    column, row, value = map(np.concatenate, (come_from, go_to, chance))
    # The first state's chance is 1 and its own equation, which the others imply, left out.
    known = column == 0
    right = np.bincount(row[known], weights=-value[known], minlength=size)[1:]
    inside = (column > 0) & (row > 0)
    column, row, value = column[inside] - 1, row[inside] - 1, value[inside]
    width = int(np.abs(row - column).max(initial=0))
    band = np.zeros((2 * width + 1, size - 1))
    np.add.at(band, (width + row - column, column), value)
    return np.concatenate([[1.0], solve_banded((width, width), band, right)])
