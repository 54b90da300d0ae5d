"""What an agent sees of the shop: her own shifts as they were published, her requests, her calendar.

Nothing of anybody else is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.desk.requests.asking import agent_requests
from peakroster.desk.requests.content import AgentRequest
from peakroster.plans.activities import with_shifts
from peakroster.plans.versions import read_version
from peakroster.publishing.published import publications, published_roster
from peakroster.shop.model import ShopFolder
from peakroster.store.place import has_store
from scheduler.domain.agents import Agent
from scheduler.domain.requests import Request

if TYPE_CHECKING:  # SQLAlchemy takes long to load: a shop without a store does not wait for it
    from peakroster.store.calendar_links import CalendarLink
    from peakroster.store.publications import StoredPublication

DAYS = 35
"""How far ahead the page looks."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OwnPart:
    """What is done within a shift: a queue's id, ``meal``, ``break`` and the like."""

    start: datetime
    end: datetime
    activity: str


@dataclass(frozen=True)
class OwnShift:
    """A shift as it was published. parts: of it, in order of time; none for a roster without activities."""

    name: str
    start: datetime
    end: datetime
    parts: tuple[OwnPart, ...]


@dataclass(frozen=True)
class OwnDay:
    """A day that was published. shift: None = off. leave: agreed rows of requests.csv for the day."""

    day: date
    shift: OwnShift | None
    leave: tuple[Request, ...]


@dataclass(frozen=True)
class OwnPage:
    """days: published, from today on. requests: the newest first. calendars: addresses that are open."""

    agent: Agent
    days: tuple[OwnDay, ...]
    requests: tuple[AgentRequest, ...]
    calendars: tuple[CalendarLink, ...]


def own_page(shop: ShopFolder, agent_id: str, today: date, days: int = DAYS) -> OwnPage:
    """The page of one agent.

    Raises KeyError for somebody who is not in agents.csv (any longer), InputError, OSError for a store that
    cannot be read.
    """
    agent = next((one for one in shop.agents if one.id == agent_id), None)
    if agent is None:
        raise KeyError(agent_id)
    folder = shop.folder
    leave: dict[date, list[Request]] = {}
    for row in shop.requests:
        if row.agent_id == agent_id and row.kind == "leave":
            leave.setdefault(row.day, []).append(row)
    last = today + (days - 1) * _DAY
    found = tuple(
        OwnDay(day, _shifts(folder, told, agent_id).get(day), tuple(leave.get(day, ())))
        for day, told in _holding(folder, publications(folder), today, last).items()
    )
    calendars: list[CalendarLink] = []
    if has_store(folder):
        from peakroster.store.calendar_links import calendars_of

        calendars = calendars_of(folder, agent_id)
    asked = tuple(reversed(agent_requests(folder, None, agent_id, shop=shop)))
    return OwnPage(agent, found, asked, tuple(calendars))


def _holding(
    folder: Path, made: Iterable[StoredPublication], first: date, last: date
) -> dict[date, StoredPublication]:
    """The publication that holds on each day; where plans overlap, the one that people were told last."""
    newest: dict[date, StoredPublication] = {}
    for one in made:  # in the order in which they were made
        newest.pop(one.first_day, None)
        newest[one.first_day] = one
    found: dict[date, StoredPublication] = {}
    for one in newest.values():
        end = last if one.days is None else min(last, one.first_day + (one.days - 1) * _DAY)
        if one.withdrawn_at is not None or one.first_day > last or end < first:
            continue
        if one.days is None:
            end = min(last, published_roster(folder, one).last_day)
        day = max(first, one.first_day)
        while day <= end:
            found[day] = one
            day += _DAY
    return dict(sorted(found.items()))


def _shifts(folder: Path, told: StoredPublication, agent_id: str) -> Mapping[date, OwnShift]:
    shifts = _published_shifts(folder.resolve(), told.first_day, told.version, told.at)
    return shifts.get(agent_id, {})


@lru_cache(maxsize=16)
def _published_shifts(
    folder: Path, first_day: date, version: int, at: datetime
) -> Mapping[str, Mapping[date, OwnShift]]:
    """Everybody's shifts of a version, by agent and date: it never changes, and many look at it at once.

    at: when it was published, which tells it from one of a store that is gone.
    """
    plan = read_version(folder, first_day, version)
    roster = plan.roster
    if roster is None:
        return {}
    roster = roster.reset_index(drop=True)
    parts: dict[int, list[OwnPart]] = {}
    if plan.activities is not None:
        done = with_shifts(plan.activities, roster)
        columns = (done[name] for name in ("shift", "start", "end", "activity"))
        for number, start, end, activity in zip(*columns, strict=True):
            part = OwnPart(start.to_pydatetime(), end.to_pydatetime(), str(activity))
            parts.setdefault(int(number), []).append(part)
    found: dict[str, dict[date, OwnShift]] = {}
    columns = (roster[name] for name in ("agent_id", "date", "shift", "start", "end"))
    for number, (agent, day, shift, start, end) in enumerate(zip(*columns, strict=True)):
        own = tuple(sorted(parts.get(number, ()), key=lambda part: part.start))
        worked = OwnShift(str(shift), start.to_pydatetime(), end.to_pydatetime(), own)
        found.setdefault(str(agent), {})[day] = worked
    return found
