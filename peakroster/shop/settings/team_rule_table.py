"""``[[team_rules]]`` of shop.toml: types, bounds, and which keys each kind of rule has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from peakroster.messages import Term
from peakroster.shop.settings.strict import Strict, Text, TimeWindow, Weekdays
from scheduler.domain.team_rules import EVERY_WEEKDAY, Counted, People, TeamRule, TeamRuleKind

MOST_PEOPLE = 10_000
MOST_PRICE = 1_000
"""Points of a person and hour; beyond it a rule is meant to be hard."""
DEFAULT_PRICE = 20.0
"""Points of a person and hour: as much as the first missing agent."""
TOGETHER_PRICE = 1.0
"""The same of two who shall work together: it is worth less than a customer's answer."""


_ABOVE_0 = Term("number, 1 or more", "number（至少 1）")
_ONE_OF = Term("number or share, one of the two", "number 或 share（二选一）")
_OF_WHOM = Term(
    'counted = "on_meal" or "at_desk" beside share', 'share 旁边的 counted = "on_meal" 或 "at_desk"'
)


def _any_of(keys: Sequence[str]) -> Term:
    return Term(" or ".join(keys), " 或 ".join(keys))


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Names = Annotated[list[Text], Field(min_length=1), BeforeValidator(_listed)] | None


class TeamRuleTable(Strict):
    """One ``[[team_rules]]``."""

    name: Text
    kind: Literal["at_least", "at_most", "beside", "apart", "together"]
    agents: _Names = None
    level: _Names = None
    team: _Names = None
    skill: _Names = None
    language: _Names = None
    leader: bool | None = None
    number: Annotated[int, Field(ge=0, le=MOST_PEOPLE)] | None = None
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    beside_agents: _Names = None
    beside_level: _Names = None
    beside_team: _Names = None
    beside_skill: _Names = None
    beside_language: _Names = None
    beside_leader: bool | None = None
    for_each: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] = 1
    counted: Literal["at_work", "at_desk", "on_meal"] = "at_work"
    hours: TimeWindow | None = None
    weekdays: Weekdays = EVERY_WEEKDAY
    by_day: bool = False
    price: Annotated[float, Field(gt=0, le=MOST_PRICE)] | None = None
    hard: bool = False

    _WHO: ClassVar[tuple[str, ...]] = ("agents", "level", "team", "skill", "language", "leader")
    _BESIDE: ClassVar[tuple[str, ...]] = tuple(f"beside_{key}" for key in _WHO)
    _FOREIGN: ClassVar[dict[str, tuple[str, ...]]] = {
        "at_least": ("share", *_BESIDE, "for_each", "by_day"),
        "at_most": (*_BESIDE, "for_each", "by_day"),
        "beside": ("number", "share", "by_day"),
        "apart": (*_WHO[1:], "number", "share", *_BESIDE, "for_each", "counted"),
        "together": (*_WHO[1:], "number", "share", *_BESIDE, "for_each", "counted", "by_day"),
    }
    """Keys that say nothing in a rule of the kind."""

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> TeamRuleTable:
        foreign = [key for key in self._FOREIGN[self.kind] if key in self.model_fields_set]
        if foreign:
            raise PydanticCustomError(
                "team_rule_surplus", "says nothing", {"kind": self.kind, "keys": ", ".join(foreign)}
            )
        missing = self._missing()
        if missing:
            raise PydanticCustomError("team_rule_needs", "keys missing", {"kind": self.kind, "keys": missing})
        if self.kind == "at_least" and self.number == 0:
            raise PydanticCustomError(
                "team_rule_needs", "asks nothing", {"kind": self.kind, "keys": _ABOVE_0}
            )
        if self.share is not None and self.counted == "at_work":
            # Of those at work all are at work.
            raise PydanticCustomError(
                "team_rule_needs", "keys missing", {"kind": self.kind, "keys": _OF_WHOM}
            )
        return self

    def _missing(self) -> str | Term:
        """What a rule of the kind cannot do without; empty if nothing."""
        if self.kind == "at_least":
            return "" if self.number else "number"
        if self.kind == "at_most":
            return "" if (self.number is None) != (self.share is None) else _ONE_OF
        if self.kind == "beside":
            if all(getattr(self, key) is None for key in self._WHO):
                return _any_of(self._WHO)
            return (
                "" if any(getattr(self, key) is not None for key in self._BESIDE) else _any_of(self._BESIDE)
            )
        return "" if len(set(self.agents or ())) > 1 else 'agents = ["…", "…"]'

    def stated(self) -> TeamRule:
        """The same for the engine."""
        price = TOGETHER_PRICE if self.kind == "together" else DEFAULT_PRICE
        kind: TeamRuleKind = self.kind
        counted: Counted = self.counted
        return TeamRule(
            name=self.name,
            kind=kind,
            who=self._people(""),
            price=price if self.price is None else self.price,
            number=self.number,
            share=None if self.share is None else max(1, round(100 * self.share)) / 100,
            beside=self._people("beside_") if self.kind == "beside" else None,
            for_each=self.for_each,
            counted=counted,
            hours=self.hours,
            weekdays=self.weekdays,
            by_day=self.by_day,
            hard=self.hard,
        )

    def _people(self, prefix: str) -> People:
        *named, leader = (getattr(self, prefix + key) for key in self._WHO)
        agents, levels, teams, skills, languages = (
            None if names is None else tuple(dict.fromkeys(names)) for names in named
        )
        return People(agents, levels, teams, skills, languages, leader)
