"""Staffing: the least number of agents of each interval that meets the service targets.

``disaggregation`` turns hourly counts into planning intervals. ``stationary`` staffs each interval in its own
steady state (SIPP, stationary independent period by period), ``time_varying`` carries the state over from one
interval to the next. ``service_constraints`` states what must hold, ``least_agents`` searches by
monotonicity. ``lateness_curve`` prices agents by the customers they rescue; ``explanation`` names the binding
rule.
"""

from scheduler.staffing.disaggregation import disaggregate
from scheduler.staffing.service_constraints import ServiceTarget, StaffingError
from scheduler.staffing.stationary import agents_needed, agents_needed_in_expectation, service_level_of

__all__ = [
    "ServiceTarget",
    "StaffingError",
    "agents_needed",
    "agents_needed_in_expectation",
    "disaggregate",
    "service_level_of",
]
