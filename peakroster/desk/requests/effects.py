"""What approving a request would do to the rosters that there are; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from peakroster.desk.leave import MissingStretch, leave_effect, missing_against
from peakroster.desk.requests.content import AgentRequest, LeaveAsked, SwapAsked, WishAsked
from peakroster.desk.roster import Desk, change, examine, open_desk
from peakroster.desk.stored import RosterCell, shifts_of
from peakroster.pipeline.stages import PlanOutcome
from peakroster.plans.store import PlanStore
from peakroster.tables.findings import Finding, InputError
from scheduler.audit import Violation

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RequestEffect:
    """What becomes of the rosters.

    changes: (agent id, date) → (shift before, shift after), None = off. Of leave they are the shifts that
    nobody works then; of a swap what both work. late, missing_hours: customers answered too late and
    agent-hours missing in addition; None where no plan has a roster for these days. stretches: when and in
    which queue people are missing. broken: rules that the roster would break and does not now. kept: of a
    wish, on how many days the roster keeps it already, of how many that it has. plans: first days of the
    plans that hold these days.
    """

    changes: Mapping[RosterCell, tuple[str | None, str | None]] = field(default_factory=dict)
    late: float | None = None
    missing_hours: float | None = None
    stretches: tuple[MissingStretch, ...] = ()
    broken: tuple[Violation, ...] = ()
    kept: tuple[int, int] | None = None
    plans: tuple[date, ...] = ()


@dataclass(frozen=True)
class SwappedPlan:
    """A plan with a swap made in it. desk: as it was read."""

    desk: Desk
    outcome: PlanOutcome
    broken: tuple[Violation, ...]


def effect_of(folder: Path, request: AgentRequest) -> RequestEffect:
    """What approving the request would do; takes as long as a changed cell for each plan.

    Raises InputError for files that cannot be read, for days of a swap without a roster, and for leave of
    somebody who is gone.
    """
    asked = request.asked
    if isinstance(asked, SwapAsked):
        return swap_effect(request.agent_id, asked, swapped_plans(folder, request.agent_id, asked))
    desks = [open_desk(folder, first) for first in plans_of(folder, asked.first, asked.last)]
    if isinstance(asked, LeaveAsked):
        return _of_leave(request.agent_id, asked, desks)
    return _of_wish(request.agent_id, asked, desks)


def plans_of(folder: Path, first: date, last: date) -> list[date]:
    """First days of the plans that hold any of these days; a day of several is that which starts latest."""
    store, found = PlanStore(folder), dict[date, None]()
    day = first
    while day <= last:
        plan = store.holding(datetime.combine(day, time()))
        if plan is None:
            later = [start for start in store.plans() if day < start <= last]
            if not later:
                break
            day = later[0]
            continue
        found[plan.first_day] = None
        day = plan.last_day + _DAY
    return list(found)


def swapped_plans(folder: Path, agent_id: str, asked: SwapAsked) -> list[SwappedPlan]:
    """The plans of these days with what both do exchanged, in the order of their days.

    Raises InputError ``swap_without_plan`` for a day without a roster, ``swap_of_nothing`` where nothing
    would change.
    """
    by_plan: dict[date, list[date]] = {}
    for day in asked.days:
        plans = plans_of(folder, day, day)
        if not plans:
            raise InputError([Finding("error", "swap_without_plan", "requests", value=f"{day}")])
        by_plan.setdefault(plans[0], []).append(day)
    found, changed = [], False
    for first, days in by_plan.items():
        desk = open_desk(folder, first)
        if desk.plan.roster is None or desk.plan.requirement is None:
            raise InputError([Finding("error", "swap_without_plan", "requests", value=f"{days[0]}")])
        shifts = shifts_of(desk.plan)
        pairs = [(agent_id, asked.colleague), (asked.colleague, agent_id)]
        cells = {(mine, day): shifts.get((theirs, day)) for day in days for mine, theirs in pairs}
        changed = changed or any(shifts.get(cell) != shift for cell, shift in cells.items())
        outcome = change(desk, cells)
        found.append(SwappedPlan(desk, outcome, tuple(_new(examine(desk), outcome))))
    if not changed:
        raise InputError([Finding("error", "swap_of_nothing", "requests", value=agent_id)])
    return found


def _of_leave(agent_id: str, asked: LeaveAsked, desks: list[Desk]) -> RequestEffect:
    effects = [leave_effect(desk, agent_id, asked.first, asked.last, asked.hours) for desk in desks]
    return RequestEffect(
        {cell: (shift, None) for one in effects for cell, shift in one.uncovered.items()},
        _sum(one.late for one in effects),
        _sum(one.missing_hours for one in effects),
        tuple(stretch for one in effects for stretch in one.stretches),
        plans=tuple(desk.plan.first_day for desk in desks),
    )


def _of_wish(agent_id: str, asked: WishAsked, desks: list[Desk]) -> RequestEffect:
    """A wish changes nothing of what is planned; it counts from the next search on."""
    kept = all_ = 0
    for desk in desks:
        if desk.plan.roster is None:
            continue
        shifts, patterns = shifts_of(desk.plan), {one.name: one.pattern for one in desk.shop.shifts}
        for day in desk.plan.dates:
            if asked.first <= day <= asked.last:
                shift = shifts.get((agent_id, day))
                meant = shift is not None and asked.shift in (None, shift, patterns.get(shift))
                all_ += 1
                kept += (shift is None) if asked.wish == "prefer_off" else meant == (asked.wish == "prefer")
    plans = tuple(desk.plan.first_day for desk in desks)
    return RequestEffect(kept=(kept, all_) if all_ else None, plans=plans)


def swap_effect(agent_id: str, asked: SwapAsked, plans: list[SwappedPlan]) -> RequestEffect:
    """The same of a swap whose plans are made already."""
    changes: dict[RosterCell, tuple[str | None, str | None]] = {}
    late, missing, stretches = [], [], list[MissingStretch]()
    for one in plans:
        before, after = shifts_of(one.desk.plan), shifts_of(one.outcome.plan)
        for day in asked.days:
            if day in one.desk.plan.dates:
                for agent in (agent_id, asked.colleague):
                    changes[agent, day] = before.get((agent, day)), after.get((agent, day))
        against = missing_against(one.desk.plan, one.outcome.plan, one.desk.shop)
        late.append(against.late)
        missing.append(against.missing_hours)
        stretches += against.stretches
    return RequestEffect(
        changes,
        _sum(late),
        _sum(missing),
        tuple(stretches),
        tuple(violation for one in plans for violation in one.broken),
        plans=tuple(one.desk.plan.first_day for one in plans),
    )


def _new(before: PlanOutcome, after: PlanOutcome) -> Iterator[Violation]:
    """Violations that were not there, wherever their rows stand now."""
    known = {(one.code, one.agent, one.day, one.what) for one in before.violations}
    for one in after.violations:
        if (one.code, one.agent, one.day, one.what) not in known:
            yield one


def _sum(amounts: Iterator[float | None] | list[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
