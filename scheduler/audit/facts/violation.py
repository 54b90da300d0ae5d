"""What the audit found, held as data: a rule's code, where it is broken, what was expected and found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.rules import REGISTRY

Value = str | int | float | date | datetime | None

FILE_CODES = (
    "file_absent",
    "column_absent",
    "queue_unknown",
    "queue_absent",
    "interval_absent",
    "interval_duplicate",
    "interval_surplus",
)
ROSTER_CODES = (
    "agent_unknown",
    "shift_unknown",
    "shift_outside_plan",
    "shift_times",
    "shift_paid_hours",
    "one_shift_a_day",
    "roster_empty",
)
AVAILABILITY_CODES = (
    "shift_not_allowed",
    "weekday",
    "hours",
    "employment",
    "leave",
    "leave_hours",
    "shift_day",
    "closed_office",
    "rotation",
    "lock",
)
WORKING_TIME_CODES = tuple(code for spec in REGISTRY.values() for code in spec.codes)
"""Upper limits: whoever breaks one breaks it still when more shifts are added."""
LEAST_CODES = tuple(code for spec in REGISTRY.values() for code in spec.least_codes)
"""Least numbers: another shift may mend them, so they can be judged only of a whole roster."""
ACTIVITY_CODES = (
    "activity_outside_shift",
    "activity_gap",
    "activity_overlap",
    "activity_repeated",
    "activity_length",
    "activity_off_grid",
    "activity_unknown",
    "activity_skill",
    "activity_language",
    "activity_closed",
    "meal_missing",
    "meal_surplus",
    "meal_length",
    "meal_window",
    "break_missing",
    "break_surplus",
    "break_length",
    "break_window",
    "meeting_not_invited",
    "meeting_length",
    "meeting_window",
    "meeting_at_once",
    *(code for spec in REGISTRY.values() for code in spec.activity_codes),
)
TEAM_CODES = ("team_rule",)
"""Rules that tie people together, where they are hard."""
FIGURE_CODES = (
    "forecast_number",
    "forecast_quantiles",
    "forecast_aht",
    "requirement_number",
    "requirement_inquiries",
    "requirement_aht",
    "requirement_deferred",
    "requirement_too_few",
    "requirement_too_many",
    "requirement_missed_per_day",
    "requirement_missed_per_day_mean",
    "requirement_missed_per_month",
    "requirement_missed_per_month_mean",
    "coverage_required",
    "coverage_scheduled",
    "coverage_service_level",
    "coverage_backlog",
)
SUMMARY_CODES = (
    "summary_absent",
    "summary_figure",
    "summary_stopped_by",
    "summary_status",
    "summary_bound",
    "summary_gap",
    "summary_parts",
    "shortfall_absent",
    "shortfall_surplus",
    "shortfall_figure",
)
CODES = (
    *FILE_CODES,
    *ROSTER_CODES,
    *AVAILABILITY_CODES,
    *WORKING_TIME_CODES,
    *LEAST_CODES,
    *ACTIVITY_CODES,
    *TEAM_CODES,
    *FIGURE_CODES,
    *SUMMARY_CODES,
)


@dataclass(frozen=True)
class Reference:
    """A row that takes part in a broken rule.

    file: its file's name; the shifts of earlier plans have ``EARLIER`` instead.
    row: as a spreadsheet numbers it (the header is row 1); None where no row can be named.
    day, shift: what the row says, where it is a shift, a leave or a lock.
    """

    file: str
    row: int | None = None
    day: date | None = None
    shift: str | None = None


EARLIER = "earlier"


@dataclass(frozen=True)
class Violation:
    """One broken rule or wrong figure.

    code: one of ``CODES``.
    file, row: where it stands (the header is row 1); row is None for what is missing.
    column: the column of a table, or the key of summary.json.
    interval: start of the interval or hour, or of the activity.
    expected: the rule's bound, or the figure that was recomputed; found: what the file says.
    references: other rows that take part, in the order of time.
    stretch: first and last day over which a limit counts; what: the shifts that it counts, as
    the files call them, None = all; or the rule of the team.
    """

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    agent: str | None = None
    day: date | None = None
    interval: datetime | None = None
    queue: str | None = None
    expected: Value = None
    found: Value = None
    references: tuple[Reference, ...] = ()
    stretch: tuple[date, date] | None = None
    what: str | None = None

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"code must be one of CODES, not {self.code!r}")
