"""Input of a simulation: a stored plan as arrays by queue and interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.chatbot import bot_shares
from peakroster.planning.staffing.customers import (
    own_of_requirement,
    transferred_of_requirement,
    transferred_while_closed,
)
from peakroster.planning.staffing.deferred import defers, waiting_cases
from peakroster.planning.staffing.intervals import Intervals, planning_intervals, touching
from peakroster.planning.staffing.queue_model import AHT, reported, service_targets
from peakroster.planning.staffing.requirement_file import read_requirement
from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from peakroster.simulation.clock import SimulationClock, clock_of
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import ARRIVED, EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import on_first_day
from scheduler.queueing import InTime

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_LONG = 1e9
"""Seconds; no case waits so long, and no plan lasts so long."""


@dataclass(frozen=True)
class SimulationInput:
    """A plan to be simulated. Arrays have shape (queues, intervals), tail included.

    planned: number of intervals before the tail. staffed: where customers arrive: open, and within reach of
    some shift. inquiries: staffed for, before the chatbot takes its share. mean_seconds: handling time of a
    chat alone. reach: when the first shift of the plan can begin, if customers come before and nobody can be
    there; else None.
    closed_cases: of deferred work, behind the chatbot, that come while the queue is closed, by the plan.
    waiting: cases of deferred work that wait at the start, see
    :class:`scheduler.simulation.SimulatedDemand`. counted_clocks: of each deferred queue (index) moments, and
    how many seconds have counted for its deadline by then.
    requirement: of the plan. forecast: of a plan that is not stored; None = the plan's forecast.csv.
    """

    shop: ShopFolder
    plan: Plan
    earlier: EarlierWork
    clock: SimulationClock
    planned: int
    staffed: Bools
    inquiries: Floats
    mean_seconds: Floats
    reach: datetime | None
    requirement: pd.DataFrame
    forecast: pd.DataFrame | None = None
    closed_cases: Floats | None = None
    waiting: Floats = field(default_factory=lambda: np.zeros((0, 4)))
    counted_clocks: Mapping[int, tuple[Floats, Floats]] = field(default_factory=dict)

    @property
    def queues(self) -> tuple[Queue, ...]:
        """In the order of shop.toml."""
        return self.shop.settings.queues

    @property
    def days(self) -> tuple[date, ...]:
        """Dates of the plan."""
        return tuple(self.plan.first_day + timedelta(days=day) for day in range(self.plan.days))

    def measures(self, queue: Queue) -> tuple[InTime, ...]:
        """The distinct shares in time that report and targets of the queue ask for, the reported first."""
        asked = [each.measured for each in service_targets(queue.targets)]
        shares = [each for each in asked if isinstance(each, InTime)]
        return tuple(dict.fromkeys([reported(queue), *shares]))

    def arriving(self, queue: int) -> Bools:
        """Intervals whose customers are counted, shape (intervals,).

        Cases of deferred work come in closed hours too; they are counted if their deadline is simulated.
        """
        if queue not in self.counted_clocks:
            return self.staffed[queue]
        deferral = self.queues[queue].deferred
        assert deferral is not None
        counted = np.interp(self.clock.edges, *self.counted_clocks[queue])
        return np.asarray(counted[1:] + 3600 * deferral.deadline_hours <= counted[-1] + 1e-6)

    def closings_to_stay(self, queue: int) -> Floats:
        """Seconds at which the queue closes and its agents stay until nobody waits; empty if they go."""
        if self.queues[queue].closing != "stay":
            return np.zeros(0)
        closes = np.flatnonzero(self.staffed[queue, :-1] & ~self.staffed[queue, 1:])
        return np.asarray(self.clock.edges[closes + 1])

    def counts(self, target: Target) -> Bools:
        """Intervals in which the target counts, shape (intervals,)."""
        if target.hours is None:
            return np.ones(len(self.clock.starts), dtype=np.bool_)
        settings, plan = self.shop.settings, self.plan
        intervals = planning_intervals(settings.timezone, self.clock.minutes, plan.first_day, plan.days)
        return touching(intervals, target.hours).ravel()[(intervals.real_hours > 0).ravel()]


def read_simulation_input(shop: ShopFolder, first_day: date) -> SimulationInput:
    """The plan that starts on this day, read from its files.

    Raises InputError when there is no such plan, it has no roster or no requirement, or a file of it cannot
    be read.
    """
    store = PlanStore(shop.folder)
    plan = store.read(first_day)
    where = f"plans/{first_day}"
    if plan.activities is None:
        raise InputError([Finding("error", "plan_without_roster", where)])
    if plan.requirement is None:
        raise InputError([Finding("error", "stage_missing", f"{where}/requirement.csv")])
    requirement = read_requirement(store.path(first_day) / "requirement.csv", shop, plan)
    return simulation_input_of(shop, plan, store.before(first_day), requirement)


def simulation_input_of(
    shop: ShopFolder, plan: Plan, earlier: EarlierWork, requirement: pd.DataFrame
) -> SimulationInput:
    """The plan as simulation input. requirement: of the plan, validated."""
    shop, settings = on_first_day(shop, plan.first_day), shop.settings
    clock = clock_of(plan, settings.timezone, settings.interval_minutes)
    shape = (len(settings.queues), len(clock.starts))
    requirement_of_all = requirement
    requirement = requirement[requirement["queue"].isin(shop.queue_ids)].reset_index(drop=True)
    rank = {queue.id: place for place, queue in enumerate(settings.queues)}
    at = requirement["queue"].map(rank).to_numpy(dtype=np.int64), clock.places(requirement["timestamp"])
    there = at[1] >= 0
    at = at[0][there], at[1][there]
    staffed, inquiries = np.zeros(shape, dtype=np.bool_), np.zeros(shape)
    usual = np.array([queue.aht_seconds for queue in settings.queues])
    mean_seconds = np.repeat(usual[:, np.newaxis], shape[1], axis=1)
    staffed[at] = True
    inquiries[at] = requirement["inquiries"].to_numpy(dtype=np.float64)[there]
    if AHT in requirement.columns:
        own = requirement[AHT].to_numpy(dtype=np.float64)[there]
        mean_seconds[at] = np.where(np.isnan(own), mean_seconds[at], own)
    reach = _reach(shop, plan, earlier)
    if reach is not None:
        early = clock.starts < np.datetime64(reach)
        if not (inquiries[:, early] > 0).any():  # closed until then: nothing is left out
            reach = None
        staffed &= ~early
    planned = int(np.searchsorted(clock.starts, np.datetime64(plan.end)))
    inputs = SimulationInput(
        shop, plan, earlier, clock, planned, staffed, inquiries, mean_seconds, reach, requirement_of_all
    )
    return with_deferred_work(inputs) if defers(shop) else inputs


def _reach(shop: ShopFolder, plan: Plan, earlier: EarlierWork) -> datetime | None:
    """Start of the plan's earliest shift, if no earlier plan covers the hours before it."""
    if earlier.covers_day_before or not shop.shifts:
        return None
    reach = plan.start + timedelta(minutes=min(shift.start for shift in shop.shifts))
    return reach if reach > plan.start else None


def with_deferred_work(inputs: SimulationInput) -> SimulationInput:
    """The input with the cases that wait at the start, and those that come while their queue is closed.

    These come evenly from each closing to the next opening, as many as requirement.csv says; without its
    column none are known.
    """
    settings, plan, clock = inputs.shop.settings, inputs.plan, inputs.clock
    intervals = planning_intervals(settings.timezone, clock.minutes, plan.first_day, plan.days)
    inquiries, rows, clocks = inputs.inquiries, [np.zeros((0, 4))], {}
    closed = np.zeros(inquiries.shape)
    joined = _joined(inputs, intervals)
    for place, queue in enumerate(inputs.queues):
        if queue.deferred is None:
            continue
        waiting, past = waiting_cases(
            inputs.shop, queue, intervals, inputs.earlier, _told_to_wait(inputs.plan, queue)
        )
        waiting = 3600 * waiting * [1, 1, 1 / 3600]
        rows.append(np.column_stack([np.full(len(waiting), place), waiting]))
        open_ = np.zeros(len(clock.starts), dtype=np.bool_)
        own = inputs.requirement[inputs.requirement["queue"] == queue.id]
        at = clock.places(own["timestamp"])
        open_[at[at >= 0]] = True
        if queue.deferred.counts == "clock":
            moments = np.array([-_LONG, 2 * _LONG])
            clocks[place] = moments, moments
        else:
            before = 3600 * past.ravel()
            counted = np.concatenate(
                [np.diff(before, prepend=before[:1]) * (np.arange(len(before)) % 2), [0.0]]
            )
            moments = np.concatenate([before, clock.edges])
            clocks[place] = moments, np.cumsum(np.concatenate([counted, np.diff(clock.edges) * open_]))
        if ARRIVED in own.columns:
            shares = bot_shares(queue, inputs.shop.events, clock.starts, clock.minutes)
            come = own[ARRIVED].fillna(0.0).to_numpy(dtype=np.float64)
            come = come - inquiries[place, at] * (1 - shares[at]) - joined[queue.id]
            if len(come):
                come[0] -= waiting[:, 2].sum()
            _spread_over_closed(closed[place], at, np.maximum(come, 0.0), clock.edges, shares)
    return replace(inputs, closed_cases=closed, waiting=np.concatenate(rows), counted_clocks=clocks)


def _told_to_wait(plan: Plan, queue: Queue) -> float | None:
    """Cases that waited at the plan's start as its summary has them; None where it says nothing."""
    told = ((plan.summary or {}).get("deferred") or {}).get(queue.id) or {}
    return float(told["waiting"]) if "waiting" in told else None


def _joined(inputs: SimulationInput, intervals: Intervals) -> dict[str, Floats]:
    """Of each queue's rows the cases that come out of other queues' chats since the row before.

    The simulation plays these chats, and makes the cases itself.
    """
    shop, table = inputs.shop, inputs.requirement
    inside = transferred_of_requirement(shop, table)
    closed = transferred_while_closed(shop, intervals, own_of_requirement(shop, table))
    found = {}
    for name, cases in closed.items():
        own = (table["queue"] == name).to_numpy()
        place = np.searchsorted(
            intervals.starts.ravel(), table.loc[own, "timestamp"].to_numpy("datetime64[us]")
        )
        until = np.concatenate([[0.0], np.cumsum(cases)])[place]
        found[name] = inside[own] + np.diff(until, prepend=0.0)
    return found


def _spread_over_closed(
    cases: Floats, at: NDArray[np.int64], come: Floats, edges: Floats, shares: Floats
) -> None:
    """Fill in the cases of closed intervals; come: as many before each of ``at``, as inquiries come evenly.

    shares: of the chatbot in each interval.
    """
    first = 0
    for place, number in zip(at, come, strict=True):
        if place > first and number > 0:
            lasting = np.diff(edges[first : place + 1])
            handed_over = lasting * (1 - shares[first:place])
            weights = handed_over if handed_over.sum() > 0 else lasting
            cases[first:place] = number * weights / weights.sum()
        first = place + 1
