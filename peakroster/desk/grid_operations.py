"""What was done by hand on a grid or a Gantt, as it comes from a browser: read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from peakroster.desk.day_activities import ActivityEdit, DayActivity
from peakroster.desk.stored import RosterCell
from peakroster.messages import Translator
from peakroster.shop.leave_words import leave_called, part_called
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES
from peakroster.shop.shortened import shortened_of
from peakroster.store.drafts import Place
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY, Window

Kind = Literal[
    "set",
    "lock",
    "unlock",
    "take_back",
    "leave",
    "ill",
    "leave_back",
    "away",
    "approve",
    "who",
    "details",
    "day",
    "undo",
    "activity",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_MOST_BATCHES = 1000
_CHINESE = Translator("zh")


@dataclass(frozen=True)
class Operation:
    """One thing done by hand.

    cells: (agent id, date) → shift for ``set`` (None = off), leave as it was written for ``away``; for the
    other kinds the cells meant, with None.
    day: for ``day``. moved: for ``activity``.
    """

    kind: Kind
    cells: Mapping[RosterCell, str | None]
    day: date | None = None
    moved: ActivityEdit | None = None


@dataclass(frozen=True)
class Batch:
    """The operations of one gesture, or of several that came at once; sequence: of the last of them.

    drawn: the step of the draft in front of which the hand began, the earliest of several; None = not said.
    """

    sequence: int
    operations: tuple[Operation, ...]
    drawn: Place | None = None


@dataclass(frozen=True)
class Received:
    """What a browser sent: who (a component's name for itself), and its batches in order.

    unknown: cells that name people, days or shifts that there are none of; nothing is done about them.
    """

    client: str
    batches: tuple[Batch, ...]
    unknown: int


def read_edits(
    shop: Shop, plan: Plan, sent: object, after: int = 0, translate: Translator = _CHINESE
) -> Received:
    """The batches with a sequence number above ``after``; what is not as it should be is left out.

    sent: ``{"client": str, "batches": [{"sequence": int, "drawn": [int, int],
    "operations": [...]}]}`` as the component sends it.
    Neighbouring changes of cells become one operation, so that fast typing is recomputed once. translate: the
    language in which leave is typed.
    """
    known = _Known(
        frozenset(agent.id for agent in shop.agents),
        frozenset(shift.name for shift in shop.shifts),
        frozenset(plan.dates),
        shortened_of(shop.shifts),
        frozenset(leave_typed(shop, translate)),
    )
    if not isinstance(sent, Mapping) or not isinstance(sent.get("client"), str):
        return Received("", (), 0)
    batches, unknown = [], 0
    for raw in list(sent.get("batches") or ())[-_MOST_BATCHES:]:
        sequence = raw.get("sequence") if isinstance(raw, Mapping) else None
        if not isinstance(sequence, int) or sequence <= after:
            continue
        operations = []
        for one in raw.get("operations") or ():
            operation, lost = _operation(one, known)
            unknown += lost
            if operation is not None:
                operations += _with_leave(operation, known.leave)
        batches.append(Batch(sequence, tuple(operations), _place(raw.get("drawn"))))
    return Received(str(sent["client"]), tuple(sorted(batches, key=lambda batch: batch.sequence)), unknown)


def merged(batches: Sequence[Batch]) -> tuple[Batch, ...]:
    """The batches in their order; neighbours that only change cells are one with one operation."""
    done: list[Batch] = []
    for batch in batches:
        if not batch.operations or any(operation.kind != "set" for operation in batch.operations):
            done.append(batch)
            continue
        cells = {cell: shift for operation in batch.operations for cell, shift in operation.cells.items()}
        before = done[-1].operations if done else ()
        if before and all(operation.kind == "set" for operation in before):
            cells = {**before[0].cells, **cells}
            drawn = done.pop().drawn or batch.drawn
        else:
            drawn = batch.drawn
        done.append(Batch(batch.sequence, (Operation("set", cells),), drawn))
    return tuple(done)


@dataclass(frozen=True)
class _Known:
    people: frozenset[str]
    shifts: frozenset[str]
    days: frozenset[date]
    rests: Mapping[tuple[str, str, date], str]
    leave: frozenset[str]


def _operation(raw: object, known: _Known) -> tuple[Operation | None, int]:
    """The operation, and how many of its cells are unknown."""
    if not isinstance(raw, Mapping) or raw.get("kind") not in KINDS:
        return None, 0
    kind: Kind = raw["kind"]
    if kind == "undo":
        return Operation(kind, {}), 0
    if kind == "activity":
        moved = _moved(raw, known)
        return (None, 1) if moved is None else (Operation(kind, {}, moved=moved), 0)
    if kind == "day":
        day = _day(raw.get("day"))
        return (Operation(kind, {}, day=day), 0) if day in known.days else (None, 1)
    rows = raw.get("cells") if kind not in ("who", "details") else [[raw.get("agent"), raw.get("day")]]
    cells: dict[RosterCell, str | None] = {}
    lost = 0
    for agent, day, shift in _rows(rows):
        if (
            agent in known.people
            and day in known.days
            and (shift is None or shift in known.shifts or shift in known.leave)
        ):
            assert day is not None
            rest = shift if shift is None else known.rests.get((shift, agent, day), shift)
            cells[agent, day] = rest if kind == "set" else None
        else:
            lost += 1
    return (Operation(kind, cells) if cells else None), lost


def _with_leave(operation: Operation, leave: frozenset[str]) -> list[Operation]:
    """A change of cells, and the leave among them as an operation of its own."""
    away = {cell: word for cell, word in operation.cells.items() if word in leave}
    if operation.kind != "set" or not away:
        return [operation]
    rest = {cell: shift for cell, shift in operation.cells.items() if cell not in away}
    return [*([Operation("set", rest)] if rest else []), Operation("away", away)]


def leave_typed(shop: Shop, translate: Translator) -> dict[str, tuple[str, Window | None]]:
    """Words that may be typed into a cell for leave → its kind and part of the day."""
    noon = shop.settings.leave.noon
    halves = (None, Window(0, noon), Window(noon, MINUTES_PER_DAY))
    own = [kind for kind in shop.settings.leave.kinds if kind not in LEAVE_NAMES]
    taken = {shift.name for shift in shop.shifts}
    found = {}
    for kind in (*LEAVE_NAMES, *own):
        for hours in halves:
            word = leave_called(kind, translate)
            if hours is not None:
                word = translate("leave.part_of_day", part=part_called(hours, noon, translate), leave=word)
            if word not in taken:
                found[word] = (kind, hours)
    return found


def _rows(rows: object) -> Iterator[tuple[str, date | None, str | None]]:
    for row in rows if isinstance(rows, Sequence) else ():
        if isinstance(row, Sequence) and len(row) >= 2:
            shift = row[2] if len(row) > 2 else None
            yield str(row[0]), _day(row[1]), None if shift is None else str(shift)


def _moved(raw: Mapping[str, Any], known: _Known) -> ActivityEdit | None:
    day, agent, what = _day(raw.get("day")), raw.get("agent"), raw.get("what")
    spans = [_span(raw.get(name), day) for name in ("was", "to")]
    if day not in known.days or agent not in known.people or not isinstance(what, str):
        return None
    was, to = spans
    if day is None or was is None or to is None or not to[0] < to[1]:
        return None
    return ActivityEdit(str(agent), day, DayActivity(*was, what), DayActivity(*to, what))


def _span(raw: object, day: date | None) -> tuple[datetime, datetime] | None:
    """Two numbers of minutes after the midnight of the day as moments."""
    if day is None or not isinstance(raw, Sequence) or len(raw) != 2:
        return None
    if not all(isinstance(minute, int) and -1440 <= minute <= 3 * 1440 for minute in raw):
        return None
    midnight = datetime(day.year, day.month, day.day)
    return midnight + timedelta(minutes=raw[0]), midnight + timedelta(minutes=raw[1])


def _place(raw: object) -> Place | None:
    if not isinstance(raw, Sequence) or len(raw) != 2 or not all(isinstance(part, int) for part in raw):
        return None
    return Place(*raw)


def _day(raw: object) -> date | None:
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None
