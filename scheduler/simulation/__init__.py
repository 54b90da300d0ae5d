"""Simulation: the roster played against customers drawn at random, chat by chat.

What the formulas of :mod:`scheduler.queueing` say of a steady state, this says of whole days: agents who
come, move between queues, go and finish what they have in hand; backlog that outlives its interval.
"""

from scheduler.simulation.counts import Counts
from scheduler.simulation.demand import Demand
from scheduler.simulation.replications import Replications, replicate, simulate
from scheduler.simulation.stretches import Stretches
from scheduler.simulation.world import World

__all__ = ["Counts", "Demand", "Replications", "Stretches", "World", "replicate", "simulate"]
