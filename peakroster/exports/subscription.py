"""A calendar that phones subscribe to: what was published last, and how often that has changed.

Phones ask again and again, and keep what they have unless SEQUENCE and DTSTAMP grow (RFC 5545, 3.8.7.2 and
3.8.7.4). Both are read off the publications, so that every answer after the same one is the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from peakroster.exports.calendars import PRODUCT, local_moment, shift_description, shift_uid, zone_component
from peakroster.messages import Translator
from peakroster.wording import listed

TEAM = "team"
"""Stands in the place of an agent in the UIDs of the team's calendar."""
_ASK_AGAIN = "PT1H"
"""How often a phone shall ask, as far as it listens (RFC 7986, 5.7)."""


@dataclass(frozen=True)
class CalendarFacts:
    """What calendars say of a shop. first_name: the one that UIDs hang on. queues: id → name."""

    name: str
    first_name: str
    timezone: str
    queues: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """What an event says. start, end: ISO 8601 with offset; empty where it is a whole date, ``day``."""

    start: str
    end: str
    summary: str
    description: str
    day: str = ""


@dataclass(frozen=True)
class Told:
    """What was published of an event at one moment. sequence: grows from one publication to the next.

    at: in UTC. entry: None = no shift.
    """

    sequence: int
    at: datetime
    entry: Entry | None


def shift_entries(
    facts: CalendarFacts, rows: Iterable[Mapping[str, Any]], translate: Translator
) -> dict[str, Entry]:
    """UID → event for each shift and each date of leave among rows of the neutral table."""
    return {
        shift_uid(facts.first_name, row["employee_id"], row["work_date"]): Entry(
            row["start_at"],
            row["end_at"],
            f"{row['shift_name']} · {row['leave']}" if row.get("leave") else row["shift_name"],
            shift_description(facts.queues, row, translate),
        )
        if not row["is_rest"]
        else Entry("", "", row["leave"], "", row["work_date"])
        for row in rows
    }


def team_entries(
    facts: CalendarFacts, rows: Iterable[Mapping[str, Any]], translate: Translator
) -> dict[str, Entry]:
    """UID → event for each date and shift, with how many and who; a person has no event of their own."""
    people: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        key = (row["work_date"], row["shift_name"], row["start_at"], row["end_at"])
        people.setdefault(key, []).append(row["employee_name"])
    return {
        shift_uid(facts.first_name, TEAM, *key): Entry(
            key[2],
            key[3],
            translate("exports.calendar_team_shift", shift=key[1], count=len(names)),
            listed(sorted(names), translate),
        )
        for key, names in people.items()
    }


def subscription(
    facts: CalendarFacts,
    title: str,
    events: Mapping[str, Sequence[Told]],
    first: date,
    last: date,
    translate: Translator,
) -> bytes:
    """The calendar as bytes.

    title: its name. events: UID → what was published of it, in order of time. first, last: the dates that it
    is about. An event whose shift is gone is there as CANCELLED; one that never had a shift is not there.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):  # phones read the second
        calendar.add(name, vText(title))
    calendar.add("x-wr-timezone", facts.timezone)
    calendar.add("x-published-ttl", _ASK_AGAIN)
    calendar.add_component(zone_component(facts.timezone, first, last))
    zone = ZoneInfo(facts.timezone)
    for uid, told in events.items():
        event = _event(uid, told, zone, translate)
        if event is not None:
            calendar.add_component(event)
    return calendar.to_ical()


def _event(uid: str, told: Sequence[Told], zone: ZoneInfo, translate: Translator) -> Event | None:
    latest: Told | None = None
    shown: Entry | None = None
    for each in told:
        if each.entry is None and shown is None:
            continue
        if latest is None or each.entry != latest.entry:
            latest = each
        shown = each.entry or shown
    if latest is None or shown is None:
        return None
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", latest.at.replace(microsecond=0))
    event.add("last-modified", latest.at.replace(microsecond=0))
    event.add("sequence", latest.sequence)
    if shown.day:
        event.add("dtstart", date.fromisoformat(shown.day))
    else:
        event.add("dtstart", local_moment(shown.start, zone))
        event.add("dtend", local_moment(shown.end, zone))
    if latest.entry is None:
        event.add("summary", translate("exports.calendar_cancelled"))
        event.add("status", "CANCELLED")
        event.add("transp", "TRANSPARENT")
    else:
        event.add("summary", shown.summary)
        if shown.description:
            event.add("description", shown.description)
        event.add("status", "CONFIRMED")
        if shown.day:
            event.add("transp", "TRANSPARENT")
    return event
