"""Meetings on their way into the roster problem and back: who takes part when, and who cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from scheduler.domain import meetings as domain
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY
from scheduler.roster.problem.meetings import FIRST_MEETING, Meeting
from scheduler.roster.problem.solution import STANDBY, Solution


def meetings_of_plan(shop: Shop, first_day: date, days: int) -> list[tuple[int, domain.Meeting]]:
    """Those of the plan's days in the order of the file, each with the activity that it is."""
    planned = [each for each in shop.meetings if 0 <= (each.day - first_day).days < days]
    return [(FIRST_MEETING - number, meeting) for number, meeting in enumerate(planned)]


def problem_meetings(
    shop: Shop, first_day: date, days: int, agent_at: Mapping[str, int]
) -> tuple[Meeting, ...]:
    """Those of the plan's days as the search knows them. agent_at: position of each agent."""
    return tuple(
        Meeting(
            (meeting.day - first_day).days,
            meeting.minutes,
            meeting.window.start,
            meeting.window.end,
            frozenset(agent_at[agent] for agent in meeting.agents),
            meeting.apart,
        )
        for _, meeting in meetings_of_plan(shop, first_day, days)
    )


def meetings_summary(shop: Shop, first_day: date, days: int, solution: Solution) -> dict[str, Any]:
    """``meetings`` of summary.json: each with its starts, how many take part, and who does not.

    Only of shops that have meetings in the plan. Starts are ``YYYY-MM-DDThh:mm``, several where people have
    it apart. ``why_absent``: agent → ``leave``, ``off``, ``shift`` (works, but not then), ``pause`` (meal,
    break or another meeting in the way) or ``desk`` (needed there more than ``meeting`` points say).
    """
    planned = meetings_of_plan(shop, first_day, days)
    if not planned:
        return {}
    midnight = datetime.combine(first_day, time())
    starts: dict[int, dict[str, datetime]] = {}
    for row in solution.activities:
        if row.what <= FIRST_MEETING:
            begin = midnight + timedelta(minutes=row.start)
            starts.setdefault(row.what, {})[shop.agents[row.agent].id] = begin
    return {
        "meetings": [
            {
                "meeting": meeting.name,
                "date": meeting.day.isoformat(),
                "minutes": meeting.minutes,
                "starts": [f"{start:%Y-%m-%dT%H:%M}" for start in sorted({*held.values()})],
                "taking_part": len(held),
                "absent": [agent for agent in meeting.agents if agent not in held],
                "why_absent": {
                    agent: _why_absent(shop, meeting, agent, first_day, solution, sorted({*held.values()}))
                    for agent in meeting.agents
                    if agent not in held
                },
            }
            for what, meeting in planned
            for held in [starts.get(what, {})]
        ]
    }


def _why_absent(
    shop: Shop,
    meeting: domain.Meeting,
    agent: str,
    first_day: date,
    solution: Solution,
    starts: Sequence[datetime],
) -> str:
    """What keeps somebody from a meeting; starts: when it is for the others, in order."""
    day = (meeting.day - first_day).days
    own = next(place for place, each in enumerate(shop.agents) if each.id == agent)
    worked = next((one.shift for one in solution.assignments if (one.agent, one.day) == (own, day)), None)
    if worked is None:
        away = {(r.agent_id, r.day) for r in shop.requests if r.kind == "leave" and r.hours is None}
        return "leave" if (agent, meeting.day) in away else "off"
    begin, end = meeting.window.start, meeting.window.end
    if starts and not meeting.apart:
        begin = int((starts[0] - datetime.combine(meeting.day, time())) / timedelta(minutes=1))
        end = begin + meeting.minutes
    shift = shop.shifts[worked]
    begin, end = max(begin, shift.start), min(end, shift.end)
    if end - begin < meeting.minutes:
        return "shift"
    midnight = day * MINUTES_PER_DAY
    longest = run = reached = 0
    for row in sorted(solution.activities, key=lambda row: row.start):
        if row.agent != own or (row.what < 0 and row.what != STANDBY):
            continue
        first, last = max(row.start - midnight, begin), min(row.end - midnight, end)
        if last > first:
            run = last - first + (run if first == reached else 0)
            longest, reached = max(longest, run), last
    return "desk" if longest >= meeting.minutes else "pause"
