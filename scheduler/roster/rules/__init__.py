"""The hard rules that look at more than one shift: one small module each, all with ``add``.

A new rule is a new module and a line in ``ALL``; the audit learns it by its text alone.
"""

from scheduler.roster.rules import (
    consecutive_days,
    night_shifts,
    one_shift_a_day,
    rest,
    week_days,
    week_hours,
)

ALL = (one_shift_a_day, rest, week_hours, week_days, consecutive_days, night_shifts)
"""Every rule module, in the order in which they are added."""
