"""Leave as a plan knows it: days on which nobody starts a shift, and parts of days that no shift overlaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.requests import Request
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY

Span = tuple[int, int]
"""Minutes of the plan, the end excluded."""


@dataclass(frozen=True)
class Leave:
    """One agent's leave, on the plan's count of days; also that of days before and after the plan.

    days: whole days. hours: parts of days, in the order of the file.
    """

    days: frozenset[int] = field(default_factory=frozenset)
    hours: tuple[Span, ...] = ()

    def overlaps(self, day: int, start: int, end: int) -> bool:
        """Whether a shift of that day overlaps leave by hours. start, end: minutes after its midnight."""
        midnight = day * MINUTES_PER_DAY
        return any(start + midnight < until and since < end + midnight for since, until in self.hours)

    def within(self, start: int, end: int) -> tuple[Span, ...]:
        """The parts of days that overlap a span of the plan's minutes."""
        return tuple((since, until) for since, until in self.hours if since < end and start < until)

    def takes_from(self, day: int) -> bool:
        """Whether some of this date is leave by hours, that of the evening before included."""
        midnight = day * MINUTES_PER_DAY
        return any(since < midnight + MINUTES_PER_DAY and midnight < until for since, until in self.hours)


NO_LEAVE = Leave()


def leave_of(shop: Shop, day_of: Callable[[date], int]) -> dict[str, Leave]:
    """Leave by agent; who has none is left out. day_of: a date on the plan's count of days."""
    rows: dict[str, list[Request]] = {}
    for request in shop.requests:
        if request.kind == "leave":
            rows.setdefault(request.agent_id, []).append(request)
    return {agent: _leave(own, day_of) for agent, own in rows.items()}


def _leave(rows: Sequence[Request], day_of: Callable[[date], int]) -> Leave:
    whole = frozenset(day_of(row.day) for row in rows if row.hours is None)
    parts = [(day_of(row.day) * MINUTES_PER_DAY, row.hours) for row in rows if row.hours is not None]
    return Leave(whole, tuple((midnight + hours.start, midnight + hours.end) for midnight, hours in parts))
