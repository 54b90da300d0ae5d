"""What the server reads of a shop: its publications, which never change once they are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Publication:
    """A published version of a plan.

    first_day, days: of its plan. number: from 1 for each first day. at: when, in UTC. who, note: of whoever
    published it. withdrawn_at: when it was taken back, so that its shifts no longer hold; None = it holds.
    """

    first_day: date
    days: int
    number: int
    at: datetime
    who: str
    note: str = ""
    withdrawn_at: datetime | None = None

    @property
    def last_day(self) -> date:
        """The plan's last date."""
        return self.first_day + timedelta(days=self.days - 1)

    @property
    def key(self) -> tuple[date, int]:
        """What names it within its shop."""
        return self.first_day, self.number


@dataclass(frozen=True)
class PublishedRow:
    """A row of the neutral table. text: all of it, as a JSON object; agent, day: two of its columns."""

    agent: str
    day: date
    text: str


class PublishedRosters(Protocol):
    """The publications of one shop, and of no other.

    Each call reads what is committed at that moment, whole; it may be called by many threads at once.
    """

    def publications(self) -> Sequence[Publication]:
        """Every publication, in the order in which they were made."""
        ...

    def rows(self, first_day: date, number: int) -> Sequence[PublishedRow]:
        """The rows of a publication, by person and day; none for one that does not exist."""
        ...

    def coverage(self, first_day: date, number: int) -> bytes | None:
        """coverage.csv of the plan that was published; None where it has none."""
        ...
