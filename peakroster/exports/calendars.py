"""One iCalendar file (RFC 5545) per agent, which a phone can subscribe to."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vText

from peakroster.exports.calendar_record import CalendarRecord, Revision
from peakroster.exports.neutral import neutral_table, staff_names
from peakroster.messages import Translator
from peakroster.shop.leave_words import words_by_cell
from peakroster.shop.model import ShopFolder
from peakroster.wording import listed
from scheduler.domain.plan import Plan
from scheduler.domain.shifts import SPLIT_MINUTES

PRODUCT = "-//peakroster//roster//EN"
_SHIFTS = UUID("8b0fb6a5-58a3-4f1c-9d0c-7d8f1a6c2f64")
"""Namespace of our events' UIDs; changing it would duplicate every event in every subscribed phone."""
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")
_LONGEST_NAME = 150
"""Bytes of a file name before its ending; file systems take 255."""


def calendar_files(
    shop: ShopFolder,
    plan: Plan,
    *,
    version: int,
    translate: Translator,
    record: CalendarRecord | None = None,
) -> dict[str, bytes]:
    """File name and content of each agent's calendar; without shifts the calendar is empty.

    A shift is one event, also across midnight. Its UID depends on the shop's first name, the agent's id and
    the date alone. SEQUENCE, DTSTAMP and LAST-MODIFIED grow when what the event says differs from what
    ``record`` has of it, and the record gets what is said now; SEQUENCE is at least ``version`` - 1. A shift
    of the plan's days that ``record`` has and the plan has no longer is a cancelled event. A date of leave
    without a shift is an event of the whole date.
    """
    record = record if record is not None else CalendarRecord(shop.settings.name)
    table = neutral_table(shop, plan, version=version)
    worked = dict(list(table[~table["is_rest"]].groupby("employee_id")))
    away = words_by_cell(shop, translate)
    zone = zone_component(shop.settings.timezone, plan.first_day, plan.last_day)
    files = {}
    names = staff_names(shop, plan)
    for (agent, name), file in zip(names.items(), file_names(names, names), strict=True):
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        title = vText(translate("exports.calendar_title", shop=shop.settings.name, agent=name))
        calendar.add("name", title)
        calendar.add("x-wr-calname", title)  # what phones read of it
        calendar.add("x-wr-timezone", shop.settings.timezone)
        calendar.add_component(zone)
        for row in worked.get(agent, table.iloc[:0]).to_dict("records"):
            words = away.get((agent, date.fromisoformat(row["work_date"])), "")
            calendar.add_component(_event(shop, plan, row, words, translate, record))
        days = {row["work_date"] for row in worked.get(agent, table.iloc[:0]).to_dict("records")}
        for day in plan.dates:
            if str(day) not in days and (agent, day) in away:
                days.add(str(day))
                calendar.add_component(_leave(agent, day, away[agent, day], plan, version, record))
        for day in plan.dates:
            uid = shift_uid(record.shop, agent, day.isoformat())
            revision = record.withdrawn(uid, plan.first_day, version - 1) if str(day) not in days else None
            if revision is not None:
                calendar.add_component(_cancelled(shop, uid, revision, translate))
        files[f"{file}.ics"] = calendar.to_ical()
    return files


def _event(
    shop: ShopFolder, plan: Plan, row: dict, away: str, translate: Translator, record: CalendarRecord
) -> Event:
    zone = ZoneInfo(shop.settings.timezone)
    uid = shift_uid(record.shop, row["employee_id"], row["work_date"])
    description = shift_description(shop.desk_names, row, translate)
    name = row["shift_name"]
    summary = translate("leave.shift_and_leave", shift=name, leave=away) if away else name
    content = _content([row["start_at"], row["end_at"], summary, description])
    day = date.fromisoformat(row["work_date"])
    span = str(row["start_at"]), str(row["end_at"])
    revision = record.revised(uid, day, content, plan.first_day, row["version"] - 1, span)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", revision.stamp)
    event.add("last-modified", revision.stamp)
    event.add("sequence", revision.sequence)
    event.add("dtstart", local_moment(row["start_at"], zone))
    event.add("dtend", local_moment(row["end_at"], zone))
    event.add("summary", summary)
    event.add("description", description)
    event.add("status", "CONFIRMED")
    return event


def _leave(agent: str, day: date, words: str, plan: Plan, version: int, record: CalendarRecord) -> Event:
    """A date of leave without a shift: the whole date, under the UID that its shift would have."""
    uid = shift_uid(record.shop, agent, day.isoformat())
    revision = record.revised(uid, day, _content([words]), plan.first_day, version - 1)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", revision.stamp)
    event.add("last-modified", revision.stamp)
    event.add("sequence", revision.sequence)
    event.add("dtstart", day)
    event.add("summary", words)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _content(says: list[str]) -> str:
    """A short name for what an event says."""
    text = json.dumps(says, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shift_uid(shop: str, *what: str) -> str:
    """The UID of an event. shop: the name that it had at first; what: agent and date of a shift."""
    identity = json.dumps([shop, *what], ensure_ascii=False)
    return f"{uuid5(_SHIFTS, identity)}@peakroster"


def _cancelled(shop: ShopFolder, uid: str, revision: Revision, translate: Translator) -> Event:
    """A shift that was taken back: phones that have it remove it or strike it through."""
    zone = ZoneInfo(shop.settings.timezone)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", revision.stamp)
    event.add("last-modified", revision.stamp)
    event.add("sequence", revision.sequence)
    if revision.start and revision.end:
        event.add("dtstart", local_moment(revision.start, zone))
        event.add("dtend", local_moment(revision.end, zone))
    else:
        event.add("dtstart", revision.day)
    event.add("summary", translate("exports.calendar_cancelled"))
    event.add("status", "CANCELLED")
    event.add("transp", "TRANSPARENT")
    return event


def shift_description(names: Mapping[str, str], row: Mapping[str, Any], translate: Translator) -> str:
    """What a calendar says below a shift: meal, breaks, queues by their ``names``, paid hours.

    row: of the neutral table, a shift.
    """
    lines = []
    if row["break_start"]:
        begins, ends = (datetime.fromisoformat(row[column]) for column in ("break_start", "break_end"))
        code = "calendar_gap" if ends - begins >= timedelta(minutes=SPLIT_MINUTES) else "calendar_meal"
        lines.append(translate(f"exports.{code}", start=f"{begins:%H:%M}", end=f"{ends:%H:%M}"))
    for span in filter(None, row["short_breaks"].split(";")):
        begins, ends = map(datetime.fromisoformat, span.split("/"))
        lines.append(translate("exports.calendar_break", start=f"{begins:%H:%M}", end=f"{ends:%H:%M}"))
    if row["queue"]:
        served = [names.get(queue, queue) for queue in row["queue"].split(";")]
        lines.append(translate("exports.calendar_queues", queues=listed(served, translate)))
    lines.append(translate("exports.calendar_paid", hours=f"{row['paid_minutes'] / 60:.2f}"))
    return "\n".join(lines)


def local_moment(text: str, zone: ZoneInfo) -> datetime:
    """The timestamp in the shop's time zone, or in UTC where its local time is ambiguous.

    A time with TZID in a repeated hour means its first pass (RFC 5545, 3.3.5), so the second pass can
    only be said in UTC.
    """
    moment = datetime.fromisoformat(text).astimezone(zone)
    unambiguous = moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()
    return moment if unambiguous else moment.astimezone(UTC)


def zone_component(timezone: str, first: date, last: date) -> Timezone:
    """The VTIMEZONE for shifts of these days; a calendar without events needs it to be valid."""
    zone = Timezone.from_tzid(
        timezone, first_date=first - timedelta(days=1), last_date=last + timedelta(days=3)
    )
    zone.pop("COMMENT", None)
    return zone


def file_names(ids: Iterable[str], people: Mapping[str, str] | None = None) -> list[str]:
    """A file name for each id, ``001-张伟`` with the names of ``people``, the same on every system.

    Letters of any script, digits, ``-`` and ``_`` stay, every other byte becomes ``~`` and its hex digits.

    Very long ids and names of devices are told apart by a hash, and so are ids that differ in case only,
    which Windows and macOS would put into one file.
    """
    ids = list(ids)
    called = people or {}
    named = [
        f"{agent_id}-{called[agent_id]}" if called.get(agent_id, agent_id) != agent_id else agent_id
        for agent_id in ids
    ]
    names = ["".join(map(_safe, name)) for name in named]
    alike = Counter(_folded(name) for name in names)
    return [
        _with_hash(name, agent_id)
        if alike[_folded(name)] > 1 or _DEVICES.fullmatch(name) or len(name.encode()) > _LONGEST_NAME
        else name
        for name, agent_id in zip(names, ids, strict=True)
    ]


def _safe(character: str) -> str:
    if character.isalnum() or character in "-_":
        return character
    return "".join(f"~{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _with_hash(name: str, agent_id: str) -> str:
    digest = hashlib.sha256(agent_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore") + "-" + digest
