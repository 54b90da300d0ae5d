"""From the team to people's shifts, with their meals and breaks."""

from __future__ import annotations

import numpy as np

from scheduler.roster.handout import Turn
from scheduler.roster.hybrid.team import Team
from scheduler.roster.solution import BREAK, MEAL


def turns(team: Team) -> list[Turn]:
    """Everybody's shifts."""
    found: list[Turn] = []
    for agent, day in np.argwhere(team.pattern >= 0).tolist():
        shift, zero = int(team.pattern[agent, day]), day * team.slots_a_day
        meal = bool(team.problem.shifts[shift].meal_minutes)
        rests = tuple(
            (start, int(team.blocks[shift, block, 0]), MEAL if meal and block == 0 else BREAK)
            for block, start in enumerate(team.placed[agent, day].tolist())
            if start >= 0
        )
        found.append(Turn(agent, zero + int(team.first[shift]), zero + int(team.last[shift]), rests))
    return found
