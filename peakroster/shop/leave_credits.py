"""Hours of leave that count as worked, by person and date; see ``docs/reference/leave.md#what-counts``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.agents import Agent
from scheduler.domain.leave_kinds import DAY_MINUTES, DAYS_A_WEEK, LeaveCredit
from scheduler.domain.requests import Request
from scheduler.domain.shop import AnyShop
from scheduler.domain.windows import MINUTES_PER_DAY


def with_credits(shop: AnyShop) -> AnyShop:
    """The shop whose agents have what counts of their leave; the same where nothing does."""
    counted: dict[str, dict[date, list[Request]]] = {}
    for row in shop.requests:
        if row.kind == "leave":
            counted.setdefault(row.agent_id, {}).setdefault(row.day, []).append(row)
    if not any(row.terms.counted for days in counted.values() for rows in days.values() for row in rows):
        return shop
    return replace(shop, agents=tuple(_credited(agent, counted.get(agent.id, {})) for agent in shop.agents))


def _credited(agent: Agent, leave: Mapping[date, Sequence[Request]]) -> Agent:
    own = tuple(_credits(agent, leave))
    return agent.changed(lambda then: replace(then, credits=own)) if own else agent


def day_minutes(agent: Agent) -> int:
    """Minutes that a day of leave stands for: a fifth of the contracted week, eight hours at most."""
    if not agent.min_hours_week:
        return DAY_MINUTES
    return min(DAY_MINUTES, round(60 * agent.min_hours_week / DAYS_A_WEEK))


def minutes_of(row: Request, whole_day: int) -> int:
    """Minutes that a row of leave stands for; of what begins or ends with the day, half a day at most."""
    if row.hours is None:
        return whole_day
    is_half = row.hours.start == 0 or row.hours.end == MINUTES_PER_DAY
    return min(row.hours.end - row.hours.start, whole_day // 2 if is_half else whole_day)


def _credits(agent: Agent, days: Mapping[date, Sequence[Request]]) -> Iterator[LeaveCredit]:
    by_day: dict[date, list[tuple[Request, int]]] = {}
    for row, minutes in leave_minutes(agent, [row for rows in days.values() for row in rows]):
        by_day.setdefault(row.day, []).append((row, minutes))
    for day, rows in by_day.items():
        if any(row.terms.counted for row, _ in rows):
            yield LeaveCredit(
                day,
                sum(minutes for row, minutes in rows if row.terms.counted),
                sum(minutes for row, minutes in rows if row.terms.at_work),
                all(row.terms.counted for row, _ in rows),
            )


def leave_minutes(agent: Agent, rows: Sequence[Request]) -> Iterator[tuple[Request, int]]:
    """Rows of leave of an agent with the minutes that they stand for, by date.

    Only dates on which the agent could work; no date more than a day of leave, no calendar week more than
    five of them.
    """
    on_day, in_week = dict[date, int](), dict[date, int]()
    for row in sorted(rows, key=lambda row: row.day):
        then = agent.on(row.day)
        if not _is_available(then, row.day):
            continue
        whole_day = day_minutes(then)
        monday = row.day - timedelta(days=row.day.weekday())
        left = min(whole_day - on_day.get(row.day, 0), DAYS_A_WEEK * whole_day - in_week.get(monday, 0))
        minutes = max(0, min(left, minutes_of(row, whole_day)))
        on_day[row.day] = on_day.get(row.day, 0) + minutes
        in_week[monday] = in_week.get(monday, 0) + minutes
        yield row, minutes


def _is_available(agent: Agent, day: date) -> bool:
    on_weekday = agent.weekdays is None or day.weekday() in agent.weekdays
    turn = agent.rotation
    has_turn = turn is None or not turn.hard or turn.on(day) != ()
    return on_weekday and has_turn and (agent.first_day or day) <= day <= (agent.last_day or day)
