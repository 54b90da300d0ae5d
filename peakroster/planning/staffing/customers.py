"""Customers who reach the agents of every queue: those whom the chatbot leaves, and those of other queues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.chatbot import customers_for_agents, intervals_of
from peakroster.planning.staffing.intervals import Intervals, open_during
from peakroster.planning.staffing.queue_model import AHT
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop
from scheduler.staffing.transfers import transferred_customers

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OwnCustomers:
    """Customers who come to a queue by themselves, in its open intervals; arrays of shape (n,).

    starts: wall clock, rising. customers: after the chatbot. chat_seconds: handling time.
    """

    starts: NDArray[np.datetime64]
    customers: Floats
    chat_seconds: Floats


def has_transfers(shop: Shop) -> bool:
    """Whether chats of some queue go on in another."""
    return any(queue.transfers for queue in shop.settings.queues)


def transferred(shop: Shop, intervals: Intervals, own: Mapping[str, OwnCustomers]) -> dict[str, Floats]:
    """Customers handed over to each queue by the others, in its open intervals.

    intervals: all of the plan's. own: of the queues that there are figures of.
    """
    if not any(queue.transfers for queue in shop.settings.queues if queue.id in own):
        return {name: np.zeros(len(figures.starts)) for name, figures in own.items()}
    found, existing = _handed_over(shop, intervals, own)
    return {name: found[name][np.searchsorted(existing, figures.starts)] for name, figures in own.items()}


def transferred_while_closed(
    shop: Shop, intervals: Intervals, own: Mapping[str, OwnCustomers]
) -> dict[str, Floats]:
    """Chats that become cases of deferred work while its queue is closed, by queue of such work.

    Of all intervals of the plan, shape (intervals,); 0 where the queue is open.
    """
    deferred = [queue.id for queue in shop.settings.queues if queue.deferred is not None and queue.id in own]
    shape = intervals.starts.size
    if not any(queue.transfers for queue in shop.settings.queues if queue.id in own):
        return {name: np.zeros(shape) for name in deferred}
    found, existing = _handed_over(shop, intervals, own)
    result = {}
    for name in deferred:
        found[name][np.searchsorted(existing, own[name].starts)] = 0.0
        result[name] = np.zeros(shape)
        result[name][intervals.real_hours.ravel() > 0] = found[name]
    return result


def _handed_over(
    shop: Shop, intervals: Intervals, own: Mapping[str, OwnCustomers]
) -> tuple[dict[str, Floats], NDArray[np.datetime64]]:
    """By queue the customers from others in each existing interval, and the starts of these.

    Cases of deferred work come whether or not their queue is open.
    """
    queues = [queue for queue in shop.settings.queues if queue.id in own]
    exist = intervals.real_hours.ravel() > 0
    existing, lasting = intervals.starts.ravel()[exist], intervals.real_hours.ravel()[exist]
    shape, rank = (len(queues), len(existing)), {queue.id: place for place, queue in enumerate(queues)}
    customers, seconds, open_ = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    shares = np.zeros((len(queues), len(queues)))
    for row, queue in enumerate(queues):
        place = np.searchsorted(existing, own[queue.id].starts)
        seconds[row] = queue.aht_seconds if queue.deferred is not None else 0.0
        open_[row] = queue.deferred is not None
        customers[row, place], seconds[row, place] = own[queue.id].customers, own[queue.id].chat_seconds
        open_[row, place] = True
        for name, share in queue.transfers:
            if name in rank:
                shares[row, rank[name]] = share
    edges = np.concatenate([[0.0], np.cumsum(np.rint(lasting * 3600))])
    opened = np.array([_opened(queue, intervals, existing) for queue in queues]) & open_[:, 0]
    found = transferred_customers(customers, shares, seconds, edges, open_, opened)
    return {queue.id: found[row].copy() for row, queue in enumerate(queues)}, existing


def transferred_of_requirement(shop: Shop, requirement: pd.DataFrame) -> Floats:
    """Customers handed over in each row of the requirement table, shape (rows,)."""
    found = np.zeros(len(requirement))
    if not has_transfers(shop) or not len(requirement):
        return found
    intervals, ids = intervals_of(shop.settings, requirement["timestamp"]), requirement["queue"].to_numpy()
    for name, inflow in transferred(shop, intervals, own_of_requirement(shop, requirement)).items():
        found[ids == name] = inflow
    return found


def own_of_requirement(shop: Shop, requirement: pd.DataFrame) -> dict[str, OwnCustomers]:
    """Customers who come to each queue by themselves, according to the requirement table."""
    ids = requirement["queue"].to_numpy()
    customers, seconds = _left_by_chatbot(shop, requirement), handling_times_of_requirement(shop, requirement)
    starts = requirement["timestamp"].to_numpy("datetime64[us]")
    rows = {queue.id: np.flatnonzero(ids == queue.id) for queue in shop.settings.queues}
    return {name: OwnCustomers(starts[at], customers[at], seconds[at]) for name, at in rows.items()}


def customers_of_requirement(shop: Shop, requirement: pd.DataFrame) -> Floats:
    """Customers who reach the agents in each row of the requirement table, shape (rows,).

    requirement: of all queues of the shop, because they hand over to one another.
    """
    return _left_by_chatbot(shop, requirement) + transferred_of_requirement(shop, requirement)


def handling_times_of_requirement(shop: Shop, requirement: pd.DataFrame) -> Floats:
    """Handling time of each row of the requirement table in seconds, shape (rows,)."""
    usual = requirement["queue"].map({queue.id: queue.aht_seconds for queue in shop.settings.queues})
    seconds = usual if AHT not in requirement else requirement[AHT].fillna(usual)
    return np.asarray(seconds, dtype=np.float64)


def _left_by_chatbot(shop: Shop, requirement: pd.DataFrame) -> Floats:
    intervals = intervals_of(shop.settings, requirement["timestamp"])
    starts = requirement["timestamp"].to_numpy("datetime64[us]")
    inquiries = requirement["inquiries"].to_numpy(dtype=np.float64)
    ids = requirement["queue"].to_numpy()
    customers = np.zeros(len(requirement))
    for queue in shop.settings.queues:
        own = ids == queue.id
        customers[own] = customers_for_agents(queue, shop.events, intervals, starts[own], inquiries[own])
    return customers


def _opened(queue: Queue, intervals: Intervals, existing: NDArray[np.datetime64]) -> bool:
    """Whether the queue was open just before the first interval."""
    before = existing[:1] - np.timedelta64(intervals.minutes, "m")
    return bool(open_during(replace(intervals, starts=before), queue.open)[0])
