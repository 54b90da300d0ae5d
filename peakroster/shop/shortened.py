"""Shifts that leave by hours shortens: what is left of a shift for somebody on a date, as a shift of its own.

With ``leave_shortens_shifts``, leave that takes the begin or the end of a shift leaves the rest of it to be
worked. The rest is one more shift of the catalogue, ``早班 09:00–12:00``, which only those may start whose
leave leaves it, on the dates of that leave. Everything else sees an ordinary shift.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from peakroster.shop.eligibility import startable
from peakroster.shop.inputs.shift_names import ShiftNames
from peakroster.shop.settings.office_hours import Offices
from peakroster.tables.clock import format_clock
from scheduler.domain.requests import Lock, Request
from scheduler.domain.shifts import OFF, SPLIT_MINUTES, Cell, Shift
from scheduler.domain.shop import AnyShop
from scheduler.domain.windows import MINUTES_PER_DAY

_DAY = timedelta(days=1)
_TIMES = re.compile(r"\d\d:\d\d–\d\d:\d\d")
Span = tuple[int, int]


def with_shortened(shop: AnyShop) -> AnyShop:
    """The shop with its shortened shifts behind the others; the same where leave shortens none."""
    if not shop.settings.leave.shortens_shifts:
        return shop
    found: dict[tuple[str, int, int], set[Cell]] = {}
    whole = {(row.agent_id, row.day) for row in shop.requests if row.kind == "leave" and row.hours is None}
    people, offices = {agent.id: agent for agent in shop.agents}, Offices(shop.settings)
    for (agent_id, day), spans in _leave_by_hours(shop.requests).items():
        agent = people.get(agent_id)
        if agent is None or (agent_id, day) in whole:
            continue
        office = offices.of(agent.skills)
        for shift in startable(agent, shop.shifts, shop.settings.rules, office, day):
            if _is_offered(shift, day):
                rest = rest_of(shift, spans, shop.settings.interval_minutes)
                if rest is not None and rest[1] - rest[0] >= shop.settings.leave.min_shortened_minutes:
                    found.setdefault((shift.name, *rest), set()).add((agent_id, day))
    if not found:
        return shop
    base, taken = {shift.name: shift for shift in shop.shifts}, {shift.name for shift in shop.shifts}
    made = []
    for (name, start, end), cells in sorted(found.items()):
        shift = _shortened(base[name], start, end, frozenset(cells))
        if shift.name not in taken:  # of a pattern, it may be there already
            taken.add(shift.name)
            made.append(shift)
    shop = replace(shop, shifts=(*shop.shifts, *made))
    return replace(shop, locks=as_shortened_locks(shop.locks, shop.shifts))


def with_names(names: ShiftNames, shifts: Sequence[Shift]) -> ShiftNames:
    """Names of shifts in files, each of which also means what leave leaves of its shifts."""
    left: dict[str, list[str]] = {}
    for shift in shifts:
        if shift.rest_of is not None:
            left.setdefault(shift.rest_of, []).append(shift.name)
    if not left:
        return names
    return {
        name: (*meant, *(rest for one in meant for rest in left.get(one, ())))
        for name, meant in names.items()
    }


def rest_of(shift: Shift, leave: Sequence[Span], interval_minutes: int) -> Span | None:
    """What leave leaves of a shift, in minutes after its midnight; None where it takes nothing of it, or all
    of it, or something between its begin and its end. It begins and ends with planning intervals."""
    start, end = shift.start, shift.end
    if shift.reserve or not any(since < end and start < until for since, until in leave):
        return None
    changed = True
    while changed and start < end:
        changed = False
        for since, until in leave:
            if since <= start < until:
                start, changed = until, True
            if since < end <= until:
                end, changed = since, True
    if shift.meal is not None and shift.meal_minutes >= SPLIT_MINUTES:
        # Of a split shift, no spell reaches into the hours between the two.
        if shift.meal.start < end < shift.meal.end:
            end = shift.meal.start
        if shift.meal.start < start < shift.meal.end:
            start = shift.meal.end
    start, end = -(-start // interval_minutes) * interval_minutes, end // interval_minutes * interval_minutes
    if start >= end or start >= MINUTES_PER_DAY:
        return None
    return None if any(since < end and start < until for since, until in leave) else (start, end)


def with_rests_of(shop: AnyShop, name: str) -> AnyShop:
    """The shop after a shift has other times: what leave leaves of it has them too, by its old name.

    Those of whose shift leave leaves something else now may not start it.
    """
    if not any(shift.rest_of == name for shift in shop.shifts):
        return shop
    whole = next(shift for shift in shop.shifts if shift.name == name)
    spans, least = _leave_by_hours(shop.requests), shop.settings.leave.min_shortened_minutes

    def anew(rest: Shift) -> Shift:
        cells: dict[Span, set[Cell]] = {}
        for cell in sorted(rest.cells or ()):
            left = rest_of(whole, spans.get(cell, ()), shop.settings.interval_minutes)
            if left is not None and left[1] - left[0] >= least:
                cells.setdefault(left, set()).add(cell)
        if not cells:
            return replace(rest, cells=frozenset())
        (start, end), people = max(cells.items(), key=lambda item: len(item[1]))
        return replace(_shortened(whole, start, end, frozenset(people)), name=rest.name)

    shifts = (anew(shift) if shift.rest_of == name else shift for shift in shop.shifts)
    return replace(shop, shifts=tuple(shifts))


def _leave_by_hours(requests: Sequence[Request]) -> Mapping[Cell, Sequence[Span]]:
    """Parts of days by agent and date on which a shift may meet them, from the date's midnight on."""
    found: dict[Cell, list[Span]] = {}
    for row in requests:
        if row.kind != "leave" or row.hours is None:
            continue
        for days in range(-1, 2):  # a night shift of the evening before; leave past midnight
            offset = -days * MINUTES_PER_DAY
            span = row.hours.start + offset, row.hours.end + offset
            if span[1] > 0 and span[0] < 2 * MINUTES_PER_DAY:
                found.setdefault((row.agent_id, row.day + days * _DAY), []).append(span)
    return found


def _is_offered(shift: Shift, day: date) -> bool:
    on_weekday = shift.weekdays is None or day.weekday() in shift.weekdays
    return on_weekday and (shift.first_day or day) <= day <= (shift.last_day or day)


def _shortened(shift: Shift, start: int, end: int, cells: frozenset[Cell]) -> Shift:
    """Meal and breaks stay where the whole of their window does."""
    days = {day for _, day in cells}
    eats = shift.meal is not None and start <= shift.meal.start and shift.meal.end <= end
    return replace(
        shift,
        name=f"{shift.name} {format_clock(start)}–{format_clock(end)}",
        start=start,
        end=end,
        meal=shift.meal if eats else None,
        meal_minutes=shift.meal_minutes if eats else 0,
        breaks=tuple(rest for rest in shift.breaks if start <= rest.window.start and rest.window.end <= end),
        pattern=shift.pattern or shift.name,
        wanted=None,
        weekdays=None,
        first_day=min(days),
        last_day=max(days),
        rest_of=shift.name,
        cells=cells,
    )


def as_shortened_locks(locks: Sequence[Lock], shifts: Sequence[Shift]) -> tuple[Lock, ...]:
    """Locks of a shift that leave shortens are of what it leaves."""
    rests = shortened_of(shifts)
    return tuple(
        lock
        if lock.shift == OFF
        else replace(lock, shift=rests.get((lock.shift, lock.agent_id, lock.day), lock.shift))
        for lock in locks
    )


def shortened_of(shifts: Sequence[Shift]) -> dict[tuple[str, str, date], str]:
    """(shift, agent id, date) → the shift that leave leaves of it."""
    return {
        (shift.rest_of, agent_id, day): shift.name
        for shift in shifts
        if shift.rest_of is not None
        for agent_id, day in shift.cells or ()
    }


class ShiftsNow:
    """What shifts of an older roster are now, after leave was entered or taken back."""

    def __init__(self, shifts: Sequence[Shift]) -> None:
        self._shifts = {shift.name: shift for shift in shifts}
        self._rests = shortened_of(shifts)

    def of(self, name: str, cell: Cell) -> str:
        """What leave leaves of the shift now; of what it had left, the whole where that is gone."""
        known = self._shifts.get(name)
        if known is not None and known.rest_of is not None and known.is_for(*cell):
            return name
        whole = self.whole_of(name, cell)
        return self._rests.get((whole, *cell), whole)

    def whole_of(self, name: str, cell: Cell) -> str:
        """The shift itself; the whole one where it is what leave had left of one."""
        known = self._shifts.get(name)
        if known is not None:
            return name if known.rest_of is None or known.is_for(*cell) else known.rest_of
        whole, _, times = name.rpartition(" ")
        return whole if whole in self._shifts and _TIMES.fullmatch(times) else name
