"""Who sits at which desk when, by the roster; and who of them is away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.simulation.scene import Scene
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import ACTIVITIES_COLUMNS
from scheduler.simulation import Stretches

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_ABSENCES = 1
"""Keeps what is drawn here apart from what the simulation draws with the same seed."""


@dataclass(frozen=True)
class Desks:
    """Work at the desks in pieces that lie within one planning interval each; all of shape (pieces,).

    agent, queue: numbers. interval: that of the piece. start, end: seconds. Sorted by agent, then start.
    """

    agents: int
    intervals: int
    agent: Ints
    queue: Ints
    interval: Ints
    start: Floats
    end: Floats

    def stretches(self, shrinkage: float, seed: int, replication: int) -> Stretches:
        """Who takes chats in this replication.

        Each agent is away in each planning interval with probability ``shrinkage``, whatever others do: so
        as many are expected at their desks as coverage.csv reckons with, 1 - shrinkage of those rostered,
        but now and then more are missing, as in life.
        """
        rng = np.random.default_rng([seed, replication, _ABSENCES])
        here = rng.random((self.agents, self.intervals)) >= shrinkage
        return self._joined(here[self.agent, self.interval])

    def _joined(self, kept: NDArray[np.bool_]) -> Stretches:
        """These pieces, those that go on at the same desk in one."""
        agent, queue = self.agent[kept], self.queue[kept]
        start, end = self.start[kept], self.end[kept]
        begins = np.ones(len(agent), dtype=np.bool_)
        begins[1:] = (agent[1:] != agent[:-1]) | (queue[1:] != queue[:-1]) | (start[1:] > end[:-1])
        ends = np.append(begins[1:], True)[: len(agent)]
        return Stretches(agent[begins], queue[begins], start[begins], end[ends])


def desks_of(scene: Scene) -> Desks:
    """The work of the plan's shifts, and of earlier plans' shifts that reach in.

    Meals, breaks and other activities that are no queue are not at a desk. Raises InputError when the rows of
    one agent overlap or end before they start.
    """
    done = _activities(scene)
    clock = scene.clock
    rank = {queue.id: place for place, queue in enumerate(scene.queues)}
    number = pd.Series(pd.factorize(done["agent_id"], sort=True)[0], index=done.index)
    work = done[done["activity"].isin(rank)].assign(agent=number)
    start, end = clock.seconds(work["start"]), clock.seconds(work["end"])
    inside = end > start
    work, start, end = work[inside], start[inside], end[inside]
    first = np.searchsorted(clock.edges, start, side="right") - 1
    pieces = np.searchsorted(clock.edges, end, side="left") - first
    row = np.repeat(np.arange(len(work)), pieces)
    interval = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return Desks(
        agents=int(number.max()) + 1 if len(number) else 0,
        intervals=len(clock.starts),
        agent=work["agent"].to_numpy(dtype=np.int64)[row],
        queue=np.asarray(work["activity"].map(rank), dtype=np.int64)[row],
        interval=interval,
        start=np.maximum(start[row], clock.edges[interval]),
        end=np.minimum(end[row], clock.edges[interval + 1]),
    )


def _activities(scene: Scene) -> pd.DataFrame:
    """ACTIVITIES_COLUMNS of all shifts, sorted by agent, then start."""
    assert scene.plan.activities is not None
    before = scene.earlier.activities
    before = before[before["end"] > pd.Timestamp(scene.plan.start)]
    parts = [part[list(ACTIVITIES_COLUMNS)] for part in (before, scene.plan.activities) if len(part)]
    if not parts:
        return scene.plan.activities
    done = pd.concat(parts).sort_values(["agent_id", "start"], kind="stable", ignore_index=True)
    same = done["agent_id"] == done["agent_id"].shift()
    wrong = (done["end"] <= done["start"]) | (same & (done["start"] < done["end"].shift()))
    if wrong.any():
        first_day = scene.plan.first_day
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
