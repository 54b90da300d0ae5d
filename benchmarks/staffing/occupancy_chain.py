"""The chain that the balanced one stands for: how many agents hold 0, 1, …, k chats, solved exactly.

An arrival goes to an agent with the fewest chats; an agent with j of them finishes one at the speed c(j).
Chats that end are not handed round, so the agents need not be balanced. The number of chats in hand alone
is still a birth-death chain: arrivals come at one rate and all agents together finish i chats at the *mean*
speed of the states that have i in hand. That mean is what is solved for here. It depends on the offered load,
but neither on the line nor on patience: with all slots taken there is only one state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SWEEPS = 2000


@dataclass(frozen=True)
class OccupancyChain:
    """States of n agents with k slots by number of chats in hand, 0 … n·k.

    held: of each number, its states: agents with 0, …, k chats, shape (states, k + 1). arrivals: of each
    number but the last, matrix (states of the next, states) of where an arrival leads. ends: of each number
    and j = 1 … k, matrix (states of the previous, states) of agents with j chats, who may finish one.
    """

    agents: int
    held: list[Integers]
    arrivals: list[csr_array]
    ends: list[list[csr_array]]

    @classmethod
    def of(cls, agents: int, concurrency: int) -> OccupancyChain:
        """All states and moves."""
        all_held = _all_states(agents, concurrency)
        chats = all_held @ np.arange(concurrency + 1)
        held = [all_held[chats == number] for number in range(agents * concurrency + 1)]
        digits = (agents + 1) ** np.arange(concurrency + 1)
        keys = [states @ digits for states in held]
        order = [np.argsort(key) for key in keys]
        held = [states[by] for states, by in zip(held, order, strict=True)]
        keys = [key[by] for key, by in zip(keys, order, strict=True)]
        arrivals, ends = [], []
        for number, (states, key) in enumerate(zip(held, keys, strict=True)):
            if number < len(held) - 1:
                fewest = (states > 0).argmax(axis=1)
                reached = key - digits[fewest] + digits[fewest + 1]
                everyone = np.arange(key.size)
                arrivals.append(_moves(keys[number + 1], reached, everyone, np.ones(key.size), key.size))
            finishing = []
            for j in range(1, concurrency + 1) if number else ():
                able = np.flatnonzero(states[:, j])
                reached = key[able] - digits[j] + digits[j - 1]
                finishing.append(_moves(keys[number - 1], reached, able, states[able, j], key.size))
            ends.append(finishing)
        return cls(agents, held, arrivals, ends)

    def mean_speeds(self, speeds: Sequence[float], loads: Floats, tolerance: float = 1e-9) -> Floats:
        """Mean total speed for each number of chats in hand and each load; shape (n·k + 1, loads).

        speeds: c(1), …, c(k). loads: erlangs, > 0. Balance equations by turns down and up the numbers of
        chats, the mass of each number always as its births and deaths say, until no mean speed moves by more
        than ``tolerance`` of itself.
        """
        pace = np.array([0.0, *speeds])
        rates = [states @ pace for states in self.held]
        ends = [
            sum(
                (speed * matrix for speed, matrix in zip(speeds[1:], each[1:], strict=True)),
                speeds[0] * each[0],
            )
            for each in self.ends[1:]
        ]
        inside = [_near_balance(states, loads.size) for states in self.held]
        means = np.array([rate @ share for rate, share in zip(rates, inside, strict=True)])
        last = len(rates) - 1
        for _ in range(_SWEEPS):
            before = means.copy()
            for number in (*range(last - 1, 0, -1), *range(1, last)):
                from_fewer = means[number] * (self.arrivals[number - 1] @ inside[number - 1])
                from_more = loads / means[number + 1] * (ends[number] @ inside[number + 1])
                share = (from_fewer + from_more) / (loads + rates[number][:, np.newaxis])
                inside[number] = share / share.sum(axis=0)
                means[number] = rates[number] @ inside[number]
            if np.abs(means[1:] / before[1:] - 1).max(initial=0.0) < tolerance:
                return means
        raise RuntimeError(f"the mean speeds still move after {_SWEEPS} sweeps")


def log_weight_below(mean_speeds: Floats, loads: Floats) -> Floats:
    """Log of P(no wait) / P(one slot free); cf. ``scheduler.queueing.birth_death.relative_mass_below``."""
    weight = np.ones_like(loads)
    for speed in mean_speeds[1:-1]:
        weight = 1.0 + weight * speed / loads
    return np.log(weight)


def _all_states(agents: int, concurrency: int) -> Integers:
    """Every way to have so many agents hold 0, …, k chats each."""
    held = np.zeros((1, 0), dtype=np.int64)
    left = np.array([agents])
    for _ in range(concurrency):
        choices = left + 1
        first = np.repeat(np.cumsum(choices) - choices, choices)
        taken = np.arange(choices.sum()) - first
        held = np.column_stack([np.repeat(held, choices, axis=0), taken])
        left = np.repeat(left, choices) - taken
    return np.column_stack([left, held])


def _moves(
    keys: Integers, reached: Integers, origins: Integers, rates: Integers | Floats, size: int
) -> csr_array:
    rows = np.searchsorted(keys, reached)
    return csr_array((rates.astype(np.float64), (rows, origins)), shape=(keys.size, size))


def _near_balance(states: Integers, copies: int) -> Floats:
    """Where the sweeps begin: the evener, the likelier."""
    unevenness = states @ np.arange(states.shape[1]) ** 2
    share = np.exp(-(unevenness - unevenness.min()).astype(np.float64))
    return np.repeat((share / share.sum())[:, np.newaxis], copies, axis=1)
