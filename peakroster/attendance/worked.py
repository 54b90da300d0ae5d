"""What was worked, in the form of a roster: so the rules of the next plan count it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from peakroster.attendance.compare import OVERTIME_FROM, PersonDay, beyond, overlap
from peakroster.attendance.planned import Span, midnight_of, moment_at
from peakroster.plans.tables import DTYPES, TABLES, kind_of
from scheduler.domain.shifts import OFF, Shift

UNNAMED = "overtime"
"""What a shift is called that is like none of shifts.csv."""
_LIKE = 0.5
"""Share of its length that presence without a shift must have in common with a shift to be called so."""
_DAY = 1440


def worked_roster(
    days: Sequence[PersonDay], shifts: Sequence[Shift], overtime_from: int = OVERTIME_FROM
) -> pd.DataFrame:
    """A row for each person and date, ROSTER_COLUMNS; ``off``, midnight to midnight, for who was not there.

    Several spells of a date are one row from the first to the last: between them nobody rests. Its paid hours
    are those that they were there, without meals. A row begins on its date, as a shift does: one that was
    begun before begins at midnight, and a night to which somebody came after midnight at 23:59.
    """
    rows = []
    for one in sorted(days, key=lambda each: (each.day, each.agent)):
        midnight = midnight_of(one.day)
        spells = _counted(one, overtime_from)
        if not spells or spells[-1][1] <= midnight:
            rows.append((one.agent, one.day, OFF, moment_at(midnight), moment_at(midnight), 0.0))
            continue
        start = min(max(midnight, spells[0][0]), midnight + _DAY - 1)
        end = min(spells[-1][1], midnight + 2 * _DAY)
        name = _like((start - midnight, end - midnight), shifts) if one.shift is None else one.shift.name
        hours = min(one.paid, end - start) / 60
        rows.append((one.agent, one.day, name, moment_at(start), moment_at(end), round(hours, 2)))
    table = pd.DataFrame(rows, columns=list(TABLES["roster"]))
    return table.astype({name: DTYPES[kind_of(name)] for name in TABLES["roster"]})  # type: ignore[index]


def _counted(one: PersonDay, overtime_from: int) -> list[Span]:
    """The spells without what is too short beyond the shift to be work."""
    if one.shift is None:
        return list(one.spells)
    span = one.shift.start, one.shift.end
    inside = [(max(a, span[0]), min(b, span[1])) for a, b in one.spells if overlap(span, [(a, b)])]
    long = [(a, b) for a, b in beyond(one.spells, span) if b - a >= overtime_from]
    return sorted([*inside, *long])


def _like(span: Span, shifts: Sequence[Shift]) -> str:
    """The shift of shifts.csv that presence without a plan has most in common with."""
    best, most = UNNAMED, _LIKE * (span[1] - span[0])
    for shift in shifts:
        common = overlap(span, [(shift.start, shift.end)])
        if common > most:
            best, most = shift.name, common
    return best
