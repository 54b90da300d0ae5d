"""Queueing: how long customers wait for a given number of agents, in the steady state.

One chain for all of it: n agents who each hold up to k chats, customers who may lose patience. Erlang C
and Erlang A are its special cases k = 1.
"""

from scheduler.queueing.erlang import erlang_b, erlang_c
from scheduler.queueing.model import ServiceModel
from scheduler.queueing.performance import Performance, performance
from scheduler.queueing.steady_state import SteadyState, steady_state

__all__ = [
    "Performance",
    "ServiceModel",
    "SteadyState",
    "erlang_b",
    "erlang_c",
    "performance",
    "steady_state",
]
