"""Worked shifts of a team's roster, with their meals and breaks."""

from __future__ import annotations

import numpy as np

from scheduler.roster.assignment.worked_shifts import WorkedShift, worked_shift
from scheduler.roster.team.team import Team


def extract_shifts(team: Team) -> list[WorkedShift]:
    """Every shift of the roster, by agent and day."""
    shifts: list[WorkedShift] = []
    for agent, day in np.argwhere(team.pattern >= 0).tolist():
        starts = [start for start in team.placed[agent, day].tolist() if start >= 0]
        shifts.append(worked_shift(team.model.problem, agent, day, int(team.pattern[agent, day]), starts))
    return shifts
