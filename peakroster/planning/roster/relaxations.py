"""Each rule in force, loosened a little: the shop as it would be without this much of it.

One relaxation a rule of shop.toml, and one a column of agents.csv, for everybody who has it, or for one of
them. A number moves by a step that a manager might agree to; a window or a list of shifts or weekdays is
dropped, and a hard rotation becomes a soft one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.agents import Agent
from scheduler.domain.rules import REGISTRY, Limit, Rules, RuleSpec
from scheduler.domain.shop import Shop

_STEPS = {
    "max_hours_per_week": 4.0,
    "max_hours_month": 8.0,
    "min_hours_month": 8.0,
    "max_overtime_month": 8.0,
}
"""Steps of numbers that are not 1."""
_HOURS_STEP = 8.0
"""Of a limit on hours over a stretch of days; of one on shifts it is 1."""
_AVAILABILITY = ("weekdays", "hours", "shifts")
"""What agents.csv lets somebody work; dropped."""


@dataclass(frozen=True)
class Relaxation:
    """A rule, loosened.

    key: of ``[rules]``, or the column of agents.csv. of_agents: how many people have it of their own; 0 = it
    is the shop's. before, after: the number, where it is one for all; None where it is dropped or differs.
    shop: with the rule loosened, otherwise the same. dropped: it does not hold at all there. softened: it has
    a price instead. agent: id of the only one for whom it is loosened; None = it is for several, or the
    shop's.
    """

    key: str
    of_agents: int
    before: float | None
    after: float | None
    shop: Shop
    dropped: bool = False
    softened: bool = False
    agent: str | None = None


def relaxations(shop: Shop) -> Iterator[Relaxation]:
    """Every rule in force that a roster's shifts can break, loosened by itself; locks together at the end."""
    rules = shop.settings.rules
    for spec in rules.stated():
        if spec.activity_codes or not (spec.is_number or spec.unit in ("limits", "pairs")):
            continue  # what allows more than it forbids, such as overtime, is no rule to loosen
        loosened = _loosened(rules, spec)
        settings = replace(shop.settings, rules=loosened)
        before, after = getattr(rules, spec.key), getattr(loosened, spec.key)
        number = spec.is_number
        yield Relaxation(
            spec.key,
            0,
            float(before) if number else None,
            None if not number or after is None else float(after),
            replace(shop, settings=settings),
        )
    for key in (*_OF_AGENTS, _LOCKS):
        loosened_for = _of_agents(shop, key, {agent.id for agent in shop.agents})
        if loosened_for is not None:
            yield loosened_for


def of_one(shop: Shop, key: str, agent: str) -> Relaxation | None:
    """A column of agents.csv, or the locks, loosened for this person alone; None where they have none.

    key: of a relaxation of people's own.
    """
    return _of_agents(shop, key, {agent})


def _of_agents(shop: Shop, key: str, whom: Collection[str]) -> Relaxation | None:
    """Loosened for those of these people who have it; None where nobody has."""
    if key == _LOCKS:
        people = sorted({lock.agent_id for lock in shop.locks} & set(whom))
        changed = replace(shop, locks=tuple(lock for lock in shop.locks if lock.agent_id not in whom))
    else:
        loosened = {
            a.id: new for a in shop.agents if a.id in whom and (new := _at_all_dates(a, key)) is not None
        }
        people = list(loosened)
        changed = replace(shop, agents=tuple(loosened.get(agent.id, agent) for agent in shop.agents))
    if not people:
        return None
    alone = people[0] if len(people) == 1 else None
    before, after = (
        next((_number(agent, key) for agent in each.agents if agent.id == alone), None)
        for each in (shop, changed)
    )
    dropped = key in (*_AVAILABILITY, _LOCKS)
    return Relaxation(key, len(people), before, after, changed, dropped, key == "rotation", alone)


def _at_all_dates(agent: Agent, key: str) -> Agent | None:
    """Loosened wherever the terms of some dates have it; None where none have."""
    change = _OF_AGENTS[key]
    if all(change(then) is None for _, then in agent.terms) and change(agent) is None:
        return None
    return agent.changed(lambda then: change(then) or then)


def _number(agent: Agent, key: str) -> float | None:
    """What the agent has of a column with one number."""
    spec = _BY_COLUMN.get(key)
    value = getattr(agent.rules, spec.key) if spec is not None else getattr(agent, key, None)
    return float(value) if isinstance(value, int | float) else None


def _loosened(rules: Rules, spec: RuleSpec) -> Rules:
    """One rule a step looser; beyond its bounds it is dropped."""
    value: Any = getattr(rules, spec.key)
    changed: Any
    if spec.is_number:
        step = _STEPS.get(spec.key, 1)
        changed = value - step if _asks_for_more(spec) else value + step
        if not spec.low <= changed <= spec.high or (spec.above_low and changed <= spec.low):
            changed = None
    elif spec.unit == "limits":
        changed = tuple(_wider(limit, _HOURS_STEP if spec.key == "hours_limits" else 1.0) for limit in value)
    else:
        changed = ()
    return replace(rules, **{spec.key: changed})


def _asks_for_more(spec: RuleSpec) -> bool:
    """Whether a higher number is a stricter rule."""
    return spec.key.startswith("min_") or spec.key == "days_off_after_nights"


def _wider(limit: Limit, step: float) -> Limit:
    return replace(
        limit,
        least=None if limit.least is None else max(0.0, limit.least - step),
        most=None if limit.most is None else limit.most + step,
    )


def _own_rule(spec: RuleSpec) -> Callable[[Agent], Agent | None]:
    def change(agent: Agent) -> Agent | None:
        if getattr(agent.rules, spec.key) in (None, ()):
            return None
        return replace(agent, rules=_loosened(agent.rules, spec))

    return change


def _more_hours(agent: Agent) -> Agent | None:
    if agent.max_hours_week is None:
        return None
    return replace(agent, max_hours_week=agent.max_hours_week + _STEPS["max_hours_per_week"])


def _without(name: str) -> Callable[[Agent], Agent | None]:
    def change(agent: Agent) -> Agent | None:
        if getattr(agent, name) is None:
            return None
        without: Any = {name: None}
        return replace(agent, **without)

    return change


def _softer(agent: Agent) -> Agent | None:
    if agent.rotation is None or not agent.rotation.hard:
        return None
    return replace(
        agent, rotation=replace(agent.rotation, rotation=replace(agent.rotation.rotation, hard=False))
    )


_BY_COLUMN = {
    spec.column: spec for spec in REGISTRY.values() if spec.column is not None and not spec.activity_codes
}
_OF_AGENTS: Mapping[str, Callable[[Agent], Agent | None]] = {
    **{column: _own_rule(spec) for column, spec in _BY_COLUMN.items()},
    "max_hours_week": _more_hours,
    **{name: _without(name) for name in _AVAILABILITY},
    "rotation": _softer,
}
"""What loosens a column of agents.csv for somebody; None where that person does not have it."""
_LOCKS = "locks"
