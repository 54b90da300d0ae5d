"""One person's day moved by hand: a meal, a break, a stretch of a queue, a meeting; nobody else moves.

The time that is left behind is filled with what lies beside it, and what is moved takes its place from the
queues; meals, breaks and meetings make way for nothing. Coverage, figures and audit follow, and the audit
says which rules the day breaks now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from peakroster.desk.roster import Desk, activities_on, assignments_of, glance, judged, problem_of
from peakroster.desk.stored import RosterCell
from peakroster.pipeline.stages import PlanOutcome
from peakroster.planning.roster.meetings import meetings_of_plan
from peakroster.planning.roster.plan_tables import ACTIVITY_NAMES, RESERVE, activities_of
from peakroster.planning.staffing.rostered_queues import rostered_shop
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import ACTIVITIES_COLUMNS, Plan
from scheduler.domain.shop import Shop
from scheduler.roster.problem.solution import STANDBY
from scheduler.roster.rearrange import roster_by_hand

_STANDBY = ACTIVITY_NAMES[STANDBY]


@dataclass(frozen=True)
class DayActivity:
    """A stretch of somebody's shift. activity: as activities.csv calls it."""

    start: datetime
    end: datetime
    activity: str


@dataclass(frozen=True)
class ActivityEdit:
    """A stretch that was moved, resized or given to another queue by hand.

    Parameters
    ----------
    agent_id
        Whose day it is.
    day
        On which the shift begins.
    before
        The stretch as it lies there; None = a new one.
    after
        The stretch as it shall be; None = it goes, and what lies beside it fills its time.
    """

    agent_id: str
    day: date
    before: DayActivity | None
    after: DayActivity | None


Days = Mapping[RosterCell, Sequence[DayActivity]]
"""(agent id, date) → everything that is done in the shift of that day, in order of time."""


def day_of(desk: Desk, cell: RosterCell) -> tuple[DayActivity, ...]:
    """What is done in a shift on the desk, in order of time; empty without a shift."""
    roster, table = desk.plan.roster, desk.plan.activities
    if roster is None or table is None:
        return ()
    shift = roster[(roster["agent_id"] == cell[0]) & (roster["date"] == cell[1])]
    if shift.empty:
        return ()
    first, last = shift["start"].iloc[0], shift["end"].iloc[0]
    rows = table[(table["agent_id"] == cell[0]) & (table["start"] >= first) & (table["start"] < last)]
    return tuple(
        DayActivity(start.to_pydatetime(), end.to_pydatetime(), str(activity))
        for start, end, activity in zip(rows["start"], rows["end"], rows["activity"], strict=True)
    )


def edited_days(desk: Desk, edits: Iterable[ActivityEdit]) -> dict[RosterCell, tuple[DayActivity, ...]]:
    """The days as these edits, one after the other, make them; nothing is computed from them yet.

    Raises InputError for an edit that cannot be made: of a stretch that is no longer there, out of the shift,
    between two planning intervals, onto a meal, a break or a meeting, or of an activity that is none.
    """
    days: dict[RosterCell, tuple[DayActivity, ...]] = {}
    for edit in edits:
        cell = (edit.agent_id, edit.day)
        rows = days.get(cell) or day_of(desk, cell)
        days[cell] = _edited(desk.shop, desk.plan, rows, edit)
    return days


def with_days(desk: Desk, days: Days, saved: Plan | None = None) -> PlanOutcome:
    """The plan with these days of people as they are given; figures and audit anew, in a moment.

    days: of shifts that the plan has; others are passed over. saved: the plan from which the one on the desk
    came; where everything is as it was in it, that plan.
    """
    problem, present = problem_of(desk), assignments_of(desk)
    agents = {agent.id: position for position, agent in enumerate(desk.shop.agents)}
    midnight = datetime.combine(desk.plan.first_day, datetime.min.time())
    worked = {(one.agent, one.day): desk.shop.shifts[one.shift] for one in present}
    given, spans = [], []
    for (agent_id, day), rows in days.items():
        agent, number = agents.get(agent_id, -1), (day - desk.plan.first_day).days
        shift = worked.get((agent, number))
        if shift is None:
            continue
        begin = number * 24 * 60
        spans.append((agent, begin + shift.start, begin + shift.end))
        given += [(agent_id, row.start, row.end, row.activity) for row in rows]
    table = pd.DataFrame(given, columns=list(ACTIVITIES_COLUMNS))
    table["start"] = pd.to_datetime(table["start"])
    table["end"] = pd.to_datetime(table["end"])
    new = activities_of(desk.shop, midnight.date(), desk.plan.days, table)
    kept = (
        row
        for row in activities_on(desk)
        if not any(row.agent == agent and first <= row.start < last for agent, first, last in spans)
    )
    activities = tuple(sorted((*kept, *new), key=lambda row: (row.agent, row.start)))
    for known in (desk.plan, saved):
        if known is None:
            continue
        other = Desk(desk.shop, known, desk.earlier, desk.basis)
        if {*assignments_of(other)} == {*present} and {*activities_on(other)} == {*activities}:
            return glance(other, desk)
    return judged(desk, problem, roster_by_hand(problem, present, activities))


def _edited(
    shop: Shop, plan: Plan, rows: Sequence[DayActivity], edit: ActivityEdit
) -> tuple[DayActivity, ...]:
    before, after = edit.before, edit.after
    if not rows or (before is not None and before not in rows):
        raise _refused("activity_gone", shop, edit)
    first, last = rows[0].start, rows[-1].end
    work = {*rostered_shop(shop).queue_ids, _STANDBY}
    others = [row for row in rows if row != before]
    if any(row.activity == RESERVE for row in rows):
        raise _refused("activity_of_reserve", shop, edit)
    pieces: list[DayActivity] = []
    if after is not None:
        _check_place(shop, plan, edit, after, (first, last), work)
        fixed = [row for row in others if row.activity not in work]
        if after.activity not in work and any(_overlap(row, after) for row in fixed):
            raise _refused("activity_overlaps", shop, edit)
        pieces = _without([after], fixed)
    left = _without(others, pieces)
    pushed = [row.activity for piece in pieces for row in others if _overlap(row, piece)]
    own = after.activity if after is not None and after.activity in work else None
    gaps = _gaps([*left, *pieces], first, last)
    filled = [*left, *pieces, *(DayActivity(*gap, _filling(gap, left, work, own, pushed)) for gap in gaps)]
    return _joined(sorted(filled, key=lambda row: row.start), work)


def _check_place(
    shop: Shop,
    plan: Plan,
    edit: ActivityEdit,
    after: DayActivity,
    shift: tuple[datetime, datetime],
    work: set[str],
) -> None:
    if not shift[0] <= after.start < after.end <= shift[1]:
        raise _refused("activity_outside_shift", shop, edit)
    grid = timedelta(minutes=shop.settings.interval_minutes)
    if any((moment - plan.start) % grid for moment in (after.start, after.end)):
        raise _refused("activity_off_grid", shop, edit, minutes=shop.settings.interval_minutes)
    meetings = {meeting.name for _, meeting in meetings_of_plan(shop, plan.first_day, plan.days)}
    if after.activity not in {*work, *ACTIVITY_NAMES.values(), *meetings}:
        raise _refused("activity_unknown", shop, edit)


def _filling(
    gap: tuple[datetime, datetime],
    left: Sequence[DayActivity],
    work: set[str],
    own: str | None,
    pushed: Sequence[str],
) -> str:
    """What fills time that was left: a queue beside it, of two the one that had to make way elsewhere; else
    the next one of the day; standby where the day has no other work."""
    rows = [row for row in left if row.activity in work and row.activity != own]
    beside = [row.activity for row in rows if row.end == gap[0] or row.start == gap[1]]
    later = [row.activity for row in rows if row.start >= gap[1]]
    sooner = [row.activity for row in reversed(rows) if row.end <= gap[0]]
    candidates = [*(name for name in beside if name in pushed), *beside, *later, *sooner]
    return next(iter(candidates), _STANDBY if own is not None or not pushed else pushed[0])


def _without(rows: Iterable[DayActivity], holes: Iterable[DayActivity]) -> list[DayActivity]:
    """What is left of the rows where the holes take their time."""
    left = list(rows)
    for hole in holes:
        left = [
            DayActivity(start, end, row.activity)
            for row in left
            for start, end in ((row.start, min(row.end, hole.start)), (max(row.start, hole.end), row.end))
            if start < end
        ]
    return left


def _gaps(rows: Iterable[DayActivity], first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    gaps, reached = [], first
    for row in sorted(rows, key=lambda row: row.start):
        if row.start > reached:
            gaps.append((reached, row.start))
        reached = max(reached, row.end)
    return [*gaps, (reached, last)] if reached < last else gaps


def _overlap(one: DayActivity, other: DayActivity) -> bool:
    return one.start < other.end and other.start < one.end


def _joined(rows: Iterable[DayActivity], work: set[str]) -> tuple[DayActivity, ...]:
    """Neighbouring stretches of the same work as one."""
    joined: list[DayActivity] = []
    for row in rows:
        if joined and row.activity in work and joined[-1].activity == row.activity:
            joined[-1] = DayActivity(joined[-1].start, row.end, row.activity)
        else:
            joined.append(row)
    return tuple(joined)


def _refused(code: str, shop: Shop, edit: ActivityEdit, **more: int) -> InputError:
    stretch = edit.after or edit.before
    details: dict[str, object] = {
        "agent": shop.agent_names.get(edit.agent_id, edit.agent_id),
        "date": f"{edit.day}",
        **more,
    }
    if stretch is not None:
        details |= {"start": f"{stretch.start:%H:%M}", "end": f"{stretch.end:%H:%M}"}
    value = None if stretch is None else stretch.activity
    return InputError([Finding("error", code, "activities.csv", value=value, details=details)])
