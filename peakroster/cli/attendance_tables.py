"""The tables and lines of ``attendance``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:  # pandas takes long to load: only the commands that read tables wait
    from peakroster.attendance.attending import Attendance
    from peakroster.attendance.compare import Totals
    from peakroster.attendance.shrinkage import Share, Shrinkage
    from peakroster.messages import Translator

_HOUR = 60
_WORST = 5
"""Intervals that are told by themselves."""


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}%"


def headline(found: Attendance, translate: Translator) -> Iterator[str]:
    """What was compared with what, and the total in a sentence."""
    yield translate("attendance.title", first=found.first, last=found.last, people=len(found.judged))
    for source in found.planned.sources:
        key = "source_plan" if source.publication is None else "source_publication"
        yield translate(f"attendance.{key}", first=source.first_day, number=source.publication or 0)
    total = found.totals
    yield translate(
        "attendance.total",
        adherence=_percent(total.adherence),
        present=f"{total.present / _HOUR:,.1f}",
        desk=f"{total.desk / _HOUR:,.1f}",
    )


def people_table(found: Attendance, translate: Translator) -> Table:
    """A row for each person, and the sum."""
    table = Table(show_footer=False)
    columns = (
        "agent",
        "shifts",
        "adherence",
        "absences",
        "late",
        "early",
        "away",
        "overtime",
        "unplanned",
        "missing",
    )
    for column in columns:
        table.add_column(
            translate(f"attendance.column_{column}"), justify="left" if column == "agent" else "right"
        )
    names = found.shop.agent_names
    for agent, one in found.by_agent().items():
        table.add_row(f"{names[agent]} {agent}".strip(), *_cells(one, translate))
    table.add_section()
    table.add_row(translate("attendance.together"), *_cells(found.totals, translate))
    return table


def _cells(one: Totals, translate: Translator) -> Iterator[str]:
    yield f"{one.shifts}"
    yield _percent(one.adherence)
    yield _times(one.absences, one.absent, translate)
    yield _times(one.times_late, one.late, translate)
    yield _times(one.times_early, one.early, translate)
    yield _minutes(one.lost_between, translate)
    yield _minutes(one.overtime, translate)
    yield _minutes(one.unplanned, translate)
    yield f"{one.missing}" if one.missing else ""


def _times(times: int, minutes: int, translate: Translator) -> str:
    return translate("attendance.times", times=times, long=_minutes(minutes, translate)) if times else ""


def _minutes(minutes: int, translate: Translator) -> str:
    if not minutes:
        return ""
    if minutes < 2 * _HOUR:
        return translate("attendance.minutes", minutes=minutes)
    return translate("attendance.hours", hours=f"{minutes / _HOUR:,.1f}")


def interval_lines(found: Attendance, translate: Translator) -> Iterator[str]:
    """How many people were there where they were needed, and the intervals that lacked most."""
    rows = found.intervals
    rows = rows[(rows["queue"] != "") & rows["needed"].notna()]
    if rows.empty:
        yield translate("attendance.no_requirement")
        return
    there = rows["present"] + rows["unknown"]
    planned = rows["planned"] + rows["unknown"]
    lacking = (rows["needed"] - there).clip(lower=0.0)
    hours = found.shop.settings.interval_minutes / _HOUR
    yield translate(
        "attendance.coverage",
        planned=f"{(rows['needed'] - planned).clip(lower=0.0).sum() * hours:,.1f}",
        present=f"{lacking.sum() * hours:,.1f}",
    )
    by_plan = lacking - (rows["needed"] - planned).clip(lower=0.0)
    names = found.shop.queue_names
    for place in by_plan[by_plan > 0].sort_values(ascending=False, kind="stable").index[:_WORST]:
        row = rows.loc[place]
        yield translate(
            "attendance.short_interval",
            when=f"{row['timestamp']:%Y-%m-%d %H:%M}",
            queue=names[row["queue"]],
            needed=f"{row['needed']:g}",
            planned=f"{planned[place]:.1f}",
            present=f"{there[place]:.1f}",
        )


def shrinkage_table(found: Shrinkage, translate: Translator) -> Table:
    """The share lost by hour of day, a column for each weekday that was planned, and the margins."""
    table = Table(title=translate("attendance.shrinkage_title"), title_justify="left")
    table.add_column(translate("attendance.column_hour"))
    weekdays = sorted(found.by_weekday)
    for day in weekdays:
        table.add_column(translate(f"common.weekday_{day}"), justify="right")
    table.add_column(translate("attendance.column_all"), justify="right")
    for hour, one in found.by_hour.items():
        cells = [found.by_both.get((day, hour)) for day in weekdays]
        table.add_row(f"{hour:02d}:00", *map(_lost, cells), _with_bounds(one))
    table.add_section()
    each = [found.by_weekday[day] for day in weekdays]
    table.add_row(translate("attendance.column_all"), *map(_lost, each), _with_bounds(found.overall))
    return table


def _lost(one: Share | None) -> str:
    return "" if one is None else _percent(one.lost)


def _with_bounds(one: Share | None) -> str:
    if one is None or one.low is None or one.high is None:
        return _lost(one)
    return f"{_percent(one.lost)} ({100 * one.low:.1f}–{100 * one.high:.1f})"


def shrinkage_lines(found: Shrinkage, translate: Translator) -> Iterator[str]:
    """What the setting should be, or why nobody knows."""
    one = found.overall
    if one is None:
        return
    if not found.is_enough or one.low is None or one.high is None:
        yield translate("attendance.shrinkage_too_little", lost=_percent(one.lost), hours=f"{one.hours:,.0f}")
        return
    words = {
        "lost": _percent(one.lost),
        "low": _percent(one.low),
        "high": _percent(one.high),
        "hours": f"{one.hours:,.0f}",
        "setting": f"{found.setting:g}",
    }
    if found.proposal is None:
        yield translate("attendance.shrinkage_agrees", **words)
    else:
        yield translate("attendance.shrinkage_proposed", value=f"{found.proposal:g}", **words)
