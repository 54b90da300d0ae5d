"""What was found, as rows for programmes and spreadsheets."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

import pandas as pd

from peakroster.attendance.attending import Attendance
from peakroster.attendance.compare import PersonDay, Totals
from peakroster.attendance.planned import Span, moment_at
from peakroster.attendance.shrinkage import Share, Shrinkage
from peakroster.tables.formula_guard import guarded, guarded_id

DAY_COLUMNS = (
    "agent_id",
    "name",
    "date",
    "shift",
    "planned_start",
    "planned_end",
    "present",
    "desk_minutes",
    "present_minutes",
    "absent_minutes",
    "late_minutes",
    "early_minutes",
    "away_minutes",
    "overtime_minutes",
    "unplanned_minutes",
    "missing_punches",
    "away",
)


def totals_json(one: Totals) -> dict[str, Any]:
    """Minutes and counts, and ``adherence``."""
    share = one.adherence
    return {"adherence": None if share is None else round(share, 4), **asdict(one)}


def day_row(attendance: Attendance, one: PersonDay) -> dict[str, Any]:
    """A person and date, DAY_COLUMNS; late and early by the clock, above the grace."""
    shift, grace = one.shift, attendance.grace
    return {
        "agent_id": one.agent,
        "name": attendance.shop.agent_names[one.agent],
        "date": one.day.isoformat(),
        "shift": None if shift is None else shift.name,
        "planned_start": None if shift is None else _text(shift.start),
        "planned_end": None if shift is None else _text(shift.end),
        "present": [_span(spell) for spell in one.spells],
        "desk_minutes": one.desk,
        "present_minutes": one.present,
        "absent_minutes": one.absent,
        "late_minutes": one.late if one.late > grace else 0,
        "early_minutes": one.early if one.early > grace else 0,
        "away_minutes": one.lost_between,
        "overtime_minutes": one.overtime,
        "unplanned_minutes": one.unplanned,
        "missing_punches": one.missing,
        "away": one.away if one.is_absent else None,
    }


def attendance_csv(attendance: Attendance) -> bytes:
    """A row for each person and date, DAY_COLUMNS, UTF-8 with a BOM; spells are ``start/end;…``."""
    rows = [day_row(attendance, one) for one in attendance.days]
    for row in rows:
        row["agent_id"], row["name"] = guarded_id(row["agent_id"]), guarded(row["name"])
        row["shift"] = None if row["shift"] is None else guarded(row["shift"])
        row["present"] = ";".join(row["present"])
    return _csv(pd.DataFrame(rows, columns=list(DAY_COLUMNS)))


def intervals_csv(attendance: Attendance) -> bytes:
    """The intervals as CSV, columns INTERVAL_COLUMNS, UTF-8 with a BOM."""
    return _csv(pd.DataFrame(interval_rows(attendance)))


def interval_rows(attendance: Attendance) -> list[dict[str, Any]]:
    """The intervals; people rounded to 4 decimals, None where no requirement says how many are needed."""
    return [
        {
            "timestamp": f"{when:%Y-%m-%dT%H:%M}",
            "queue": queue,
            "needed": None if needed != needed else round(needed, 4),
            "planned": round(planned, 4),
            "present": round(present, 4),
            "unknown": round(unknown, 4),
        }
        for when, queue, needed, planned, present, unknown in attendance.intervals.itertuples(index=False)
    ]


def shrinkage_json(found: Shrinkage) -> dict[str, Any]:
    """Shares with hours and interval; by weekday (0 = Monday) and hour of day."""
    return {
        "setting": found.setting,
        "proposal": found.proposal,
        "enough": found.is_enough,
        "left_out_hours": round(found.left_out, 2),
        "overall": _share(found.overall),
        "by_hour": [{"hour": hour, **_share(one)} for hour, one in found.by_hour.items()],
        "by_weekday": [{"weekday": day, **_share(one)} for day, one in found.by_weekday.items()],
        "by_weekday_and_hour": [
            {"weekday": day, "hour": hour, **_share(one)} for (day, hour), one in found.by_both.items()
        ],
    }


def _share(one: Share | None) -> dict[str, Any]:
    if one is None:
        return {"hours": 0.0, "lost": None, "low": None, "high": None}
    bounds = [None if each is None else round(each, 4) for each in (one.low, one.high)]
    return {"hours": round(one.hours, 2), "lost": round(one.lost, 4), "low": bounds[0], "high": bounds[1]}


def _text(minute: int) -> str:
    return f"{moment_at(minute):%Y-%m-%dT%H:%M}"


def _span(span: Span) -> str:
    return f"{_text(span[0])}/{_text(span[1])}"


def _csv(table: pd.DataFrame) -> bytes:
    text = io.StringIO()
    table.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode("utf-8-sig")
