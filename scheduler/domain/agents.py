"""The people: skills, contracts, availability."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.rules import Rules
from scheduler.domain.validation import require
from scheduler.domain.windows import Window


@dataclass(frozen=True)
class Agent:
    """One person. Hours are paid hours; ``shifts`` and ``weekdays`` None = any; 0 = Monday.

    rules: the agent's own, from the columns of agents.csv that the registry names; they stand instead of or
    beside those of the shop, see :class:`scheduler.domain.rules.RuleSpec`.
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

    def __post_init__(self) -> None:
        for spec in self.rules.stated():
            require(spec.column is not None, f"agent {self.id}: {spec.key} is no rule of one agent's own")
