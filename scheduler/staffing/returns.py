"""Customers who come back after they have left the line: their number in every interval, with given agents.

Those who abandon in an interval, or in a part of one whose arrivals are uneven, do so evenly, and a share of
them comes back after a fixed time. Whoever would be back within the interval in which he left counts in the
next one: so the intervals before decide how many come back, and one pass in order of time is enough. Whoever
would come back while the desk is closed does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import ServiceModel, steady_state
from scheduler.staffing.time_varying.promised_queue import Profiles
from scheduler.staffing.time_varying.service_levels import mixed_states
from scheduler.staffing.time_varying.transient import IntervalInput, TransientState, follow

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Returns:
    """share: of the customers who abandon, who come back. seconds: how long after they left."""

    share: float
    seconds: float


class ReturningCustomers:
    """Who comes back, one interval after the other; arrays as :func:`returning_customers` takes them."""

    def __init__(
        self,
        model: ServiceModel,
        returns: Returns,
        arrivals_per_hour: Floats,
        hours: Floats,
        closed_hours: Floats,
        mean_seconds: Floats,
        promised: Booleans,
        *,
        time_varying: bool,
        profiles: Profiles | None = None,
    ) -> None:
        self._model, self._returns, self._first_time = model, returns, arrivals_per_hour
        self._hours, self._closed_hours, self._seconds = hours, closed_hours, mean_seconds
        self._promised, self._time_varying, self._profiles = promised, time_varying, profiles or {}
        self._begins = np.cumsum(hours + closed_hours) - hours
        self._state = TransientState.empty()
        self.customers = np.zeros(len(hours))
        """Who come back in each interval; complete for one interval once those before it have been left."""

    def arrivals_per_hour(self, place: int) -> float:
        """Of everybody in the interval, once those before it have been left."""
        return float(self._first_time[place]) + float(self.customers[place]) / float(self._hours[place])

    def leave(self, place: int, agents: float) -> None:
        """Let those who abandon in the interval come back later. In order of time, each interval once."""
        model, rate, lasting = self._model, self.arrivals_per_hour(place), float(self._hours[place])
        seconds = float(self._seconds[place])
        if self._closed_hours[place] > 0:
            self._state = TransientState.empty()  # nobody's patience lasts until the morning
        profile = self._profiles.get(place, ()) if self._time_varying else ()
        pieces = max(len(profile), 1)
        left, states = np.zeros(pieces), []
        whole = int(agents)
        part = float(agents) - whole
        for chance, team in ((1 - part, whole), (part, whole + 1)):
            if chance <= 0:
                continue
            if not self._time_varying:
                share = steady_state(model, rate, team, seconds).share_leaving
                left += chance * rate * lasting * float(share)
                continue
            interval, end = IntervalInput(rate, team, seconds, lasting, profile), self._state
            length = 3600 * lasting / pieces
            for piece in range(pieces):
                within = interval.part(piece * length, (piece + 1) * length) if profile else interval
                found = follow(model, end, within)
                left[piece] += chance * found.leaving * length * float(found.found @ found.line)
                end = found.end_state
            states.append((chance, end if self._promised[place] else end.without_queue()))
        if states:
            self._state = mixed_states(states)
        for piece, number in enumerate(left.tolist()):
            begin = float(self._begins[place]) + lasting * piece / pieces
            self._come_back(place, number, begin, lasting / pieces)

    def _come_back(self, place: int, left: float, begin: float, lasting: float) -> None:
        """Of so many who leave evenly in ``lasting`` hours from ``begin`` on, in an interval."""
        begins, later = self._begins, self._returns.seconds / 3600
        first, last = begin + later, begin + lasting + later
        for j in range(place + 1, len(begins)):
            over = self._closed_hours[j] > 0 or j > place + 1
            if begins[j] >= last and over:
                break
            common = max(min(last, begins[j] + self._hours[j]) - max(first, begins[j]), 0.0)
            if not over:
                common += max(min(begins[j], last) - first, 0.0)
            self.customers[j] += self._returns.share * left * common / lasting


def returning_customers(
    model: ServiceModel,
    returns: Returns,
    arrivals_per_hour: Floats,
    agents: Floats,
    hours: Floats,
    closed_hours: Floats,
    mean_seconds: Floats,
    promised: Booleans,
    *,
    time_varying: bool,
    profiles: Profiles | None = None,
) -> Floats:
    """Customers who come back in each interval, shape (intervals,).

    Parameters
    ----------
    model
        With patience: otherwise nobody abandons.
    arrivals_per_hour
        Of those who come for the first time, shape (intervals,), as all others.
    agents
        At their desks, >= 0, not necessarily whole: then a mixture of the two numbers around it.
    hours, closed_hours
        Real length of each interval, and for how long the desk was closed just before; 0 = it was open.
    promised
        Where some target counts; the line that the other intervals leave is dropped at their end.
    time_varying
        Whether each interval begins with what the one before left, or is in its own steady state.
    profiles
        Of intervals whose arrivals are not even. Steady states know nothing of them.
    """
    found = ReturningCustomers(
        model,
        returns,
        arrivals_per_hour,
        hours,
        closed_hours,
        mean_seconds,
        promised,
        time_varying=time_varying,
        profiles=profiles,
    )
    for place, present in enumerate(agents.tolist()):
        found.leave(place, present)
    return found.customers
