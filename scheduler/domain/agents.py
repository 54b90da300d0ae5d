"""The people: skills, contracts, availability."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from scheduler.domain.leave_kinds import LeaveCredit
from scheduler.domain.rotations import OwnRotation
from scheduler.domain.rules import Rules
from scheduler.domain.validation import require
from scheduler.domain.windows import Window

SLOWEST, FASTEST = 0.2, 3.0
"""Bounds of a speed: beyond them a number is a slip, or a row of another job."""


@dataclass(frozen=True)
class Contract:
    """A row of contracts.csv: what holds for people of this kind of contract where agents.csv says nothing.

    name: as agents.csv names it. first_day, last_day: the dates of the row, None = no such bound. values: the
    columns that the row fills, as they were read. cells: the same as they are written.
    """

    name: str
    first_day: date | None
    last_day: date | None
    row: int
    values: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_dated(self) -> bool:
        """Whether it holds on some dates only."""
        return self.first_day is not None or self.last_day is not None

    def holds_on(self, day: date) -> bool:
        """Whether the date is one of the row's."""
        return (self.first_day or day) <= day <= (self.last_day or day)


@dataclass(frozen=True)
class Agent:
    """One person. Hours are paid hours; ``shifts`` and ``weekdays`` None = any; 0 = Monday.

    rules: the agent's own, from the columns of agents.csv that the registry names; they stand instead of or
    beside those of the shop, see :class:`scheduler.domain.rules.RuleSpec`. speeds: queue and the share of the
    standard handling that the agent gets done there, stated or learned; queues that are not named have 1.
    max_chats: queue and the chats that this agent holds at once; queues that are not named have the queue's
    concurrency. regular_start: minutes after midnight at which the agent's shifts begin as a rule; None = as
    the search finds it. seniority: years that count for the weight of wishes; None = as no years. level,
    team: as the shop calls them, for rules that tie people together. rotation: None = none. leader: whether
    the person leads others. skill_levels: queue and the level of the skill, where one is stated. languages:
    those that the agent speaks. contract: the kind of contract; inherited: column and row of contracts.csv of
    each value that comes from there.
    credits: what counts of the agent's leave, by date.
    terms: of somebody whose terms change, the first date of each stretch and the agent as it is then, from
    the earliest on; empty = the same on all dates. The fields above are those of one of them, see ``as_of``.
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
    leader: bool = False
    skill_levels: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()
    contract: str | None = None
    inherited: tuple[tuple[str, int], ...] = ()
    credits: tuple[LeaveCredit, ...] = ()
    terms: tuple[tuple[date, Agent], ...] = ()

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

    def on(self, day: date) -> Agent:
        """The agent by the terms of this date."""
        if not self.terms:
            return self
        place = bisect_right([first for first, _ in self.terms], day)
        return self.terms[max(0, place - 1)][1]

    def as_of(self, day: date) -> Agent:
        """The agent whose own fields are those of this date; the terms stay known."""
        return replace(self.on(day), terms=self.terms) if self.terms else self

    def changed(self, change: Callable[[Agent], Agent]) -> Agent:
        """The agent with the same change to the fields at all dates."""
        if not self.terms:
            return change(self)
        terms = tuple((first, change(then)) for first, then in self.terms)
        return replace(change(replace(self, terms=())), terms=terms)

    def changes_within(self, first: date, last: date) -> bool:
        """Whether the terms of these dates, both included, are not all the same."""
        return any(first < begins <= last for begins, _ in self.terms)
