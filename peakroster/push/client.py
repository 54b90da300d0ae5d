"""The one protocol behind which every platform stands, and what its clients share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from peakroster.exports.platforms.rows import SystemRow
from peakroster.push.facts import Limits
from peakroster.push.problems import Reason, UnreachableError
from peakroster.shop.model import MappingKind

T = TypeVar("T")
Cell = tuple[str, date]
"""A person's id on the platform, and a day."""
Step = Callable[[int, int], None]
"""Told how many calls of how many are done."""
Single = Mapping[MappingKind, str]
"""The platform's ids of which there is one: the group, the operator."""


@dataclass(frozen=True)
class Call:
    """One call that sends rows; without the token, so that a dry run can show it whole."""

    path: str
    body: Mapping[str, Any]
    rows: tuple[SystemRow, ...]


@dataclass(frozen=True)
class Listed:
    """A person or a shift in the platform's own list. job_number: of a person. hours: ``08:00-16:30``."""

    id: str
    name: str
    job_number: str = ""
    hours: str = ""


class PlatformClient(Protocol):
    """What a push needs of a platform.

    cleared: what a day holds that was cleared: None = nothing; ``REST`` where no call clears a day.
    """

    limits: Limits
    cleared: str | None

    def held(self, people: Sequence[str], first: date, last: date, step: Step) -> dict[Cell, str]:
        """What these people have on these days: a shift's id or ``REST``; days with nothing are left out."""

    def calls(self, rows: Sequence[SystemRow]) -> list[Call]:
        """The calls that set these rows, and clear those without a shift, each within the limits."""

    def send(self, call: Call) -> dict[Cell, Reason]:
        """Make the call; the rows that the answer itself says did not take effect."""

    def people(self) -> list[Listed]:
        """Everybody whom the platform lists."""

    def shifts(self) -> list[Listed]:
        """Every shift that the platform lists."""


def elsewhere(shift: str, group: str) -> str:
    """What a day holds that was planned in another group: never equal to one of our shifts."""
    return f"{shift}@{group}"


def batches(items: Sequence[T], most: int) -> list[Sequence[T]]:
    """The items in their order, so many at a time."""
    return [items[first : first + most] for first in range(0, len(items), most)]


def spans(first: date, last: date, days: int, *, by_month: bool = False) -> Iterator[tuple[date, date]]:
    """Stretches of so many days at most, both ends included; none across two months if ``by_month``."""
    while first <= last:
        end = min(last, first + timedelta(days=days - 1))
        if by_month:
            end = min(end, (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        yield first, end
        first = end + timedelta(days=1)


def listed_at(answer: object, *keys: str) -> list[dict[str, Any]]:
    """The objects of a list within an answer; an absent list is empty.

    Raises UnreachableError where something else is there: an answer that cannot be read is none.
    """
    for key in keys:
        if not isinstance(answer, dict):
            raise UnreachableError(Reason("strange_answer"))
        answer = answer.get(key)
        if answer is None:
            return []
    if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
        raise UnreachableError(Reason("strange_answer"))
    return answer


def text_at(row: Mapping[str, Any], key: str) -> str:
    """A value that every row has. Raises UnreachableError for a row without it."""
    value = row.get(key)
    if value is None or isinstance(value, dict | list):
        raise UnreachableError(Reason("strange_answer"))
    return str(value)


def whole(value: object) -> int:
    """A whole number of an answer, also where it is written as text. Raises UnreachableError."""
    try:
        return int(str(value))
    except ValueError:
        raise UnreachableError(Reason("strange_answer")) from None


def day_of(month: int, day: int) -> date:
    """``day_of(202611, 9)``. Raises UnreachableError for days that do not exist."""
    try:
        return date(month // 100, month % 100, day)
    except ValueError:
        raise UnreachableError(Reason("strange_answer")) from None
