"""Discrete-event simulation of a rostered period, by independent replications.

Poisson arrivals, exponential service and patience, least-loaded routing, processor sharing with
state-dependent service rates (several chats per agent). Where :mod:`scheduler.queueing` gives the steady
state of one interval, this covers whole days: agents come, change queues, leave and finish the chats they
have; backlog outlives its interval.

In order: ``service_system`` (queues and agents), ``duty_periods`` (who takes chats when), ``demand`` (arrival
rates and sampled customers), ``event_loop`` (the kernel), ``answer_times`` (routing and service),
``interval_counts`` (statistics by interval), ``replications``.
"""

from scheduler.simulation.demand import SimulatedDemand
from scheduler.simulation.duty_periods import DutyPeriods
from scheduler.simulation.interval_counts import IntervalCounts
from scheduler.simulation.replications import Replications, replicate, simulate
from scheduler.simulation.service_system import ServiceSystem

__all__ = [
    "DutyPeriods",
    "IntervalCounts",
    "Replications",
    "ServiceSystem",
    "SimulatedDemand",
    "replicate",
    "simulate",
]
