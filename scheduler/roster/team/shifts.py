"""From the team to people's shifts, with their meals and breaks."""

from __future__ import annotations

import numpy as np

from scheduler.roster.assignment.result import Turn, turn_of
from scheduler.roster.team.team import Team


def turns(team: Team) -> list[Turn]:
    """Everybody's shifts."""
    found: list[Turn] = []
    for agent, day in np.argwhere(team.pattern >= 0).tolist():
        starts = [start for start in team.placed[agent, day].tolist() if start >= 0]
        found.append(turn_of(team.problem, agent, day, int(team.pattern[agent, day]), starts))
    return found
