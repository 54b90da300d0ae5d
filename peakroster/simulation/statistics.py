"""Statistics over replications, by interval, day or plan: ratio estimates and attainment of targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peakroster.planning.staffing.queue_model import service_targets
from peakroster.simulation.replications import SimulationResult
from scheduler.domain.queues import Target
from scheduler.queueing import InTime

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_CONFIDENCE = 0.95

Group = Literal["interval", "day", "plan"]
_GROUPS = ("interval", "day", "month", "plan")
"""From the shortest to the longest."""


@dataclass(frozen=True)
class RatioEstimate:
    """Ratio of totals over all replications with its 95 % confidence interval; NaN where nobody arrived.

    The interval is that of the ratio estimator from independent replications: Student's t times the standard
    error sqrt(sum (x - r a)² / (n (n - 1))) / mean(a) (Cochran, *Sampling Techniques*, 3rd ed. 1977,
    equation 2.39 and section 6.3); NaN of a single replication.

    Of a share whose exceptions (customers late, or customers in time) occurred in fewer than half of the
    replications, that standard error knows too little: it is 0 where none occurred. The limit on their side
    is then at least as far off as :func:`_rare_limit` says.
    """

    value: Floats
    low: Floats
    high: Floats


def ratio_estimate(part: NDArray[np.number], whole: NDArray[np.number], most: float = 1.0) -> RatioEstimate:
    """Ratio of totals over the replications (first axis); confidence limits clipped to 0 … ``most``.

    most: 1 for a share of the whole; inf for a mean.
    """
    count = len(part)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = part.sum(axis=0) / whole.sum(axis=0)
        value = np.where(whole.sum(axis=0) > 0, value, np.nan)
        strayed = ((part - value * whole) ** 2).sum(axis=0)
        error = np.sqrt(strayed / (count * (count - 1))) / whole.mean(axis=0) if count > 1 else value * np.nan
    reach = stats.t.ppf((1 + _CONFIDENCE) / 2, count - 1) * error if count > 1 else error
    low, high = np.clip(value - reach, 0.0, most), np.clip(value + reach, 0.0, most)
    if count > 1 and most == 1.0:
        low = np.minimum(low, 1 - _rare_limit(whole - part, whole))
        high = np.maximum(high, _rare_limit(part, whole))
    return RatioEstimate(value, low, high)


def _rare_limit(events: NDArray[np.number], whole: NDArray[np.number]) -> Floats:
    """Upper confidence limit of the share of rare events; 0 where half of the replications or more have some.

    Customers of one replication are late together, so that replications are what is counted: the exact upper
    limit of the share of replications with events (Clopper & Pearson, *Biometrika* 26, 1934), times the mean
    share of events in those, one more of which is supposed to consist of events alone (as in Laplace's rule
    of succession). Without any event in n replications that is the rule of three, about 3.7 / n at 97.5 %.
    """
    count, happened = len(events), (events > 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        severity = (events.sum(axis=0) / whole.mean(axis=0) + 1) / (happened + 1)
    often = stats.beta.ppf((1 + _CONFIDENCE) / 2, happened + 1, count - happened)
    return np.where(2 * happened < count, np.minimum(often * severity, 1.0), 0.0)


@dataclass(frozen=True)
class TargetAttainment:
    """Attainment of one target of a queue in groups of intervals; arrays of shape (groups,).

    reached: the share in time, or the mean wait or response in seconds. kept: whether the target was met;
    meaningful only where ``counts``: the target counts in some interval of the group and somebody arrived in
    it. each: shape (replications, groups), whether that replication alone met it (yes where nobody arrived).
    """

    target: Target
    reached: RatioEstimate
    kept: Bools
    counts: Bools
    each: Bools


@dataclass(frozen=True)
class QueueStatistics:
    """Statistics of one queue in groups of intervals, over the intervals in which customers could arrive.

    Arrays of shape (groups,). arrived: customers per replication. asked, in_time: customers or messages that
    the reported service level counts, and those of them in time, per replication. service: service level.
    wait: mean over all arrivals, response: mean over all messages, seconds. left: abandonment rate.
    occupancy: work taken in / full service rate of those at their desks; NaN without any. backlog: largest
    mean queue length at the end of one of the group's intervals. overtime: agent-hours after closing, per
    replication. attainments: of the queue's targets.
    """

    arrived: Floats
    asked: Floats
    in_time: Floats
    service: RatioEstimate
    wait: Floats
    response: Floats
    left: Floats
    occupancy: Floats
    backlog: Floats
    overtime: Floats
    attainments: tuple[TargetAttainment, ...]

    @property
    def promised(self) -> Bools:
        """Where some target counts and somebody arrived, shape (groups,)."""
        return np.logical_or.reduce(
            [np.zeros_like(self.arrived, bool), *(each.counts for each in self.attainments)]
        )

    @property
    def kept(self) -> Bools:
        """Where every target that counts was met, shape (groups,)."""
        return np.logical_and.reduce(
            [np.ones_like(self.arrived, bool), *(each.kept | ~each.counts for each in self.attainments)]
        )

    @property
    def kept_share(self) -> Floats:
        """Share of the replications that met every target on their own, shape (groups,)."""
        every = [attainment.each for attainment in self.attainments]
        return np.logical_and.reduce(every).mean(axis=0) if every else np.ones_like(self.arrived)


def queue_statistics(
    result: SimulationResult, queue: int, firsts: Ints, each: Group = "plan"
) -> QueueStatistics:
    """Statistics of one queue. firsts: first interval of each group, increasing from 0.

    each: what a group is. A target that counts over more than that is held to its floor.
    """
    inputs, counts = result.inputs, result.counts
    staffed = inputs.arriving(queue)[: inputs.planned]

    def total(values: NDArray[np.number], where: Bools = staffed) -> NDArray[np.number]:
        """Total by replication and group."""
        return np.add.reduceat(values[..., : inputs.planned] * where, firsts, axis=-1)

    def of_queue(values: NDArray[np.number]) -> NDArray[np.number]:
        return values[:, queue]

    arrived = total(of_queue(counts.arrived))
    measured = inputs.measures(inputs.queues[queue])[0]
    asked, in_time = total(result.asked(queue, measured.kind)), total(result.in_time[queue, measured])
    always = staffed if inputs.queues[queue].deferred is None else np.ones_like(staffed)
    waiting = (of_queue(counts.backlog)[:, : inputs.planned] * always).mean(axis=0)
    capacity = total(of_queue(counts.capacity), always)
    attainments = []
    for target in inputs.queues[queue].targets:
        here = staffed & inputs.counts(target)[: inputs.planned]
        if target.share is None:
            part: NDArray[np.number] = result.waited(queue, target.kind)
        else:
            (asks,) = service_targets((target,))
            assert isinstance(asks.measured, InTime)
            part = result.in_time[queue, asks.measured]
        whole = result.asked(queue, target.kind)
        bound = target.floor if _GROUPS.index(target.per) > _GROUPS.index(each) else None
        attainments.append(_attainment(target, total(part, here), total(whole, here), bound))
    return QueueStatistics(
        arrived=arrived.mean(axis=0),
        asked=asked.mean(axis=0),
        in_time=in_time.mean(axis=0),
        service=ratio_estimate(in_time, asked),
        wait=ratio_estimate(total(of_queue(counts.waited)), arrived, np.inf).value,
        response=ratio_estimate(
            total(of_queue(counts.responses)), total(of_queue(counts.messages)), np.inf
        ).value,
        left=ratio_estimate(total(of_queue(counts.left)), arrived).value,
        occupancy=ratio_estimate(total(of_queue(counts.taken), always), capacity, np.inf).value,
        backlog=np.maximum.reduceat(waiting, firsts),
        overtime=total(of_queue(counts.overtime)).mean(axis=0) / 3600,
        attainments=tuple(attainments),
    )


def _attainment(
    target: Target, part: NDArray[np.number], came: NDArray[np.number], floor: float | None = None
) -> TargetAttainment:
    """Attainment of a target. part: customers or replies in time, or the seconds; came: customers or
    messages; by replication and group. floor: asked for in the target's place."""
    if target.share is None:
        most = target.within_seconds if floor is None else floor
        reached = ratio_estimate(part, came, np.inf)
        kept, each = reached.value <= most, part <= most * came
    else:
        least = target.share if floor is None else floor
        reached = ratio_estimate(part, came)
        kept, each = reached.value >= least, part >= least * came
    return TargetAttainment(target, reached, np.asarray(kept), came.sum(axis=0) > 0, np.asarray(each))


@dataclass(frozen=True)
class MissedStretch:
    """Adjacent intervals in which a queue missed a target; indices of the first and the last.

    worst: the interval with the lowest service level, which is never above that of the stretch; of equal ones
    the one with most customers, or messages, not answered in time.
    """

    first: int
    last: int
    worst: int


def missed_stretches(by_interval: QueueStatistics) -> list[MissedStretch]:
    """Stretches of missed targets in order of time."""
    failed = np.flatnonzero(by_interval.promised & ~by_interval.kept)
    late = by_interval.asked - by_interval.in_time
    runs = np.split(failed, np.flatnonzero(np.diff(failed) > 1) + 1) if len(failed) else []
    worst = [run[np.lexsort((late[run], -by_interval.service.value[run]))[-1]] for run in runs]
    return [MissedStretch(int(run[0]), int(run[-1]), int(at)) for run, at in zip(runs, worst, strict=True)]
