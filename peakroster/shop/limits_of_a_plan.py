"""Limits that count over the days of one plan, left out where the days need not be those of one."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.agents import Agent
from scheduler.domain.rules import Limit
from scheduler.domain.shop import AnyShop


def without_limits_of_a_plan(shop: AnyShop) -> AnyShop:
    """The shop without the limits that count over a plan, for days that need not be those of one."""

    def others(limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
        return tuple(limit for limit in limits if limit.per != "plan")

    rules = shop.settings.rules
    rules = replace(rules, shift_limits=others(rules.shift_limits), hours_limits=others(rules.hours_limits))

    def person(agent: Agent) -> Agent:
        return replace(agent, rules=replace(agent.rules, shift_limits=others(agent.rules.shift_limits)))

    agents = tuple(agent.changed(person) for agent in shop.agents)
    return replace(shop, settings=replace(shop.settings, rules=rules), agents=agents)
