"""Staffing when demand moves: the chain of :mod:`scheduler.queueing`, not in its steady state but carried on.

The number of chats in hand and waiting at the end of one interval is where the next one begins.
"""

from scheduler.staffing.time_varying.coverage import levels_over_time
from scheduler.staffing.time_varying.overload import Overload, overloads
from scheduler.staffing.time_varying.staffing import Scenarios, StaffedOverTime, agents_over_time
from scheduler.staffing.time_varying.transient import Carried, Interval, Outcome, carry_on

__all__ = [
    "Carried",
    "Interval",
    "Outcome",
    "Overload",
    "Scenarios",
    "StaffedOverTime",
    "agents_over_time",
    "carry_on",
    "levels_over_time",
    "overloads",
]
