"""What customers wait for, and what was promised to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.bots import BotHours
from scheduler.domain.conversations import Conversation
from scheduler.domain.deferral import Deferral
from scheduler.domain.least_agents import LeastAgents
from scheduler.domain.opening import Opening
from scheduler.domain.validation import require
from scheduler.domain.windows import Window

ForecastMethod = Literal["auto", "model", "last_week", "eight_weeks"]


TargetKind = Literal["service_level", "average_wait", "first_reply", "reply_rate", "average_response"]
SHARE_KINDS = ("service_level", "first_reply", "reply_rate")
"""Targets that ask for a share; the others ask for a mean."""
REPLY_KINDS = ("first_reply", "reply_rate", "average_response")
"""Targets that count replies, so that chats must be known as conversations."""
Period = Literal["interval", "day", "month"]
LONGEST_IN_PERIOD = 7200.0
"""Seconds of a target that counts by day or month; the work of a longer one is spread over hours anyway."""


@dataclass(frozen=True)
class Target:
    """What the platform asks of a queue.

    kind: ``service_level`` (``share`` of all arrivals taken by an agent within ``within_seconds``),
    ``first_reply`` (the same of first replies), ``reply_rate`` (of all replies), ``average_wait`` (mean wait
    of all arrivals until an agent takes them, at most ``within_seconds``; ``share`` is None) or
    ``average_response`` (the same of all replies, first and later ones).
    hours: when it counts; None = always. per: it holds in each interval, or over all customers of each
    calendar day or month. floor: what each interval must keep by itself of a target per day or month, the
    least share or the longest mean; None of one per interval.
    """

    kind: TargetKind
    within_seconds: float
    share: float | None = None
    hours: Window | None = None
    per: Period = "interval"
    floor: float | None = None

    def __post_init__(self) -> None:
        require(self.within_seconds >= 0, f"target: within_seconds {self.within_seconds} below 0")
        given = self.share is not None and 0 < self.share < 1
        fits = given if self.kind in SHARE_KINDS else self.share is None
        require(fits, f"target: share {self.share} of a {self.kind}")
        if self.per == "interval":
            require(self.floor is None, f"target: floor {self.floor} per interval")
            return
        require(self.within_seconds <= LONGEST_IN_PERIOD, f"target: {self.within_seconds} s per {self.per}")
        floor = -1.0 if self.floor is None else self.floor
        fits = floor >= self.within_seconds if self.share is None else 0 <= floor <= self.share
        require(fits, f"target: floor {self.floor} of a {self.kind}")


@dataclass(frozen=True)
class Queue:
    """One kind of work that customers wait for.

    aht_seconds: mean length of a chat whose agent has no other. slowdown: ``concurrency`` numbers, or None
    where it follows from the ``conversation``. bot_share: of the inquiries, where none of ``bot_hours`` and
    no promotion says otherwise.
    """

    id: str
    name: str
    open: Opening
    aht_seconds: float
    concurrency: int
    slowdown: tuple[float, ...] | None
    patience_seconds: float | None
    bot_share: float
    targets: tuple[Target, ...]
    max_occupancy: float | None
    min_agents: int
    plan_for: str | float | None
    """None = as the shop says."""
    forecast_method: ForecastMethod | None = None
    """None = as the shop says."""
    handling_time: Literal["auto", "fixed"] = "auto"
    """``fixed``: always ``aht_seconds``, whatever the history says."""
    conversation: Conversation | None = None
    """What its chats are made of; None = an agent who takes a chat has answered it."""
    closing: Literal["done_by_closing", "stay"] = "done_by_closing"
    """Who still waits at closing waits for the next opening, or is answered by agents who stay."""
    bot_hours: tuple[BotHours, ...] = ()
    """Shares of the chatbot by the hour; the first that fits counts."""
    bot_minutes: float = 0.0
    """How long the chatbot holds a customer whom it does not help, until it hands over."""
    weight: float = 1.0
    """What its late customers and missing agents cost, as a multiple of another queue's."""
    transfers: tuple[tuple[str, float], ...] = ()
    """Queues in which chats go on when they end here, and the share of the chats that do."""
    deferred: Deferral | None = None
    """Work that may wait until its deadline; None = customers are there and wait."""
    agents_by_hours: tuple[LeastAgents, ...] = ()
    """Least numbers of people by the hour; the first that fits counts, where none does ``min_agents``."""
    returns_share: float = 0.0
    """Of the customers who abandon, who come back."""
    returns_minutes: float = 30.0
    """How long after they left."""
    language: str | None = None
    """What its customers speak; who does not speak it cannot serve them. None = nothing is asked."""

    @property
    def holds_several(self) -> bool:
        """Whether an agent may hold several of its chats, so that people may differ in how many."""
        return self.deferred is None and (self.concurrency > 1 or self.conversation is not None)

    def __post_init__(self) -> None:
        require(self.aht_seconds > 0, f"queue {self.id}: aht_seconds {self.aht_seconds} not above 0")
        require(self.concurrency >= 1, f"queue {self.id}: concurrency {self.concurrency} below 1")
        if self.slowdown is None:
            require(self.conversation is not None, f"queue {self.id}: neither slowdown nor conversation")
        else:
            fits = self.conversation is None and len(self.slowdown) == self.concurrency
            require(fits, f"queue {self.id}: {len(self.slowdown)} numbers of slowdown")
        replies = [target.kind for target in self.targets if target.kind in REPLY_KINDS]
        require(
            not replies or self.conversation is not None, f"queue {self.id}: {replies} of no conversation"
        )
        require(0 <= self.bot_share <= 1, f"queue {self.id}: bot_share {self.bot_share} not in 0..1")
        require(self.bot_minutes >= 0, f"queue {self.id}: bot_minutes {self.bot_minutes} below 0")
        shares = [share for _, share in self.transfers]
        fits = all(share > 0 for share in shares) and sum(shares) < 1
        require(fits, f"queue {self.id}: transfers {shares} not above 0, or not below 1 together")
        named = [name for name, _ in self.transfers]
        require(len({self.id, *named}) == len(named) + 1, f"queue {self.id}: transfers to {named}")
        require(0 <= self.returns_share < 1, f"queue {self.id}: returns_share {self.returns_share}")
        require(self.returns_minutes > 0, f"queue {self.id}: returns_minutes {self.returns_minutes}")
        known = self.returns_share == 0 or self.patience_seconds is not None
        require(known, f"queue {self.id}: returns_share, but nobody abandons")
        together = [target.per for target in self.targets if target.per != "interval"]
        fits = self.returns_share == 0 or not together
        require(fits, f"queue {self.id}: returns_share beside a target per {together}")
        require(self.weight > 0, f"queue {self.id}: weight {self.weight} not above 0")
