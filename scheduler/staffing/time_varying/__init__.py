"""Staffing for time-varying demand: the birth-death chain of :mod:`scheduler.queueing`, not in steady state.

The Kolmogorov forward equations are integrated from interval to interval (transient analysis of M(t)/M/n(t)+M
with state-dependent service rates): the distribution of customers at the end of one interval is the start of
the next. ``forward_equations`` integrates, ``transient`` follows the chain through one interval,
``interval_performance`` says what its customers get, before a closing too, ``open_hours`` knows when the desk
is closed, ``long_promises`` staffs what may wait for hours, ``promised_queue`` takes the state from interval
to interval. ``interval_search`` finds the least agents of one interval, ``sequential_search`` those of each
in turn, ``service_levels`` evaluates given staffing, ``overload`` reports backlogs.
"""

from scheduler.staffing.time_varying.interval_performance import Afterwards, IntervalPerformance, advance
from scheduler.staffing.time_varying.open_hours import ClosingRule, OpenHours
from scheduler.staffing.time_varying.overload import Overload, find_overloads
from scheduler.staffing.time_varying.promised_queue import Profiles
from scheduler.staffing.time_varying.sequential_search import (
    DemandScenarios,
    TimeVaryingStaffing,
    time_varying_agents_needed,
)
from scheduler.staffing.time_varying.service_levels import time_varying_service_levels
from scheduler.staffing.time_varying.transient import IntervalInput, TransientState

__all__ = [
    "Afterwards",
    "ClosingRule",
    "DemandScenarios",
    "IntervalInput",
    "IntervalPerformance",
    "OpenHours",
    "Overload",
    "Profiles",
    "TimeVaryingStaffing",
    "TransientState",
    "advance",
    "find_overloads",
    "time_varying_agents_needed",
    "time_varying_service_levels",
]
