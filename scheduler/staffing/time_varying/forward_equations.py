"""Kolmogorov forward equations of a birth-death chain, integrated by an L-stable SDIRK method (compiled)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GAMMA = 1.0 - 0.5**0.5
_NO_CHANCE = 1e-250
"""Smaller numbers are taken for 0: over thousands of states chances decay to denormal ones, on which a
processor is a hundred times slower."""


def integrate(
    start: Floats, births: Floats, deaths: Floats, seconds: float, steps: int
) -> tuple[Floats, Floats]:
    """State probabilities at the end of a period, and their time average over it.

    Singly diagonally implicit Runge-Kutta method of order 2 with gamma = 1 - sqrt(1/2), L-stable, so modes
    faster than a step are damped (Alexander, Diagonally implicit Runge-Kutta methods for stiff ODEs, 1977).
    The matrix is tridiagonal and the same in every stage, so it is factorised once.

    Parameters
    ----------
    start
        Probabilities of the states 0, 1, … at the start, shape (states,).
    births, deaths
        Rates per second out of each state, same shape; the last birth and the first death rate are 0.
    seconds, steps
        Length of the period and number of equal steps.

    Returns
    -------
    Two arrays of shape (states,).
    """
    return _compiled()(start, births, deaths, seconds, steps)


@cache
def _compiled() -> Callable[[Floats, Floats, Floats, float, int], tuple[Floats, Floats]]:
    """Importing the compiler takes a second; commands that staff nothing need not wait for it."""
    from scheduler.compiled import compiled

    return compiled(_integrate)


def _integrate(
    start: Floats, births: Floats, deaths: Floats, seconds: float, steps: int
) -> tuple[Floats, Floats]:
    states, h = len(start), seconds / steps
    g = _GAMMA * h
    # LU factors of I - g·A, A the transposed generator; its column i holds what leaves state i.
    factor, pivot = np.empty(states), np.empty(states)
    pivot[0] = 1.0 + g * (births[0] + deaths[0])
    factor[0] = 0.0
    for i in range(1, states):
        factor[i] = -g * births[i - 1] / pivot[i - 1]
        pivot[i] = 1.0 + g * (births[i] + deaths[i]) + factor[i] * g * deaths[i]
    p, total = start.copy(), np.zeros(states)
    at, change, one, two = np.empty(states), np.empty(states), np.empty(states), np.empty(states)
    for _ in range(steps):
        for stage in range(2):
            for i in range(states):
                at[i] = p[i] if stage == 0 else p[i] + (1.0 - _GAMMA) * h * one[i]
            for i in range(states):
                change[i] = -(births[i] + deaths[i]) * at[i]
                if i > 0:
                    change[i] += births[i - 1] * at[i - 1]
                if i + 1 < states:
                    change[i] += deaths[i + 1] * at[i + 1]
            for i in range(1, states):
                change[i] -= factor[i] * change[i - 1]
                if abs(change[i]) < _NO_CHANCE:
                    change[i] = 0.0
            slope = one if stage == 0 else two
            slope[states - 1] = change[states - 1] / pivot[states - 1]
            for i in range(states - 2, -1, -1):
                slope[i] = (change[i] + g * deaths[i + 1] * slope[i + 1]) / pivot[i]
                if abs(slope[i]) < _NO_CHANCE:
                    slope[i] = 0.0
        for i in range(states):
            early = p[i] + g * one[i]
            p[i] += h * ((1.0 - _GAMMA) * one[i] + _GAMMA * two[i])
            if abs(p[i]) < _NO_CHANCE:
                p[i] = 0.0
            total[i] += ((1.0 - _GAMMA) * early + _GAMMA * p[i]) / steps
    return p, total
