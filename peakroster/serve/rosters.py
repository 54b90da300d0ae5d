"""The rosters of one shop: rows by date and person, changes and coverage, out of publications in memory.

A publication never changes, so what was read of it once is kept. Which publications there are is asked anew
for every request; all that one answer says comes from that one look.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from peakroster.serve.memory import Memory
from peakroster.serve.published import Publication, PublishedRosters, PublishedRow
from peakroster.serve.standing import RowChange, Stretch, row_changes, stretches

_ROWS_KEPT = 400_000
"""Rows of publications in memory, of all shops together: 500 people for two years, some 200 MB."""
_BYTES_KEPT = 64 * 2**20
"""Finished answers in memory."""


@dataclass(frozen=True)
class LoadedRoster:
    """A publication's rows as JSON in UTF-8. by_agent: agent → date → row; by_day: date → rows, by person."""

    by_agent: dict[str, dict[date, bytes]]
    by_day: dict[date, list[bytes]]

    def of_dates(self, first: date, last: date, agent: str | None) -> Iterator[bytes]:
        """Rows by date and then person, of one person or of all."""
        one = None if agent is None else self.by_agent.get(agent, {})
        day = first
        while True:
            if one is None:
                yield from self.by_day.get(day, ())
            elif day in one:
                yield one[day]
            if day >= last:
                return
            day += timedelta(days=1)

    def keyed(self, agent: str | None = None) -> dict[tuple[str, date], bytes]:
        """Rows by agent and date, of one person or of all."""
        people = self.by_agent if agent is None else {agent: self.by_agent.get(agent, {})}
        return {(who, day): text for who, days in people.items() for day, text in days.items()}


def loaded(rows: Sequence[PublishedRow]) -> LoadedRoster:
    """Rows as they are looked up."""
    by_agent: dict[str, dict[date, bytes]] = {}
    by_day: dict[date, list[bytes]] = {}
    for row in rows:
        text = row.text.encode("utf-8", "replace")  # half of what a str with Chinese letters takes
        by_agent.setdefault(row.agent, {})[row.day] = text
        by_day.setdefault(row.day, []).append(text)
    return LoadedRoster(by_agent, by_day)


def _row_count(roster: LoadedRoster) -> int:
    return 1 + sum(map(len, roster.by_day.values()))


@dataclass(frozen=True)
class Kept:
    """What all shops of a server keep in memory together."""

    rosters: Memory[LoadedRoster] = field(default_factory=lambda: Memory(_ROWS_KEPT, _row_count))
    answers: Memory[bytes] = field(default_factory=lambda: Memory(_BYTES_KEPT, len))


@dataclass(frozen=True)
class View:
    """What a shop has published up to one moment. publications: in the order in which they were made."""

    shop: str
    source: PublishedRosters
    publications: Sequence[Publication]
    kept: Kept

    def stretches(self, first: date, days: int) -> list[Stretch]:
        """What holds on so many days from ``first`` on, as far as the calendar goes."""
        return stretches(self.publications, first, last_of(first, days))

    def roster(self, publication: Publication) -> LoadedRoster:
        """The rows of a publication."""
        key = (self.shop, *publication.key)
        return self.kept.rosters.get(
            key, lambda: loaded(self.source.rows(publication.first_day, publication.number))
        )

    def rows(self, holds: Sequence[Stretch], agent: str | None) -> list[bytes]:
        """Rows of the neutral table as JSON, by date and person."""
        return [
            row
            for stretch in holds
            for row in self.roster(stretch.publication).of_dates(stretch.first, stretch.last, agent)
        ]

    def changes(self, before: Publication | None, after: Publication, agent: str | None) -> list[RowChange]:
        """What differs from one version of a plan to another; None = from nothing.

        A version that was withdrawn has no rows any more.
        """
        if before is not None and before.key == after.key and after.withdrawn_at is None:
            return []
        old = {} if before is None else self.roster(before).keyed(agent)
        new = {} if after.withdrawn_at is not None else self.roster(after).keyed(agent)
        return row_changes(old, new)

    def coverage(self, holds: Sequence[Stretch]) -> list[dict[str, str]]:
        """Rows of coverage.csv on the dates on which their publication holds, as text."""
        found = []
        for stretch in holds:
            content = self.source.coverage(*stretch.publication.key) or b""
            first, last = stretch.first.isoformat(), stretch.last.isoformat()
            found += [
                row
                for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
                if first <= row["timestamp"][:10] <= last
            ]
        return found


def last_of(first: date, days: int) -> date:
    """The last of so many days, or the calendar's."""
    return first + min(timedelta(days=days - 1), date.max - first)


def tag_of(*what: Hashable) -> str:
    """The ETag of an answer that is the same whenever these are."""
    return f'"{hashlib.sha256(repr(what).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def json_rows(head: dict[str, object], name: str, rows: Sequence[bytes]) -> bytes:
    """A JSON object of ``head`` and a last list of rows that are JSON already."""
    begun = json.dumps(head, ensure_ascii=False)
    return b"".join([f"{begun[:-1]}, {json.dumps(name)}: [".encode(), b",".join(rows), b"]}"])
