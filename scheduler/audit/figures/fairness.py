"""Fairness over several plans, by the text of docs/reference/settings.md: who had what, and who owes what.

Everything is counted person by person and day by day from the rows of the earlier plans.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from statistics import median

from scheduler.audit.facts.calendar import lies_inside, monday, touches
from scheduler.audit.facts.plan_data import ObjectiveWeights, PlanData
from scheduler.audit.facts.worked_shifts import EPSILON, WorkedShift, by_agent, paid_hours, remembered_rows
from scheduler.audit.rules.due import is_available
from scheduler.audit.rules.weekly import is_night
from scheduler.domain.agents import Agent
from scheduler.domain.opening import Opening
from scheduler.domain.requests import Request
from scheduler.domain.shifts import Shift

SPREAD = ("night", "weekend", "sale")
A_WEEK = 2
"""Shifts of a kind in each week of the plan that somebody may be ahead or behind, at most."""
USUAL_HOURS = 40.0
USUAL_SHIFT = 8.0
"""Paid hours of one, of somebody who may work none of shifts.csv."""
MOST = 2.0
FOR_A_REFUSAL = 0.2
STEP = 15
"""Minutes; every opening and every shift is a multiple of it."""


def fairness(data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]) -> tuple[float, float]:
    """Uneven nights, weekend days and sale days within the plan; points for them and for what was before."""
    counts = _counted(data, worked)
    uneven = sum(count * (count - 1) // 2 for count in counts.values())
    points = weights.fairness * uneven
    for (agent, kind), begins in begins_with(data).items():
        count = counts[agent, kind]
        a_shift = math.floor(1000 * weights.balance * begins + 0.5 + 1e-6) / 1000
        points += weights.balance * count * (count - 1) / 2 + a_shift * count
    return uneven, points


def _counted(data: PlanData, rows: Sequence[WorkedShift]) -> Counter[tuple[str, str]]:
    """Shifts by agent and kind."""
    counts, sale_days = Counter[tuple[str, str]](), data.sale_days
    for row in rows:
        counts[row.agent, "night"] += is_night(row, data.rules)
        counts[row.agent, "weekend"] += row.day.weekday() >= 5
        counts[row.agent, "sale"] += row.day in sale_days
    return counts


def begins_with(data: PlanData) -> dict[tuple[str, str], float]:
    """At what the count of each agent and kind begins, in thousandths of a shift; only what is remembered."""
    days = sorted(data.earlier.window_days)
    rows = remembered_rows(data)
    if not days:
        return {}
    had, first, parts = _counted(data, rows), _first_days(data, rows), _Parts(data)
    plan_days = [data.first_day + timedelta(days=offset) for offset in range(data.days)]
    begins: dict[tuple[str, str], float] = {}
    for kind in SPREAD:
        before = {agent.id: parts.dates(agent, kind, days, first.get(agent.id)) for agent in data.agents}
        ahead = {
            agent.id: parts.dates(agent, kind, plan_days, agent.first_day or date.min)
            for agent in data.agents
        }
        total = sum(had[name, kind] for name, dates in before.items() if dates)
        if not total:
            continue
        a_date = _shared_out(total, before, parts.of_a_date)
        beyond = {
            name: (had[name, kind] if before[name] else 0) - (before[name] + ahead[name]) * a_date[name]
            for name in ahead
            if ahead[name]
        }
        middle = median(beyond.values()) if beyond else 0.0
        bound = A_WEEK * math.ceil(data.days / 7)
        held = {name: min(max(value - middle, -bound), bound) for name, value in beyond.items()}
        least = min(held.values(), default=0.0)
        for name, value in held.items():
            begins[name, kind] = math.floor(1000 * (value - least) + 0.5 + 1e-6) / 1000
    return begins


def weight_of_wishes(data: PlanData) -> Mapping[str, float]:
    """How many times a wish of each agent counts."""
    days, rows = data.earlier.window_days, remembered_rows(data)
    shift_of = {(row.agent, row.day): row.shift for row in rows}
    asked, refused = Counter[str](), Counter[str]()
    known = {agent.id for agent in data.agents}
    for wish in data.wishes:
        if wish.day in days and wish.agent_id in known:
            asked[wish.agent_id] += 1
            refused[wish.agent_id] += is_broken(wish, shift_of.get((wish.agent_id, wish.day)))
    rate = refused.total() / asked.total() if asked else 0.0
    found = {}
    for agent in data.agents:
        beyond = max(0.0, refused[agent.id] - rate * asked[agent.id])
        by_years = min(MOST, 1 + data.shop.settings.fairness.wish_per_year * (agent.seniority or 0))
        found[agent.id] = by_years * min(MOST, 1 + FOR_A_REFUSAL * beyond)
    return found


def is_broken(wish: Request, shift: str | None) -> bool:
    """Whether what is worked on the day, None = nothing, is not what is wished."""
    any_shift = wish.shift is None or wish.kind == "prefer_off"
    as_named = shift is not None and (any_shift or shift == wish.shift or shift in wish.of_pattern)
    return as_named != (wish.kind == "prefer")


def _first_days(data: PlanData, rows: Sequence[WorkedShift]) -> dict[str, date]:
    """From when on each agent counts in the window."""
    own = by_agent(rows)
    first = {name: monday(shifts[0].day) for name, shifts in own.items()}
    first.update((agent.id, agent.first_day) for agent in data.agents if agent.first_day is not None)
    return first


def _shared_out(total: float, dates: Mapping[str, int], parts: Mapping[str, float]) -> dict[str, float]:
    """How many of the shifts each is due on a date: in proportion to the parts, and one at most.

    Raising what a part is worth from nothing, whoever reaches a shift on every date stays there.
    """
    sharing = sorted((name for name in parts if dates[name]), key=lambda name: -parts[name])
    left, there = float(total), math.fsum(dates[name] * parts[name] for name in sharing)
    for name in sharing:
        worth = left / there
        if worth * parts[name] <= 1 + 1e-9:
            break
        left -= dates[name]
        there -= dates[name] * parts[name]
        worth = 1 / parts[name]
        if there <= 1e-9:
            break
    return {name: min(1.0, worth * part) for name, part in parts.items()}


class _Parts:
    """What a shift of a kind is shared by."""

    def __init__(self, data: PlanData) -> None:
        told = [hours for agent in data.agents if (hours := _contract(agent))]
        self._usual = math.fsum(told) / len(told) if told else USUAL_HOURS
        self._leave = defaultdict[str, set[date]](set)
        for request in data.leave:
            if request.hours is None:
                self._leave[request.agent_id].add(request.day)
        self._data, self._sale_days = data, data.sale_days
        self.of_a_date = {agent.id: self._shifts_a_day(agent) for agent in data.agents}

    def _shifts_a_day(self, agent: Agent) -> float:
        """Shifts that fill the contract, of the longest kind, for each weekday that the agent is there."""
        lengths = [paid_hours(shift) for shift in self._data.shifts if _may_work(self._data, agent, shift)]
        weekdays = 7 if agent.weekdays is None else max(1, len(agent.weekdays))
        return min(1.0, (_contract(agent) or self._usual) / weekdays / max(lengths, default=USUAL_SHIFT))

    def dates(self, agent: Agent, kind: str, days: Sequence[date], first: date | None) -> int:
        """Days on which the agent could have a shift of the kind."""
        if first is None or not _can(self._data, agent, kind):
            return 0
        until, leave = agent.last_day or date.max, self._leave[agent.id]
        on = [day for day in days if first <= day <= until and day not in leave and is_available(agent, day)]
        if kind == "weekend":
            on = [day for day in on if day.weekday() >= 5]
        if kind == "sale":
            on = [day for day in on if day in self._sale_days]
        return len(on)


def _contract(agent: Agent) -> float | None:
    return agent.min_hours_week or agent.max_hours_week or None


def _can(data: PlanData, agent: Agent, kind: str) -> bool:
    """Whether the agent can have shifts of the kind, and others too."""
    may = [shift for shift in data.shifts if _may_work(data, agent, shift)]
    if kind == "night":
        at_night = [touches(data.rules.night_hours, shift.start, shift.end) for shift in may]
        return any(at_night) and not all(at_night) and data.rules.max_night_shifts_per_week != 0
    if kind == "weekend":
        own = agent.rules.max_weekends_per_month
        weekends = data.rules.max_weekends_per_month if own is None else own
        weekdays = set(range(5)) if agent.weekdays is None else agent.weekdays
        return bool(may) and weekends != 0 and min(weekdays, default=5) < 5
    return bool(may)


def _may_work(data: PlanData, agent: Agent, shift: Shift) -> bool:
    """No rule about a single shift forbids it, and a queue of theirs is open for half of it at least."""
    rules = data.rules
    for limit in (*rules.shift_limits, *agent.rules.shift_limits):
        if limit.most == 0 and (limit.shifts is None or shift.name in limit.shifts):
            return False
    if agent.shifts is not None and shift.name not in agent.shifts:
        return False
    if agent.hours is not None and not lies_inside(agent.hours, shift.start, shift.end):
        return False
    if rules.max_hours_per_day is not None and paid_hours(shift) > rules.max_hours_per_day + EPSILON:
        return False
    open_ = tuple(queue.open for queue in data.queues if queue.id in agent.skills)
    return 2 * _minutes_with_work(open_, shift.start, shift.end) >= shift.end - shift.start


@lru_cache(maxsize=4096)
def _minutes_with_work(open_: tuple[Opening, ...], start: int, end: int) -> int:
    """Minutes of a shift in which one of the queues with these hours is open on some weekday."""
    spans = {span for opening in open_ for spells in opening.week for span in spells}
    moments = range(start, end, STEP)
    return STEP * sum(
        any(lies_inside(span, moment % 1440, moment % 1440 + 1) for span in spans) for moment in moments
    )
