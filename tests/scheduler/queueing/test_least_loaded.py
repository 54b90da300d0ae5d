"""How chats spread over a team whose least loaded agent gets the next one, against the full chain."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from scheduler.queueing.least_loaded import MOST_AGENTS, spread_of_chats


def full_chain(agents: int, speeds: list[float], load: float) -> tuple[np.ndarray, np.ndarray]:
    """Chance that an arrival finds a lower level than even, and of each number of chats: all counts."""
    most = len(speeds)
    states = [c for c in product(range(agents + 1), repeat=most + 1) if sum(c) == agents]
    index = {state: place for place, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for state, place in index.items():
        lowest = next(level for level, count in enumerate(state) if count)
        moves = [(lowest, lowest + 1, load * agents * speeds[-1])] if lowest < most else []
        moves += [(j, j - 1, state[j] * speeds[j - 1]) for j in range(1, most + 1) if state[j]]
        for origin, target, rate in moves:
            after = list(state)
            after[origin] -= 1
            after[target] += 1
            rates[place, index[tuple(after)]] += rate
    balance = rates.T - np.diag(rates.sum(axis=1))
    balance[-1] = 1
    found = np.linalg.solve(balance, np.eye(len(states))[-1])
    chats = np.array([sum(j * count for j, count in enumerate(state)) for state in states])
    lowest = np.array([next(j for j, count in enumerate(state) if count) for state in states])
    size = agents * most + 1
    mass = np.bincount(chats, weights=found, minlength=size)
    below = np.bincount(chats, weights=found * (lowest < chats // agents), minlength=size)
    return below / mass, mass


@pytest.mark.parametrize(("agents", "load"), [(2, 0.6), (4, 0.7), (6, 0.8)])
def test_the_chance_is_near_that_of_the_full_chain(agents: int, load: float) -> None:
    """Over what arrivals find: within 0.05 of the chance, where even chats would say 0."""
    speeds = [1.0, 1.5, 1.8]
    right, mass = full_chain(agents, speeds, load)
    told = np.zeros(agents * 3 + 1)
    for chats in (1, 2):
        spread = spread_of_chats(agents, speeds[chats] / speeds[chats - 1])
        told[chats * agents : (chats + 1) * agents] = spread.below
    assert right @ mass > 0.08
    assert told @ mass == pytest.approx(right @ mass, abs=0.05)


@pytest.mark.parametrize("agents", [1, 2, 7, 30, MOST_AGENTS, MOST_AGENTS + 1, 500])
def test_chats_are_neither_lost_nor_made(agents: int) -> None:
    """The shares hold n·L + r chats and n agents, for every r."""
    spread = spread_of_chats(agents, 1.2)
    assert spread.shares.sum(axis=1) == pytest.approx(1)
    beyond = agents * (spread.shares @ np.array([-1, 0, 1, 2]))
    assert beyond == pytest.approx(np.arange(agents), abs=0.02 * agents if agents > MOST_AGENTS else 1e-9)
    assert ((spread.below >= 0) & (spread.below <= 1)).all()


def test_a_larger_team_has_a_freer_agent() -> None:
    """One agent is as even as can be; the chance grows with the team."""
    chances = [spread_of_chats(agents, 1.2).below.mean() for agents in (1, 2, 5, 20, 200)]
    assert chances[0] == 0
    assert (np.diff(chances) > 0).all()
