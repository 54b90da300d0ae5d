"""Duty periods from the roster: who works for which queue when, and random absences (shrinkage)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.contributions import WHOLE, contributions_of
from peakroster.planning.staffing.rostered_queues import rostered_contributions
from peakroster.simulation.simulation_input import SimulationInput
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import ACTIVITIES_COLUMNS
from scheduler.simulation import DutyPeriods, OwnHandling

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_ABSENCES = 1
"""Separates the random stream of absences from that of the customers with the same seed."""


@dataclass(frozen=True)
class RosteredWork:
    """Rostered work at the desks, cut at the edges of planning intervals; arrays of shape (pieces,).

    names: ids of the agents. intervals: their number. agent, queue, interval: indices. start, end: seconds.
    counts: what each agent counts as in each queue, in agents, shape (agents, queues). Sorted by agent, then
    start.
    """

    names: tuple[str, ...]
    counts: Floats
    intervals: int
    agent: Ints
    queue: Ints
    interval: Ints
    start: Floats
    end: Floats

    @property
    def agents(self) -> int:
        """Number of agents."""
        return len(self.names)

    def mean_agents(self, edges: Floats, queues: int) -> Floats:
        """Agents at the desks if nobody is absent, on the mean over each interval; (queues, intervals).

        Counted as what they get done.
        """
        cell = self.queue * self.intervals + self.interval
        weight = self.counts[self.agent, self.queue]
        seconds = np.bincount(cell, weight * (self.end - self.start), queues * self.intervals)
        return np.asarray(seconds.reshape(queues, self.intervals) / np.diff(edges))

    def even_duty_periods(self, shrinkage: float, seed: int, replication: int) -> DutyPeriods:
        """As :meth:`duty_periods`, but of each queue's agents in an interval as many are absent as are
        expected to be, rounded up or down by chance; who it is is drawn.
        """
        rng = np.random.default_rng([seed, replication, _ABSENCES])
        cell = self.queue * self.intervals + self.interval
        present = np.bincount(cell) * (1 - shrinkage)
        present = np.floor(present + rng.random(len(present)))
        order = np.lexsort((rng.random(len(cell)), cell))
        first = np.searchsorted(cell[order], cell[order])
        kept = np.zeros(len(cell), dtype=np.bool_)
        kept[order] = np.arange(len(cell)) - first < present[cell[order]]
        return self._joined(kept)

    def duty_periods(self, shrinkage: float, seed: int, replication: int) -> DutyPeriods:
        """Duty periods of one replication, with random absences.

        Each agent is absent in each planning interval with probability ``shrinkage``, independently: the
        expected number at the desks is that of coverage.csv, 1 - shrinkage of those rostered, but the actual
        number varies.
        """
        rng = np.random.default_rng([seed, replication, _ABSENCES])
        here = rng.random((self.agents, self.intervals)) >= shrinkage
        return self._joined(here[self.agent, self.interval])

    def _joined(self, kept: NDArray[np.bool_]) -> DutyPeriods:
        """The kept pieces, adjacent ones of one agent at one queue merged."""
        agent, queue = self.agent[kept], self.queue[kept]
        start, end = self.start[kept], self.end[kept]
        begins = np.ones(len(agent), dtype=np.bool_)
        begins[1:] = (agent[1:] != agent[:-1]) | (queue[1:] != queue[:-1]) | (start[1:] > end[:-1])
        ends = np.append(begins[1:], True)[: len(agent)]
        return DutyPeriods(agent[begins], queue[begins], start[begins], end[ends])


def rostered_work(inputs: SimulationInput) -> RosteredWork:
    """Work of the plan's shifts, and of earlier plans' shifts that reach into it.

    Meals, breaks and other activities that are no queue are left out. Raises InputError when the rows of one
    agent overlap or end before they start.
    """
    done = _activities(inputs)
    clock = inputs.clock
    rank = desk_places(inputs)
    numbers, names = pd.factorize(done["agent_id"], sort=True)
    number = pd.Series(numbers, index=done.index)
    work = done[done["activity"].isin(rank)].assign(agent=number)
    start, end = clock.seconds(work["start"]), clock.seconds(work["end"])
    inside = end > start
    work, start, end = work[inside], start[inside], end[inside]
    first = np.searchsorted(clock.edges, start, side="right") - 1
    pieces = np.searchsorted(clock.edges, end, side="left") - first
    row = np.repeat(np.arange(len(work)), pieces)
    interval = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return RosteredWork(
        names=tuple(map(str, names)),
        counts=_counts(inputs, list(map(str, names))),
        intervals=len(clock.starts),
        agent=work["agent"].to_numpy(dtype=np.int64)[row],
        queue=np.asarray(work["activity"].map(rank), dtype=np.int64)[row],
        interval=interval,
        start=np.maximum(start[row], clock.edges[interval]),
        end=np.minimum(end[row], clock.edges[interval + 1]),
    )


def desk_places(inputs: SimulationInput) -> dict[str, int]:
    """Place of each queue; a team that shares several has that of its first."""
    rank = {queue.id: place for place, queue in enumerate(inputs.queues)}
    return rank | {team.id: rank[team.queues[0]] for team in inputs.shop.settings.shared}


def own_handling(inputs: SimulationInput, work: RosteredWork) -> OwnHandling | None:
    """How these agents differ; None if they do not. Who is no longer in agents.csv is as the queues say."""
    known = {agent.id: agent for agent in inputs.shop.agents}
    there = [known.get(name) for name in work.names]
    if not any(agent is not None and (agent.speeds or agent.max_chats) for agent in there):
        return None
    return OwnHandling(
        np.array([[1.0 if one is None else one.speed_in(q.id) for q in inputs.queues] for one in there]),
        np.array(
            [
                [q.concurrency if one is None else one.chats_in(q.id, q.concurrency) for q in inputs.queues]
                for one in there
            ]
        ),
    )


def _counts(inputs: SimulationInput, names: Sequence[str]) -> Floats:
    """What each of these agents counts as in each queue, in agents; 1 for whoever is not in agents.csv.

    At the place of a team's first queue, what they count as in the team.
    """
    known, of_teams = contributions_of(inputs.shop), rostered_contributions(inputs.shop)
    teams, rank = inputs.shop.settings.shared, desk_places(inputs)
    found = np.ones((len(names), len(inputs.queues)))
    for place, name in enumerate(names):
        if known.get(name):
            found[place] = np.array(known[name]) / WHOLE
        own = of_teams.get(name)
        for team, counts in zip(teams, own[-len(teams) :] if own and teams else (), strict=False):
            found[place, rank[team.id]] = counts / WHOLE
    return found


def _activities(inputs: SimulationInput) -> pd.DataFrame:
    """Activities of all shifts, ACTIVITIES_COLUMNS, sorted by agent, then start."""
    assert inputs.plan.activities is not None
    before = inputs.earlier.activities
    before = before[before["end"] > pd.Timestamp(inputs.plan.start)]
    parts = [part[list(ACTIVITIES_COLUMNS)] for part in (before, inputs.plan.activities) if len(part)]
    if not parts:
        return inputs.plan.activities
    done = pd.concat(parts).sort_values(["agent_id", "start"], kind="stable", ignore_index=True)
    same = done["agent_id"] == done["agent_id"].shift()
    wrong = (done["end"] <= done["start"]) | (same & (done["start"] < done["end"].shift()))
    if wrong.any():
        first_day = inputs.plan.first_day
        raise InputError(
            [
                Finding(
                    "error",
                    "activities_overlap",
                    f"plans/{first_day}/activities.csv",
                    column="start",
                    value=f"{row.start:%Y-%m-%dT%H:%M}",
                    details={"agent": row.agent_id, "first_day": first_day},
                )
                for row in done[wrong].itertuples()
            ]
        )
    return done
