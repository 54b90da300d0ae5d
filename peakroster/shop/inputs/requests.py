"""requests.csv and locks.csv: leave and wishes, and what is settled already."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, cast

import numpy as np
import pandas as pd

from peakroster.messages import Term
from peakroster.shop.inputs.leave_range import (
    LONGEST,
    Part,
    parse_ends,
    parse_hours_of_leave,
    pieces,
    split_moments,
    without_midnights,
)
from peakroster.shop.inputs.shift_names import ShiftNames, single_shifts
from peakroster.shop.inputs.shifts import OFF_NAMES
from peakroster.shop.settings.leave_kinds import (
    LEAVE_NAMES,
    LEAVE_WORDS,
    WISH_WORDS,
    folded_kind,
    leave_kind,
    terms_of,
)
from peakroster.shop.settings.schema import NOON
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.suggestions import kind_named, nearest_first
from scheduler.domain.leave_kinds import LeaveTerms
from scheduler.domain.requests import Lock, Request
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Settings
from scheduler.domain.windows import MINUTES_PER_DAY, Window

Kind = Literal["leave", "prefer_off", "prefer", "avoid"]
LeaveKinds = Mapping[str, LeaveTerms]
_NO_KINDS: LeaveKinds = MappingProxyType({})

REQUEST_KINDS: dict[str, Kind] = {
    "leave": "leave",
    **dict.fromkeys((word for word in LEAVE_WORDS if word != "leave"), "leave"),
    **{word: cast(Kind, kind) for word, kind in WISH_WORDS.items()},
}
"""Every accepted name of a kind of request; a shop may have kinds of leave of its own besides."""

Status = Literal["approved", "pending", "refused", "withdrawn"]

STATUS_WORDS: dict[Status, tuple[str, ...]] = {
    "approved": (
        "approved",
        "已同意",
        "同意",
        "已通过",
        "通过",
        "已批准",
        "审批通过",
        "已完成",
        "agreed",
        "accepted",
    ),
    "pending": ("pending", "审批中", "待审批", "待批", "处理中", "waiting"),
    "refused": ("refused", "已拒绝", "拒绝", "已驳回", "驳回", "不同意", "审批不通过", "rejected"),
    "withdrawn": (
        "withdrawn",
        "已撤销",
        "撤销",
        "已撤回",
        "撤回",
        "已取消",
        "cancelled",
        "canceled",
        "revoked",
    ),
}
"""What a file calls what has become of a request; nothing = approved."""

WishKind = Literal["prefer_off", "prefer", "avoid"]

WISH_NAMES: dict[WishKind, Term] = {
    "prefer_off": Term("prefer_off", "想休"),
    "prefer": Term("prefer", "想上"),
    "avoid": Term("avoid", "不想上"),
}
"""What a file calls each kind of wish."""


def parse_kind(text: str, names: dict[str, Kind]) -> Kind:
    """Raises UnreadableError ``unknown_kind``."""
    kind = names.get(folded_kind(text))
    if kind is None:
        own = [name for name in names if name not in REQUEST_KINDS]
        terms = (*LEAVE_NAMES.values(), *WISH_NAMES.values())
        english, chinese = (
            [*words, *own] for words in zip(*((t.english, t.chinese) for t in terms), strict=True)
        )
        known = Term(*(nearest_first(text, words, len(words)) for words in (english, chinese)))
        raise UnreadableError("unknown_kind", known=known)
    return kind


def parse_status(text: str) -> Status:
    """Raises UnreadableError ``unknown_status``."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    found = next((status for status, words in STATUS_WORDS.items() if plain in words), None)
    if found is None:
        known = Term("; ".join(STATUS_WORDS), "; ".join(words[1] for words in STATUS_WORDS.values()))
        raise UnreadableError("unknown_status", known=known)
    return found


def own_kinds(settings: Settings | None) -> LeaveKinds:
    """What shop.toml says of kinds of leave; nothing where it cannot be read."""
    return _NO_KINDS if settings is None else settings.leave.kinds


def kinds_of(own: LeaveKinds) -> dict[str, Kind]:
    """Every accepted name of a kind of request, the shop's own kinds of leave among them."""
    return {**REQUEST_KINDS, **{folded_kind(name): "leave" for name in own if name not in LEAVE_NAMES}}


def read_requests(
    table: RawTable,
    report: Report,
    agents: Collection[str] | None,
    shifts: ShiftNames | None,
    noon: int = NOON,
    own: LeaveKinds = _NO_KINDS,
) -> tuple[Request, ...]:
    """The good rows, in the order of the file, one for each date of a range; what was refused is left out.

    agents, shifts: known names; None = not checked. noon: minutes after midnight at which 上午 ends. own:
    what shop.toml says of kinds of leave.
    """
    table, parts = split_moments(table, ("date", "until"))
    parts = without_midnights(parts, "date", "until")
    cells = ColumnParser(table, report)
    ids = cells.known("agent_id", agents, "unknown_agent")
    days, lasts = cells.days("date"), cells.days("until")
    names = kinds_of(own)
    kinds, named = cells.parsed("kind", lambda text: parse_kind(text, names)), cells.text("kind")
    shift = cells.known("shift", shifts, "unknown_shift")
    weights = cells.numbers("weight", above=0, most=1_000_000)
    statuses = cells.parsed("status", parse_status)
    unused = pd.Series([kind in ("leave", "prefer_off") for kind in kinds], dtype=bool) & (shift != "")
    cells.warn(
        "shift_without_meaning",
        "shift",
        unused,
        lambda place: {"kind": kind_named(kinds[place] or "", REQUEST_KINDS)},
    )
    shift = shift.mask(unused, "")
    ranges = _ranges(cells, days, lasts, parts, noon)
    is_wish = pd.Series([kind not in ("leave", None) for kind in kinds], dtype=bool)
    cells.warn(
        "hours_without_meaning",
        "hours",
        is_wish & (cells.text("hours") != ""),
        lambda place: {"kind": kind_named(kinds[place] or "", REQUEST_KINDS)},
    )
    of_day = [parts["date"][place] or parts["until"][place] for place in range(len(is_wish))]
    cells.warn(
        "wish_of_whole_day",
        "date",
        is_wish & pd.Series([part is not None for part in of_day], dtype=bool),
        lambda place: {"kind": kind_named(kinds[place] or "", REQUEST_KINDS)},
    )
    meant = [(shifts or {}).get(name, ()) for name in shift]
    requests = []
    for place in np.flatnonzero(cells.good):
        status, is_leave = statuses[place] or "approved", kinds[place] == "leave"
        if status in ("refused", "withdrawn"):
            continue
        kind = leave_kind(named.iloc[place], own) if is_leave else "leave"
        requests += [
            Request(
                agent_id=ids.iloc[place],
                day=day,
                kind=cast(Kind, kinds[place]),
                shift=meant[place][0] if len(meant[place]) == 1 else shift.iloc[place] or None,
                weight=1.0 if np.isnan(weights[place]) else float(weights[place]),
                row=int(table.rows[place]),
                of_pattern=meant[place] if len(meant[place]) > 1 else (),
                hours=hours if is_leave else None,
                named=str(named.iloc[place]),
                leave=kind,
                terms=terms_of(kind, own) if is_leave else LeaveTerms(),
                status=cast(Literal["approved", "pending"], status),
            )
            for day, hours in ranges[place]
        ]
    found = tuple(requests)
    _warn_of_contradictions(tuple(each for each in found if each.status == "approved"), table.file, report)
    return found


def _ranges(
    cells: ColumnParser,
    days: pd.Series,
    lasts: pd.Series,
    parts: Mapping[str, Sequence[Part | None]],
    noon: int,
) -> list[Sequence[tuple[date, Window | None]]]:
    """Each row's dates with the part of the day that is meant."""
    several = (lasts.notna() & days.notna() & (lasts > days)).to_numpy(dtype=bool)
    hours = cells.parsed("hours", lambda text: parse_hours_of_leave(text, noon), pd.Series(~several))
    ends = cells.parsed("hours", parse_ends, pd.Series(several))
    given = cells.text("hours") != ""
    said = [
        any(each is not None for each in pair) for pair in zip(parts["date"], parts["until"], strict=True)
    ]
    read = pd.Series(
        [one is not None or pair is not None for one, pair in zip(hours, ends, strict=True)], dtype=bool
    )
    cells.fail("hours_said_twice", "hours", given & read & pd.Series(said, dtype=bool))
    of_each_day = [pair is not None and _like_one_day(pair, noon) for pair in ends]
    cells.warn("hours_of_range", "hours", np.array(of_each_day, dtype=bool))
    cells.fail(
        "until_before_from",
        "until",
        lasts.notna() & days.notna() & (lasts < days),
        lambda place: {"first_day": f"{days.iloc[place].date()}"},
    )
    long = lasts.notna() & days.notna() & ((lasts - days).dt.days >= LONGEST)
    cells.fail(
        "absence_too_long",
        "until",
        long,
        lambda place: {"first": f"{days.iloc[place].date()}", "most": LONGEST},
    )
    found: list[Sequence[tuple[date, Window | None]]] = []
    for place in range(len(cells)):
        if not cells.good[place]:
            found.append(())
            continue
        first = days.iloc[place].date()
        last = first if pd.isna(lasts.iloc[place]) else lasts.iloc[place].date()
        begin, end = parts["date"][place], parts["until"][place]
        if pair := ends[place]:
            begin, end = pair
        elif pd.isna(lasts.iloc[place]) and begin is not None and begin.half is not None:
            end = begin  # 2026-12-01 下午 alone is that afternoon
        one = hours[place]
        rows = [(first, one)] if one is not None else list(pieces(first, last, begin, end, noon))
        if not rows:
            cells.fail_at("leave_of_nothing", "until", place, {"first_day": f"{first}"})
        found.append(rows)
    return found


def _like_one_day(pair: tuple[Part, Part], noon: int) -> bool:
    """Whether somebody may have meant the same part of each date."""
    begin, end = pair[0].begin(noon), pair[1].end(noon)
    return 0 < end - begin < MINUTES_PER_DAY


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
