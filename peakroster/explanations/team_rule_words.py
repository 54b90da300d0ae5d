"""Broken rules of the team in words: which, when, by how many, and who is off that day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from peakroster.messages import Translator
from peakroster.wording import day_label, later_time, listed
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from scheduler.domain.team_rules import People, TeamRule

_MOST_NAMES = 3


def team_rule_lines(shop: Shop, plan: Plan, translate: Translator) -> list[str]:
    """A line for each stretch in which the plan breaks a rule, by rule and time."""
    rules = {rule.name: rule for rule in shop.settings.team_rules}
    broken = (plan.summary or {}).get("team_rules", ())
    return [_line(shop, plan, rules.get(one["rule"]), one, translate) for one in broken]


def _line(
    shop: Shop, plan: Plan, rule: TeamRule | None, one: Mapping[str, Any], translate: Translator
) -> str:
    start, end = (datetime.fromisoformat(one[key]) for key in ("from", "until"))
    kind = "other" if rule is None else rule.kind
    by_day = rule is not None and rule.by_day
    names = shop.agent_names
    first = None if rule is None or not rule.who.agents else rule.who.agents[0]
    line = translate(
        f"explain.team_{kind}",
        rule=one["rule"],
        day=day_label(start.date(), translate),
        when="" if by_day else f" {start:%H:%M}–{later_time(start.date(), end, translate, end=True)}",
        people=f"{one['most']:g}",
        agent=names.get(one.get("agent", ""), one.get("agent", "")),
        first="" if first is None else names.get(first, first),
    )
    could = [] if rule is None else _free(shop, plan, rule, start)
    if not could:
        return line
    named = listed([names[agent] for agent in could[:_MOST_NAMES]], translate)
    return translate("explain.team_could", line=line, names=named, count=len(could))


def _free(shop: Shop, plan: Plan, rule: TeamRule, start: datetime) -> list[str]:
    """Who of those that are missing has the day off, and no leave."""
    missing: People | None = {"at_least": rule.who, "beside": rule.beside}.get(rule.kind)
    if missing is None or plan.roster is None:
        return []
    day = start.date()
    working = set(plan.roster.loc[plan.roster["date"] == day, "agent_id"])
    on_leave = {row.agent_id for row in shop.requests if row.kind == "leave" and row.day == day}
    return [
        agent.id
        for agent in shop.agents
        if missing.include(agent)
        and agent.id not in working | on_leave
        and ((own := agent.on(day).weekdays) is None or day.weekday() in own)
        and (agent.first_day is None or agent.first_day <= day)
        and (agent.last_day is None or day <= agent.last_day)
    ]
