"""What calendars have said before, so that a phone takes a changed shift for the newer one.

RFC 5545 lets a client keep what it has unless SEQUENCE and DTSTAMP grow (3.8.7.4, 3.8.7.2). How often an
event has changed cannot be seen in a plan, so it is recorded in ``exports/calendars.json`` of the shop
folder; with it the name that the shop had at first, since the events' UIDs hang on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from peakroster.messages import Term
from peakroster.store.door import writing
from peakroster.tables.decoding import check_is_file
from peakroster.tables.errors import UnreadableError, reason_of
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.locking import locked

RECORD = Path("exports") / "calendars.json"
WITHDRAWN = "withdrawn"
"""The content of an event whose shift is no longer in the plan."""
_KEPT = timedelta(days=400)
"""Older events are forgotten: nobody moves the shifts of last year."""


@dataclass(frozen=True)
class Revision:
    """How an event stands.

    content: a digest of what it says, WITHDRAWN where its shift is gone; stamp: when that changed last, in
    UTC; start, end: of the shift that it said last, local; empty in records of older versions.
    """

    day: date
    content: str
    sequence: int
    stamp: datetime
    start: str = ""
    end: str = ""


@dataclass
class CalendarRecord:
    """shop: the name on which UIDs hang. events: UID → its latest revision."""

    shop: str
    events: dict[str, Revision] = field(default_factory=dict)

    def revised(
        self,
        uid: str,
        day: date,
        content: str,
        first_day: date,
        least: int = 0,
        span: tuple[str, str] = ("", ""),
    ) -> Revision:
        """The revision of an event with this content and span, which is recorded.

        An event that was never said before has ``least`` as its sequence, and midnight of the plan's first
        day as its stamp, so that the same plan gives the same bytes. With other content than before the
        sequence grows by one, and the stamp by a minute or to that midnight.
        """
        midnight = datetime.combine(first_day, time(), UTC)
        before = self.events.get(uid)
        if before is None:
            now = Revision(day, content, least, midnight, *span)
        elif before.content == content and before.sequence >= least:
            now = replace(before, start=span[0], end=span[1])
        else:
            stamp = max(before.stamp + timedelta(minutes=1), midnight)
            now = Revision(day, content, max(before.sequence + 1, least), stamp, *span)
        self.events[uid] = now
        return now

    def withdrawn(self, uid: str, first_day: date, least: int = 0) -> Revision | None:
        """The revision by which an event that was said before is taken back; None for one that never was.

        It stays the same from export to export, until the shift is there again.
        """
        before = self.events.get(uid)
        if before is None:
            return None
        return self.revised(uid, before.day, WITHDRAWN, first_day, least, (before.start, before.end))


@contextmanager
def calendar_record(folder: Path, shop: str, first_day: date) -> Iterator[CalendarRecord]:
    """The record of a shop folder, for one writer at a time; written when the block ends without an error.

    shop: its name now, which counts where there is no record yet. Raises InputError for a record that cannot
    be read.
    """
    path = folder / RECORD
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder), locked(path.parent):  # in the order of whoever puts a change in its place
        record = _read(path, shop)
        before = _text(record)
        yield record
        record.events = {uid: event for uid, event in record.events.items() if event.day >= first_day - _KEPT}
        if _text(record) != before or not path.exists():
            with writing(folder, kind="calendars", what=RECORD.as_posix()) as change:
                change.put(path, _text(record).encode())


def first_name(folder: Path, shop: str) -> str:
    """The name on which the UIDs of a shop's events hang: as the record has it, else ``shop``, its name now.

    A record that cannot be read has none.
    """
    try:
        return _read(folder / RECORD, shop).shop
    except InputError:
        return shop


def _read(path: Path, shop: str) -> CalendarRecord:
    try:
        check_is_file(path)
        content = json.loads(path.read_bytes())
        events = {uid: _revision(entry) for uid, entry in content["events"].items()}
        return CalendarRecord(str(content["shop"]), events)
    except FileNotFoundError:
        return CalendarRecord(shop)
    except UnreadableError as problem:
        raise InputError([Finding("error", problem.code, RECORD.as_posix())]) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as problem:
        damaged = Term("its content is damaged", "内容已损坏")
        details = {"reason": reason_of(problem) if isinstance(problem, OSError) else damaged}
        raise InputError([Finding("error", "calendar_record", RECORD.as_posix(), details=details)]) from None


def _revision(entry: Any) -> Revision:
    day, content, sequence, stamp, start, end = [*entry, "", ""][:6] if len(entry) == 4 else entry
    moment = datetime.fromisoformat(stamp)
    if moment.utcoffset() != timedelta(0):
        raise ValueError(stamp)
    return Revision(date.fromisoformat(day), str(content), int(sequence), moment, str(start), str(end))


def _text(record: CalendarRecord) -> str:
    events = {
        uid: [
            event.day.isoformat(),
            event.content,
            event.sequence,
            event.stamp.isoformat(),
            event.start,
            event.end,
        ]
        for uid, event in sorted(record.events.items())
    }
    lines = ",\n".join(f"{json.dumps(uid)}: {json.dumps(entry)}" for uid, entry in events.items())
    return f'{{"shop": {json.dumps(record.shop, ensure_ascii=False)}, "events": {{\n{lines}\n}}}}\n'
