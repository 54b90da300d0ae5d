"""From what was played to figures: by interval, by day, of the whole plan; and whether promises were kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peakroster.simulation.play import Played
from scheduler.domain.queues import Target

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Share:
    """A ratio of totals over all replications, with its 95 % confidence interval; NaN where nothing came.

    The interval is that of a ratio estimator from independent replications: Student's t times the standard
    error sqrt(sum (x - r a)² / (n (n - 1))) / mean(a) (Cochran, *Sampling Techniques*, 3rd ed. 1977,
    equation 2.39 and section 6.3); NaN of a single replication.
    """

    value: Floats
    low: Floats
    high: Floats


def share(part: NDArray[np.number], whole: NDArray[np.number], most: float = 1.0) -> Share:
    """Total of ``part`` / total of ``whole`` over the first axis, the replications; limits 0 … ``most``."""
    count = len(part)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = part.sum(axis=0) / whole.sum(axis=0)
        value = np.where(whole.sum(axis=0) > 0, value, np.nan)
        strayed = ((part - value * whole) ** 2).sum(axis=0)
        error = np.sqrt(strayed / (count * (count - 1))) / whole.mean(axis=0) if count > 1 else value * np.nan
    reach = stats.t.ppf((1 + _CONFIDENCE) / 2, count - 1) * error if count > 1 else error
    return Share(value, np.clip(value - reach, 0.0, most), np.clip(value + reach, 0.0, most))


@dataclass(frozen=True)
class Promise:
    """One target of a queue in some groups of intervals; arrays of shape (groups,).

    reached: the share in time, or the mean wait in seconds. kept: whether the target was met; only where
    ``counts``: the target counts in some interval of the group and somebody came in it. each: shape
    (replications, groups), whether it was met by that replication alone (where nobody came: yes).
    """

    target: Target
    reached: Share
    kept: Bools
    counts: Bools
    each: Bools


@dataclass(frozen=True)
class Figures:
    """One queue in some groups of intervals, of which those count in which customers could come.

    Arrays of shape (groups,), per replication: arrived, in_time: customers. service: the share in time.
    wait: mean over all who arrived, seconds. left: share of them. occupancy: work taken in / full service
    rate of those at their desks; NaN without any. backlog: the most who wait at the end of one of the
    group's intervals, in the mean of the replications. promises: the queue's targets.
    """

    arrived: Floats
    in_time: Floats
    service: Share
    wait: Floats
    left: Floats
    occupancy: Floats
    backlog: Floats
    promises: tuple[Promise, ...]

    @property
    def promised(self) -> Bools:
        """Where some target counts and somebody came, shape (groups,)."""
        return np.logical_or.reduce([np.zeros_like(self.arrived, bool), *(p.counts for p in self.promises)])

    @property
    def kept(self) -> Bools:
        """Where every target that counts was met, shape (groups,)."""
        return np.logical_and.reduce(
            [np.ones_like(self.arrived, bool), *(p.kept | ~p.counts for p in self.promises)]
        )

    @property
    def kept_share(self) -> Floats:
        """Share of the replications that met every target by themselves, shape (groups,)."""
        every = [promise.each for promise in self.promises]
        return np.logical_and.reduce(every).mean(axis=0) if every else np.ones_like(self.arrived)


def figures(played: Played, queue: int, firsts: Ints) -> Figures:
    """The figures of one queue. firsts: where each group of the plan's intervals begins, rising from 0."""
    scene, counts = played.scene, played.counts
    staffed = scene.staffed[queue, : scene.planned]

    def total(values: NDArray[np.number], where: Bools = staffed) -> NDArray[np.number]:
        """Of each replication and group."""
        return np.add.reduceat(values[..., : scene.planned] * where, firsts, axis=-1)

    def of_queue(values: NDArray[np.number]) -> NDArray[np.number]:
        return values[:, queue]

    arrived = total(of_queue(counts.arrived))
    in_time = total(of_queue(counts.in_time))
    waiting = (of_queue(counts.backlog)[:, : scene.planned] * staffed).mean(axis=0)
    capacity = total(of_queue(counts.capacity))
    promises = []
    for target in scene.queues[queue].targets:
        here = staffed & scene.counts(target)[: scene.planned]
        came = total(of_queue(counts.arrived), here)
        if target.kind == "average_wait":
            promises.append(_promise(target, total(of_queue(counts.waited), here), came))
        else:
            answered = played.answered_within(queue, target.within_seconds)
            promises.append(_promise(target, total(answered, here), came))
    return Figures(
        arrived=arrived.mean(axis=0),
        in_time=in_time.mean(axis=0),
        service=share(in_time, arrived),
        wait=share(total(of_queue(counts.waited)), arrived, np.inf).value,
        left=share(total(of_queue(counts.left)), arrived).value,
        occupancy=share(total(of_queue(counts.taken)), capacity, np.inf).value,
        backlog=np.maximum.reduceat(waiting, firsts),
        promises=tuple(promises),
    )


def _promise(target: Target, part: NDArray[np.number], came: NDArray[np.number]) -> Promise:
    """part: those in time, or their waits; by replication and group."""
    if target.share is None:
        reached = share(part, came, np.inf)
        kept, each = reached.value <= target.within_seconds, part <= target.within_seconds * came
    else:
        reached = share(part, came)
        kept, each = reached.value >= target.share, part >= target.share * came
    return Promise(target, reached, np.asarray(kept), came.sum(axis=0) > 0, np.asarray(each))


@dataclass(frozen=True)
class Broken:
    """Neighbouring intervals in which a queue's promise was not kept; numbers of the first and the last.

    worst: the one with most customers who were not answered in time.
    """

    first: int
    last: int
    worst: int


def broken_stretches(by_interval: Figures) -> list[Broken]:
    """In order of time."""
    failed = np.flatnonzero(by_interval.promised & ~by_interval.kept)
    late = by_interval.arrived - by_interval.in_time
    runs = np.split(failed, np.flatnonzero(np.diff(failed) > 1) + 1) if len(failed) else []
    return [Broken(int(run[0]), int(run[-1]), int(run[np.argmax(late[run])])) for run in runs]
