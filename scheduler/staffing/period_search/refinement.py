"""Single agents added and removed along a trajectory, until none can be spared.

What a removal does within its interval is the least that it does in all: fewer agents leave more customers
to the next interval, never fewer. So most removals are ruled out without following them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.staffing.period_search.problem import State
from scheduler.staffing.period_search.trajectory import Trajectory
from scheduler.staffing.service_constraints import StaffingError

Floats = NDArray[np.float64]

_TRIED = 12
"""Exchanges (one agent more here, two fewer elsewhere) tried in a row without gain."""
_FAR = 8
"""Multiple of the largest team beyond which no more agents are tried where more are no help."""
_NO_GAIN = 1e-9
"""Share of a budget below which an agent more is no help any more."""
_CHEAPEST = 8
"""Removals among which an exchange looks for its two."""


def refined(trajectory: Trajectory[State]) -> Trajectory[State]:
    """A trajectory that keeps all budgets, from which no agent of any interval can be removed.

    Raises StaffingError where no number of agents keeps them.
    """
    _repair(trajectory)
    _prune(trajectory)
    while (better := _exchanged(trajectory)) is not None:
        trajectory = better
    return trajectory


def _repair(trajectory: Trajectory[State]) -> None:
    """Add agents where they help a broken budget most: one, or where one is no help twice as many."""
    while (trajectory.slack < 0).any():
        number = int(np.argmin(trajectory.slack / np.maximum(trajectory.allowed, 1e-9)))
        places = (trajectory.budgets[number].places - trajectory.first).tolist()
        more = 1
        while True:
            gains = [-trajectory.local(at, more)[number] / trajectory.curves[at].hours for at in places]
            at = places[int(np.argmax(gains))]
            if max(gains) > _NO_GAIN * trajectory.allowed[number]:
                break
            more *= 2
            if more > _FAR * (max(trajectory.agents) + 1):
                raise StaffingError(trajectory.model.rate(trajectory.first + at))
        change = trajectory.changed({at: trajectory.agents[at] + more}, within_budgets=False)
        assert change is not None
        trajectory.apply(change)


def _prune(trajectory: Trajectory[State], spared: int | None = None) -> None:
    """Remove agents while every budget holds, where it costs least first. spared: an interval left alone."""
    tried: set[int] = set() if spared is None else {spared}
    while True:
        harms = _harms(trajectory, tried)
        if not harms:
            return
        _, at = min(harms)
        change = trajectory.changed({at: trajectory.agents[at] - 1}, within_budgets=True)
        if change is None:
            tried.add(at)
        else:
            trajectory.apply(change)


def _harms(trajectory: Trajectory[State], without: set[int]) -> list[tuple[float, int]]:
    """Intervals from which an agent may be removable, with the share of the slack that it costs per hour."""
    slack, found = trajectory.slack, []
    for at in range(len(trajectory.agents)):
        if at in without or not _can_spare(trajectory, at):
            continue
        harm = trajectory.local(at, -1)
        if (harm <= slack).all():
            found.append((_worst(harm, slack) / trajectory.curves[at].hours, at))
    return found


def _can_spare(trajectory: Trajectory[State], at: int) -> bool:
    fewer = trajectory.agents[at] - 1
    return fewer >= 0 and trajectory.curves[at].outcome(fewer).keeps


def _worst(harm: Floats, slack: Floats) -> float:
    return float(np.max(harm / np.maximum(slack, 1e-12), initial=0.0))


def _exchanged(trajectory: Trajectory[State]) -> Trajectory[State] | None:
    """A trajectory of fewer agent-hours with one agent more in some interval; None where none was found."""
    slack = trajectory.slack
    spare = [at for at in range(len(trajectory.agents)) if _can_spare(trajectory, at)]
    harms = {at: trajectory.local(at, -1) for at in spare}
    scale = np.maximum(trajectory.allowed, 1e-9)
    cheapest = sorted(spare, key=lambda at: (float(np.max(harms[at] / scale, initial=0.0)), at))[:_CHEAPEST]
    gains = [-trajectory.local(at, 1) for at in range(len(trajectory.agents))]
    order = sorted(range(len(gains)), key=lambda at: (-float(np.max(gains[at] / scale, initial=0.0)), at))
    for at in order[:_TRIED]:
        room = slack + gains[at]
        pairs = [
            (one, other)
            for place, one in enumerate(cheapest)
            for other in cheapest[place + 1 :]
            if at not in (one, other) and (harms[one] + harms[other] <= room).all()
        ]
        twice = [one for one in cheapest if one != at and (2 * harms[one] <= room).all()]
        if not pairs and not twice:
            continue
        other = trajectory.copy()
        change = other.changed({at: other.agents[at] + 1}, within_budgets=False)
        assert change is not None
        other.apply(change)
        _prune(other, spared=at)
        if other.agent_hours < trajectory.agent_hours - 1e-9:
            return other
    return None
