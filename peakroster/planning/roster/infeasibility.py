"""Rules that leave somebody without any roster: why the search found none, or before there is any search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from peakroster.messages import Term
from peakroster.planning.roster.problem import roster_problem
from peakroster.plans.store import LONGEST_PLAN, PlanStore
from peakroster.plans.tables import empty_table
from peakroster.shop.limits_of_a_plan import without_limits_of_a_plan
from peakroster.shop.model import ShopFolder
from peakroster.shop.table_specs import AGENTS as COLUMNS
from peakroster.tables.findings import Finding
from scheduler.diagnosis.feasibility_bounds import may_be_feasible
from scheduler.diagnosis.infeasibility import InfeasibleSubset, minimal_infeasible_subsets
from scheduler.domain.agents import Agent
from scheduler.domain.plan import EarlierWork
from scheduler.domain.shop import Shop
from scheduler.roster.problem.problem import Problem

AGENTS = "agents.csv"
_ANY_MONDAY = date(2001, 1, 1)
"""Begins the days that are looked at where no file has a date: a month of 31 days, and whole weeks."""
_MOST_TOLD = 20
_MOST_NAMED = 12
_DAY = timedelta(days=1)

_IN_THE_FILES = {
    "max_minutes_week": "max_hours_week",
    "employed_from": "from",
    "employed_until": "until",
}
"""Names of the problem whose keys or columns are called otherwise."""


def contradiction_findings(shop: Shop, problem: Problem, first_day: date) -> list[Finding]:
    """All independent collisions of people who cannot have any roster: rules, rows of locks and leave."""
    return list(_findings(shop, problem, first_day, minimal_infeasible_subsets(problem)))


def contradictions_ahead(shop: ShopFolder) -> list[Finding]:
    """Who could not be given any roster after the last plan, as far as adding up shows it.

    Looked at are the days that a plan may have at most: from the day after the last plan on, after what was
    worked in the plans; and from the first of the month after that, so that a whole month is among them.
    Limits of a plan's own days are left out: which days will be a plan nobody knows yet.
    """
    shop = without_limits_of_a_plan(shop)
    store = PlanStore(shop.folder)
    first_day = _next_day(shop, store)
    following = (first_day.replace(day=1) + timedelta(days=31)).replace(day=1)
    told: dict[int, list[Finding]] = {}
    for start, earlier in ((first_day, store.before(first_day)), (following, _NOTHING_KNOWN)):
        problem = roster_problem(shop, empty_table("requirement"), earlier, start, LONGEST_PLAN.days)
        found = minimal_infeasible_subsets(problem, _MOST_TOLD, may_be_feasible)
        known = set(told)
        for one in found:
            if one.agent not in known:
                told.setdefault(one.agent, []).extend(_findings(shop, problem, start, [one]))
    return [finding for findings in told.values() for finding in findings]


_NOTHING_KNOWN = EarlierWork(empty_table("roster"), empty_table("activities"), covers_day_before=False)


def _next_day(shop: ShopFolder, store: PlanStore) -> date:
    """The day after the last plan; without any, after the history, else the first date of leave or locks."""
    plans = (store.read(first) for first in store.plans())
    ends = [plan.last_day for plan in plans if plan.roster is not None]
    if ends:
        return max(ends) + _DAY
    if len(shop.history):
        return shop.history["timestamp"].max().date() + _DAY
    dated = [*(request.day for request in shop.requests), *(lock.day for lock in shop.locks)]
    return min(dated, default=_ANY_MONDAY)


def _findings(
    shop: Shop, problem: Problem, first_day: date, together: Iterable[InfeasibleSubset]
) -> Iterator[Finding]:
    last_day = first_day + timedelta(days=problem.days - 1)
    for found in together:
        agent = shop.agents[found.agent]
        details = {
            "first": f"{first_day}",
            "last": f"{last_day}",
            "rules": Term.listed(_named(shop, problem, found, first_day)),
            "agent": agent.id,
            "others": _others(shop, found),
        }
        yield Finding("collision", "collision_together", AGENTS, agent.row, "agent_id", agent.id, details)


def _others(shop: Shop, found: InfeasibleSubset) -> Term:
    """A sentence about those of whom the same collide; empty where it is one person alone."""
    if not found.others:
        return Term("", "")
    named = [shop.agents[place].id for place in found.others[:_MOST_NAMED]]
    more = len(found.others) - len(named)
    beyond = (f" and {more} more", f" 等 {len(found.others)} 人") if more else ("", "")
    return Term(
        f" The same holds for {', '.join(named)}{beyond[0]}.", f"同样的还有：{'、'.join(named)}{beyond[1]}。"
    )


def _named(shop: Shop, problem: Problem, found: InfeasibleSubset, first_day: date) -> Iterator[Term]:
    """Rules by key or column, with what is due by them, then the rows and plans that take part."""
    agent = shop.agents[found.agent]
    for rule in found.rules:
        yield _rule(_IN_THE_FILES.get(rule, rule), _due(problem, found, rule, first_day))
    yield from (Term(place, place) for place in _places(shop, agent, found, first_day))


def _rule(key: str, due: str) -> Term:
    """A key of [rules], which is the same in both languages, or a column with its Chinese header."""
    column = next((each for each in COLUMNS.columns if each.name == key), None)
    return Term(key + due, (key if column is None else f"{column.chinese}（{key}）") + due)


def _places(shop: Shop, agent: Agent, found: InfeasibleSubset, first_day: date) -> Iterator[str]:
    if found.past:
        yield "plans/"
    leave = {first_day + timedelta(days=day) for day in found.leave}
    for request in shop.requests:
        if request.kind == "leave" and request.agent_id == agent.id and request.day in leave:
            yield f"requests.csv:{request.row}"
    locked = {first_day + timedelta(days=day) for day in found.locks}
    for lock in shop.locks:
        if lock.agent_id == agent.id and lock.day in locked:
            # A change made by hand on the desk stands in no file yet.
            yield f"locks.csv:{lock.row}" if lock.row else f"{lock.day} {lock.shift}"


def _due(problem: Problem, found: InfeasibleSubset, rule: str, first_day: date) -> str:
    """The hours that the rule makes due in one of its stretches, that with the most, in brackets."""
    least = [
        limit
        for limit in problem.agents[found.agent].limits
        if limit.rule == rule and limit.measure == "minutes" and limit.least > 0
    ]
    if not least:
        return ""
    most = max(least, key=lambda limit: limit.least)
    first, last = (first_day + timedelta(days=day) for day in (most.first_day, most.last_day))
    return f" (≥ {round(most.least / 60, 2):g} h, {first} – {last})"
