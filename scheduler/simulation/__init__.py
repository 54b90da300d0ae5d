"""Discrete-event simulation of a rostered period, by independent replications.

Poisson arrivals, exponential service and patience, least-loaded routing, processor sharing with
state-dependent service rates (several chats per agent), or chats as conversations: an agent types one reply
after another while other customers think. Where :mod:`scheduler.queueing` gives the steady
state of one interval, this covers whole days: agents come, change queues, leave and finish the chats they
have; backlog outlives its interval.

In order: ``service_system`` (queues and agents), ``duty_periods`` (who takes chats when), ``demand`` (arrival
rates and sampled customers), ``conversations`` (their sampled replies), ``further_visits`` (who comes again),
the kernel: ``waiting_line``, ``agent_states``, ``typing_states``, ``chats_in_hand`` and ``event_loop``; then
``answer_times`` (routing and service), ``reply_times``, ``interval_counts`` (statistics by interval),
``playback`` (one replication), ``replications``.
"""

from scheduler.simulation.demand import SimulatedDemand
from scheduler.simulation.duty_periods import DutyPeriods
from scheduler.simulation.further_visits import FurtherVisits
from scheduler.simulation.interval_counts import IntervalCounts
from scheduler.simulation.playback import Playback, play
from scheduler.simulation.replications import Replications, replicate, simulate
from scheduler.simulation.service_system import OwnHandling, ServiceSystem

__all__ = [
    "DutyPeriods",
    "FurtherVisits",
    "IntervalCounts",
    "OwnHandling",
    "Playback",
    "Replications",
    "ServiceSystem",
    "SimulatedDemand",
    "play",
    "replicate",
    "simulate",
]
