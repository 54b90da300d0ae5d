"""Few agents with several chats each, exactly: the Markov chain of how many agents hold how many chats."""

from __future__ import annotations

import numpy as np

from scheduler.queueing import ServiceModel

State = tuple[tuple[int, ...], int]
"""Agents with 0, 1, …, k chats; customers waiting, which is 0 unless all agents hold k."""


def least_loaded(model: ServiceModel, agents: int, hourly: float, longest: int) -> tuple[float, float]:
    """Average wait in seconds and occupancy, where each customer goes to an agent with the fewest chats.

    longest: waiting customers beyond which nobody comes; long enough not to matter. The balance equations
    are solved by linear algebra; waits follow from Little's law.
    """
    index: dict[State, int] = {}
    rows: list[tuple[int, int, float]] = []
    empty: State = ((agents, *[0] * model.concurrency), 0)
    unseen = [empty]
    index[empty] = 0
    while unseen:
        state = unseen.pop()
        for other, rate in _moves(model, agents, hourly / 3600, longest, state):
            if other not in index:
                index[other] = len(index)
                unseen.append(other)
            rows.append((index[state], index[other], rate))
    balance = np.zeros((len(index), len(index)))
    for before, after, rate in rows:
        balance[after, before] += rate
        balance[before, before] -= rate
    balance[-1] = 1.0
    share = np.linalg.solve(balance, np.eye(len(index))[-1])
    waiting = sum(share[number] * state[1] for state, number in index.items())
    speed = sum(
        share[number] * sum(count * total for count, total in zip(state[0][1:], model.speeds, strict=True))
        for state, number in index.items()
    )
    return waiting / (hourly / 3600), speed / (agents * model.speeds[-1])


def _moves(
    model: ServiceModel, agents: int, arrivals: float, longest: int, state: State
) -> list[tuple[State, float]]:
    """What may come next, and at what rate a second."""
    holding, waiting = state
    moves: list[tuple[State, float]] = []
    if holding[-1] < agents:
        fewest = next(chats for chats, count in enumerate(holding) if count)
        moves.append(((_moved(holding, fewest, fewest + 1), 0), arrivals))
    elif waiting < longest:
        moves.append(((holding, waiting + 1), arrivals))
    if waiting and model.patience_seconds is not None:
        moves.append(((holding, waiting - 1), waiting / model.patience_seconds))
    for chats, total in enumerate(model.speeds, start=1):
        if holding[chats]:
            after = (holding, waiting - 1) if waiting else (_moved(holding, chats, chats - 1), 0)
            moves.append((after, holding[chats] * total / model.mean_seconds))
    return moves


def _moved(holding: tuple[int, ...], before: int, after: int) -> tuple[int, ...]:
    counts = list(holding)
    counts[before] -= 1
    counts[after] += 1
    return tuple(counts)
