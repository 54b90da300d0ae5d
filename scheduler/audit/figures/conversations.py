"""How soon customers get replies, where chats are known as conversations.

A first reply waits until an agent takes the chat, and then for the typing that he has in hand
(:mod:`scheduler.audit.figures.agent_chats`). Who found a slot free goes to whoever holds the fewest chats
(:mod:`scheduler.audit.figures.uneven_chats`). Who stood in line moves on with each chat that ends and each
customer in front who leaves, unless he leaves himself, and finds an agent who has just sent a last reply.
Line and typing are one chain of exponential steps, followed by uniformisation: the ticks of a clock that is
at least as fast as every step are Poisson, and at each of them a step is made or not. Of a promise of hours
later intervals end the chats in front: the line is a Poisson count of those, for each likely time of typing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, gdtr

from scheduler.audit.figures import agent_chats, uneven_chats
from scheduler.audit.figures.transient_queue import IntervalResult
from scheduler.audit.figures.waiting import Service, chances, waiting
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import TargetKind

Vector = npt.NDArray[np.float64]

_NOTHING = 1e-13
"""Chances that are taken for none."""
_LIKELY, _GRID = 64, 4000
"""Times of typing that stand for all of them beside a promise of hours, and moments to find them among."""


@dataclass(frozen=True)
class Met:
    """What the arrivals of an interval meet.

    free: chances of 0, …, nk - 1 customers. line: of every slot taken with 0, 1, … in line, behind ``ahead``
    others, on the mean. all_taken: their sum, or more where the line is too long to be followed. mean_wait:
    seconds until an agent takes a chat or its customer leaves, over all arrivals. endless: more come than can
    be served, and none of them leaves.
    """

    free: Vector
    line: Vector
    all_taken: float
    mean_wait: float
    ahead: float = 0.0
    endless: bool = False


def steady_replies(kind: TargetKind, seconds: float, rate: float, agents: int, service: Service) -> float:
    """:func:`replies` in the steady state of ``rate`` > 0 customers per second."""
    found = waiting(rate, agents, service)
    if agents == 0:
        return found.mean_wait / _conversation(service).replies if kind == "average_response" else 0.0
    free, line = chances(rate, agents, service, _farthest(agents, service, seconds))
    endless = service.patience_seconds is None and rate >= found.full_rate
    all_taken = 1 - found.served_at_once
    return replies(kind, seconds, Met(free, line, all_taken, found.mean_wait, 0.0, endless), agents, service)


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
    endless = result.leaving == 0 and result.rate >= result.full
    all_taken, ahead = float(result.found.sum()), float(result.line[0])
    met = Met(result.free, result.found, all_taken, result.mean_wait, ahead, endless)
    if about_mean:
        return _average_response(met, agents, service)
    if pace is None:
        return replies(kind, seconds, met, agents, service)
    typing = _typing_after_line(_conversation(service), len(service.slowdown), _stages_per_second(service))
    after_line = [result.answered_in_line(max(seconds - time, 0.0), pace) for time in typing.tolist()]
    return _share(kind, seconds, met, sum(after_line) / len(typing), agents, service)


def replies(kind: TargetKind, seconds: float, customers: Met, agents: int, service: Service) -> float:
    """Share of first replies or of all replies within ``seconds``, or the mean time of a response.

    agents: at least one. Of a chat's replies one is the first. Whoever leaves has none in time. Of an endless
    line only first replies count: chats in hand are answered well while it grows.
    """
    if kind == "average_response":
        return _average_response(customers, agents, service)
    return _share(kind, seconds, customers, _from_line(customers, seconds, agents, service), agents, service)


def _share(
    kind: TargetKind, seconds: float, customers: Met, from_line: float, agents: int, service: Service
) -> float:
    """Share of replies in time; from_line: first replies in time to those who stood in line."""
    conversation, k = _conversation(service), len(service.slowdown)
    pace = _stages_per_second(service)
    first = from_line + _at_once(
        customers, agents, conversation, k, lambda ahead: _typed_within(pace, seconds, ahead)
    )
    if kind == "first_reply" or conversation.replies == 1 or customers.endless:
        return first
    in_time = _typed_within(pace, seconds, agent_chats.before_later_reply(conversation, k))
    return _with_later(first, in_time, customers, agents, service)


def _at_once(
    customers: Met, agents: int, conversation: Conversation, k: int, value: Callable[[Vector], Vector]
) -> float:
    """What the stages before a first reply are worth to those who find a slot free, over all arrivals."""
    ended = uneven_chats.met_after_an_end(conversation, k, agents)
    others = uneven_chats.met(conversation, k, agents) - ended
    worth = others @ value(agent_chats.before_first_reply(conversation, k))
    worth += ended @ value(agent_chats.before_first_reply_after_an_end(conversation, k))
    return float(customers.free @ worth)


def _from_line(customers: Met, seconds: float, agents: int, service: Service) -> float:
    standing = np.flatnonzero(np.abs(customers.line) > _NOTHING)
    if not len(standing) or seconds == 0:
        return 0.0
    places = customers.ahead + np.arange(int(standing[-1]) + 1)
    farthest = _farthest(agents, service, seconds)
    if places[0] >= farthest:
        return 0.0
    kernel = _after_line(agents, service, seconds, _rounded_up(min(math.ceil(places[-1]) + 1, farthest)))
    in_time = np.interp(places, np.arange(len(kernel)), kernel, right=0.0)
    return float(customers.line[: len(places)] @ in_time)


def _average_response(customers: Met, agents: int, service: Service) -> float:
    conversation, k = _conversation(service), len(service.slowdown)
    pace = _stages_per_second(service)
    first = customers.mean_wait + _at_once(
        customers, agents, conversation, k, lambda ahead: _mean(pace, ahead)
    )
    after = agent_chats.before_first_reply_after_line(conversation, k)
    first += customers.all_taken * float(_mean(pace, after[np.newaxis])[0])
    if conversation.replies == 1 or not math.isfinite(first):
        return first
    later = _mean(pace, agent_chats.before_later_reply(conversation, k))
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


def _stages_per_second(service: Service) -> float:
    """Pace of typing in this interval, whose chats may be longer or shorter than is stated."""
    conversation = _conversation(service)
    longer = service.aht_seconds / conversation.alone_seconds
    return agent_chats.stages_of_a_reply(conversation) / (conversation.reply_seconds * longer)


def _mean(pace: float, ahead: Vector) -> Vector:
    return np.asarray(ahead @ np.arange(ahead.shape[1])) / pace


def _typed_within(pace: float, seconds: float, ahead: Vector) -> Vector:
    """Chances that the stages ahead are typed in time; shape of ``ahead`` without its last axis."""
    late = np.cumsum(_poisson(pace * seconds, ahead.shape[1]))[:-1]
    # Some number of stages is not finished if as many or fewer than one less are.
    in_time = np.concatenate([[1.0], 1 - late])
    return np.asarray(ahead @ np.maximum(in_time, 0.0))


def _poisson(mean: float, count: int) -> Vector:
    """Chances of 0, …, count - 1 events."""
    if mean == 0:
        return np.asarray(np.eye(1, count)[0])
    events = np.arange(count)
    return np.asarray(np.exp(events * math.log(mean) - mean - gammaln(events + 1)))


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


def _rounded_up(places: int) -> int:
    """To a power of two, so that lines of about the same length share what is known of their places."""
    return int(2 ** math.ceil(math.log2(places))) if places > 8 else 8


@lru_cache(maxsize=2048)
def _after_line(agents: int, service: Service, seconds: float, places: int) -> Vector:
    """Chance of a first reply in time with 0, 1, … in line in front and every slot taken."""
    conversation, k = _conversation(service), len(service.slowdown)
    ahead = agent_chats.before_first_reply_after_line(conversation, k)
    typing = _stages_per_second(service)
    leaving = 0.0 if service.patience_seconds is None else 1 / service.patience_seconds
    ended = agents * k * service.slowdown[-1] / service.aht_seconds
    moving = ended + leaving * np.arange(places)
    clock = max(typing, float(moving[-1]) + leaving)
    # Beyond this all of them have their reply or have left: a promise of a day is followed no longer.
    settled = _most(places) / ended + _most(len(ahead)) / typing

    # Chances to be through within a number of ticks: of a customer with 0, 1, … stages of typing before his
    # reply, behind them those in line. A tick moves them on by one with the chance `on`, and `gone` leave.
    typed = np.zeros(len(ahead))
    typed[0] = 1.0
    line = np.zeros(places)
    on, of_typing = moving / clock, typing / clock
    stay = 1 - on - leaving / clock
    result = np.zeros(places)
    for weight in _ticks(clock * min(seconds, settled)):
        result += weight * line
        taken = float(ahead @ typed)
        line = stay * line + on * np.concatenate([[taken], line[:-1]])
        typed[1:] += of_typing * (typed[:-1] - typed[1:])
    return result


@lru_cache(maxsize=256)
def _typing_after_line(conversation: Conversation, concurrency: int, pace: float) -> Vector:
    """Seconds of typing before the first reply to somebody from the line: equally likely times."""
    ahead = agent_chats.before_first_reply_after_line(conversation, concurrency)
    times = np.linspace(0.0, _most(len(ahead)) / pace, _GRID)
    typed = ahead[0] + ahead[1:] @ gdtr(pace, np.arange(1, len(ahead))[:, np.newaxis], times)
    return np.interp((np.arange(_LIKELY) + 0.5) / _LIKELY, typed, times)


def _ticks(mean: float) -> Vector:
    """Poisson chances of 0, 1, … ticks, up to where there are none."""
    return _poisson(mean, math.ceil(_most(mean)))


def _most(mean: float) -> float:
    """A Poisson number is hardly ever larger."""
    return mean + 9 * math.sqrt(mean) + 40
