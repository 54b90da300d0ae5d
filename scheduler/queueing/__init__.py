"""Steady-state queueing: M/M/n+M with state-dependent service rates, for arrays of intervals at once.

n agents hold up to k chats each (concurrency), customers may abandon. ``birth_death`` sums the chain of chats
in service, ``erlang_a`` integrates over the virtual wait, ``steady_state`` joins the two, ``performance``
reads the measures off. ``machine_repair`` is one agent with several conversations, ``least_loaded`` says how
even chats lie over a team, ``reply_delays`` and ``replies`` follow a customer to the first and all other
replies, ``measures`` names what can be asked for, ``priority`` is several queues with one team. Erlang C
(M/M/n) and Erlang A (M/M/n+M) are the special cases k = 1; ``erlang`` has B and C directly.
"""

from scheduler.queueing.erlang import erlang_b, erlang_c
from scheduler.queueing.measures import InTime, MeanKind, ShareKind, mean_seconds, share_in_time
from scheduler.queueing.performance import Performance, performance
from scheduler.queueing.service_model import ServiceModel
from scheduler.queueing.steady_state import SteadyState, steady_state

__all__ = [
    "InTime",
    "MeanKind",
    "Performance",
    "ServiceModel",
    "ShareKind",
    "SteadyState",
    "erlang_b",
    "erlang_c",
    "mean_seconds",
    "performance",
    "share_in_time",
    "steady_state",
]
