"""What people were told to work: the newest publication of each plan, else the plan that lies there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from peakroster.plans.activities import with_shifts
from peakroster.plans.store import LONGEST_PLAN, PlanStore
from peakroster.publishing.published import newest, published_plan
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan

_EPOCH = datetime(1970, 1, 1)
_MINUTE = timedelta(minutes=1)
REST = ("meal", "break")
"""Activities in which nobody is expected at the desk."""

Span = tuple[int, int]
"""Minutes since 1970 by the clock of the shop, the end excluded."""


@dataclass(frozen=True)
class Desk:
    """A stretch at the desk, and the activity: a queue, standby, a meeting."""

    start: int
    end: int
    activity: str


@dataclass(frozen=True)
class PlannedShift:
    """A shift of the roster. desk: without meal and short breaks. meal_minutes: unpaid."""

    agent: str
    day: date
    name: str
    start: int
    end: int
    desk: tuple[Desk, ...]
    meals: tuple[Span, ...]
    paid_hours: float

    @property
    def desk_minutes(self) -> int:
        """Minutes at the desk."""
        return sum(part.end - part.start for part in self.desk)


@dataclass(frozen=True)
class Source:
    """Where the shifts of a plan come from. publication: its number; None = the plan as it lies there."""

    first_day: date
    last_day: date
    publication: int | None = None


@dataclass(frozen=True)
class Planned:
    """shifts: by agent and date. days: the dates that a plan covers, each with the plan that counts for it.

    need: columns ``timestamp``, ``queue``, ``agents``: people needed at the desks, of the days' intervals.
    """

    shifts: Mapping[tuple[str, date], PlannedShift]
    days: Mapping[date, date]
    sources: tuple[Source, ...]
    need: pd.DataFrame

    def shift(self, agent: str, day: date) -> PlannedShift | None:
        """The shift of somebody that starts on a date."""
        return self.shifts.get((agent, day))


def minutes_at(moment: datetime) -> int:
    """Minutes since 1970 by the same clock."""
    return (moment - _EPOCH) // _MINUTE


def moment_at(minute: int) -> datetime:
    """The other way round."""
    return _EPOCH + minute * _MINUTE


def midnight_of(day: date) -> int:
    """Minutes since 1970 at the day's start."""
    return (day - _EPOCH.date()).days * 1440


def planned_between(shop: ShopFolder, first: date, last: date, only: date | None = None) -> Planned:
    """The shifts that start on these dates. only: the first day of the one plan that counts.

    For each date the plan counts that contains it and starts latest. Raises InputError where no plan with a
    roster contains any of the dates.
    """
    store = PlanStore(shop.folder)
    starts = (
        [only] if only is not None else [day for day in store.plans() if first - LONGEST_PLAN < day <= last]
    )
    plans: dict[date, tuple[Plan, int | None]] = {}
    owners: dict[date, date] = {}
    for start in starts:
        plan, number = _as_told(shop, store, start)
        if plan.roster is None:
            continue
        plans[start] = plan, number
        owners |= {day: start for day in plan.dates if first <= day <= last}
    if not owners:
        raise no_plan(first, last)
    shifts: dict[tuple[str, date], PlannedShift] = {}
    needs, sources = [], []
    for start in sorted(set(owners.values())):
        plan, number = plans[start]
        mine = {day for day, owner in owners.items() if owner == start}
        shifts |= _shifts(plan, mine)
        sources.append(Source(start, plan.last_day, number))
        if plan.requirement is not None:
            rows = plan.requirement[["timestamp", "queue", "agents"]]
            needs.append(rows[rows["timestamp"].dt.date.isin(mine)])
    none = pd.DataFrame({"timestamp": pd.Series(dtype="datetime64[us]"), "queue": [], "agents": []})
    need = pd.concat(needs, ignore_index=True) if needs else none
    return Planned(shifts, dict(sorted(owners.items())), tuple(sources), need)


def no_plan(first: date, last: date) -> InputError:
    """The error that no plan contains any date of a file."""
    span = {"first": f"{first}", "last": f"{last}"}
    return InputError([Finding("error", "attendance_no_plan", "plans", value=f"{first}", details=span)])


def _as_told(shop: ShopFolder, store: PlanStore, start: date) -> tuple[Plan, int | None]:
    """The plan as it was published last, with the number; else as it lies there, and None."""
    told = newest(shop.folder, start)
    return (store.read(start), None) if told is None else (published_plan(shop.folder, told), told.number)


def _shifts(plan: Plan, days: set[date]) -> dict[tuple[str, date], PlannedShift]:
    assert plan.roster is not None
    roster = plan.roster[plan.roster["date"].isin(days)].reset_index(drop=True)
    done: dict[int, list[tuple[int, int, str]]] = {}
    if plan.activities is not None:
        for start, end, what, at in (
            with_shifts(plan.activities, roster)[["start", "end", "activity", "shift"]]
        ).itertuples(index=False):
            done.setdefault(int(at), []).append((minutes_at(start), minutes_at(end), str(what)))
    found = {}
    for place, (agent, day, name, start, end, paid) in enumerate(roster.itertuples(index=False)):
        span = minutes_at(start), minutes_at(end)
        parts = done.get(place) or [(*span, "standby")]
        found[agent, day] = _shift(str(agent), day, str(name), span, parts, float(paid))
    return found


def _shift(
    agent: str, day: date, name: str, span: Span, parts: Sequence[tuple[int, int, str]], paid: float
) -> PlannedShift:
    desk = tuple(Desk(*part) for part in sorted(parts) if part[2] not in REST)
    meals = tuple((begins, ends) for begins, ends, what in sorted(parts) if what == "meal")
    return PlannedShift(agent, day, name, *span, desk, meals, paid)
