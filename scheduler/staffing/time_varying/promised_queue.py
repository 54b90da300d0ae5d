"""A queue from interval to interval: what opening, closing and promises do to the chain's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.time_varying.interval_performance import (
    Afterwards,
    IntervalPerformance,
    advance,
)
from scheduler.staffing.time_varying.long_promises import is_long, rates_until_due
from scheduler.staffing.time_varying.open_hours import OpenHours
from scheduler.staffing.time_varying.transient import IntervalInput, TransientState, follow

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

Profiles = Mapping[int, tuple[float, ...]]
"""By interval, the arrival rate of its equal parts relative to its mean; intervals without one are even."""


@dataclass(frozen=True)
class PromisedQueue:
    """One queue over the horizon; arrays of shape (intervals,).

    mean_seconds: handling time. promised: where some target counts. agents: those known or assumed, >= 0, by
    whom long promises are kept in later intervals. keeps_unpromised: whether customers who were promised
    something may wait through intervals in which no target counts.
    """

    model: ServiceModel
    times: OpenHours
    mean_seconds: Floats
    promised: Booleans
    agents: Floats
    rates: dict[float, Floats]
    keeps_unpromised: bool
    profiles: Profiles = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        model: ServiceModel,
        times: OpenHours,
        mean_seconds: Floats,
        promised: Booleans,
        agents: Floats,
        thresholds: Sequence[float],
        profiles: Profiles | None = None,
    ) -> PromisedQueue:
        """thresholds: in seconds, of everything that will be evaluated."""
        long = {within for within in thresholds if is_long(within)}
        rates = {within: rates_until_due(model, agents, times, mean_seconds, within) for within in long}
        return cls(model, times, mean_seconds, promised, agents, rates, bool(long), profiles or {})

    def opened(self, place: int, before: TransientState) -> TransientState:
        """State at the start of an interval, from that at the end of the previous one."""
        if self.times.closed_before[place] <= 0:
            return before
        return before.after_closing(self.model, stay=self.times.rule == "stay")

    def interval(self, place: int, arrivals_per_hour: float, agents: int) -> IntervalInput:
        """The interval with this demand and staffing."""
        seconds, hours = float(self.mean_seconds[place]), float(self.times.hours[place])
        return IntervalInput(float(arrivals_per_hour), agents, seconds, hours, self.profiles.get(place, ()))

    def performance(
        self,
        place: int,
        before: TransientState,
        arrivals_per_hour: float,
        agents: int,
        measured: Sequence[InTime],
        *,
        with_response: bool = False,
    ) -> IntervalPerformance:
        """The interval from this state on, with the state that the next one starts from."""
        interval = self.interval(place, arrivals_per_hour, agents)
        after = self._afterwards(place, agents, [each.within_seconds for each in measured])
        found = advance(self.model, before, interval, measured, after, with_response=with_response)
        if self.promised[place]:
            return found
        end = found.end_state.without_queue()
        if self.keeps_unpromised:
            # Who was promised something is served first, and who came since is left out.
            end = follow(self.model, before, self.interval(place, 0.0, agents)).end_state
        return replace(found, end_state=end)

    def _afterwards(self, place: int, agents: int, within_seconds: Sequence[float]) -> Afterwards:
        rates = tuple(self._rate(place, agents, within) for within in within_seconds)
        if self.times.rule == "stay":
            return Afterwards(rates=rates)
        to_closing = float(self.times.hours_to_closing[place]) * 3600
        return Afterwards(to_closing, float(self.times.closed_next[place]) * 3600, rates)

    def _rate(self, place: int, agents: int, within: float) -> float | None:
        """Mean rate of service until a long promise is due, with so many agents in this interval."""
        if within not in self.rates:
            return None
        each = self.model.speeds[-1] / float(self.mean_seconds[place])
        here = float(self.times.hours[place]) * 1800 / within
        more = (agents - float(self.agents[place])) * each * here
        return max(float(self.rates[within][place]) + more, 0.0)
