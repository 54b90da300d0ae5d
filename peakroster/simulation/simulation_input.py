"""Input of a simulation: a stored plan as arrays by queue and interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.intervals import planning_intervals, touching
from peakroster.planning.staffing.queue_model import AHT, reported, service_targets
from peakroster.planning.staffing.requirement_file import read_requirement
from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from peakroster.simulation.clock import SimulationClock, clock_of
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.queueing import InTime

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class SimulationInput:
    """A plan to be simulated. Arrays have shape (queues, intervals), tail included.

    planned: number of intervals before the tail. staffed: where customers arrive: open, and within reach of
    some shift. inquiries: staffed for, before the chatbot takes its share. mean_seconds: handling time of a
    chat alone. reach: when the first shift of the plan can begin, if customers come before and nobody can be
    there; else None.
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
    settings = shop.settings
    clock = clock_of(plan, settings.timezone, settings.interval_minutes)
    shape = (len(settings.queues), len(clock.starts))
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
    return SimulationInput(
        shop, plan, earlier, clock, planned, staffed, inquiries, mean_seconds, reach, requirement
    )


def _reach(shop: ShopFolder, plan: Plan, earlier: EarlierWork) -> datetime | None:
    """Start of the plan's earliest shift, if no earlier plan covers the hours before it."""
    if earlier.covers_day_before or not shop.shifts:
        return None
    reach = plan.start + timedelta(minutes=min(shift.start for shift in shop.shifts))
    return reach if reach > plan.start else None
