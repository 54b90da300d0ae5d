"""Planned against present, person by person and date by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from peakroster.attendance.cells import Away
from peakroster.attendance.planned import PlannedShift, Span
from peakroster.attendance.spells import Presence

GRACE = 0
"""Minutes after the start, or before the end, that are not told as late or early."""
OVERTIME_FROM = 30
"""Minutes beyond a shift that count as overtime; who comes ten minutes early works no longer."""


@dataclass(frozen=True)
class PersonDay:
    """A person on a date, in minutes; those at the desk are without meals and breaks.

    ``desk`` = ``present`` + ``absent`` + ``lost_late`` + ``lost_early`` + ``lost_between`` at the desk, where
    ``absent`` is all of a shift to which nobody came. late, early: by the clock, from the start to the first
    and from the last presence to the end. overtime: there beyond the shift; unplanned: without a shift.
    missing: punches that are not there; assumed: minutes that are the plan's for want of them. paid: minutes
    that count as worked.
    """

    agent: str
    day: date
    shift: PlannedShift | None
    spells: tuple[Span, ...]
    desk: int = 0
    present: int = 0
    absent: int = 0
    lost_late: int = 0
    lost_early: int = 0
    lost_between: int = 0
    late: int = 0
    early: int = 0
    overtime: int = 0
    unplanned: int = 0
    missing: int = 0
    assumed: int = 0
    away: Away | None = None
    paid: int = 0

    @property
    def is_absent(self) -> bool:
        """Whether nobody came to the shift."""
        return self.shift is not None and self.absent > 0

    @property
    def lost(self) -> int:
        """Minutes at the desk that were planned, and at which nobody was there."""
        return self.desk - self.present


@dataclass(frozen=True)
class Totals:
    """Sums over days; minutes as in :class:`PersonDay`, and how often."""

    days: int
    shifts: int
    desk: int
    present: int
    absences: int
    absent: int
    times_late: int
    late: int
    times_early: int
    early: int
    lost_between: int
    overtime: int
    unplanned: int
    missing: int

    @property
    def adherence(self) -> float | None:
        """Share of the planned minutes at the desk at which they were there; None where none was planned."""
        return self.present / self.desk if self.desk else None


def overlap(one: Span, spells: Iterable[Span]) -> int:
    """Minutes of a span in the spells, which do not overlap each other."""
    return sum(max(0, min(one[1], end) - max(one[0], start)) for start, end in spells)


def beyond(spells: Iterable[Span], span: Span) -> list[Span]:
    """The parts of the spells outside of a span."""
    parts = []
    for start, end in spells:
        parts += [(start, min(end, span[0])), (max(start, span[1]), end)]
    return [(start, end) for start, end in parts if end > start]


def person_day(
    agent: str,
    day: date,
    shift: PlannedShift | None,
    presence: Presence | None,
    overtime_from: int = OVERTIME_FROM,
) -> PersonDay:
    """Hold a date of somebody against the plan; presence: None = the file tells nothing of the date."""
    here = presence or Presence(agent, day)
    spells = tuple(here.spells)
    if shift is None:
        unplanned = sum(end - start for start, end in spells)
        return PersonDay(
            agent,
            day,
            None,
            spells,
            unplanned=unplanned,
            missing=here.missing,
            away=here.away,
            paid=unplanned,
        )
    span = shift.start, shift.end
    desk = [(part.start, part.end) for part in shift.desk]
    total = shift.desk_minutes
    inside = [(max(start, span[0]), min(end, span[1])) for start, end in spells]
    inside = [(start, end) for start, end in inside if end > start]
    long = [(a, b) for a, b in beyond(spells, span) if b - a >= overtime_from]
    overtime = sum(b - a for a, b in long)
    common = {"missing": here.missing, "assumed": here.assumed, "away": here.away, "overtime": overtime}
    if not inside:
        return PersonDay(agent, day, shift, spells, total, absent=total, paid=overtime, **common)  # type: ignore[arg-type]
    first, last = inside[0][0], inside[-1][1]
    present = sum(overlap(part, inside) for part in desk)
    lost_late = sum(overlap(part, [(span[0], first)]) for part in desk)
    lost_early = sum(overlap(part, [(last, span[1])]) for part in desk)
    return PersonDay(
        agent,
        day,
        shift,
        spells,
        total,
        present,
        lost_late=lost_late,
        lost_early=lost_early,
        lost_between=total - present - lost_late - lost_early,
        late=first - span[0],
        early=span[1] - last,
        paid=sum(b - a for a, b in inside) - _unpaid(shift, inside) + overtime,
        **common,  # type: ignore[arg-type]
    )


def _unpaid(shift: PlannedShift, inside: Sequence[Span]) -> int:
    """Minutes of the meals at which they were there; of a plan without meals, its unpaid part pro rata."""
    if shift.meals:
        return sum(overlap(meal, inside) for meal in shift.meals)
    length = shift.end - shift.start
    unpaid = max(0, length - round(shift.paid_hours * 60))
    return unpaid * sum(end - start for start, end in inside) // length


def totals(days: Sequence[PersonDay], grace: int = GRACE) -> Totals:
    """The sums. grace: minutes that are neither late nor early."""
    late = [one.late for one in days if one.late > grace]
    early = [one.early for one in days if one.early > grace]
    return Totals(
        days=len({one.day for one in days}),
        shifts=sum(one.shift is not None for one in days),
        desk=sum(one.desk for one in days),
        present=sum(one.present for one in days),
        absences=sum(one.is_absent for one in days),
        absent=sum(one.absent for one in days),
        times_late=len(late),
        late=sum(late),
        times_early=len(early),
        early=sum(early),
        lost_between=sum(one.lost_between for one in days),
        overtime=sum(one.overtime for one in days),
        unplanned=sum(one.unplanned for one in days),
        missing=sum(one.missing for one in days),
    )
