"""What is legal but odd about people and shifts: nobody would find it in the roster, only miss it there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from peakroster.shop.eligibility import longest_shift, may_work, most_hours_week, rule_against
from peakroster.shop.settings.office_hours import Offices
from peakroster.tables.clock import format_window
from peakroster.tables.report import Report
from scheduler.domain.agents import Agent
from scheduler.domain.opening import DAYS_IN_WEEK
from scheduler.domain.shared_teams import SharedTeam
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY, Window

AGENTS, SHIFTS = "agents.csv", "shifts.csv"
_MOST_NAMES = 12


def warn_of_odd_people(shop: Shop, report: Report) -> None:
    """Shifts for nobody, people for no shift, queues that nobody serves, hours nobody can reach."""
    rules = shop.settings.rules
    possible = _possible(shop)
    workable = {shift.name for shifts in possible.values() for shift in shifts}
    _warn_of_patterns(shop, workable, report)
    _warn_of_closed_hours(shop, report)
    for shift in shop.shifts:
        rule = rule_against(shift, rules)
        if shift.pattern is not None:
            continue  # told once for all shifts of the pattern
        if rule is not None:
            limit = longest_shift(rules) if rule == "max_hours_per_day" else getattr(rules, rule)
            details = {"rule": rule, "limit": f"{limit:g}", "hours": f"{shift.paid_minutes / 60:g}"}
            report.warning(
                "shift_against_rule", SHIFTS, shift.row, column="shift", value=shift.name, **details
            )
        elif shift.name not in workable:
            report.warning("shift_for_nobody", SHIFTS, shift.row, column="shift", value=shift.name)
    telephones = {queue.id for queue in shop.settings.queues if not queue.holds_several}
    past_midnight = list(
        dict.fromkeys(
            shift.pattern or shift.name
            for shift in shop.shifts
            if shift.end > MINUTES_PER_DAY and shift.rest_of is None
        )
    )
    for agent in shop.agents:
        shifts = possible[agent.id]
        if not shifts:
            report.warning("agent_without_shift", AGENTS, agent.row, column="agent_id", value=agent.id)
        elif agent.min_hours_week is not None:
            most = most_hours_week(agent, shifts, rules)
            if most < agent.min_hours_week:
                report.warning(
                    "min_hours_out_of_reach",
                    AGENTS,
                    agent.row,
                    column="min_hours_week",
                    value=f"{agent.min_hours_week:g}",
                    agent=agent.id,
                    most=f"{most:g}",
                )
        for name, chats in agent.max_chats:
            if chats > 1 and name in telephones:
                report.warning(
                    "chats_of_telephone",
                    AGENTS,
                    agent.row,
                    column="max_chats",
                    value=f"{name}:{chats}",
                    queue=name,
                )
        if agent.hours is not None and _whole_day(agent) and past_midnight:
            names = "; ".join(past_midnight[:6])
            hours = format_window(agent.hours)
            report.warning("hours_whole_day", AGENTS, agent.row, column="hours", value=hours, shifts=names)
    for queue in shop.settings.queues:
        skilled = [agent for agent in shop.agents if queue.id in agent.skills]
        if not any(possible[agent.id] for agent in skilled):
            report.warning("queue_without_agents", AGENTS, column="skills", value=queue.id)
    for team in shop.settings.shared:
        _warn_of_team_skills(shop, team, possible, report)


def _warn_of_team_skills(
    shop: Shop, team: SharedTeam, possible: Mapping[str, Sequence[Shift]], report: Report
) -> None:
    """People who have some skills of a team and not all, and teams that nobody can work for."""
    partly = [agent for agent in shop.agents if 0 < len({*team.queues} & {*agent.skills}) < len(team.queues)]
    if partly:
        names = [one.id if one.name in ("", one.id) else f"{one.id} {one.name}" for one in partly]
        lacking = [name for name in team.queues if any(name not in one.skills for one in partly)]
        report.warning(
            "team_agent_lacks",
            AGENTS,
            partly[0].row,
            column="skills",
            value=";".join(partly[0].skills),
            count=len(partly),
            agents="; ".join(names[:_MOST_NAMES]) + ("; …" if len(names) > _MOST_NAMES else ""),
            team=team.id,
            missing="; ".join(lacking),
        )
    if not any(possible[agent.id] for agent in shop.agents if set(team.queues) <= set(agent.skills)):
        queues = ", ".join(team.queues)
        report.warning("team_without_agents", AGENTS, column="skills", value=team.id, queues=queues)


def _possible(shop: Shop) -> dict[str, list[Shift]]:
    """Of each agent's id; people who may work the same are looked at once."""
    alike: dict[object, list[Shift]] = {}
    found = {}
    for agent in shop.agents:
        key = agent.shifts, agent.hours, agent.max_hours_week, agent.rules.max_overtime_month == 0
        if key not in alike:
            alike[key] = [shift for shift in shop.shifts if may_work(agent, shift, shop.settings.rules)]
        found[agent.id] = alike[key]
    return found


def _warn_of_closed_hours(shop: Shop, report: Report) -> None:
    """Shifts that lie outside the hours of each of their weekdays; of a pattern one."""
    office, told = Offices(shop.settings).all, set[int]()
    for shift in shop.shifts:
        weekdays = range(DAYS_IN_WEEK) if shift.weekdays is None else shift.weekdays
        if shift.row in told or not office.is_never_allowed(shift.start, shift.end, weekdays):
            continue
        told.add(shift.row)
        hours, minutes = (
            format_window(Window(shift.start, shift.end)),
            office.least_minutes(shift.start, shift.end, weekdays),
        )
        report.warning(
            "shift_when_closed",
            SHIFTS,
            shift.row,
            column="shift",
            value=shift.name,
            hours=hours,
            minutes=minutes,
        )


def _warn_of_patterns(shop: Shop, workable: Collection[str], report: Report) -> None:
    """One line for each pattern with shifts that nobody can work."""
    patterns: dict[str, list[Shift]] = {}
    for shift in shop.shifts:
        if shift.pattern is not None and shift.rest_of is None:
            patterns.setdefault(shift.pattern, []).append(shift)
    for pattern, shifts in patterns.items():
        idle = [shift.name for shift in shifts if shift.name not in workable]
        if idle:
            details = {"count": len(idle), "total": len(shifts), "example": idle[0]}
            report.warning(
                "pattern_shifts_for_nobody", SHIFTS, shifts[0].row, column="shift", value=pattern, **details
            )


def _whole_day(agent: Agent) -> bool:
    return agent.hours is not None and agent.hours.end - agent.hours.start == MINUTES_PER_DAY
