"""Deferred work: cases that may wait until a deadline of hours or days, done when live queues leave time.

``cases`` counts what has come and what is due by each moment, ``levelling`` finds the even course of work
between the two, ``placement`` makes whole agents of it, and ``backlog`` follows what a roster gets done.
"""

from scheduler.staffing.deferred.backlog import BacklogCourse, backlog_course
from scheduler.staffing.deferred.cases import DeferredCases
from scheduler.staffing.deferred.placement import placed_agents

__all__ = ["BacklogCourse", "DeferredCases", "backlog_course", "placed_agents"]
