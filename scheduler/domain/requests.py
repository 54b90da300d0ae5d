"""Leave and wishes of agents, and what is fixed by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from scheduler.domain.leave_kinds import LeaveTerms
from scheduler.domain.windows import Window

_NOTHING = LeaveTerms()


@dataclass(frozen=True)
class Request:
    """What a row of requests.csv says of one date; ``shift`` None = any shift.

    Leave that is agreed is hard; what is pending is shown, and binds nobody; the rest are wishes.

    of_pattern: the shifts of the pattern that ``shift`` names; empty where it names one shift. hours: of
    leave, the part of the day that it is for; None = the whole day. named: the kind as the file calls it,
    such as 年假. leave: the key of its kind, or the name of one of the shop's own. terms: what follows
    from it.
    """

    agent_id: str
    day: date
    kind: Literal["leave", "prefer_off", "prefer", "avoid"]
    shift: str | None
    weight: float
    row: int
    of_pattern: tuple[str, ...] = ()
    hours: Window | None = None
    named: str = field(default="", compare=False)
    leave: str = field(default="leave", compare=False)
    terms: LeaveTerms = _NOTHING
    status: Literal["approved", "pending"] = "approved"

    def means(self, shift: str) -> bool:
        """Whether it is this shift, among others, that the row is about."""
        return self.shift is None or shift == self.shift or shift in self.of_pattern


@dataclass(frozen=True)
class Lock:
    """A row of locks.csv: this agent works this shift that day; ``shift`` = ``"off"``: does not work."""

    agent_id: str
    day: date
    shift: str
    row: int
