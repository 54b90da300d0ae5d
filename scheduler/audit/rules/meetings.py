"""Meetings in activities.csv against meetings.csv: who, on which date, how long, when, and all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time

from scheduler.audit.facts.activity_row import MINUTE, ActivityRow
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift
from scheduler.domain.meetings import Meeting

Held = dict[Meeting, list[ActivityRow]]


def meetings(
    data: PlanData, rows: Sequence[tuple[WorkedShift, Sequence[ActivityRow]]]
) -> Iterator[Violation]:
    """Violations of the meetings in these shifts. rows: each shift with its rows of activities.csv."""
    known = by_name(data)
    held: Held = {}
    for shift, parts in rows:
        taken: set[Meeting] = set()
        for part in parts:
            if part.activity not in known:
                continue
            invited = [
                meeting
                for meeting in known[part.activity]
                if meeting.day == shift.day and part.agent in meeting.agents and meeting not in taken
            ]
            if not invited:
                yield part.broken("meeting_not_invited", "activity", found=part.activity)
                continue
            meeting = min(invited, key=lambda each: len(list(_ill_timed(each, part))))
            taken.add(meeting)
            held.setdefault(meeting, []).append(part)
            yield from _ill_timed(meeting, part)
    for meeting, all_rows in held.items():
        for part in all_rows[1:]:
            if not meeting.apart and part.start != all_rows[0].start:
                yield part.broken("meeting_at_once", "start", all_rows[0].start, part.start)


def by_name(data: PlanData) -> Mapping[str, Sequence[Meeting]]:
    """The meetings of the plan's days."""
    known: dict[str, list[Meeting]] = {}
    for meeting in data.shop.meetings:
        if data.contains(meeting.day):
            known.setdefault(meeting.name, []).append(meeting)
    return known


def _ill_timed(meeting: Meeting, part: ActivityRow) -> Iterator[Violation]:
    midnight = datetime.combine(meeting.day, time())
    minutes = (part.end - part.start) // MINUTE
    if minutes != meeting.minutes:
        yield part.broken("meeting_length", "end", meeting.minutes, minutes)
    earliest, latest = (midnight + at * MINUTE for at in (meeting.window.start, meeting.window.end))
    if part.start < earliest:
        yield part.broken("meeting_window", "start", earliest, part.start)
    if part.end > latest:
        yield part.broken("meeting_window", "end", latest, part.end)
