"""What an agent may ask for, as data and as the store keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast, get_args

from peakroster.shop.inputs.requests import WishKind
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES, LeaveKind
from peakroster.store.requests import StoredRequest
from peakroster.tables.clock import format_window, parse_window
from scheduler.domain.requests import Request
from scheduler.domain.windows import Window

Kind = Literal["leave", "wish", "swap"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LeaveAsked:
    """Leave from ``first`` to ``last``, both included. hours: the part of each day; None = whole days."""

    first: date
    last: date
    leave: LeaveKind = "leave"
    hours: Window | None = None


@dataclass(frozen=True)
class WishAsked:
    """A wish for each of some days. shift: of ``prefer`` and ``avoid``; None = any."""

    first: date
    last: date
    wish: WishKind = "prefer_off"
    shift: str | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class SwapAsked:
    """To exchange what both do on each of these days: one day, or one of either.

    first: the day of the asker's shift. last: the day of the colleague's, which may be the same.
    """

    first: date
    last: date
    colleague: str

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which both change, ascending."""
        return tuple(sorted({self.first, self.last}))


Asked = LeaveAsked | WishAsked | SwapAsked


@dataclass(frozen=True)
class AgentRequest:
    """A request of an agent, whatever became of it. Moments are in UTC.

    name: of the agent today; empty for somebody who is gone. reason: of whoever asked. note: of whoever
    decided.
    """

    id: int
    agent_id: str
    name: str
    asked: Asked
    state: str
    asked_at: datetime
    asked_by: str
    reason: str = ""
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str = ""

    @property
    def kind(self) -> Kind:
        """``leave``, ``wish`` or ``swap``."""
        return kind_of(self.asked)


def kind_of(asked: Asked) -> Kind:
    """The word for it in the store."""
    if isinstance(asked, LeaveAsked):
        return "leave"
    return "wish" if isinstance(asked, WishAsked) else "swap"


def content_of(asked: Asked, reason: str) -> dict[str, Any]:
    """As the store keeps it, in the types of JSON."""
    content: dict[str, Any] = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
    if isinstance(asked, LeaveAsked):
        hours = None if asked.hours is None else format_window(asked.hours)
        content |= {"leave": asked.leave, "hours": hours}
    elif isinstance(asked, WishAsked):
        content |= {"wish": asked.wish, "shift": asked.shift, "weight": asked.weight}
    else:
        content |= {"colleague": asked.colleague}
    return {**content, "reason": reason}


def asked_of(kind: str, content: Mapping[str, Any]) -> Asked:
    """What the store kept. Raises ValueError, KeyError or TypeError for what nobody could have asked for."""
    first, last = (date.fromisoformat(content[name]) for name in ("first", "last"))
    if kind == "leave":
        hours = None if not content.get("hours") else parse_window(content["hours"])
        leave = content.get("leave", "leave")
        return LeaveAsked(first, last, leave if leave in LEAVE_NAMES else "leave", hours)
    if kind == "wish":
        wish = cast(WishKind, content["wish"])
        return WishAsked(first, last, wish, content.get("shift"), float(content.get("weight") or 1.0))
    if kind == "swap":
        return SwapAsked(first, last, str(content["colleague"]))
    raise ValueError(kind)


def request_of(stored: StoredRequest, names: Mapping[str, str]) -> AgentRequest:
    """A request as the store has it. names: of the agents, by id."""
    return AgentRequest(
        stored.id,
        stored.agent_id,
        names.get(stored.agent_id, ""),
        asked_of(stored.kind, stored.content),
        stored.state,
        stored.asked_at,
        stored.asked_by,
        str(stored.content.get("reason") or ""),
        stored.decided_at,
        stored.decided_by,
        stored.note,
    )


def wish_rows(agent_id: str, asked: WishAsked) -> tuple[Request, ...]:
    """The wish as rows of requests.csv, one a day."""
    days = range((asked.last - asked.first).days + 1)
    return tuple(
        Request(agent_id, asked.first + n * _DAY, asked.wish, asked.shift, asked.weight, 0) for n in days
    )
