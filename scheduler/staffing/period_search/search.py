"""Agents of all intervals such that what was promised by day or month holds over each day or month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.staffing.period_search.prices import Curve, PricedBudgets
from scheduler.staffing.period_search.problem import Budget, IntervalModel, State
from scheduler.staffing.period_search.refinement import refined
from scheduler.staffing.period_search.trajectory import Trajectory

Integers = NDArray[np.int64]

_PASSES = 2
"""Times that prices are found; each time from the states that the choices of the time before lead to."""


def agents_by_period(
    model: IntervalModel[State],
    budgets: Sequence[Budget],
    guess: Integers,
    start: State,
    tell: Callable[[int], None] = lambda interval: None,
) -> Integers:
    """Agents of each interval, shape (intervals,), with few agent-hours.

    Each interval keeps what it must, all budgets hold, and no agent of a single interval could be removed.

    Parameters
    ----------
    guess
        Agents with which the search begins, shape (intervals,).
    start
        State before the first interval.
    tell
        Called with the index of each interval that is done.

    Raises
    ------
    StaffingError
        Where no number of agents is enough.
    """
    agents, state = np.zeros(len(guess), dtype=np.int64), start
    for first, end, own in _blocks(budgets, len(guess)):
        if own:
            trajectory = _solved(model, own, guess[first:end].tolist(), first, state)
            agents[first:end], state = trajectory.agents, trajectory.end
        else:
            curve = Curve(model, first, state, int(guess[first]))
            agents[first] = curve.least(int(guess[first]))
            state = curve.outcome(int(agents[first])).end
        for place in range(first, end):
            tell(place)
    return agents


def _solved(
    model: IntervalModel[State], budgets: Sequence[Budget], guess: Sequence[int], first: int, start: State
) -> Trajectory[State]:
    trajectory, prices = Trajectory(model, first, start, guess, budgets, guess), None
    for _ in range(_PASSES):
        priced = PricedBudgets(trajectory.curves, budgets, trajectory.agents, first, prices)
        trajectory = Trajectory(model, first, start, priced.solve(), budgets, guess)
        prices = priced.prices
    return refined(trajectory)


def _blocks(budgets: Sequence[Budget], count: int) -> Iterator[tuple[int, int, list[Budget]]]:
    """Stretches of intervals that share no budget: first, one after the last, and the budgets in it."""
    place, waiting = 0, sorted(budgets, key=lambda budget: int(budget.places[0]))
    while place < count:
        own: list[Budget] = []
        end = place + 1
        while waiting and int(waiting[0].places[0]) < end:
            own.append(waiting.pop(0))
            end = max(end, int(own[-1].places[-1]) + 1)
        yield place, end, own
        place = end
