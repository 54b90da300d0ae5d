"""How even chats are: the least loaded agent, given the number of chats of a team.

Each new chat goes to the agent who holds the fewest. The birth-death chain of :mod:`scheduler.queueing` takes
chats to be even, n·L + r chats as r agents with L + 1 and n - r with L. In truth an agent who ends a chat
holds L - 1 until the next arrival finds him. That is a chance of a half or more in a large team, and it
decides how busy the agent is whom an arrival meets.

Three neighbouring numbers of chats are followed: a agents at the lowest, b one and c two above. With as many
arrivals as completions the jump chain of (a, b, c) repeats itself from level to level, and an arrival finds
its stationary distribution, as every second jump is one. Against the full chain of up to ten agents the
chance is right to 0.06, and what a first reply waits to less than a percentage point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, identity
from scipy.sparse.linalg import spsolve

Floats = NDArray[np.float64]

MOST_AGENTS = 48
"""Larger teams are taken for one of this size with the same share of agents who hold a chat more."""
_STEP = 0.05
"""Grid of the ratio of speeds."""


@dataclass(frozen=True)
class Spread:
    """How chats lie over n agents, given the remainder r = 0, …, n - 1 beyond n·L chats; L >= 1.

    below: chance that the least loaded agent holds fewer than L, shape (n,). shares: of the agents who hold
    L - 1, L, L + 1 and L + 2 chats, shape (n, 4).
    """

    below: Floats
    shares: Floats


def spread_of_chats(agents: int, ratio: float) -> Spread:
    """The spread of n >= 1 agents; ratio: speed of an agent with L + 1 chats over that with L, >= 1."""
    known = _spread(min(agents, MOST_AGENTS), round(round(max(ratio, 1.0) / _STEP) * _STEP, 6))
    if agents <= MOST_AGENTS:
        return known
    place = np.arange(agents) / agents
    grid = np.arange(MOST_AGENTS + 1) / MOST_AGENTS
    # One more agent with L + 1 and the next number of chats begins, where L is L - 1.
    last = np.append(0.0, known.shares[0, :3])
    shares = np.vstack([known.shares, last])
    by_share = [np.interp(place, grid, column) for column in shares.T]
    return Spread(np.interp(place, grid, np.append(known.below, 0.0)), np.stack(by_share, axis=1))


def spreads(agents: int, speeds: tuple[float, ...]) -> Iterator[tuple[int, Spread]]:
    """The spread of n agents' chats at each even number L = 1, …, k - 1; speeds: with 0, 1, …, k chats."""
    for chats in range(1, len(speeds) - 1):
        yield chats, spread_of_chats(agents, speeds[chats + 1] / speeds[chats])


@lru_cache(maxsize=512)
def agents_holding(agents: int, speeds: tuple[float, ...]) -> Floats:
    """Agents who hold 0, …, k chats, with N = 0, …, n·k of them in all; (n·k + 1, k + 1).

    speeds: of an agent with 0, 1, …, k chats, in any unit.
    """
    most = len(speeds) - 1
    if agents == 0:
        return np.zeros((1, most + 1))
    even, more = np.divmod(np.arange(agents * most + 1), agents)
    held = np.zeros((agents * most + 1, most + 3))
    place = np.arange(len(held))
    held[place, even] += agents - more
    held[place, even + 1] += more
    for chats, spread in spreads(agents, speeds):
        held[chats * agents : (chats + 1) * agents] = 0.0
        held[chats * agents : (chats + 1) * agents, chats - 1 : chats + 3] = agents * spread.shares
    # Nobody holds more than k: a chat beyond them is another's, who would have k - 1.
    beyond = held[:, most + 1]
    moved = np.minimum(beyond, held[:, most - 1])
    held[:, most] += beyond + moved
    held[:, most - 1] -= moved
    return held[:, : most + 1]


@lru_cache(maxsize=512)
def chance_below(agents: int, speeds: tuple[float, ...]) -> Floats:
    """Chance that an arrival that finds N chats meets an agent with one fewer than N // n, (n·k,)."""
    below = np.zeros(agents * (len(speeds) - 1))
    for chats, spread in spreads(agents, speeds):
        below[chats * agents : (chats + 1) * agents] = spread.below
    return below


@lru_cache(maxsize=4096)
def _spread(agents: int, ratio: float) -> Spread:
    if agents == 1:
        return Spread(np.zeros(1), np.array([[0.0, 1.0, 0.0, 0.0]]))
    lowest, above = (
        part.ravel() for part in np.meshgrid(np.arange(1, agents + 1), np.arange(agents), indexing="ij")
    )
    valid = lowest + above <= agents
    lowest, above = lowest[valid], above[valid]
    highest = agents - lowest - above
    place = np.full((agents + 2, agents + 2), -1)
    place[lowest, above] = np.arange(len(lowest))
    rates = np.stack([lowest * 1.0, above * ratio, highest * ratio**2])
    # A fourth number of chats is not followed: with three in use, the lowest do not fall further.
    stays = highest > 0
    rates[1] += np.where(stays & (above > 0), rates[0], 0.0)
    rates[2] += np.where(stays & (above == 0), rates[0], 0.0)
    rates[0] = np.where(stays, 0.0, rates[0])
    share = rates / rates.sum(axis=0) / 2

    empties = lowest == 1
    arrival_to = np.where(
        empties, place[above + 1, highest * empties], place[lowest - ~empties, above + ~empties]
    )
    jumps = [
        (np.arange(len(lowest)), arrival_to, np.full(len(lowest), 0.5)),
        *_moves(place, lowest, above, share),
    ]
    origin, target, chance = (np.concatenate(column) for column in zip(*jumps, strict=True))
    size = len(lowest)
    matrix = identity(size, format="csc") - csc_matrix((chance, (target, origin)), (size, size))
    # One state's chance is set to 1, and all scaled afterwards.
    found = np.append(spsolve(matrix[:-1, :-1], -matrix[:-1, [size - 1]].toarray().ravel()), 1.0)
    chats = above + 2 * highest
    remainder, levels_up = chats % agents, chats // agents
    mass = np.bincount(remainder, weights=found, minlength=agents)
    below = np.bincount(remainder, weights=found * levels_up, minlength=agents) / mass
    shares = np.zeros((agents, 4))
    for place_above, number in enumerate((lowest, above, highest)):
        np.add.at(shares, (remainder, place_above + 1 - levels_up), found * number)
    return Spread(below, shares / (mass * agents)[:, np.newaxis])


def _moves(
    place: NDArray[np.int64], lowest: NDArray[np.int64], above: NDArray[np.int64], share: Floats
) -> list[tuple[NDArray[np.int64], NDArray[np.int64], Floats]]:
    """Completions by an agent at the lowest number of chats, one above, two above."""
    targets = (
        (np.ones_like(lowest), lowest - 1),
        (lowest + 1, above - 1),
        (lowest, above + 1),
    )
    found = []
    for (new_lowest, new_above), chance in zip(targets, share, strict=True):
        at = np.flatnonzero(chance > 0)
        found.append((at, place[new_lowest[at], new_above[at]], chance[at]))
    return found
