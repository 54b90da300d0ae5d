"""Rules that tie people together: who has to be there with whom, how many at a time, and who not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.agents import Agent
from scheduler.domain.validation import require
from scheduler.domain.windows import Window

TeamRuleKind = Literal["at_least", "at_most", "beside", "apart", "together"]
Counted = Literal["at_work", "at_desk", "on_meal"]

EVERY_WEEKDAY = frozenset(range(7))
HARD_POINTS = 10_000.0
"""Points of a person and hour by which a hard rule is broken: more than any hour of work brings."""


@dataclass(frozen=True)
class People:
    """Whom a rule is about: everybody who has all that is said; None = whatever it is.

    agents: ids. levels, teams: as agents.csv has them. skills: queues, languages: of which one is
    enough. leader: whether they lead others.
    """

    agents: tuple[str, ...] | None = None
    levels: tuple[str, ...] | None = None
    teams: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    leader: bool | None = None

    def include(self, agent: Agent) -> bool:
        """Whether the agent is one of them."""
        return (
            (self.agents is None or agent.id in self.agents)
            and (self.levels is None or agent.level in self.levels)
            and (self.teams is None or agent.team in self.teams)
            and (self.skills is None or any(skill in self.skills for skill in agent.skills))
            and (self.languages is None or any(name in self.languages for name in agent.languages))
            and (self.leader is None or self.leader == agent.leader)
        )


@dataclass(frozen=True)
class TeamRule:
    """One ``[[team_rules]]``.

    kind: ``at_least``, ``at_most``: so many of ``who`` (``number``, or a ``share`` of those of them at work);
    ``beside``: for each ``for_each`` of ``who`` one of ``beside``; ``apart``: no two of ``who.agents``
    at the same time, or on the same day (``by_day``); ``together``: the others of ``who.agents`` work when
    the first does. counted: whether it counts to be at work (meals and breaks included), at the desk, or on
    the meal. hours, weekdays: when the rule holds, None = whenever it can. price: points for each person and
    hour (or day) by which it is broken; hard: ``HARD_POINTS`` instead, and a break is a violation.
    """

    name: str
    kind: TeamRuleKind
    who: People
    price: float
    number: int | None = None
    share: float | None = None
    beside: People | None = None
    for_each: int = 1
    counted: Counted = "at_work"
    hours: Window | None = None
    weekdays: frozenset[int] = EVERY_WEEKDAY
    by_day: bool = False
    hard: bool = False

    def __post_init__(self) -> None:
        require(self.price > 0, f"team rule {self.name}: price {self.price} not above 0")
        named = self.kind not in ("apart", "together") or len(self.who.agents or ()) > 1
        require(named, f"team rule {self.name}: names fewer than two people")

    @property
    def points(self) -> float:
        """Price of a person and hour (or day)."""
        return HARD_POINTS if self.hard else self.price
