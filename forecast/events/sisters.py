"""Events that other queues of the shop have seen: partial pooling between sister queues.

A kind that a queue never saw begins from what it brought a sister, relative to the sister's level. How much
of a sister's excess this queue has is told by the events that both have seen, shrunk to all of it. On the
day, the deviations of an event's size in two queues are correlated as far as those of past events were,
shrunk to a prior correlation (partial pooling: Gelman and Hill, *Data Analysis Using Regression and
Multilevel Models*, 2007, chapter 12).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.events.alignment import align
from forecast.events.intensity import intensity_ratio
from forecast.events.layer import RECENCY_HALF_LIFE_YEARS, EventLayer, Sister, scaled_by_minutes
from forecast.events.normal_weeks import NormalWeek
from forecast.series.grid import HOURS, Floats

_RESPONSE_SD, _EVENT_SD = 0.6, 0.3
"""Standard deviation (log) of this queue's excess over its sister's: between pairs of queues, and from event
to event.
"""

_CORRELATION, _CORRELATION_EVENTS, _SIZE_SD = 0.5, 4.0, 0.2
"""Prior correlation of the deviations of an event's size in two queues, the events that it counts for, and
their standard deviation (log).
"""

_MOST_CORRELATED = 0.95


@dataclass(frozen=True)
class BorrowedEvent:
    """What a coming event is expected to bring by the past ones of its kind in sister queues.

    excess: (hours,). size_sd: standard deviation (log) of its size. sister: the queue that counts most. past:
    how many events of that queue it rests on.
    """

    excess: Floats
    size_sd: float
    sister: str
    past: int


def borrow_event(layer: EventLayer, index: int, week: NormalWeek, normal: Floats) -> BorrowedEvent | None:
    """What the sisters' past events of its kind say of the event at ``index``; None where none saw any.

    week, normal: the normal week before the event, and what it has at the event's hours.
    """
    found: list[tuple[float, float, str, int, Floats]] = []
    for sister in layer.sisters:
        past = _past_of_kind(layer, index, sister)
        if not past:
            continue
        log_response, response_variance = _response(layer, sister)
        excess = np.zeros(len(normal))
        start = layer.spans[index][0]
        shift = _shift(layer, sister)
        years = np.array([(start - sister.layer.spans[i][0] - shift) / (365.25 * HOURS) for i in past])
        weight = 0.5 ** (years / RECENCY_HALF_LIFE_YEARS)
        for share, place in zip(weight / weight.sum(), past, strict=True):
            ratio = intensity_ratio(layer.events[index], sister.layer.events[place], sister.layer.slope)
            excess += share * ratio * _laid_upon(layer, index, sister, place, week, normal)
        variance = response_variance + _SIZE_SD**2 * (1 + 1 / len(past))
        # How strongly a queue answers says nothing of inquiries that stay away: a dip is not made deeper.
        excess = excess * np.where(excess > 0, np.exp(log_response), min(np.exp(log_response), 1.0))
        excess = np.maximum(excess, -normal)
        found.append((1 / variance, variance, sister.name, len(past), excess))
    if not found:
        return None
    weights = np.array([weight for weight, *_ in found])
    total = np.tensordot(weights / weights.sum(), np.array([excess for *_, excess in found]), axes=1)
    # What sisters say is alike; their mean is no surer than the best of them.
    best = max(range(len(found)), key=lambda place: (weights[place], found[place][3]))
    _, variance, name, past_events, _ = found[best]
    return BorrowedEvent(total, float(np.sqrt(variance)), name, past_events)


def outskirts_of_sisters(layer: EventLayer, kind: str) -> Floats | None:
    """Geometric mean over the sisters of the factors around events of this kind; None where none saw any."""
    factors = [np.log(s.layer.outskirts[kind]) for s in layer.sisters if kind in s.layer.outskirts]
    return np.exp(np.mean(factors, axis=0)) if factors else None


def same_event(layer: EventLayer, index: int, sister: Sister) -> int | None:
    """Position among the sister's events of the very event; None where it does not concern the sister."""
    event = layer.events[index]
    for place, other in enumerate(sister.layer.events):
        if (other.name, other.start, other.end) == (event.name, event.start, event.end):
            return place
    return None


def size_correlation(layer: EventLayer, sister: Sister) -> float:
    """Correlation of the deviations of event sizes from their kinds' means, in this queue and the sister.

    Of past events that both have seen, shrunk to a prior; between 0 and 0.95.
    """
    sizes: dict[str, list[tuple[float, float]]] = {}
    for mine, other in _both_seen(layer, sister):
        pair = layer.observed(mine, HOURS).log_size, sister.layer.observed(other, HOURS).log_size
        sizes.setdefault(layer.events[mine].kind, []).append(pair)
    deviations = np.concatenate(
        [np.zeros((0, 2)), *(np.array(pairs) - np.mean(pairs, axis=0) for pairs in sizes.values())]
    )
    squares = (deviations**2).sum(axis=0)
    prior = _CORRELATION_EVENTS * _SIZE_SD**2
    product = _CORRELATION * prior + float((deviations[:, 0] * deviations[:, 1]).sum())
    return float(np.clip(product / (prior + np.sqrt(squares.prod())), 0.0, _MOST_CORRELATED))


def is_over(layer: EventLayer, index: int) -> bool:
    """Whether the event ended before the last known hour; the last day of the grid may still run."""
    known = np.flatnonzero(~np.isnan(layer.normal.counts))
    return bool(len(known)) and sum(layer.spans[index]) <= int(known[-1]) + 1


def counts_at(layer: EventLayer, index: int, sister: Sister, place: int) -> Floats:
    """The sister's counts in the event's hours, (hours,); NaN where unknown. place: of the event there."""
    counts = np.where(sister.layer.own(place), sister.layer.counts_of(place), np.nan)
    return counts if len(counts) == layer.spans[index][1] else np.full(layer.spans[index][1], np.nan)


def _past_of_kind(layer: EventLayer, index: int, sister: Sister) -> list[int]:
    """The sister's seen events of the kind that began before."""
    event, other = layer.events[index], sister.layer
    start = layer.spans[index][0] - _shift(layer, sister)
    return [
        i
        for i, seen in enumerate(other.seen)
        if seen and other.events[i].kind == event.kind and other.spans[i][0] < start
    ]


def _shift(layer: EventLayer, sister: Sister) -> int:
    """Hours from the first of this queue's history to the first of the sister's."""
    apart = sister.layer.normal.first - layer.normal.first
    return int(apart.total_seconds() // 3600)


def _laid_upon(
    layer: EventLayer, index: int, sister: Sister, place: int, week: NormalWeek, normal: Floats
) -> Floats:
    """Excess of a sister's past event over the sister's level, at this queue's level, by the hours of the
    coming event.
    """
    other = sister.layer
    past = other.observed(place, layer.lead(index))
    (start, length), (past_start, past_length) = layer.spans[index], other.spans[place]
    clocks = [
        int(each.normal.hour_of_week(at, 1)[0]) % HOURS for each, at in ((layer, start), (other, past_start))
    ]
    way = align(clocks[0], length, clocks[1], past_length)
    usual = way.mean(past.normal)
    brought = scaled_by_minutes(past.excess[way.past], other.events[place], way.past, layer.events[index])
    excess = week.level_over(past.week) * way.mean(brought)
    # The sister's night is closed: what an hour of this queue has there, the event multiplies as elsewhere.
    told = float(past.normal.sum())
    factor = float(past.excess.sum()) / told if told > 0 else 0.0
    excess = np.where(usual > 0, excess, normal * factor)
    # Nobody where this queue is closed.
    return np.where(week.closed[layer.normal.hour_of_week(start, length)], 0.0, excess)


def _response(layer: EventLayer, sister: Sister) -> tuple[float, float]:
    """Log of this queue's excess over the sister's at equal levels, and its variance for one more event.

    Of events that both have seen, shrunk to 0.
    """
    logs = []
    for mine, other in _both_seen(layer, sister):
        here, there = layer.observed(mine, HOURS), sister.layer.observed(other, HOURS)
        if len(here.excess) != len(there.excess):
            continue
        both = (here.normal > 0) & (there.normal > 0)
        brought = float(here.excess[both].sum())
        expected = here.week.level_over(there.week) * float(there.excess[both].sum())
        if brought > 0 and expected > 0:
            logs.append(np.log(brought / expected))
    precision = _RESPONSE_SD**-2 + len(logs) / _EVENT_SD**2
    return float(np.sum(logs) / _EVENT_SD**2 / precision), 1 / precision + _EVENT_SD**2


def _both_seen(layer: EventLayer, sister: Sister) -> list[tuple[int, int]]:
    """Positions of the events that both queues have seen to their end."""
    found = []
    for index, seen in enumerate(layer.seen):
        if not seen or not is_over(layer, index):
            continue
        place = same_event(layer, index, sister)
        if place is not None and sister.layer.seen[place] and is_over(sister.layer, place):
            found.append((index, place))
    return found
