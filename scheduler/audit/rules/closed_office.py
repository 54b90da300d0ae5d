"""Nobody in a closed office: a shift lies in the hours of some queue that its agent can serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from scheduler.audit.facts.office import Office
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift


def closed_office(office: Office, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """Shifts for which nobody opens, or that begin too early or end too late for the hours of their date."""
    for row in worked:
        midnight = datetime.combine(row.day, time())
        start, end = ((moment - midnight) // timedelta(minutes=1) for moment in (row.start, row.end))
        if office.is_closed(row.day, start, end):
            yield row.broken("closed_office", found=row.shift)
