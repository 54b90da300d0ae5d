"""All that is known of one person: shifts of a month, hours, leave, wishes, fairness, what they were told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peakroster.desk.fairness import FairnessRow, fairness_with_plan
from peakroster.desk.requests.asking import agent_requests
from peakroster.desk.requests.content import AgentRequest
from peakroster.desk.roster import Desk
from peakroster.planning.roster.leave_hours import leave_hours
from peakroster.plans.store import PlanStore
from peakroster.publishing.differences import Difference, differences
from peakroster.publishing.published import PublishedRoster, publications, published_roster
from peakroster.shop.settings.leave_kinds import LeaveKind
from peakroster.store.place import has_store
from peakroster.tables.findings import InputError
from scheduler.domain.agents import Agent
from scheduler.domain.requests import Request

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class PersonDay:
    """A day of a person. shift: as planned; None = off. start, end: of the shift. planned: whether a plan has
    the day. leave: of the whole day or part of it; away: its rows; pending: those that wait. wishes: rows of
    requests.csv for the day."""

    day: date
    shift: str | None
    start: datetime | None
    end: datetime | None
    paid_hours: float
    planned: bool
    leave: LeaveKind | None
    wishes: tuple[Request, ...]
    away: tuple[Request, ...] = ()
    pending: tuple[Request, ...] = ()


@dataclass(frozen=True)
class PersonWeek:
    """Paid hours of a calendar week, as far as plans have it. days: how many of them they have."""

    monday: date
    hours: float
    days: int


@dataclass(frozen=True)
class ToldChange:
    """A change that a publication told the person."""

    first_day: date
    number: int
    at: datetime
    change: Difference


@dataclass(frozen=True)
class CalendarState:
    """Addresses of a person's calendar. used_at: when a phone asked last, in UTC; None = never."""

    count: int
    used_at: datetime | None


@dataclass(frozen=True)
class PersonPage:
    """month: its first day. days: of the month. weeks: that touch it. told: the newest first. leave: hours of
    leave of the month, and those of them that count as worked."""

    agent: Agent
    month: date
    days: tuple[PersonDay, ...]
    weeks: tuple[PersonWeek, ...]
    fairness: FairnessRow | None
    requests: tuple[AgentRequest, ...]
    told: tuple[ToldChange, ...]
    calendar: CalendarState
    leave: tuple[float, float] = (0.0, 0.0)

    @property
    def hours(self) -> float:
        """Paid hours of the month, as far as it is planned."""
        return sum(one.paid_hours for one in self.days)


def person_page(desk: Desk, agent_id: str, month: date | None = None) -> PersonPage:
    """The page of one person, the plan on the desk as it lies there.

    month: any day of it; None = that of the plan's first day. Raises KeyError for somebody who is not in
    agents.csv, InputError for files of other plans that cannot be read.
    """
    agent = next((one for one in desk.shop.agents if one.id == agent_id), None)
    if agent is None:
        raise KeyError(agent_id)
    first = (month or desk.plan.first_day).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    start = first - timedelta(days=first.weekday())
    last = following - _DAY
    end = last + timedelta(days=6 - last.weekday())
    worked, planned = _worked(desk, agent_id, start, end)
    days = tuple(
        _day(desk, agent_id, first + n * _DAY, worked, planned) for n in range((following - first).days)
    )
    folder = desk.shop.folder
    table = fairness_with_plan(desk)
    return PersonPage(
        agent,
        first,
        days,
        tuple(_weeks(start, end, worked, planned)),
        next((row for row in table.rows if row.agent == agent_id), None) if table.days else None,
        tuple(reversed(agent_requests(folder, None, agent_id, shop=desk.shop))),
        tuple(_told(desk, agent_id)),
        _calendar(desk, agent_id),
        _leave(desk, agent_id, first, len(days)),
    )


def _leave(desk: Desk, agent_id: str, first: date, days: int) -> tuple[float, float]:
    rows = [row for row in leave_hours(desk.shop, first, days) if row["agent_id"] == agent_id]
    return sum(row["hours"] for row in rows), sum(row["counted_hours"] for row in rows)


Worked = Mapping[date, tuple[str, datetime, datetime, float]]


def _worked(desk: Desk, agent_id: str, first: date, last: date) -> tuple[Worked, set[date]]:
    """Shifts by day, and the days that any plan has: earlier plans, the one on the desk, later ones."""
    frames = [desk.earlier.window, desk.plan.roster]
    planned = {*desk.earlier.window_days, *(desk.plan.dates if desk.plan.roster is not None else ())}
    store = PlanStore(desk.shop.folder)
    for day in store.plans():
        if desk.plan.last_day < day <= last:
            try:
                plan = store.read(day)
            except InputError:  # whoever opens that plan is told
                continue
            if plan.roster is not None:
                frames.append(plan.roster)
                planned |= set(plan.dates)
    found = {}
    for frame in frames:
        if frame is None or frame.empty:
            continue
        mine = frame[frame["agent_id"] == agent_id]
        columns = (mine[name] for name in ("date", "shift", "start", "end", "paid_hours"))
        for day, shift, start, end, hours in zip(*columns, strict=True):
            if first <= day <= last:
                found[day] = (str(shift), start.to_pydatetime(), end.to_pydatetime(), float(hours))
    return found, planned


def _day(desk: Desk, agent_id: str, day: date, worked: Worked, planned: set[date]) -> PersonDay:
    rows = [row for row in desk.shop.requests if row.agent_id == agent_id and row.day == day]
    leave = next((row.leave for row in rows if row.kind == "leave"), None)
    shift, start, end, hours = worked.get(day, (None, None, None, 0.0))
    wishes = tuple(row for row in rows if row.kind != "leave")
    away = tuple(row for row in rows if row.kind == "leave")
    waits = tuple(
        row
        for row in desk.shop.pending
        if row.agent_id == agent_id and row.day == day and row.kind == "leave"
    )
    return PersonDay(day, shift, start, end, hours, day in planned, leave, wishes, away, waits)


def _weeks(start: date, end: date, worked: Worked, planned: set[date]) -> Iterator[PersonWeek]:
    monday = start
    while monday <= end:
        days = [monday + n * _DAY for n in range(7)]
        hours = sum(worked[day][3] for day in days if day in worked)
        yield PersonWeek(monday, hours, sum(day in planned for day in days))
        monday += _WEEK


def _told(desk: Desk, agent_id: str) -> Iterator[ToldChange]:
    """What each publication of the plan on the desk changed for the person, the newest first."""
    folder, first_day = desk.shop.folder, desk.plan.first_day
    made = publications(folder, first_day)
    before: PublishedRoster | None = None
    found: list[ToldChange] = []
    for one in made:
        roster = published_roster(folder, one)
        mine = roster.table[roster.table["employee_id"] == agent_id]
        if before is not None:
            was = before.table[before.table["employee_id"] == agent_id]
            found += [ToldChange(first_day, one.number, one.at, change) for change in differences(was, mine)]
        before = roster
    yield from reversed(found)


def _calendar(desk: Desk, agent_id: str) -> CalendarState:
    if not has_store(desk.shop.folder):
        return CalendarState(0, None)
    from peakroster.store.calendar_links import calendars_of

    links = calendars_of(desk.shop.folder, agent_id)
    used = [link.used_at for link in links if link.used_at is not None]
    return CalendarState(len(links), max(used, default=None))
