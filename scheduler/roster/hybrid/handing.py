"""Who serves which queue when: slot by slot at the least cost, with few changes of queue.

Everybody stays where they were as long as the slot costs no more for it; where it does, as few as it takes
change, those first who have been there longest.
"""

from __future__ import annotations

import numpy as np

from scheduler.roster.hybrid.team import Team
from scheduler.roster.solution import BREAK, MEAL, STANDBY, Activity


def activities(team: Team) -> tuple[Activity, ...]:
    """Everybody's activities, gap-free from shift start to end, sorted by agent and time."""
    doing = _doing(team)
    return tuple(activity for agent in range(len(team.people)) for activity in _rows(team, agent, doing))


_Doing = dict[tuple[int, int], int]
"""(agent, slot) → queue or STANDBY, for all who are at their desks."""


def _doing(team: Team) -> _Doing:
    present: dict[int, list[int]] = {}
    for agent in range(len(team.people)):
        for slot in team.desk_slots(team.pattern[agent], team.placed[agent]).tolist():
            present.setdefault(slot, []).append(agent)
    doing: _Doing = {}
    last: dict[int, int] = {}
    since: dict[int, int] = {}
    for slot in sorted(present):
        at = _split(team, slot, present[slot], last, since)
        for agent, queue in at.items():
            doing[agent, slot] = queue
            if last.get(agent) != queue:
                last[agent], since[agent] = queue, slot
    return doing


def _split(
    team: Team, slot: int, present: list[int], last: dict[int, int], since: dict[int, int]
) -> dict[int, int]:
    """The queue of everybody who is there."""
    if slot >= len(team.true_step):
        return dict.fromkeys(present, STANDBY)
    before = team.problem.scheduled_before[:, slot]
    step, count = team.true_step[slot], before.astype(np.int64).copy()
    at: dict[int, int] = {}
    fresh = []
    for agent in present:
        queue = last.get(agent, STANDBY)
        if queue >= 0 and team.serves[team.group[agent], slot, queue]:
            at[agent] = queue
            count[queue] += 1
        else:
            fresh.append(agent)
    # Who can do least chooses first.
    for agent in sorted(fresh, key=lambda a: (int(team.serves[team.group[a], slot].sum()), a)):
        queues = np.flatnonzero(team.serves[team.group[agent], slot])
        if not len(queues):
            at[agent] = STANDBY
            continue
        queue = int(queues[np.argmin(step[queues, count[queues]])])
        at[agent] = queue
        count[queue] += 1
    while True:
        chain = _gain(team, slot, at, step, count)
        if chain is None:
            return at
        for start, end in chain:
            movers = [a for a, q in at.items() if q == start and team.serves[team.group[a], slot, end]]
            mover = min(movers, key=lambda a: (last.get(a) == start, since.get(a, -1), a))
            at[mover] = end
        count[chain[0][0]] -= 1
        count[chain[-1][1]] += 1


def _gain(
    team: Team, slot: int, at: dict[int, int], step: np.ndarray, count: np.ndarray
) -> list[tuple[int, int]] | None:
    """Moves from queue to queue that make the slot cheaper, the shortest chain of the best pair; or None."""
    queues = range(step.shape[0])
    skills = {(queue, int(team.group[agent])) for agent, queue in at.items() if queue >= 0}
    leads = {
        start: sorted(
            {q for s, g in skills if s == start for q in queues if team.serves[g, slot, q]} - {start}
        )
        for start in queues
    }
    best: tuple[int, list[tuple[int, int]]] | None = None
    for start in queues:
        if not leads[start]:
            continue
        came: dict[int, int] = {}
        reached = [start]
        for queue in reached:
            for other in leads[queue]:
                if other != start and other not in came:
                    came[other] = queue
                    reached.append(other)
        for end in came:
            change = int(step[end, count[end]] - step[start, count[start] - 1])
            if change < 0 and (best is None or change < best[0]):
                chain = [(came[end], end)]
                while chain[0][0] != start:
                    chain.insert(0, (came[chain[0][0]], chain[0][0]))
                best = change, chain
    return None if best is None else best[1]


def _rows(team: Team, agent: int, doing: _Doing) -> list[Activity]:
    """Neighbouring slots with the same activity become one row."""
    interval = team.problem.interval_minutes
    rows: list[Activity] = []
    for day in np.flatnonzero(team.pattern[agent] >= 0).tolist():
        shift, zero = int(team.pattern[agent, day]), day * team.slots_a_day
        away: dict[int, int] = {}
        meal = bool(team.problem.shifts[shift].meal_minutes)
        for block, start in enumerate(team.placed[agent, day].tolist()):
            what = MEAL if meal and block == 0 else BREAK
            if start >= 0:
                away |= dict.fromkeys(range(start, start + int(team.blocks[shift, block, 0])), what)
        begin = len(rows)
        for slot in range(zero + int(team.first[shift]), zero + int(team.last[shift])):
            what = away[slot] if slot in away else doing[agent, slot]
            if len(rows) > begin and rows[-1].what == what:
                rows[-1] = Activity(agent, rows[-1].start, (slot + 1) * interval, what)
            else:
                rows.append(Activity(agent, slot * interval, (slot + 1) * interval, what))
    return rows
