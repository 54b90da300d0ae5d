"""The people: skills, contracts, availability."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.rotations import OwnRotation
from scheduler.domain.rules import Rules
from scheduler.domain.validation import require
from scheduler.domain.windows import Window

SLOWEST, FASTEST = 0.2, 3.0
"""Bounds of a speed: beyond them a number is a slip, or a row of another job."""


@dataclass(frozen=True)
class Agent:
    """One person. Hours are paid hours; ``shifts`` and ``weekdays`` None = any; 0 = Monday.

    rules: the agent's own, from the columns of agents.csv that the registry names; they stand instead of or
    beside those of the shop, see :class:`scheduler.domain.rules.RuleSpec`. speeds: queue and the share of the
    standard handling that the agent gets done there, stated or learned; queues that are not named have 1.
    max_chats: queue and the chats that this agent holds at once; queues that are not named have the queue's
    concurrency. regular_start: minutes after midnight at which the agent's shifts begin as a rule; None = as
    the search finds it. seniority: years that count for the weight of wishes; None = as no years. level,
    team: as the shop calls them, for rules that tie people together. rotation: None = none.
    """

    id: str
    name: str
    skills: tuple[str, ...]
    min_hours_week: float | None
    max_hours_week: float | None
    shifts: tuple[str, ...] | None
    weekdays: frozenset[int] | None
    hours: Window | None
    first_day: date | None
    last_day: date | None
    hourly_cost: float | None
    row: int
    rules: Rules = field(default_factory=Rules)
    speeds: tuple[tuple[str, float], ...] = ()
    max_chats: tuple[tuple[str, int], ...] = ()
    regular_start: int | None = None
    seniority: float | None = None
    level: str | None = None
    team: str | None = None
    rotation: OwnRotation | None = None

    def __post_init__(self) -> None:
        for spec in self.rules.stated():
            require(spec.column is not None, f"agent {self.id}: {spec.key} is no rule of one agent's own")
        for queue, speed in self.speeds:
            known = SLOWEST <= speed <= FASTEST
            require(known, f"agent {self.id}: speed {speed} in {queue} not in {SLOWEST}..{FASTEST}")
        for queue, chats in self.max_chats:
            require(chats >= 1, f"agent {self.id}: max_chats {chats} in {queue} below 1")

    def speed_in(self, queue: str) -> float:
        """Speed in this queue; 1 = the standard handling."""
        return dict(self.speeds).get(queue, 1.0)

    def chats_in(self, queue: str, concurrency: int) -> int:
        """Chats at once in this queue, whose own number is ``concurrency``."""
        return dict(self.max_chats).get(queue, concurrency)
