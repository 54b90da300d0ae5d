"""Queues that share one team, in order of priority: the birth-death chain of all of them, line by line.

Agents hold chats of all queues at once; who has a free slot takes from the first queue in which somebody
waits (non-preemptive priority). Chats in hand are a chain of their own: a chat of all queues together, with
the mean of their lengths and speeds. While every slot is taken, completions come at one rate, and the
customers waiting in the first k queues are a birth-death chain too: nobody behind them is served before, so
the balance between j and j + 1 of them holds whatever else waits. From it follow the mean wait of each queue
(Little) and, with the later arrivals who go ahead, its distribution. For equal lengths, speeds and patience
this is exact (Cobham, "Priority assignment in waiting line problems", 1954; Kella & Yechiali, "Waiting times
in the non-preemptive priority M/M/c queue", 1985); for others it is as good as their mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import pdtrc

from scheduler.queueing.birth_death import Floats
from scheduler.queueing.service_model import ServiceModel
from scheduler.queueing.steady_state import SECONDS_PER_HOUR, steady_state

_NEGLIGIBLE = 1e-12
_LONGEST = 20_000
"""Customers; no line is followed further."""


@dataclass(frozen=True)
class SharedQueue:
    """What the customers of one of the queues get.

    service_levels: share answered within each of the seconds asked for. average_wait: seconds over all
    arrivals; inf in an overload without patience. share_leaving: of all arrivals.
    """

    service_levels: tuple[float, ...]
    average_wait: float
    share_leaving: float


def pooled_model(models: Sequence[ServiceModel], arrivals_per_hour: Sequence[float]) -> ServiceModel:
    """The chats of all queues as one: lengths and rates of leaving weighted by customers, speeds by work.

    Raises ValueError where the queues differ in concurrency, or only some of them have patience.
    """
    if len({model.concurrency for model in models}) > 1:
        raise ValueError("shared queues must have the same concurrency")
    impatient = [model.patience_seconds is not None for model in models]
    if any(impatient) != all(impatient):
        raise ValueError("shared queues must all have patience, or none of them")
    rates = np.array(arrivals_per_hour, dtype=np.float64)
    shares = rates / rates.sum() if rates.sum() > 0 else np.full(len(models), 1 / len(models))
    work = shares * [model.mean_seconds for model in models]
    chats = np.arange(1, models[0].concurrency + 1)
    each = np.array([model.speeds for model in models]) / chats
    # An agent's chats are there the longer, the slower they go: completions add up, not speeds.
    slowdown = work.sum() / (work[:, np.newaxis] / each).sum(axis=0)
    patience = None
    if all(impatient):
        patience = 1 / float(shares @ [1 / (model.patience_seconds or np.inf) for model in models])
    return ServiceModel(float(work.sum()), models[0].concurrency, tuple(slowdown.tolist()), patience)


def shared_performance(
    models: Sequence[ServiceModel],
    arrivals_per_hour: Sequence[float],
    agents: int,
    within_seconds: Sequence[Sequence[float]],
) -> list[SharedQueue]:
    """Steady state of each queue, in order of priority.

    Parameters
    ----------
    models
        Of the queues; with the same concurrency, and all of them with patience or none.
    arrivals_per_hour
        >= 0, of each queue.
    agents
        Whole, >= 0.
    within_seconds
        Thresholds of each queue's service levels, >= 0.

    Raises
    ------
    ValueError
        As :func:`pooled_model`.
    """
    pool = pooled_model(models, arrivals_per_hour)
    rates = np.array(arrivals_per_hour, dtype=np.float64) / SECONDS_PER_HOUR
    if rates.sum() == 0:
        return [SharedQueue((1.0,) * len(asked), 0.0, 0.0) for asked in within_seconds]
    state = steady_state(pool, rates.sum() * SECONDS_PER_HOUR, agents)
    full, waits = float(state.full_rate), float(state.probability_of_wait) if agents > 0 else 1.0
    leaving = np.array([1 / (model.patience_seconds or np.inf) for model in models])
    found, before = [], 0.0
    for place, asked in enumerate(within_seconds):
        ahead = rates[: place + 1]
        together = float(ahead.sum())
        mean_leaving = (
            float(ahead @ leaving[: place + 1]) / together if together > 0 else float(leaving[place])
        )
        line = _line(together, full, mean_leaving)
        if line is None:
            found.append(SharedQueue((0.0,) * len(asked), np.inf, 0.0))
            before = np.inf
            continue
        waiting = waits * float(line @ np.arange(len(line)))
        own = max(waiting - before, 0.0)
        before = waiting
        wait = own / rates[place] if rates[place] > 0 else 0.0
        levels = tuple(
            min(
                1.0,
                1
                - waits
                + waits
                * _answered(line, together - rates[place], full, mean_leaving, leaving[place], seconds),
            )
            for seconds in asked
        )
        share = min(wait * float(leaving[place]), 1.0)
        found.append(SharedQueue(levels if rates[place] > 0 else (1.0,) * len(asked), wait, share))
    return found


def _line(rate: float, full: float, leaving: float) -> Floats | None:
    """Distribution of the number waiting, given that every slot is taken; None if it grows without end."""
    if leaving == 0 and rate >= full:
        return None
    reach = rate / leaving + 12 * np.sqrt(rate / leaving + 1) + 30 if leaving > 0 else np.inf
    if leaving == 0 or (rate < full):
        ratio = rate / full if full > 0 else 1.0
        steady = np.log(_NEGLIGIBLE) / np.log(ratio) if 0 < ratio < 1 else 1.0 if ratio == 0 else np.inf
        reach = min(reach, steady + 2)
    length = int(min(reach, _LONGEST))
    steps = (
        np.log(rate) - np.log(full + leaving * np.arange(1, length + 1))
        if rate > 0
        else np.full(length, -np.inf)
    )
    log = np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(log - log.max())
    return np.asarray(weights / weights.sum())


def _answered(
    line: Floats, overtaking: float, full: float, leaving: float, own_leaving: float, seconds: float
) -> float:
    """Share of those who find every slot taken who are answered in time; by uniformisation.

    line: distribution of the number ahead. overtaking: arrivals per second who go ahead. leaving,
    own_leaving: rates of those ahead and of the customer himself.
    """
    if full <= 0 or seconds <= 0:
        return 0.0
    more = overtaking * seconds
    states = len(line) + int(more + 9 * np.sqrt(more)) + (10 if overtaking > 0 else 0)
    ahead = np.arange(states)
    deaths = full + leaving * ahead
    births = np.where(ahead < states - 1, overtaking, 0.0)
    pace = float((births + deaths).max() + own_leaving)
    mean = pace * seconds
    still = pdtrc(
        np.arange(int(mean + 8 * np.sqrt(mean)) + 16), mean
    )  # chance that the next jump comes in time
    still = still[: int((still > _NEGLIGIBLE).sum()) + 2]
    chances = np.concatenate([line, np.zeros(states - len(line))])
    stay = 1 - (births + deaths + own_leaving) / pace
    total = 0.0
    for later in still:
        total += float(later) * chances[0] * full / pace
        moved = stay * chances
        moved[:-1] += deaths[1:] / pace * chances[1:]
        moved[1:] += births[:-1] / pace * chances[:-1]
        chances = moved
    return min(total, 1.0)
