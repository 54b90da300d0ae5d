"""From punches to spells: when somebody was there, each spell with the date to which it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from peakroster.attendance.cells import MINUTES_PER_DAY, Away, Clock
from peakroster.attendance.planned import PlannedShift, Span, midnight_of
from peakroster.attendance.records import Direction, Punch, Record

NEAR_HOURS = 6
"""Punches so long before or after a shift may still belong to it."""
_TWICE = 2
"""Minutes within which a second punch is the same one."""
_LONGEST = 16 * 60
"""Minutes; a longer stretch between punches without a shift is not one spell."""
_DAY = timedelta(days=1)

Shifts = Callable[[str, date], PlannedShift | None]


@dataclass
class Presence:
    """A person on one date.

    spells: when they were there, in order, none overlapping. missing: punches that are not there; assumed:
    minutes of the spells whose one end is therefore the plan's.
    """

    agent: str
    day: date
    spells: list[Span] = field(default_factory=list)
    missing: int = 0
    assumed: int = 0
    away: Away | None = None

    @property
    def minutes(self) -> int:
        """Minutes there."""
        return sum(end - start for start, end in self.spells)


@dataclass(frozen=True)
class _Half:
    """A punch at a known minute."""

    minute: int
    direction: Direction | None


def presences(records: Iterable[Record], shift_of: Shifts) -> dict[tuple[str, date], Presence]:
    """Every person and date of the records, and dates on which their punches lie."""
    found: dict[tuple[str, date], Presence] = {}
    loose: dict[tuple[str, date], list[_Half]] = {}

    def at(agent: str, day: date) -> Presence:
        return found.setdefault((agent, day), Presence(agent, day))

    for record in records:
        if record.day is not None:
            here = at(record.agent, record.day)
            here.away = here.away or record.away
            shift = shift_of(record.agent, record.day)
            for came, went in record.pairs:
                _add_pair(here, came, went, record.day, shift)
            halves = [_half(punch, record.day, shift) for punch in record.punches]
            loose.setdefault((record.agent, record.day), []).extend(halves)
            continue
        for punch in record.punches:
            minute = _placed(punch.clock, date.min)
            day = _day_of(record.agent, minute, shift_of)
            loose.setdefault((record.agent, day), []).append(_Half(minute, punch.direction))
    _over_midnight(loose, shift_of)
    for (agent, day), halves in loose.items():
        _add_punches(at(agent, day), halves, shift_of(agent, day))
    for presence in found.values():
        presence.spells = joined(presence.spells)
    _separate(found)
    return found


def joined(spells: Iterable[Span]) -> list[Span]:
    """The same minutes in as few spells as they need, in order."""
    parts: list[Span] = []
    for start, end in sorted(spells):
        if end <= start:
            continue
        if parts and start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(parts[-1][1], end))
        else:
            parts.append((start, end))
    return parts


def _placed(clock: Clock, day: date) -> int:
    return midnight_of(clock.day or day) + clock.minute


def _nearest(clock: Clock, day: date, wanted: int | None) -> int:
    """The minute of a clock; one without a day is the nearest to what was planned, else on its own day."""
    minute = _placed(clock, day)
    if clock.is_placed or wanted is None:
        return minute
    near = (minute, minute - MINUTES_PER_DAY, minute + MINUTES_PER_DAY)
    return min(near, key=lambda each: (abs(each - wanted), near.index(each)))


def _add_pair(
    here: Presence, came: Clock | None, went: Clock | None, day: date, shift: PlannedShift | None
) -> None:
    start = None if came is None else _nearest(came, day, None if shift is None else shift.start)
    if went is None:
        assert start is not None
        _assume(here, start, None, shift)
    elif start is None:
        _assume(here, None, _nearest(went, day, None if shift is None else shift.end), shift)
    else:
        end = _placed(went, day)
        if not went.is_placed:
            end = start + (end - start) % MINUTES_PER_DAY
        here.spells.append((start, end))


def _assume(here: Presence, start: int | None, end: int | None, shift: PlannedShift | None) -> None:
    """A spell with one punch: the other one is taken from the plan, and nothing without a plan."""
    here.missing += 1
    if shift is None:
        return
    first, last = (shift.start if start is None else start), (shift.end if end is None else end)
    if first < last and last - first <= _LONGEST:
        here.spells.append((first, last))
        here.assumed += last - first


def _half(punch: Punch, day: date, shift: PlannedShift | None) -> _Half:
    wanted = None
    if shift is not None:
        ends = {"in": shift.start, "out": shift.end}
        middle = (shift.start + shift.end) // 2
        wanted = middle if punch.direction is None else ends[punch.direction]
    return _Half(_nearest(punch.clock, day, wanted), punch.direction)


def _day_of(agent: str, minute: int, shift_of: Shifts) -> date:
    """The date of the shift that a punch is nearest to; its own date where none is near."""
    own = date(1970, 1, 1) + timedelta(days=minute // MINUTES_PER_DAY)
    best, least = own, NEAR_HOURS * 60 + 1
    for day in (own, own - _DAY, own + _DAY):
        shift = shift_of(agent, day)
        if shift is not None:
            beyond = max(shift.start - minute, minute - shift.end, 0)
            if beyond < least:
                best, least = day, beyond
    return best


def _over_midnight(loose: Mapping[tuple[str, date], list[_Half]], shift_of: Shifts) -> None:
    """Move a first clock-out of a day without a shift to the day before, if somebody came and did not go."""
    for (agent, day), halves in sorted(loose.items()):
        before = loose.get((agent, day - _DAY))
        if not before or not halves or shift_of(agent, day) is not None:
            continue
        first, last = min(halves, key=_minute), max(before, key=_minute)
        if (first.direction, last.direction) == ("out", "in") and first.minute - last.minute <= _LONGEST:
            halves.remove(first)
            before.append(first)


def _minute(half: _Half) -> int:
    return half.minute


def _add_punches(here: Presence, halves: Sequence[_Half], shift: PlannedShift | None) -> None:
    ordered: list[_Half] = []
    for half in sorted(halves, key=_minute):
        same = ordered and ordered[-1].direction == half.direction
        if not (same and half.minute - ordered[-1].minute <= _TWICE):
            ordered.append(half)
    if any(half.direction for half in ordered):
        _add_directed(here, ordered, shift)
    elif len(ordered) == 1:
        _add_single(here, ordered[0].minute, shift)
    elif len(ordered) % 2:
        # Nobody knows which one is missing; that they came and went at the ends is sure.
        here.missing += 1
        here.spells.append((ordered[0].minute, ordered[-1].minute))
    else:
        minutes = [half.minute for half in ordered]
        here.spells += zip(minutes[::2], minutes[1::2], strict=True)


def _add_single(here: Presence, minute: int, shift: PlannedShift | None) -> None:
    """One punch of a day is the end of the shift that it is nearer to."""
    if shift is not None and abs(minute - shift.end) < abs(minute - shift.start):
        _assume(here, None, minute, shift)
    else:
        _assume(here, minute, None, shift)


def _add_directed(here: Presence, ordered: Sequence[_Half], shift: PlannedShift | None) -> None:
    """The first clock-in opens a spell, and the last clock-out before the next clock-in closes it."""
    start: int | None = None
    closed = False
    for half in ordered:
        if half.direction == "out":
            if start is not None:
                here.spells.append((start, half.minute))
                start, closed = None, True
            elif closed:
                here.spells[-1] = (here.spells[-1][0], half.minute)
            else:
                _assume(here, None, half.minute, shift)
                closed = bool(here.spells)
        elif start is None:
            start, closed = half.minute, False
    if start is not None:
        _assume(here, start, None, shift)


def _separate(found: Mapping[tuple[str, date], Presence]) -> None:
    """No minute of anybody counts on two dates: it is the earlier one's."""
    until: dict[str, int] = {}
    for (agent, _), here in sorted(found.items(), key=lambda item: (item[0][0], item[0][1])):
        last = until.get(agent)
        if last is not None:
            here.spells = [(max(start, last), end) for start, end in here.spells if end > last]
        here.assumed = min(here.assumed, here.minutes)
        if here.spells:
            until[agent] = max(here.spells[-1][1], last or here.spells[-1][1])
