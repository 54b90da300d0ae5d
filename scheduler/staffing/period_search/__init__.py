"""Promises counted over a day or a month: the fewest agent-hours whose customers are in time all together.

``problem`` states what an interval must offer and what a period allows, ``budgets`` the latter for targets.
``prices`` finds, for each promise and period, the price of a late customer at which the intervals, each for
itself, choose agents that keep it (Lagrangian relaxation). ``trajectory`` follows chosen agents through the
intervals, backlogs included, and ``refinement`` adds and removes single agents along it. ``search`` puts
these together.
"""

from scheduler.staffing.period_search.budgets import period_budgets
from scheduler.staffing.period_search.problem import Budget, IntervalModel, Outcome
from scheduler.staffing.period_search.search import agents_by_period

__all__ = ["Budget", "IntervalModel", "Outcome", "agents_by_period", "period_budgets"]
