"""A queue with drivers: forecast as if they were as usual, times what they say.

The history is divided by the factors of its drivers, so that every method learns what comes at usual
drivers - a past sale too: it is scaled by exp(elasticity · (x now - x then)) when it becomes the forecast
of the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from forecast.cold_start import ProfiledModel
from forecast.distribution import Forecast
from forecast.drivers.driver import Driver
from forecast.drivers.layer import DriverLayer, fit_drivers
from forecast.events.event import Event
from forecast.events.forecast import event_curves
from forecast.events.layer import EventLayer
from forecast.explanation import DriverPart, EventCurve, Explanation
from forecast.model import Model
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, make_grid, unit_of
from forecast.series.notes import Note

Refit = Callable[["pd.Series[float]", Sequence[Event], float], Model | ProfiledModel]
"""Fits a history, with events and a unit."""


@dataclass(frozen=True)
class DrivenModel:
    """A queue fitted with its drivers; used like :class:`forecast.Model`.

    Attributes
    ----------
    model : Model or ProfiledModel
        Fitted to the history at usual drivers.
    layer : DriverLayer
        What the drivers add.
    first_sales : mapping of str to float
        Events before which none was seen, and how many times a normal day the drivers say that they bring.
    """

    model: Model | ProfiledModel
    layer: DriverLayer
    first_sales: Mapping[str, float] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Remarks on the fit."""
        return (*self.model.notes, *self.layer.notes)

    def predict(self, hours: pd.DatetimeIndex, *, seed: int = 1) -> Forecast:
        """As :meth:`forecast.Model.predict`, times the factors of the drivers."""
        forecast = self.model.predict(hours, seed=seed)
        notes = (*map(self._sized, forecast.notes), *self.layer.notes)
        if not self.layer.terms or not len(hours):
            return replace(forecast, notes=notes)
        uncertainty = forecast.uncertainty
        log_variance = np.zeros(len(hours))
        for term in self.layer.terms:
            log_variance += term.elasticity**2 * self.layer.at(term.variance, hours)
        days = len(uncertainty.day_covariance)
        number = np.bincount(uncertainty.day_index, minlength=days)
        by_day = np.bincount(uncertainty.day_index, weights=log_variance, minlength=days)
        widened = uncertainty.day_covariance + np.diag(by_day / np.maximum(number, 1))
        return replace(
            forecast,
            mean=forecast.mean * self.layer.factor(hours),
            uncertainty=replace(uncertainty, day_covariance=widened),
            notes=(*notes, *self._horizon_notes(hours)),
        )

    def explain(self, hour: pd.Timestamp) -> Explanation:
        """As :meth:`forecast.Model.explain`, with a part for each driver that changes the hour."""
        found, parts = self.model.explain(hour), []
        at = pd.DatetimeIndex([hour])
        names = dict.fromkeys(term.name for term in self.layer.terms)
        for name in names:
            terms = [term for term in self.layer.terms if term.name == name]
            log_factor = sum(float(self.layer.at(term.log_factor, at)[0]) for term in terms)
            main = max(terms, key=lambda term: abs(term.elasticity))
            ratio, given = (
                float(np.exp(self.layer.at(values, at)[0])) for values in (main.deviation, main.given)
            )
            if log_factor:
                factor = float(np.exp(log_factor))
                parts.append(DriverPart(name, factor, ratio, main.elasticity, main.lag, given, main.sister))
        mean = found.mean * float(self.layer.factor(at)[0])
        events = tuple(
            replace(part, source="event_from_drivers") if part.name in self.first_sales else part
            for part in found.events
        )
        return replace(found, mean=mean, events=events, drivers=tuple(parts))

    def event_curves(self, name: str) -> tuple[EventCurve, ...]:
        """As :meth:`forecast.Model.event_curves`: what came as it came, and what it says of now with the
        drivers of now.
        """
        curves = self.model.event_curves(name)
        inner = self.model if isinstance(self.model, Model) else self.model.model
        layer = inner.events
        if not self.layer.terms or layer is None or not curves:
            return curves
        hours = pd.date_range(layer.normal.first, periods=len(layer.normal.counts), freq="h")
        factors = replace(layer.normal, counts=self.layer.factor(hours))
        # The curves of the factors themselves, laid upon the coming event in the same way.
        of_factors = event_curves(replace(layer, normal=factors, _observed={}), _index(layer, name))
        start, length = layer.spans[_index(layer, name)]
        coming = pd.date_range(layer.normal.first + start * pd.Timedelta(hours=1), periods=length, freq="h")
        now = self.layer.factor(coming)
        return tuple(
            replace(curve, counts=curve.counts * then.counts, at_level_now=curve.at_level_now * now)
            for curve, then in zip(curves, of_factors, strict=True)
        )

    def _sized(self, note: Note) -> Note:
        """The note on an event's source, where drivers took the place of an uplift."""
        factor = self.first_sales.get(str(note.numbers.get("event")))
        if note.code != "event_from_uplift" or factor is None:
            return note
        numbers = {name: value for name, value in note.numbers.items() if name != "uplift"}
        return Note("event_from_drivers", {**numbers, "factor": factor})

    def _horizon_notes(self, hours: pd.DatetimeIndex) -> list[Note]:
        """Days without a plan, and plans that are odd; days of which the forecast has the most."""
        number_of = hours.normalize().value_counts()
        days = set(number_of.index[number_of > HOURS // 2])
        notes: list[Note] = []
        for name, missing in self.layer.without_plan.items():
            number = len(days & set(missing))
            if number:
                notes.append(Note("driver_no_plan", {"driver": name, "days": number}))
        told: set[tuple[str, str]] = set()
        for code, figure, found in (
            ("driver_slip", "value", self.layer.slips),
            ("driver_capped", "times", self.layer.capped),
            ("driver_unlike_past", "times", self.layer.unlike_past),
        ):
            # The oddest day of a driver; one that is cut off is unlike the past, and that is told already.
            for name, day, amount in sorted(found, key=lambda one: -abs(np.log(max(one[2], 1e-9)))):
                known = {(code, name), ("driver_capped", name)}
                if day in days and not known & told:
                    told.add((code, name))
                    odd: dict[str, float | str] = {"driver": name, "day": f"{day:%Y-%m-%d}", figure: amount}
                    notes.append(Note(code, odd))
        return notes


def fit_with_drivers(
    history: pd.Series[float],
    drivers: Sequence[Driver],
    refit: Refit,
    *,
    before: pd.Timestamp,
    calendar: Calendar,
    events: Sequence[Event],
) -> DrivenModel:
    """Fit a queue whose inquiries may follow drivers.

    Parameters
    ----------
    history : Series of float
        As for :func:`forecast.fit`.
    drivers : sequence of Driver
        Those of the queue.
    refit : callable
        Fits a history with events, counted in a unit.
    before : Timestamp
        The moment up to which the history could reach; later values of the drivers are plans.
    calendar, events
        As for :func:`forecast.fit`.

    Returns
    -------
    DrivenModel
        Where no driver explains anything, its forecast is the one without drivers.

    Raises
    ------
    NotEnoughHistory
        As for :func:`forecast.fit`.
    """
    unit = unit_of(history)
    if not len(history):
        notes = tuple(Note("driver_too_short", {"driver": driver.name, "days": 0}) for driver in drivers)
        return DrivenModel(refit(history, events, unit), DriverLayer(before, (), notes, {}))
    layer = fit_drivers(make_grid(history), drivers, events, calendar, before)
    if not layer.terms:
        return DrivenModel(refit(history, events, unit), layer)
    layer = replace(layer, notes=(*_effects(layer), *layer.notes))
    at_usual = history / layer.factor(pd.DatetimeIndex(history.index))
    first_sales = {}
    for event in events:
        if event.uplift is None and pd.Timestamp(event.start) >= before:
            factor = layer.first_sale(pd.Timestamp(event.start), pd.Timestamp(event.end))
            if factor is not None:
                first_sales[event.name] = factor
    known = [replace(event, uplift=first_sales.get(event.name, event.uplift)) for event in events]
    return DrivenModel(refit(at_usual, _without_doubled_plans(layer, known), unit), layer, first_sales)


def _index(layer: EventLayer, name: str) -> int:
    return [event.name for event in layer.events].index(name)


def _effects(layer: DriverLayer) -> list[Note]:
    """What was learned of each driver: what ten per cent more of it bring, and after how many days."""
    return [
        Note("driver_shape_learned", {"driver": term.name})
        if term.within_day
        else Note(
            "sister_leads" if term.sister else "driver_learned",
            {
                "sister" if term.sister else "driver": term.name,
                "change": float(1.1**term.elasticity - 1),
                "first": term.lag[0],
                "last": term.lag[1],
            },
        )
        for term in layer.terms
    ]


def _without_doubled_plans(layer: DriverLayer, events: Sequence[Event]) -> list[Event]:
    """Intensities, weakened as far as drivers say the same: a sale planned twice as big has twice the
    traffic.
    """
    rest = 1 - layer.total_elasticity
    return [
        event if event.intensity is None else replace(event, intensity=event.intensity**rest)
        for event in events
    ]
