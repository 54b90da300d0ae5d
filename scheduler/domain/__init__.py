"""The world, stated once: shop, agents, shifts, queues, rules, wishes, locks, plan. No computation.

Frozen values with names, dates and hours. The shop reader makes them, the audit and the desk read them, and
:mod:`peakroster.planning.roster.problem` compiles them into the integers that the solver takes.
"""

from scheduler.domain.agents import Agent
from scheduler.domain.events import Adjustment, Event, Exclusion
from scheduler.domain.opening import CalendarRow, Opening
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.shop import Settings, Shop
from scheduler.domain.team_rules import People, TeamRule
from scheduler.domain.windows import Window

__all__ = [
    "Adjustment",
    "Agent",
    "Break",
    "CalendarRow",
    "EarlierWork",
    "Event",
    "Exclusion",
    "Limit",
    "Lock",
    "Opening",
    "People",
    "Plan",
    "Queue",
    "Request",
    "Rules",
    "Settings",
    "Shift",
    "Shop",
    "Target",
    "TeamRule",
    "Window",
]
