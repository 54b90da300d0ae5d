"""Customers who come back after they have left the line: their number in every interval, with given agents.

Those who abandon in an interval do so evenly, and a share of them comes back after a fixed time. Whoever
would be back within the interval in which he left counts in the next one: so the intervals before decide how
many come back, and one pass in order of time is enough. Whoever would come back while the desk is closed does
not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import ServiceModel, steady_state
from scheduler.staffing.time_varying.service_levels import mixed_states
from scheduler.staffing.time_varying.transient import IntervalInput, TransientState, follow

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Returns:
    """share: of the customers who abandon, who come back. seconds: how long after they left."""

    share: float
    seconds: float


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
    """
    begins = np.cumsum(hours + closed_hours) - hours
    ends, later = begins + hours, returns.seconds / 3600
    returning, state = np.zeros(len(hours)), TransientState.empty()
    for i, lasting in enumerate(hours.tolist()):
        rate = float(arrivals_per_hour[i]) + returning[i] / lasting
        if closed_hours[i] > 0:
            state = TransientState.empty()  # nobody's patience lasts until the morning
        whole = int(agents[i])
        part = float(agents[i]) - whole
        left, states = 0.0, []
        for chance, team in ((1 - part, whole), (part, whole + 1)):
            if chance <= 0:
                continue
            if time_varying:
                interval = IntervalInput(rate, team, float(mean_seconds[i]), lasting)
                found = follow(model, state, interval)
                left += chance * found.leaving * 3600 * lasting * float(found.found @ found.line)
                end = found.end_state
                states.append((chance, end if promised[i] else end.without_queue()))
            else:
                share = steady_state(model, rate, team, mean_seconds[i]).share_leaving
                left += chance * rate * lasting * float(share)
        if states:
            state = mixed_states(states)
        first, last = begins[i] + later, ends[i] + later
        for j in range(i + 1, len(hours)):
            if begins[j] >= last:
                break
            common = max(min(last, ends[j]) - max(first, begins[j]), 0.0)
            if j == i + 1 and closed_hours[j] == 0:
                common += max(begins[j] - first, 0.0)
            returning[j] += returns.share * left * common / lasting
    return returning
