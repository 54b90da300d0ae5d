"""The parts of the objective in summary.json: each recomputed from the files, all of them summed."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import DAY, monday
from scheduler.audit.facts.plan_data import STANDBY, ObjectiveWeights, PlanData
from scheduler.audit.facts.tables import datetimes, numbers, texts
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, earlier_rows, paid_hours
from scheduler.audit.figures.changes import changes, told_changes
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.fairness import fairness, is_broken, weight_of_wishes
from scheduler.audit.figures.free_weekends import free_weekends
from scheduler.audit.figures.handling_time import queue_at, stated
from scheduler.audit.figures.patterns import jumps, regular_start, restless, single_days, told_starts
from scheduler.audit.figures.pay import cost, overtime
from scheduler.audit.figures.price import Curve, straight
from scheduler.audit.figures.returns import customers_back
from scheduler.audit.figures.rotations import rotations
from scheduler.audit.figures.secondary_queues import secondary_queues
from scheduler.audit.figures.totals import SUMMARY, is_number, same, shown
from scheduler.audit.figures.transfers import customers_of_all
from scheduler.audit.rules.availability import is_offered
from scheduler.audit.rules.due import contracted_minutes
from scheduler.audit.rules.team_rules import team_rule_points
from scheduler.domain.shifts import Shift

COLUMN = "objective_parts"
PARTS = (
    "late",
    "shortage",
    "overstaffing",
    "contract",
    "cost",
    "overtime",
    "wishes",
    "fairness",
    "regular_start",
    "start_jumps",
    "single_days",
    "free_weekends",
    "rotation",
    "queue_changes",
    "secondary_queues",
    "meetings",
    "shift_cover",
    "team_rules",
    "changes",
    "last_night",
)
EARLIER = ("next_day", "unavoidable")
"""Parts of earlier programs, in place of ``last_night``: they are summed as they stand."""
LATER = (
    "overtime",
    "regular_start",
    "start_jumps",
    "single_days",
    "free_weekends",
    "rotation",
    "queue_changes",
    "secondary_queues",
    "meetings",
    "team_rules",
    "changes",
)
"""Parts that a summary of an earlier program does not have, or of a shop without such: nothing was paid for
them."""
LATE = ("late_minus_3", "late_minus_2", "late_minus_1", "late", "late_plus_1", "late_plus_2", "late_plus_3")
TOLERANCE = 0.01
ROUNDING = 0.001
"""Points: the search prices each person in an interval in whole thousandths."""

Figures = dict[str, tuple[float, float]]
"""Part → amount and points."""


def objective(
    data: PlanData, counted: Mapping[grid.Key, CoverageCount], worked: Sequence[WorkedShift]
) -> Iterator[Violation]:
    """Parts that are absent, not numbers, not those of the files, or that do not sum to the objective.

    A summary without any parts is one of an earlier program; it is left alone.
    """
    summary = data.plan.summary or {}
    parts = summary.get(COLUMN)
    if parts is None:
        return
    yield from told_starts(data)
    yield from told_changes(data, worked)
    later = (*LATER, "last_night") if set(EARLIER) & set(parts) else LATER
    counts = [part for part in PARTS if part in parts or part not in later]
    counts += [part for part in EARLIER if part in parts]
    written = {(part, key): _written(parts, part, key) for part in counts for key in ("amount", "points")}
    wrong = {place: value for place, value in written.items() if not is_number(value)}
    for (part, key), value in wrong.items():
        yield Violation("summary_figure", SUMMARY, column=f"{COLUMN}.{part}.{key}", found=shown(value))
    if wrong:
        return
    if counted and data.plan.roster is not None:
        for part, (amount, points) in _recomputed(data, data.weights, counted, worked).items():
            if part not in counts:
                continue
            for key, expected in (("amount", amount), ("points", points)):
                allowed = TOLERANCE if key == "amount" else TOLERANCE + 1e-4 * abs(points)
                if not same(written[part, key], expected, allowed):
                    column, found = f"{COLUMN}.{part}.{key}", shown(written[part, key])
                    yield Violation("summary_figure", SUMMARY, column=column, expected=expected, found=found)
    total, told = math.fsum(written[part, "points"] for part in counts), summary.get("objective")
    people = sum(abs(right.scheduled - right.required) + 2 for right in counted.values())
    rounding = TOLERANCE + ROUNDING * people
    if is_number(told) and abs(total - float(told)) > rounding:  # type: ignore[arg-type]
        yield Violation("summary_parts", SUMMARY, column=COLUMN, expected=shown(told), found=total)


def _written(parts: Any, part: str, key: str) -> Any:
    entry = parts.get(part) if isinstance(parts, Mapping) else None
    return entry.get(key) if isinstance(entry, Mapping) else None


def _recomputed(
    data: PlanData,
    weights: ObjectiveWeights,
    counted: Mapping[grid.Key, CoverageCount],
    worked: Sequence[WorkedShift],
) -> Figures:
    return {
        **_coverage(data, weights, counted),
        "contract": _contract(data, weights, worked),
        "cost": cost(data, weights, worked),
        "overtime": overtime(data, weights, worked),
        "wishes": _wishes(data, weights, worked),
        "fairness": fairness(data, weights, worked),
        "regular_start": regular_start(data, weights, worked),
        "start_jumps": jumps(data, weights, worked),
        "single_days": single_days(data, weights, worked),
        "free_weekends": free_weekends(data, weights, worked),
        "rotation": rotations(data, weights, worked),
        "queue_changes": restless(data, weights, worked),
        "secondary_queues": secondary_queues(data),
        "meetings": _meetings(data, weights),
        "shift_cover": _shift_cover(data, weights, worked),
        "team_rules": team_rule_points(data, worked),
        "changes": changes(data, weights),
    }


def _coverage(
    data: PlanData, weights: ObjectiveWeights, counted: Mapping[grid.Key, CoverageCount]
) -> Figures:
    hours = data.interval_minutes / 60
    curves, reached, left = _curves(data), _first_reached(data), _last_left(data)
    worth = {queue.id: queue.weight for queue in data.queues}
    late = shortage = over = last_night = 0.0
    points: dict[str, float] = defaultdict(float)
    for key, right in counted.items():
        if key[1] >= left:
            continue
        required, curve = round(1000 * right.required) / 1000, curves.get(key)
        if key[1] < reached:
            required, curve = 0.0, None
        price = straight(right.scheduled, required, hours, weights, curve).of_a_queue_worth(worth[key[0]])
        missing, beyond = max(0.0, required - right.scheduled), max(0.0, right.scheduled - required)
        if key[1] >= data.end:
            last_night += missing * hours
            points["last_night"] += price.points
            continue
        late += 0.0 if curve is None else curve.customers_late(right.scheduled)
        shortage += missing * hours
        over += beyond * hours
        points["late"] += price.late
        points["shortage"] += price.shortage
        points["overstaffing"] += price.overstaffing
    idle, idle_later = _standby(data)
    return {
        "late": (late, points["late"]),
        "shortage": (shortage, points["shortage"]),
        "overstaffing": (over + idle, points["overstaffing"] + weights.overstaffing * idle),
        "last_night": (last_night, points["last_night"] + weights.overstaffing * idle_later),
    }


def _first_reached(data: PlanData) -> datetime:
    """Before this moment no shift of the plan nor of an earlier one can be there."""
    if data.earlier.covers_day_before:
        return data.start
    return data.start + timedelta(minutes=min((shift.start for shift in data.shifts), default=0))


def _last_left(data: PlanData) -> datetime:
    """From this moment on no shift of the plan can be there; not before its last midnight."""
    last_midnight = data.end - timedelta(days=1)
    return max([data.end, *(last_midnight + timedelta(minutes=shift.end) for shift in data.shifts)])


def _curves(data: PlanData) -> dict[grid.Key, Curve]:
    """The rows of requirement.csv that say who is late."""
    if data.as_written is not None:
        whole = _curves(data.as_written)
        return {
            key: curve for key, curve in whole.items() if key[0] not in data.as_written.shop.shared_queues
        }
    frame = data.plan.requirement
    if frame is None or not set(LATE) <= set(frame.columns):
        return {}
    inquiries, agents = numbers(frame["inquiries"]), numbers(frame["agents"])
    places = grid.positions(frame, grid.open_intervals(data))
    aht = stated(frame)
    teams = {team.id for team in data.teams}
    everybody = customers_of_all(
        data,
        {key: inquiries[place] for key, place in places.items() if key[0] not in teams},
        {key: aht[place] for key, place in places.items()},
    )
    everybody |= {key: inquiries[place] for key, place in places.items() if key[0] in teams}
    for queue in data.queues:
        own = {
            start: (everybody[name, start], queue_at(queue, aht[place]), agents[place])
            for (name, start), place in places.items()
            if name == queue.id and queue.returns_share > 0 and agents[place] >= 0
        }
        for start, back in customers_back(data, queue, own).items():
            everybody[queue.id, start] += back
    columns = [numbers(frame[column]) for column in LATE]
    found: dict[grid.Key, Curve] = {}
    for key, place in places.items():
        late = [column[place] for column in columns]
        needed = agents[place]
        known = all(math.isfinite(value) or needed - 3 + at < 0 for at, value in enumerate(late))
        if known and needed >= 0 and needed.is_integer():
            found[key] = Curve(int(needed), late, everybody[key], data.shrinkage)
    return found


def _standby(data: PlanData) -> tuple[float, float]:
    """Hours at a desk whose queues are closed: in the plan, and after its last midnight."""
    frame = data.plan.activities
    if frame is None:
        return 0.0, 0.0
    before = after = timedelta()
    for activity, start, end in zip(
        texts(frame["activity"]), datetimes(frame["start"]), datetimes(frame["end"]), strict=True
    ):
        if activity == STANDBY:
            before += max(timedelta(), min(end, data.end) - start)
            after += max(timedelta(), end - max(start, data.end))
    return before / timedelta(hours=1), after / timedelta(hours=1)


def _contract(
    data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]
) -> tuple[float, float]:
    paid = Counter[tuple[str, date]]()
    for row in worked:
        paid[row.agent, monday(row.day)] += round(60 * row.paid_hours)
    due = contracted_minutes(data, earlier_rows(data))
    missing = sum(max(0, minutes - paid[of]) for of, minutes in due.items())
    a_minute = round(1000 * weights.contract / 60) / 1000
    return missing / 60, missing * a_minute


def _wishes(data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]) -> tuple[float, float]:
    shift_of = {(row.agent, row.day): row.shift for row in worked}
    broken, points, times = 0, 0.0, weight_of_wishes(data)
    for wish in data.wishes:
        if not data.contains(wish.day):
            continue
        shift = shift_of.get((wish.agent_id, wish.day))
        if is_broken(wish, shift):
            broken += 1
            points += weights.wish * max(1, round(100 * wish.weight * times.get(wish.agent_id, 1.0))) / 100
    return broken, points


def _meetings(data: PlanData, weights: ObjectiveWeights) -> tuple[float, float]:
    """People who are invited and have no such row on that date, or in the night after it."""
    frame = data.plan.activities
    seen: set[tuple[str, str, date]] = set()
    if frame is not None:
        rows = zip(texts(frame["agent_id"]), texts(frame["activity"]), datetimes(frame["start"]), strict=True)
        seen = {(agent, activity, start.date()) for agent, activity, start in rows}
    missing = 0
    for meeting in data.shop.meetings:
        if data.contains(meeting.day):
            nights = meeting.window.end > DAY
            days = {meeting.day, meeting.day + timedelta(days=1)} if nights else {meeting.day}
            missing += sum(
                all((agent, meeting.name, day) not in seen for day in days) for agent in meeting.agents
            )
    return missing, weights.meeting * missing


def _shift_cover(
    data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]
) -> tuple[float, float]:
    rows: dict[int | None, list[Shift]] = defaultdict(list)
    for shift in data.shifts:
        if shift.wanted or shift.reserve:
            rows[shift.row].append(shift)
    starting = Counter((row.day, row.shift) for row in worked)
    missing, points = 0, 0.0
    for shifts in rows.values():
        hours = math.fsum(paid_hours(shift) for shift in shifts) / len(shifts)
        of_reserve = shifts[0].reserve
        one = hours * (weights.reserve if of_reserve else weights.shortage)
        for offset in range(data.days):
            day = data.first_day + timedelta(days=offset)
            if not is_offered(shifts[0], day):
                continue
            if all(data.office_of_all.is_closed(day, shift.start, shift.end) for shift in shifts):
                continue
            there = sum(starting[day, shift.name] for shift in shifts)
            away = (shifts[0].wanted or 0) - there
            off = abs(away) if of_reserve else max(0, away)
            missing += off
            points += one * off
    return missing, points
