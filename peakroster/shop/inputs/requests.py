"""requests.csv and locks.csv: leave and wishes, and what is settled already."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import Literal, cast

import numpy as np
import pandas as pd

from peakroster.messages import Term
from peakroster.shop.inputs.shift_names import ShiftNames, single_shifts
from peakroster.shop.inputs.shifts import OFF_NAMES
from peakroster.shop.settings.schema import NOON
from peakroster.tables.clock import parse_window
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.suggestions import kind_named, nearest_kinds
from scheduler.domain.requests import Lock, Request
from scheduler.domain.shifts import OFF
from scheduler.domain.windows import MINUTES_PER_DAY, Window

Kind = Literal["leave", "prefer_off", "prefer", "avoid"]

REQUEST_KINDS: dict[str, Kind] = {
    "leave": "leave",
    "prefer_off": "prefer_off",
    "prefer": "prefer",
    "avoid": "avoid",
    "请假": "leave",
    "休假": "leave",
    "年假": "leave",
    "病假": "leave",
    "事假": "leave",
    "调休": "leave",
    "补休": "leave",
    "婚假": "leave",
    "产假": "leave",
    "产检假": "leave",
    "陪产假": "leave",
    "丧假": "leave",
    "育儿假": "leave",
    "哺乳假": "leave",
    "护理假": "leave",
    "工伤假": "leave",
    "公出": "leave",
    "出差": "leave",
    "外出": "leave",
    "培训": "leave",
    "想休": "prefer_off",
    "希望休息": "prefer_off",
    "希望": "prefer",
    "想上": "prefer",
    "避免": "avoid",
    "不想上": "avoid",
    "sick_leave": "leave",
    "annual_leave": "leave",
    "personal_leave": "leave",
    "day_in_lieu": "leave",
}
"""Every accepted name of a kind of request."""

LeaveKind = Literal["leave", "annual", "ill", "personal", "lieu"]

LEAVE_NAMES: dict[LeaveKind, Term] = {
    "leave": Term("leave", "请假"),
    "annual": Term("annual_leave", "年假"),
    "ill": Term("sick_leave", "病假"),
    "personal": Term("personal_leave", "事假"),
    "lieu": Term("day_in_lieu", "调休"),
}
"""What a file calls each kind of leave. A plan treats all of them alike."""

WishKind = Literal["prefer_off", "prefer", "avoid"]

WISH_NAMES: dict[WishKind, Term] = {
    "prefer_off": Term("prefer_off", "想休"),
    "prefer": Term("prefer", "想上"),
    "avoid": Term("avoid", "不想上"),
}
"""What a file calls each kind of wish."""


_HALVES = {"上午": 0, "am": 0, "morning": 0, "下午": 1, "pm": 1, "afternoon": 1}


def parse_hours_of_leave(text: str, noon: int) -> Window:
    """``13:00-18:00``, or a half of the day: ``上午``, ``am``, ``下午``, ``pm``.

    Raises UnreadableError ``bad_half_day``, or as :func:`peakroster.tables.clock.parse_window` does for an
    hour past 24.
    """
    half = _HALVES.get(unicodedata.normalize("NFKC", text).strip().casefold())
    if half is None:
        try:
            return parse_window(text)
        except UnreadableError as error:
            raise UnreadableError("bad_half_day") if error.code == "bad_window" else error from None
    return Window(noon, MINUTES_PER_DAY) if half else Window(0, noon)


def parse_kind(text: str, names: dict[str, Kind]) -> Kind:
    """Raises UnreadableError ``unknown_kind``."""
    kind = names.get(folded_kind(text))
    if kind is None:
        raise UnreadableError("unknown_kind", known=nearest_kinds(text, names))
    return kind


def leave_kind(named: str) -> LeaveKind:
    """Which leave a file's word means; ``leave`` for one that says no more than that."""
    text = folded_kind(named)
    return next((kind for kind, term in LEAVE_NAMES.items() if text in (term.english, term.chinese)), "leave")


def folded_kind(text: str) -> str:
    """A kind as the names of kinds are looked up."""
    return text.casefold().replace(" ", "_").replace("-", "_")


def read_requests(
    table: RawTable,
    report: Report,
    agents: Collection[str] | None,
    shifts: ShiftNames | None,
    noon: int = NOON,
) -> tuple[Request, ...]:
    """The good rows, in the order of the file.

    agents, shifts: known names; None = not checked. noon: minutes after midnight at which 上午 ends.
    """
    cells = ColumnParser(table, report)
    ids = cells.known("agent_id", agents, "unknown_agent")
    days = cells.days("date")
    kinds, named = cells.parsed("kind", lambda text: parse_kind(text, REQUEST_KINDS)), cells.text("kind")
    shift = cells.known("shift", shifts, "unknown_shift")
    weights = cells.numbers("weight", above=0, most=1_000_000)
    unused = pd.Series([kind in ("leave", "prefer_off") for kind in kinds], dtype=bool) & (shift != "")
    cells.warn(
        "shift_without_meaning",
        "shift",
        unused,
        lambda place: {"kind": kind_named(kinds[place] or "", REQUEST_KINDS)},
    )
    shift = shift.mask(unused, "")
    hours = cells.parsed("hours", lambda text: parse_hours_of_leave(text, noon))
    is_wish = pd.Series([kind not in ("leave", None) for kind in kinds], dtype=bool)
    cells.warn(
        "hours_without_meaning",
        "hours",
        is_wish & (cells.text("hours") != ""),
        lambda place: {"kind": kind_named(kinds[place] or "", REQUEST_KINDS)},
    )
    meant = [(shifts or {}).get(name, ()) for name in shift]
    requests = tuple(
        Request(
            agent_id=ids.iloc[place],
            day=days.iloc[place].date(),
            kind=cast(Kind, kinds[place]),
            shift=meant[place][0] if len(meant[place]) == 1 else shift.iloc[place] or None,
            weight=1.0 if np.isnan(weights[place]) else float(weights[place]),
            row=int(table.rows[place]),
            of_pattern=meant[place] if len(meant[place]) > 1 else (),
            hours=hours[place] if kinds[place] == "leave" else None,
            named=str(named.iloc[place]),
        )
        for place in np.flatnonzero(cells.good)
    )
    _warn_of_contradictions(requests, table.file, report)
    return requests


def _warn_of_contradictions(requests: tuple[Request, ...], file: str, report: Report) -> None:
    """Odd but legal: leave and a wish to work on the same day, the same wish twice, both ways at once."""
    by_day: dict[tuple[str, object], list[Request]] = {}
    for request in requests:
        for other in by_day.setdefault((request.agent_id, request.day), []):
            pair = {request.kind, other.kind}
            details = {"day": f"{request.day}", "first": other.row}
            if len(pair) == 1 and (request.shift, request.hours) == (other.shift, other.hours):
                code = "duplicate_request"
            elif pair == {"leave", "prefer"} and request.hours is None is other.hours:
                code = "leave_and_wish"
            elif pair == {"prefer", "prefer_off"} or _wants_what_it_avoids(request, other):
                code = "wishes_contradict"
            else:
                continue
            report.warning(code, file, request.row, column="kind", value=request.agent_id, **details)
            break
        by_day[request.agent_id, request.day].append(request)


def _wants_what_it_avoids(*pair: Request) -> bool:
    """Whether one of the two wishes for what the other avoids; to avoid one shift of a pattern is no such."""
    by_kind = {request.kind: request for request in pair}
    if by_kind.keys() != {"prefer", "avoid"}:
        return False
    wanted, avoided = by_kind["prefer"].shift, by_kind["avoid"]
    return wanted is None or avoided.means(wanted)


def read_locks(
    table: RawTable, report: Report, agents: Collection[str] | None, shifts: ShiftNames | None
) -> tuple[Lock, ...]:
    """The good rows; a row that says what another says is left out. agents, shifts: None = not checked.

    A lock is of one shift: the name of a pattern of several is an error. Two different locks for one date
    stay: they collide only in a plan that holds that date.
    """
    cells = ColumnParser(table, report)
    ids = cells.known("agent_id", agents, "unknown_agent")
    days = cells.days("date")
    off = cells.text("shift").str.casefold().isin(OFF_NAMES)
    names = None if shifts is None else [*shifts, *cells.text("shift")[off].unique(), OFF]
    cells.known("shift", names, "unknown_shift")
    shift = single_shifts(cells, "shift", shifts).mask(off, OFF)
    locks: dict[tuple[str, object, str], Lock] = {}
    for place in np.flatnonzero(cells.good):
        lock = Lock(ids.iloc[place], days.iloc[place].date(), shift.iloc[place], int(table.rows[place]))
        first = locks.setdefault((lock.agent_id, lock.day, lock.shift), lock)
        if first is not lock:
            details = {"value": lock.agent_id, "day": f"{lock.day}", "first": first.row}
            report.warning("duplicate_lock", table.file, lock.row, column="agent_id", **details)
    return tuple(locks.values())
