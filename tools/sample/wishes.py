"""requests.csv and locks.csv of the sample, for the plan week and the weeks around it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from tools.sample.parameters import Parameters
from tools.sample.people import shuffled
from tools.sample.shifts import DAY_SHIFTS, NIGHT_SHIFTS

_COLUMNS = ("agent_id", "date", "kind", "shift", "weight")


def requests(agents: pd.DataFrame, parameters: Parameters, rng: np.random.Generator) -> pd.DataFrame:
    """Columns of requests.csv, as text, sorted by date and agent; nobody asks for two things on one day."""
    staff = parameters.staff
    rows = [
        (agent, (first + timedelta(days=day)).isoformat(), "leave", "", "")
        for agent, first, days in staff.leave
        for day in range(days)
    ]
    taken = {(agent, day) for agent, day, *_ in rows} | {
        (agent, day.isoformat()) for agent, day, _ in staff.locks
    }
    for week in staff.wish_weeks:
        for row in _wishes_of_week(agents, week, staff.wishes_per_week, rng):
            if row[:2] not in taken:
                taken.add(row[:2])
                rows.append(row)
    return pd.DataFrame(sorted(rows, key=lambda row: (row[1], row[0])), columns=_COLUMNS)


def _wishes_of_week(
    agents: pd.DataFrame, monday: date, count: int, rng: np.random.Generator
) -> list[tuple[str, str, str, str, str]]:
    """Mostly days off, at the weekend above all; the rest like early shifts or dislike nights."""
    rows = []
    unlimited = agents[(agents["shifts"] == "") & (agents["hours"] == "") & (agents["weekdays"] == "")]
    for agent in shuffled(list(unlimited["agent_id"]), rng)[:count]:
        what, when, which, strength = rng.random(4)
        day = (
            monday + timedelta(days=int(np.searchsorted((0.1, 0.2, 0.3, 0.4, 0.55, 0.8), when)))
        ).isoformat()
        weight = "" if strength < 0.7 else "2" if strength < 0.9 else "3"
        if what < 0.5:
            rows.append((agent, day, "prefer_off", "", weight))
        elif what < 0.8:
            rows.append((agent, day, "prefer", DAY_SHIFTS[int(which * len(DAY_SHIFTS))], weight))
        else:
            rows.append((agent, day, "avoid", NIGHT_SHIFTS[int(which * len(NIGHT_SHIFTS))], weight))
    return rows


def locks(parameters: Parameters) -> pd.DataFrame:
    """Columns of locks.csv, as text, sorted by date and agent."""
    rows = [(agent, day.isoformat(), shift) for agent, day, shift in parameters.staff.locks]
    rows.sort(key=lambda row: (row[1], row[0]))
    return pd.DataFrame(rows, columns=["agent_id", "date", "shift"])
