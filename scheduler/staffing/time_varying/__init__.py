"""Staffing for time-varying demand: the birth-death chain of :mod:`scheduler.queueing`, not in steady state.

The Kolmogorov forward equations are integrated from interval to interval (transient analysis of M(t)/M/n(t)+M
with state-dependent service rates): the distribution of customers at the end of one interval is the start of
the next. ``forward_equations`` integrates, ``transient`` advances one interval, ``sequential_search`` finds
the least agents of each interval in turn, ``service_levels`` evaluates given staffing, ``overload`` reports
backlogs.
"""

from scheduler.staffing.time_varying.overload import Overload, find_overloads
from scheduler.staffing.time_varying.sequential_search import (
    DemandScenarios,
    TimeVaryingStaffing,
    time_varying_agents_needed,
)
from scheduler.staffing.time_varying.service_levels import time_varying_service_levels
from scheduler.staffing.time_varying.transient import (
    IntervalInput,
    IntervalPerformance,
    TransientState,
    advance,
)

__all__ = [
    "DemandScenarios",
    "IntervalInput",
    "IntervalPerformance",
    "Overload",
    "TimeVaryingStaffing",
    "TransientState",
    "advance",
    "find_overloads",
    "time_varying_agents_needed",
    "time_varying_service_levels",
]
