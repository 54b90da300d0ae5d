"""Agent-separable soft objectives: wishes, paid hours, regular starts, contracted hours, fairness, what was
unfair before, and free weekends.

They become a cost for each start and soft sum constraints for each agent, in whole units of 1/1000 point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor

import numpy as np

from scheduler.domain.fairness import SPREAD_KINDS
from scheduler.roster.objective.changes import change_costs
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.free_weekends import free_weekend_sums
from scheduler.roster.objective.meetings import meeting_prices
from scheduler.roster.objective.overtime import OvertimeCosts
from scheduler.roster.objective.regular_starts import regular_start_costs
from scheduler.roster.objective.rotations import rotation_costs
from scheduler.roster.objective.start_jumps import first_day_costs
from scheduler.roster.problem.problem import THOUSANDTHS, Agent, Problem
from scheduler.roster.rules.constraint_forms import Booleans, Integers, SumConstraint
from scheduler.roster.rules.eligibility import touches_night


def contracts(problem: Problem) -> dict[int, tuple[SumConstraint, ...]]:
    """Contracted hours by agent: weekly targets of paid minutes with a penalty for each missing minute.

    Agents with the same targets share the same objects.
    """
    per_minute = round(problem.weights.contract * POINT / 60)
    paid = np.array([shift.paid_minutes for shift in problem.shifts], dtype=np.int64)
    if not per_minute:
        return {}
    due: dict[int, tuple[tuple[int, int], ...]] = {}
    for (agent, week), minutes in contracted_minutes(problem).items():
        due[agent] = (*due.get(agent, ()), (week, minutes))

    def constraint(week: int, minutes: int) -> SumConstraint:
        days = [day for day in range(problem.days) if problem.week(day) == week]
        amounts = np.broadcast_to(paid, (len(days), len(paid)))
        return SumConstraint(
            "contract", days[0], amounts, _never(len(days)), target=minutes, shortfall_penalty=per_minute
        )

    known = {weeks: tuple(constraint(*week) for week in weeks) for weeks in set(due.values())}
    return {agent: known[weeks] for agent, weeks in due.items()}


def with_overtime(
    due: dict[int, tuple[SumConstraint, ...]], overtime: OvertimeCosts
) -> dict[int, tuple[SumConstraint, ...]]:
    """Contracted hours and overtime by agent; agents with the same of both share the same objects."""
    shared: dict[tuple[int, int], tuple[SumConstraint, ...]] = {}
    together = dict(due)
    for agent, more in overtime.sums.items():
        own = due.get(agent, ())
        together[agent] = shared.setdefault((id(own), id(more)), (*own, *more))
    return together


def fairness(problem: Problem) -> tuple[tuple[SumConstraint, ...], ...]:
    """Fairness by agent: the k-th night, weekend day or sale day of an agent costs k - 1 units (convex).

    A unit is dearer where earlier plans are counted too; where the count then begins is in
    :func:`balance_costs`. Agents with the same units share the same objects.
    """
    known: dict[tuple[int, ...], tuple[SumConstraint, ...]] = {}
    found = []
    for agent in problem.agents:
        units = tuple(unit_of(problem, agent, kind) for kind in SPREAD_KINDS)
        if units not in known:
            known[units] = tuple(_spread(problem, units))
        found.append(known[units])
    return tuple(found)


def shares(problem: Problem) -> tuple[tuple[SumConstraint, ...], ...]:
    """Fairness and free weekends by agent; agents with the same of both share the same objects."""
    together: dict[tuple[int, int], tuple[SumConstraint, ...]] = {}
    spread, weekends = fairness(problem), free_weekend_sums(problem)
    return tuple(
        together.setdefault((id(one), id(other)), (*one, *other))
        for one, other in zip(spread, weekends, strict=True)
    )


def unit_of(problem: Problem, agent: Agent, kind: str) -> int:
    """What the second shift of a kind costs more than the first, in units of 1/1000 point."""
    remembered = any(kind == named for named, _ in agent.balances)
    unit = round(problem.weights.fairness * POINT)
    return unit + round(problem.weights.balance * POINT) if remembered else unit


def balance_costs(problem: Problem) -> Integers:
    """Cost of each start for what its agent had before, shape (agents, days, shifts).

    A convex cost whose count begins at b instead of 0 is that cost and b units for each shift.
    """
    costs = np.zeros((len(problem.agents), problem.days, len(problem.shifts)), dtype=np.int64)
    kinds = spread_kinds(problem)
    for place, agent in enumerate(problem.agents):
        for kind, begins in agent.balances:
            costs[place] += balance_cost(problem, begins) * kinds[kind]
    return costs


def balance_cost(problem: Problem, begins: int) -> int:
    """Of each shift of a kind whose count begins at so many thousandths, in units of 1/1000 point."""
    return floor(problem.weights.balance * POINT * begins / THOUSANDTHS + 0.5 + 1e-6)


def spread_kinds(problem: Problem) -> dict[str, Booleans]:
    """Which starts are of each kind, shape (days, shifts)."""
    days, shifts = problem.days, len(problem.shifts)
    nights = np.array([touches_night(shift, problem.rules.night_hours) for shift in problem.shifts])
    weekend = np.array([problem.weekday(day) >= 5 for day in range(days)])
    sale = np.array([day in problem.special_days for day in range(days)])
    return {
        "night": np.broadcast_to(nights, (days, shifts)),
        "weekend": np.broadcast_to(weekend[:, None], (days, shifts)),
        "sale": np.broadcast_to(sale[:, None], (days, shifts)),
    }


def _spread(problem: Problem, units: Sequence[int]) -> Iterator[SumConstraint]:
    days = problem.days
    for unit, (kind, on) in zip(units, spread_kinds(problem).items(), strict=True):
        if unit and on.any():
            yield SumConstraint(kind, 0, on.astype(np.int64), _never(days), marginal_penalty=unit)


def prices(problem: Problem, allowed: Booleans) -> tuple[Integers, int]:
    """Start costs of wishes, paid hours, regular starts, meetings, changes, rotations, jumps from the day
    before the plan, and of what was unfair before.

    Parameters
    ----------
    allowed
        Where a shift may start, shape (agents, days, shifts). A wish that no rule leaves open is left out.

    Returns
    -------
    price
        Cost of each start, same shape as ``allowed``.
    nobody
        Cost of the wishes, meetings, changes and rotations while nobody works.
    """
    agents, days, shifts = len(problem.agents), problem.days, len(problem.shifts)
    price = np.zeros((agents, days, shifts), dtype=np.int64)
    nobody = 0
    for wish in problem.wishes:
        cost = round(problem.weights.wish * wish.weight / 100 * POINT)
        which = np.array([wish.means(s) for s in range(shifts)], dtype=np.bool_)
        if wish.kind != "prefer":
            price[wish.agent, wish.day, which] += cost
        elif (which & allowed[wish.agent, wish.day]).any():
            nobody += cost
            price[wish.agent, wish.day, which] -= cost
    hours = np.array([shift.pay_hours for shift in problem.shifts])
    hourly = np.array([problem.weights.cost * agent.hourly_cost * POINT for agent in problem.agents])
    if hourly.any():
        price += np.round(hourly[:, None] * hours).astype(np.int64)[:, None, :]
    price += regular_start_costs(problem)[:, None, :]
    if problem.weights.start_jump:
        price[:, 0] += np.array([first_day_costs(problem, a) for a in range(agents)]).reshape(agents, shifts)
    if any(agent.balances for agent in problem.agents):
        price += balance_costs(problem)
    for agent, day, saved in meeting_prices(problem, allowed):
        price[agent, day] -= saved
        nobody += int(saved.max())
    if problem.told:
        changes, told_to_work = change_costs(problem)
        price += changes
        nobody += told_to_work
    if any(agent.rotation is not None for agent in problem.agents):
        turns, all_off = rotation_costs(problem)
        price += turns
        nobody += all_off
    return price, nobody


def _never(days: int) -> Booleans:
    return np.zeros(days, dtype=np.bool_)
