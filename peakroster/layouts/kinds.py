"""What a sheet is: each kind looks at it, and the one that recognises most of it has it."""

from __future__ import annotations

from dataclasses import replace

from peakroster.layouts.grid import Sheet
from peakroster.layouts.history.understanding import understand_history
from peakroster.layouts.known import Known
from peakroster.layouts.lists.leave import understand_leave
from peakroster.layouts.lists.others import understand_events, understand_performance, understand_shifts
from peakroster.layouts.lists.staff import understand_staff
from peakroster.layouts.matrix.roster import understand_roster
from peakroster.layouts.questions import Answers, Remark, UsedAnswers
from peakroster.layouts.results import Kind, Reading

_READERS = {
    "roster": understand_roster,
    "history": understand_history,
    "leave": understand_leave,
    "performance": understand_performance,
    "shifts": understand_shifts,
    "events": understand_events,
    "staff": understand_staff,
}


def understand_sheet(sheet: Sheet, known: Known, answers: Answers, kind: Kind | None = None) -> Reading:
    """The sheet as the kind that recognises most of it; ``unknown`` where none does.

    kind: what it is, where somebody said so.
    """
    found = []
    for name, reader in _READERS.items():
        if kind in (None, name):
            noted = UsedAnswers(answers)
            if (reading := reader(sheet, known, noted)) is not None:
                found.append(replace(reading, used=frozenset(noted.used)))
    if not found:
        return Reading(
            "unknown", "", None, left_out=(Remark("not_understood", details={"label": ""}, count=1),)
        )
    whole = [reading for reading in found if reading.kind != "figures"]
    return max(whole or found, key=lambda reading: reading.strength)
