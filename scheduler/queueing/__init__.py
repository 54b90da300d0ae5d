"""Steady-state queueing: M/M/n+M with state-dependent service rates, for arrays of intervals at once.

n agents hold up to k chats each (concurrency), customers may abandon. ``birth_death`` sums the chain of chats
in service, ``erlang_a`` integrates over the virtual wait, ``steady_state`` joins the two, ``performance``
reads the measures off. Erlang C (M/M/n) and Erlang A (M/M/n+M) are the special cases k = 1; ``erlang`` has B
and C directly.
"""

from scheduler.queueing.erlang import erlang_b, erlang_c
from scheduler.queueing.performance import Performance, performance
from scheduler.queueing.service_model import ServiceModel
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
