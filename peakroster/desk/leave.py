"""Leave of one person: what it does to the roster, entered into requests.csv, and taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from peakroster.desk.figures import key_figures
from peakroster.desk.overview.promises import late_customers
from peakroster.desk.roster import Desk, change, open_desk
from peakroster.desk.stored import RosterCell, shifts_of
from peakroster.messages import Translator
from peakroster.shop.inputs.absences import LONGEST
from peakroster.shop.inputs.leave_range import parse_hours_of_leave
from peakroster.shop.inputs.locks_file import change_locks
from peakroster.shop.inputs.requests_file import add_requests, remove_leave
from peakroster.shop.leave_words import leave_called
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.leave_kinds import LeaveKind, leave_name, terms_of
from peakroster.shop.settings.read import read_settings
from peakroster.shop.shortened import shortened_of
from peakroster.store.door import writing
from peakroster.tables.clock import format_window
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.names import meant, sharing
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from peakroster.wording import day_label, listed
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Lock, Request
from scheduler.domain.shifts import OFF, Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY, Window

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MissingStretch:
    """A queue that is short in a row of intervals because somebody is away.

    start, end: minutes after midnight of ``day``, end excluded. hours: agent-hours missing in addition.
    """

    queue: str
    day: date
    start: int
    end: int
    hours: float


@dataclass(frozen=True)
class LeaveEffect:
    """What a leave does to the roster on the desk.

    uncovered: the shifts that nobody works then, (agent id, date) → shift. locks: locks of these cells,
    which go with the leave. late, missing_hours: customers answered too late and agent-hours missing in
    addition, over the plan, if nobody takes the shifts; None where the plan has no roster. stretches: when
    and in which queue people are missing, by day, then time.
    """

    uncovered: Mapping[RosterCell, str]
    locks: tuple[Lock, ...] = ()
    late: float | None = None
    missing_hours: float | None = None
    stretches: tuple[MissingStretch, ...] = ()

    @property
    def cells(self) -> dict[RosterCell, None]:
        """The uncovered shifts as changes of a roster: off."""
        return dict.fromkeys(self.uncovered)


def give_leave(
    desk: Desk,
    agent_id: str,
    first: date,
    last: date,
    kind: LeaveKind = "leave",
    hours: Window | None = None,
    note: str = "",
) -> Desk:
    """Enter leave into requests.csv, a row a day, and take away the locks of shifts that it forbids.

    Both are one change of the log. Days that have this leave already get no second row. The roster stays as
    it is: :func:`leave_effect` says which of its shifts the leave forbids.

    Parameters
    ----------
    agent_id
        An id, or a name that nobody else bears.
    first, last
        Both included.
    hours
        The part of each day; None = whole days.
    note
        Why, for the log.

    Returns
    -------
    The desk as read back from the files, with the plan as it lies there.

    Raises
    ------
    InputError
        For an agent that there is none of, days the wrong way round or more than a year of them, with
        nothing written; and as :func:`peakroster.store.door.writing`.
    """
    rows = leave_rows(desk.shop, agent_id, first, last, kind, hours)
    with writing(desk.shop.folder, kind="leave", what="requests.csv", note=note or _told(rows)):
        enter_leave(desk.shop, rows)
    return open_desk(desk.shop.folder, desk.plan.first_day)


def enter_leave(shop: ShopFolder, rows: Sequence[Request]) -> None:
    """Add rows of leave that are not there yet, and take away the locks of shifts that they forbid.

    For whoever holds the door open. Raises what :func:`peakroster.store.editing.edit_table` raises.
    """
    given = _given(shop, rows)
    if given.rows:
        add_requests(shop.folder, given.rows)
    if given.locks:
        cells = {(lock.agent_id, lock.day) for lock in given.locks}
        change_locks(shop.folder, {}, cells, seen=shop.locks, shifts=shop.shifts, people=shop.people)


@dataclass(frozen=True)
class GivenLeave:
    """What entering leave has changed: rows that are new, and locks that went with them."""

    rows: tuple[Request, ...]
    locks: tuple[Lock, ...]


def _given(shop: ShopFolder, rows: Sequence[Request]) -> GivenLeave:
    known = {(row.agent_id, row.day, row.hours) for row in shop.requests if row.kind == "leave"}
    new = tuple(row for row in rows if (row.agent_id, row.day, row.hours) not in known)
    return GivenLeave(new, _forbidden_locks(rows, shop))


def give_leave_to(desk: Desk, rows: Sequence[Request], note: str = "") -> tuple[Desk, GivenLeave]:
    """Enter rows of leave of anybody as one change of the log, as :func:`give_leave`.

    Returns the desk as read back, and what has changed, for :func:`undo_leave`.
    """
    given = _given(desk.shop, rows)
    with writing(desk.shop.folder, kind="leave", what="requests.csv", note=note or _told(tuple(rows))):
        enter_leave(desk.shop, rows)
    return open_desk(desk.shop.folder, desk.plan.first_day), given


def other_leave_line(shop: ShopFolder, rows: Sequence[Request], translate: Translator) -> str:
    """In words, the leave of another kind in the same hours: it stays where these rows are entered; "" for
    none."""
    wanted = {(row.agent_id, row.day, row.hours): row.leave for row in rows}
    names = shop.agent_names
    told = [
        f"{names[row.agent_id]} {day_label(row.day, translate)} {leave_called(row.leave, translate)}"
        for row in shop.requests
        if row.kind == "leave" and wanted.get((row.agent_id, row.day, row.hours), row.leave) != row.leave
    ]
    return translate("leave.other_stays", leave=listed(told, translate)) if told else ""


def cells_after_leave(
    desk: Desk, rows: Sequence[Request], worked: Mapping[RosterCell, str | None]
) -> dict[RosterCell, str | None]:
    """Changes of a roster by leave that binds: shifts that it forbids become what it leaves of them, or off.

    desk: with the leave. worked: the shifts of the roster.
    """
    people, rests = {row.agent_id for row in rows}, shortened_of(desk.shop.shifts)
    return {
        cell: rests.get((shift, *cell))
        for cell, shift in worked.items()
        if shift is not None
        and cell[0] in people
        and any(row.agent_id == cell[0] and _forbids(row, desk.shop, cell[1], shift) for row in rows)
    }


def cells_after_leave_back(
    before: Sequence[Shift],
    desk: Desk,
    cells: Collection[RosterCell],
    worked: Mapping[RosterCell, str | None],
) -> dict[RosterCell, str | None]:
    """Changes of a roster where leave was taken back: what it had left of a shift is the whole shift again.

    before: the shifts that there were with the leave. desk: without it. worked: the shifts of the roster.
    """
    whole = {shift.name: shift.rest_of for shift in before if shift.rest_of is not None}
    mine = {(shift.name, *cell) for shift in desk.shop.shifts for cell in shift.cells or ()}
    return {
        cell: whole[shift]
        for cell in cells
        if (shift := worked.get(cell)) is not None and shift in whole and (shift, *cell) not in mine
    }


def undo_leave(desk: Desk, given: GivenLeave) -> Desk:
    """Take back what :func:`give_leave_to` has changed, the locks too, as one change of the log."""
    if not given.rows and not given.locks:
        return desk
    shop = desk.shop
    with writing(shop.folder, kind="leave_back", what="requests.csv", note=_told(given.rows)):
        cells = {(row.agent_id, row.day) for row in given.rows}
        if cells:
            remove_leave(shop.folder, cells, shop.people, shop.settings.leave, given.rows)
        if given.locks:
            added = {(lock.agent_id, lock.day): lock.shift for lock in given.locks}
            change_locks(shop.folder, added, seen=shop.locks, shifts=shop.shifts, people=shop.people)
    return open_desk(shop.folder, desk.plan.first_day)


def take_leave_back(desk: Desk, agent_id: str, first: date, last: date, note: str = "") -> Desk:
    """Take away every row of leave of an agent between two days, both included, leave by hours too.

    Locks that went with the leave do not come back. Returns the desk as read back. Raises InputError as
    :func:`give_leave`, and ``no_leave`` where there is none on these days.
    """
    rows = leave_rows(desk.shop, agent_id, first, last)
    agent, cells = rows[0].agent_id, {(row.agent_id, row.day) for row in rows}
    with writing(desk.shop.folder, kind="leave_back", what="requests.csv", note=note or _told(rows)):
        settings = desk.shop.settings.leave
        if not remove_leave(desk.shop.folder, cells, desk.shop.people, settings):
            details = {"agent": agent, "first": f"{first}", "last": f"{last}"}
            raise InputError([Finding("error", "no_leave", "requests.csv", value=agent, details=details)])
    return open_desk(desk.shop.folder, desk.plan.first_day)


def leave_rows(
    shop: ShopFolder,
    agent_id: str,
    first: date,
    last: date,
    kind: LeaveKind = "leave",
    hours: Window | None = None,
) -> tuple[Request, ...]:
    """The leave as rows of requests.csv, one a day. Raises InputError as :func:`give_leave`."""
    agent, findings = known_agent(shop, agent_id)
    if last < first:
        span = {"first_day": f"{first}"}
        findings.append(Finding("error", "until_before_from", "requests.csv", value=f"{last}", details=span))
    elif (last - first).days >= LONGEST:
        long = {"first": f"{first}", "most": LONGEST}
        findings.append(Finding("error", "absence_too_long", "requests.csv", value=f"{last}", details=long))
    if findings:
        raise InputError(findings)
    named, terms = leave_name(kind).english, terms_of(kind, shop.settings.leave.kinds)
    return tuple(
        Request(
            *(agent, first + n * _DAY, "leave", None, 1.0, 0),
            hours=hours,
            named=named,
            leave=kind,
            terms=terms,
        )
        for n in range((last - first).days + 1)
    )


def hours_of_leave(shop: ShopFolder, text: str, place: str = "requests.csv") -> Window | None:
    """A part of the day as a file of requests would say it; None for an empty text, the whole day.

    Raises InputError for what it would not say. place: where it was said.
    """
    if not text.strip():
        return None
    try:
        return parse_hours_of_leave(text, read_settings(shop.folder, Report()).noon)
    except UnreadableError as error:
        found = Finding("error", error.code, place, column="hours", value=text, details=error.details)
        raise InputError([found]) from None


def known_agent(shop: ShopFolder, text: str, place: str = "agents.csv") -> tuple[str, list[Finding]]:
    """The id that an id or a name means, and what is wrong with it. place: where it was said."""
    agent, names, shared = meant(text, shop.people), shop.agent_names, sharing(text, shop.people)
    if shared:
        details = {"token": text, "ids": "; ".join(shared)}
        return agent, [Finding("error", "ambiguous_name", place, value=text, details=details)]
    if agent not in names:
        details = {"token": text, "known": nearest_first(text, names)}
        return agent, [Finding("error", "unknown_agent", place, value=text, details=details)]
    return agent, []


def leave_effect(
    desk: Desk,
    agent_id: str,
    first: date,
    last: date,
    hours: Window | None = None,
    *,
    figures: bool = True,
) -> LeaveEffect:
    """What leave of an agent does to the roster on the desk; nothing is written.

    figures: whether customers and hours are computed too, which takes as long as a changed cell. Other
    parameters and errors as of :func:`give_leave`.
    """
    rows = leave_rows(desk.shop, agent_id, first, last, hours=hours)
    agent = rows[0].agent_id
    forbidden = {
        cell: shift
        for cell, shift in shifts_of(desk.plan).items()
        if cell[0] == agent and any(_forbids(row, desk.shop, cell[1], shift) for row in rows)
    }
    locks = _forbidden_locks(rows, desk.shop)
    effect = LeaveEffect(forbidden, locks)
    if not figures or desk.plan.roster is None or desk.plan.requirement is None:
        return effect
    if not forbidden:
        return replace(effect, late=0.0, missing_hours=0.0)
    left = {(lock.agent_id, lock.day, lock.shift) for lock in locks}
    kept = tuple(lock for lock in desk.shop.locks if (lock.agent_id, lock.day, lock.shift) not in left)
    without = change(replace(desk, shop=replace(desk.shop, locks=kept)), dict.fromkeys(forbidden))
    lost = missing_against(desk.plan, without.plan, desk.shop)
    return replace(lost, uncovered=forbidden, locks=locks)


def missing_against(before: Plan, after: Plan, shop: Shop) -> LeaveEffect:
    """What the customers lose from one roster of a plan to another: late, missing hours and when."""
    late, missing = (
        None if now is None or then is None else max(0.0, now - then)
        for now, then in (
            (late_customers(shop, after), late_customers(shop, before)),
            (_missing_hours(after), _missing_hours(before)),
        )
    )
    stretches = _stretches(before, after, shop.settings.interval_minutes)
    return LeaveEffect({}, (), late, missing, stretches)


def _missing_hours(plan: Plan) -> float | None:
    figures = key_figures(plan)
    return None if figures is None else figures.shortage_hours


def _stretches(before: Plan, after: Plan, interval_minutes: int) -> tuple[MissingStretch, ...]:
    """Intervals in a row of one queue that are shorter of people than before, on one day."""
    if before.coverage is None or after.coverage is None:
        return ()
    then, now = before.coverage, after.coverage
    keys = ["timestamp", "queue"]
    both = now.merge(then, on=keys, suffixes=("", "_then"))
    short = (both["required"] - both["scheduled"]).clip(lower=0)
    short_then = (both["required_then"] - both["scheduled_then"]).clip(lower=0)
    both = both.assign(more=short - short_then)
    both = both[(both["more"] > 1e-9) & (both["timestamp"] < after.end)]
    found: list[MissingStretch] = []
    ordered = both.sort_values(["queue", "timestamp"])
    moments = [moment.to_pydatetime() for moment in ordered["timestamp"]]
    for queue, moment, more in zip(ordered["queue"], moments, ordered["more"], strict=True):
        day, minute = moment.date(), moment.hour * 60 + moment.minute
        hours = float(more) * interval_minutes / 60
        last = found[-1] if found else None
        if last is not None and (last.queue, last.day, last.end) == (queue, day, minute):
            found[-1] = replace(last, end=minute + interval_minutes, hours=last.hours + hours)
        else:
            found.append(MissingStretch(str(queue), day, minute, minute + interval_minutes, hours))
    return tuple(sorted(found, key=lambda one: (one.day, one.start, one.queue)))


def _forbids(row: Request, shop: Shop, day: date, name: str) -> bool:
    """Whether a row of leave forbids a shift that starts on a day; see ``inputs.md#requestscsv``."""
    if row.hours is None:
        return row.day == day
    shift: Shift | None = next((one for one in shop.shifts if one.name == name), None)
    if shift is None:
        return False
    begin = (day - row.day).days * MINUTES_PER_DAY
    return shift.start + begin < row.hours.end and row.hours.start < shift.end + begin


def _forbidden_locks(rows: Sequence[Request], shop: Shop) -> tuple[Lock, ...]:
    """Locks of shifts that the leave forbids; a lock of a day off stays."""
    return tuple(
        lock
        for lock in shop.locks
        if lock.shift != OFF
        and any(row.agent_id == lock.agent_id and _forbids(row, shop, lock.day, lock.shift) for row in rows)
    )


def _told(rows: tuple[Request, ...]) -> str:
    """The leave for the log: ``003 2026-11-10 – 2026-11-12 annual_leave``."""
    if not rows:
        return ""
    first, last, hours = rows[0], rows[-1], rows[0].hours
    days = f"{first.day}" if first.day == last.day else f"{first.day} – {last.day}"
    parts = (first.agent_id, days, "" if hours is None else format_window(hours), first.named)
    return " ".join(part for part in parts if part)
