"""How soon customers get replies, where chats are known as conversations.

A first reply waits until an agent takes the chat, and then for the typing that he has in hand
(:mod:`scheduler.audit.figures.typing_times`). Who found a slot free goes to whoever holds the fewest chats
(:mod:`scheduler.audit.figures.uneven_chats`). Who stood in line finds an agent who has just sent a last
reply: whole replies are before his, and the time for them is gamma distributed. Line and typing are added
over pieces of that time between its quantiles. In which order messages are answered changes no mean, so that
means are those of messages in turn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, gdtrix

from scheduler.audit.figures import typing_times, uneven_chats
from scheduler.audit.figures.agent_chats import left_by_an_end
from scheduler.audit.figures.transient_queue import IntervalResult, answered
from scheduler.audit.figures.waiting import Service, chances, waiting
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import TargetKind

Vector = npt.NDArray[np.float64]

_PANELS, _RARE, _WIDE = 8, 1e-10, 0.5
"""Pieces of the time of typing; chances that are taken for none; the spread from which on the times of any
number of replies are wide enough for the same pieces."""
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_HOUR = 3600.0
"""Whoever waits for an agent for longer counts as somebody to whom nobody replies at all."""


@dataclass(frozen=True)
class Met:
    """What the arrivals of an interval meet.

    free: chances of 0, …, nk - 1 customers. all_taken: of every slot taken. mean_wait: seconds until an agent
    takes a chat or its customer leaves, over all arrivals. from_line: share of all arrivals that stand in
    line first and are taken by some times.
    """

    free: Vector
    all_taken: float
    mean_wait: float
    from_line: Callable[[Vector], Vector]


def steady_replies(kind: TargetKind, seconds: float, rate: float, agents: int, service: Service) -> float:
    """:func:`replies` in the steady state of ``rate`` > 0 customers per second."""
    found = waiting(rate, agents, service)
    if agents == 0:
        return found.mean_wait / _conversation(service).replies if kind == "average_response" else 0.0
    farthest = _farthest(agents, service, _known_as_served(kind, seconds))
    free, line = chances(rate, agents, service, farthest)
    all_taken, place = 1 - found.served_at_once, found.place

    def from_line(times: Vector) -> Vector:
        if service.patience_seconds is None:
            spare = max(found.full_rate - rate, 0.0) / place
            return np.asarray(-all_taken * np.expm1(-spare * times) if spare > 0 else np.zeros(len(times)))
        places = np.arange(len(line), dtype=np.float64)
        leaving = 1 / service.patience_seconds
        return np.asarray(line @ answered(places[:, np.newaxis], found.full_rate / place, leaving, times))

    return replies(kind, seconds, Met(free, all_taken, found.mean_wait, from_line), agents, service)


def carried_replies(
    kind: TargetKind,
    seconds: float,
    result: IntervalResult,
    agents: int,
    service: Service,
    pace: float | None = None,
) -> float:
    """:func:`replies` of an interval that was followed through time.

    pace: chats that end per second until ``seconds`` are over, with every slot in use; None = as in the
    interval. Nobody arrives: a share of 1, and no time.
    """
    about_mean = kind == "average_response"
    if result.rate == 0:
        return 0.0 if about_mean else 1.0
    if agents == 0:
        return result.mean_wait if about_mean else result.answered(seconds, pace)
    all_taken = float(result.found.sum())

    def from_line(times: Vector) -> Vector:
        served = (result.full if pace is None else pace) / result.place
        standing = np.flatnonzero(np.abs(result.found) > 1e-13)
        if not len(standing):
            return np.zeros(len(times))
        first, last = int(standing[0]), int(standing[-1]) + 1
        places = result.line[first:last, np.newaxis]
        return np.asarray(result.found[first:last] @ answered(places, served, result.leaving, times))

    met = Met(result.free, all_taken, result.mean_wait, from_line)
    return replies(kind, seconds, met, agents, service)


def replies(kind: TargetKind, seconds: float, customers: Met, agents: int, service: Service) -> float:
    """Share of first replies or of all replies within ``seconds``, or the mean time of a response.

    agents: at least one. Of a chat's replies one is the first. All replies of a chat that nobody takes within
    the hour, or within ``seconds`` if they are more, are late.
    """
    if kind == "average_response":
        return _average_response(customers, agents, service)
    conversation, k = _conversation(service), len(service.slowdown)
    seconds /= _longer(service)
    typed = typing_times.typed_within(conversation, typing_times.before_first_reply(conversation, k), seconds)
    first = _after_line(customers, seconds, service) + _at_once(customers, agents, conversation, k, typed)
    if kind == "first_reply" or conversation.replies == 1:
        return first
    in_time = typing_times.typed_within(
        conversation, typing_times.before_later_reply(conversation, k), seconds
    )
    known = _known_as_served(kind, seconds * _longer(service))
    served = float(customers.free.sum() + customers.from_line(np.array([known]))[0])
    return _with_later(first, in_time * served, customers, agents, service)


def _known_as_served(kind: TargetKind, seconds: float) -> float:
    """How soon an agent must take a chat, of a share of replies within ``seconds``."""
    return max(seconds, _HOUR) if kind == "reply_rate" else seconds


def _at_once(customers: Met, agents: int, conversation: Conversation, k: int, worth: Vector) -> float:
    """What agents in hand are worth to those who find a slot free, by pace and chats, over all arrivals."""
    met = customers.free @ uneven_chats.met(conversation, k, agents).reshape(len(customers.free), -1)
    if len(worth) == 1:
        return float(met.reshape(-1, k).sum(axis=0) @ worth[0])
    return float(met @ worth.ravel())


def _after_line(customers: Met, seconds: float, service: Service) -> float:
    """Share of all arrivals with a first reply in time who stood in line; seconds: of the stated length."""
    conversation, k = _conversation(service), len(service.slowdown)
    times, parts = _typing_after_line(conversation, k, seconds)
    if not len(times):
        return 0.0
    taken = customers.from_line(np.maximum(seconds - times, 0.0) * _longer(service))
    return float(parts @ taken)


@lru_cache(maxsize=256)
def _typing_after_line(conversation: Conversation, k: int, seconds: float) -> tuple[Vector, Vector]:
    """Moments up to ``seconds`` at which the typing before the first reply to somebody from the line is done,
    and their chances."""
    before = [0.0] * k
    for messages, left in enumerate(left_by_an_end(conversation, k).tolist()):
        for number, share in typing_times.ahead_of_a_new_chat(conversation, k, messages).items():
            before[number] += left * share
    squared = conversation.reply_spread**2
    moments: list[Vector] = []
    chances_then: list[Vector] = []
    spread_out: list[tuple[float, float]] = []
    for number, chance in enumerate(before, start=int(conversation.typing_counts)):
        if chance <= _RARE:
            continue
        if number == 0 or squared < _RARE:
            if number * conversation.reply_seconds <= seconds * (1 + 1e-12):
                moments.append(np.array([number * conversation.reply_seconds]))
                chances_then.append(np.array([chance]))
        else:
            spread_out.append((chance, number / squared))
    scale = conversation.reply_seconds * squared
    for together in [spread_out] if conversation.reply_spread >= _WIDE else [[one] for one in spread_out]:
        if not together:
            continue
        last = together[-1][1]
        low = 0.0 if len(together) > 1 or last < 4 else _quantile(last, _RARE) * scale
        high = min(_quantile(last, 1 - _RARE) * scale, seconds)
        if high > low:
            # Ever finer towards no time at all, where a density may rise steeply.
            edges = low + (high - low) * np.linspace(0.0, 1.0, _PANELS + 1) ** (1 if low else 3)
            half = np.diff(edges)[:, np.newaxis] / 2
            at = (edges[:-1, np.newaxis] + half * (1 + _POINTS)).ravel()
            density = np.zeros(len(at))
            for chance, shape in together:
                log = (shape - 1) * np.log(at / scale) - at / scale - gammaln(shape)
                density += chance * np.exp(log) / scale
            moments.append(at)
            chances_then.append((half * _WEIGHTS).ravel() * density)
    if not moments:
        return np.zeros(0), np.zeros(0)
    return np.concatenate(moments), np.concatenate(chances_then)


def _quantile(shape: float, chance: float) -> float:
    return float(gdtrix(1.0, shape, chance))


def _average_response(customers: Met, agents: int, service: Service) -> float:
    conversation = replace(_conversation(service), new_first=False)
    k, longer = len(service.slowdown), _longer(service)
    typed = typing_times.mean_seconds(conversation, typing_times.before_first_reply(conversation, k))
    first = customers.mean_wait + longer * _at_once(customers, agents, conversation, k, typed)
    left = left_by_an_end(conversation, k)
    before = float(left @ np.arange(len(left))) + conversation.typing_counts
    first += customers.all_taken * longer * before * conversation.reply_seconds
    if conversation.replies == 1 or not math.isfinite(first):
        return first
    later = longer * typing_times.mean_seconds(conversation, typing_times.before_later_reply(conversation, k))
    return _with_later(first, later, customers, agents, service)


def _with_later(first: float, later: Vector, customers: Met, agents: int, service: Service) -> float:
    """The mean over all replies of a chat; later: of replies by an agent with 1, …, k chats."""
    conversation, k = _conversation(service), len(service.slowdown)
    all_held = uneven_chats.held(conversation, k, agents)
    over_time = customers.free @ all_held[:-1] + customers.all_taken * all_held[-1]
    written = over_time[1:] * uneven_chats.paces(conversation, k)[1:]
    total = float(written.sum())
    mean = float(written @ later) / total if total > 0 else 0.0
    return (first + (conversation.replies - 1) * mean) / conversation.replies


def _conversation(service: Service) -> Conversation:
    if service.conversation is None:
        raise ValueError("replies of a queue whose chats are not stated")
    return service.conversation


def _longer(service: Service) -> float:
    """Length of this interval's chats over that which is stated."""
    return service.aht_seconds / _conversation(service).alone_seconds


def _farthest(agents: int, service: Service, seconds: float) -> int:
    """Places of the line from which somebody can be taken in time, but for hardly ever.

    Whoever leaves makes the line move on, so patience makes it longer: chats that end in the time, and of all
    in front as many as leave.
    """
    ended = agents * len(service.slowdown) * service.slowdown[-1] / service.aht_seconds * seconds
    most = _most(ended)
    if service.patience_seconds is None:
        return math.ceil(most)
    stay = math.exp(-min(seconds / service.patience_seconds, 50.0))
    return math.ceil((most + 9 * math.sqrt(most / stay)) / stay)


def _most(mean: float) -> float:
    """A Poisson number is hardly ever larger."""
    return mean + 9 * math.sqrt(mean) + 40
