"""Somebody's rotation on the plan's count of days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from scheduler.domain.agents import Agent
from scheduler.roster.problem.rotations import Entry, Rotation


def problem_rotation(agent: Agent, first_day: date, shift_at: Mapping[str, int]) -> Rotation | None:
    """With positions of the shifts, and the phase of the plan's first day. None = the agent has none."""
    own = agent.rotation
    if own is None:
        return None
    entries: list[Entry] = [
        None if entry is None else frozenset(shift_at[name] for name in entry)
        for entry in own.rotation.entries
    ]
    phase = ((first_day - own.rotation.start).days + own.ahead) % len(entries)
    return Rotation(tuple(entries), phase, own.hard)
