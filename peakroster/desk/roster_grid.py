"""The roster as a spreadsheet of people by days: what each cell holds, what is to be said of it, totals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from peakroster.desk.figures import plannable_from
from peakroster.desk.memory import Kept
from peakroster.desk.stored import RosterCell, shifts_of
from peakroster.planning.staffing.rostered_queues import rostered_rows
from peakroster.shop.day_marks import DayMark, day_mark
from scheduler.audit import Violation
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

OFF_WORDS = ("off", "rest", "休", "休息", "公休", "轮休", "-", "—", "/")
"""What people write into a cell of somebody who does not work; so is a blank."""


@dataclass(frozen=True)
class DayCoverage:
    """One queue (or team that shares queues) on one day, in agent-hours.

    short, over: sums over the intervals with too few and too many. worst: start of the interval that lacks
    most people, and how many; None where none lacks any. service_level: of the worst served interval with a
    need; None where nothing is needed.
    """

    queue: str
    day: date
    required: float
    short: float
    over: float
    worst: tuple[datetime, float] | None
    service_level: float | None


@dataclass(frozen=True)
class RosterGrid:
    """The plan's roster as its cells.

    cells: agent id → shift of each day of the plan in order, None = off. before: cells that differ from the
    saved plan → the shift saved there. leave: of whole days; part: of a part of the day. broken: the
    violations that touch a cell, in their order. coverage: by queue in the shop's order, then day. marks:
    what is special about each day.
    """

    days: tuple[date, ...]
    cells: Mapping[str, tuple[str | None, ...]]
    before: Mapping[RosterCell, str | None]
    locked: frozenset[RosterCell]
    leave: frozenset[RosterCell]
    part: frozenset[RosterCell]
    broken: Mapping[RosterCell, tuple[Violation, ...]]
    coverage: Mapping[str, tuple[DayCoverage, ...]]
    marks: tuple[DayMark, ...] = ()


_COVERAGES: Kept[Mapping[str, tuple[DayCoverage, ...]]] = Kept(16)


def roster_grid(
    shop: Shop,
    plan: Plan,
    saved: Plan,
    locked: Collection[RosterCell],
    violations: Iterable[Violation],
) -> RosterGrid:
    """The grid of a plan. saved: the plan that changes are told against. locked: cells with a lock."""
    shifts, earlier = shifts_of(plan), shifts_of(saved)
    leave = [one for one in shop.requests if one.kind == "leave"]
    return RosterGrid(
        plan.dates,
        {agent.id: tuple(shifts.get((agent.id, day)) for day in plan.dates) for agent in shop.agents},
        {cell: earlier.get(cell) for cell in {*shifts, *earlier} if shifts.get(cell) != earlier.get(cell)},
        frozenset(locked),
        frozenset((one.agent_id, one.day) for one in leave if one.hours is None),
        frozenset((one.agent_id, one.day) for one in leave if one.hours is not None),
        broken_cells(plan, violations),
        day_coverage(shop, plan),
        tuple(day_mark(shop, day) for day in plan.dates),
    )


def broken_cells(plan: Plan, violations: Iterable[Violation]) -> dict[RosterCell, tuple[Violation, ...]]:
    """(agent id, date) → the violations in which this cell takes part.

    One of a limit over a stretch of days touches every shift of the agent in it.
    """
    touched: dict[RosterCell, list[Violation]] = {}
    works = shifts_of(plan)
    for violation in violations:
        if violation.agent is None:
            continue
        days = {violation.day, *(one.day for one in violation.references)} - {None}
        if not days and violation.interval is not None:
            days = {violation.interval.date()}
        if not days and violation.stretch is not None:
            first, last = violation.stretch
            days = {day for agent, day in works if agent == violation.agent and first <= day <= last}
        for day in days:
            if day is not None and plan.first_day <= day <= plan.last_day:
                touched.setdefault((violation.agent, day), []).append(violation)
    return {cell: tuple(found) for cell, found in touched.items()}


def day_coverage(shop: Shop, plan: Plan) -> Mapping[str, tuple[DayCoverage, ...]]:
    """Queue → one :class:`DayCoverage` a day of the plan, without the tail and what no shift can reach."""
    return _COVERAGES.of((shop, plan), (), lambda: _day_coverage(shop, plan))


def _day_coverage(shop: Shop, plan: Plan) -> Mapping[str, tuple[DayCoverage, ...]]:
    if plan.coverage is None:
        return {}
    begin = plannable_from(shop, plan)
    rows = plan.coverage[rostered_rows(shop, plan.coverage)]
    rows = rows[rows["timestamp"] < plan.end]
    hours = shop.settings.interval_minutes / 60
    missing = (rows["required"] - rows["scheduled"]).where(rows["timestamp"] >= begin, 0.0).clip(lower=0.0)
    spare = (rows["scheduled"] - rows["required"]).clip(lower=0.0)
    table = pd.DataFrame(
        {
            "queue": rows["queue"],
            "day": rows["timestamp"].dt.date,
            "at": rows["timestamp"],
            "required": rows["required"] * hours,
            "short": missing * hours,
            "over": spare * hours,
            "missing": missing,
            "served": rows["service_level"].where((rows["required"] > 0) & (rows["timestamp"] >= begin)),
        }
    )
    days = table.groupby(["queue", "day"], sort=False)
    sums = days[["required", "short", "over"]].sum()
    most = table.loc[days["missing"].idxmax(), ["at", "missing"]]
    found: dict[tuple[str, date], DayCoverage] = {}
    for (queue, day), required, short, over, at, worst, served in zip(
        sums.index,
        sums["required"].tolist(),
        sums["short"].tolist(),
        sums["over"].tolist(),
        most["at"].dt.to_pydatetime(),
        most["missing"].tolist(),
        days["served"].min().tolist(),
        strict=True,
    ):
        moment = (at, worst) if worst > 0 else None
        level = None if pd.isna(served) else served
        found[str(queue), day] = DayCoverage(str(queue), day, required, short, over, moment, level)
    return {
        queue: tuple(
            found.get((queue, day), DayCoverage(queue, day, 0.0, 0.0, 0.0, None, None)) for day in plan.dates
        )
        for queue in shop.rostered_names
    }


def first_day_of_interest(plan: Plan, today: date) -> date:
    """The day that a grid begins with: the Monday of this week if the plan holds today, else its first."""
    if not plan.first_day <= today <= plan.last_day:
        return plan.first_day
    return max(plan.first_day, today - timedelta(days=today.weekday()))
