"""Promotions edited on the desk: rows of events.csv, checked before they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from peakroster.desk.demand.table_edit import edited_anew, require_seen
from peakroster.desk.roster import Desk
from peakroster.planning.forecast.sale_calendar import sales_of
from peakroster.shop.checks.event_warnings import warn_of_odd_events
from peakroster.shop.inputs.events import read_events
from peakroster.shop.table_specs import EVENTS
from peakroster.tables.editing import RowValues, TableEdit, edited_table
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from scheduler.domain.events import Event

_FLASH = "flash"
"""A kind of sale without a date."""


@dataclass(frozen=True)
class EventChange:
    """Rows of events.csv that change (by row of the file), go, and come; columns as in the file."""

    changed: Mapping[int, RowValues]
    removed: frozenset[int] = frozenset()
    added: Sequence[RowValues] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.changed or self.removed or self.added)


def events_shown(desk: Desk, since: datetime) -> tuple[Event, ...]:
    """Promotions that end after a moment, in order of time; the earlier ones are what is learned from."""
    shown = (event for event in desk.shop.events if event.end > since)
    return tuple(sorted(shown, key=lambda event: (event.start, event.name)))


def event_remarks(desk: Desk, change: EventChange) -> tuple[Finding, ...]:
    """What would be wrong with events.csv, else what would be odd about it that is not already; nothing is
    written."""
    report = Report()

    def check(table: RawTable, found: Report) -> None:
        events = read_events(table, found, desk.shop.queue_ids)
        # Of the good rows, also where others are wrong: all is told at once.
        warn_of_odd_events(replace(desk.shop, events=events), report)

    try:
        edited_table(desk.shop.folder, EVENTS, lambda table: _edit(change), check)
    except InputError as error:
        return (*error.findings, *_new_warnings(desk, report))
    return _new_warnings(desk, report)


def event_kinds(desk: Desk) -> tuple[str, ...]:
    """Kinds that the shop's promotions have, the latest first, then the sales that everybody knows."""
    own = [event.kind for event in sorted(desk.shop.events, key=lambda one: one.start, reverse=True)]
    common = [sale.kind for sale in sales_of(desk.plan.first_day.year, desk.shop.settings.country)]
    return tuple(dict.fromkeys([*own, *common, _FLASH]))


def _new_warnings(desk: Desk, report: Report) -> tuple[Finding, ...]:
    """What is odd and is not already."""
    known = {(one.code, one.value, one.column) for one in desk.shop.warnings}
    return tuple(one for one in report.findings("warning") if (one.code, one.value, one.column) not in known)


def edit_events(desk: Desk, change: EventChange) -> Desk:
    """Write the rows, then forecast the plan anew.

    Raises, when nothing is written, OutdatedError if the plan is another than the desk's, and InputError if
    the rows are not those that the desk shows or one would be wrong; NotForecastError when the rows are
    written, and the plan is not.
    """
    queues = desk.shop.queue_ids

    def edit(table: RawTable | None) -> TableEdit:
        now = () if table is None else read_events(table, Report(), queues)
        require_seen(EVENTS, table, desk.shop.events, now, _told)
        return _edit(change)

    def check(table: RawTable, report: Report) -> None:
        read_events(table, report, queues)

    return edited_anew(desk, EVENTS, edit, check)


def _edit(change: EventChange) -> TableEdit:
    return TableEdit(change.changed, change.removed, change.added)


def _told(event: Event) -> str:
    """A row as a person recognises it."""
    return f"{event.name} {event.start:%Y-%m-%dT%H:%M} {event.end:%Y-%m-%dT%H:%M}"
