"""One row of activities.csv, as the audit looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.audit.facts.violation import Value, Violation

ACTIVITIES = "activities.csv"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class ActivityRow:
    """A row of activities.csv."""

    agent: str
    start: datetime
    end: datetime
    activity: str
    row: int

    def broken(self, code: str, column: str, expected: Value = None, found: Value = None) -> Violation:
        """A violation that stands at this row."""
        return Violation(
            code,
            ACTIVITIES,
            self.row,
            column,
            self.agent,
            interval=self.start,
            expected=expected,
            found=found,
        )
