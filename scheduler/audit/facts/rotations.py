"""Rotations, read from shop.toml and agents.csv: what each date has for somebody."""

from __future__ import annotations

from datetime import date

from scheduler.domain.agents import Agent
from scheduler.domain.shifts import Shift


def has(agent: Agent, day: date, shift: str) -> bool:
    """Whether the rotation of the agent has this shift on this date; without one, it has them all."""
    entry = _entry(agent, day)
    return entry is None or shift in entry


def has_work(agent: Agent, day: date) -> bool:
    """Whether the date is none off in the agent's rotation."""
    return _entry(agent, day) != ()


def allows(agent: Agent, day: date, shift: Shift) -> bool:
    """The same as :func:`has` where the rotation is hard; a soft one allows everything."""
    return not is_hard(agent) or has(agent, day, shift.name)


def leaves(agent: Agent, day: date) -> bool:
    """Whether a hard rotation leaves the date to be worked."""
    return not is_hard(agent) or has_work(agent, day)


def is_hard(agent: Agent) -> bool:
    """Whether the agent has a rotation that nobody may leave."""
    return agent.rotation is not None and agent.rotation.rotation.hard


def _entry(agent: Agent, day: date) -> tuple[str, ...] | None:
    """Counted in whole rounds from the date of the first entry; None = any shift."""
    if agent.rotation is None:
        return None
    pattern, number = agent.rotation.rotation, agent.rotation.ahead
    number += day.toordinal() - pattern.start.toordinal()
    rounds = number // len(pattern.entries)
    return pattern.entries[number - rounds * len(pattern.entries)]
