"""Fitting the queues of a shop: each alone, then with what its sister queues lend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

import numpy as np
import pandas as pd

from forecast import (
    Calendar,
    DrivenModel,
    Driver,
    Event,
    Model,
    Note,
    NotEnoughHistory,
    ProfiledModel,
    fit,
    fit_with_drivers,
    fit_with_profile,
)
from forecast.pooling.attach import AnyModel, wants_sisters, with_sisters
from forecast.pooling.leads import AHEAD_DAYS, as_driver, find_leaders
from forecast.pooling.new_queue import borrow_week, is_new, week_of
from forecast.series.grid import Floats
from peakroster.planning.forecast.calendar_days import calendar_of, closed_hours_of
from peakroster.planning.forecast.drivers import drivers_of
from peakroster.planning.forecast.excluding import excluded_hours
from peakroster.planning.forecast.series import hourly_inquiries
from peakroster.shop.inputs.whole_hours import elapsed_hours
from peakroster.shop.settings.opening import hours_of_week
from scheduler.domain.shop import Shop


class QueueModels:
    """The queues of a shop as known at a moment, each fitted when it is asked for.

    What a queue borrows comes from its sisters as they are fitted alone: nothing depends on which queue is
    asked for first. A shop of one queue has nobody to borrow from.

    Parameters
    ----------
    shop : Shop
        Settings, history, events, profiles and drivers.
    calendar : Calendar
        Holidays and make-up days of history and horizon.
    before : datetime
        The moment.
    rates : mapping of str to Series, optional
        Inquiries per hour of some queues, where they are known already.
    """

    def __init__(
        self,
        shop: Shop,
        calendar: Calendar,
        before: datetime,
        rates: Mapping[str, pd.Series[float]] | None = None,
    ) -> None:
        self.shop, self.calendar, self.before = shop, calendar, before
        self._rates = dict(rates or {})
        self._alone: dict[str, AnyModel | NotEnoughHistory] = {}
        self._events = {queue: events_of(shop, queue) for queue in shop.queue_ids}

    def fit(self, queue: str) -> AnyModel:
        """The queue, with what its sisters lend it. Raises NotEnoughHistory."""
        sisters = [other for other in sorted(self.shop.queue_ids) if other != queue]
        if not sisters:
            return self._fit_alone(queue)
        model = self._with_leaders(queue, self._new(queue, sisters) or self._fit_alone(queue))
        if wants_sisters(model, pd.Timestamp(self.before)):
            fitted = {sister: self._fitted(sister) for sister in sisters}
            model = with_sisters(model, {name: found for name, found in fitted.items() if found is not None})
        return model

    def rates(self, queue: str) -> pd.Series[float]:
        """Inquiries per real hour, as :func:`hourly_rates`."""
        if queue not in self._rates:
            self._rates[queue] = hourly_rates(self.shop, queue, self.before)
        return self._rates[queue]

    @cached_property
    def _leaders(self) -> dict[str, tuple[str, ...]]:
        histories = {queue: self.rates(queue) for queue in self.shop.queue_ids}
        return find_leaders(histories, self._events, self.calendar, pd.Timestamp(self.before))

    def _fit_alone(self, queue: str) -> AnyModel:
        if queue not in self._alone:
            try:
                self._alone[queue] = self._fit(queue, drivers_of(self.shop, queue, self.before))
            except NotEnoughHistory as error:
                self._alone[queue] = error
        found = self._alone[queue]
        if isinstance(found, NotEnoughHistory):
            raise NotEnoughHistory(found.known_hours, found.needed_hours)
        return found

    def _fitted(self, queue: str) -> AnyModel | None:
        """The queue alone, where that is possible."""
        try:
            return self._fit_alone(queue)
        except NotEnoughHistory:
            return None

    def _new(self, queue: str, sisters: Sequence[str]) -> AnyModel | None:
        """A queue with few days and no profile of its own, upon its sisters' week."""
        rates = self.rates(queue)
        if queue in self.shop.profiles or not is_new(rates):
            return None
        weeks = {}
        for sister in sisters:
            fitted = self._fitted(sister)
            inner = fitted.model if isinstance(fitted, DrivenModel) else fitted
            week = None if inner is None else week_of(inner)
            if week is not None:
                weeks[sister] = week
        borrowed = borrow_week(rates, weeks, self._events[queue], self._open_hours(queue))
        if borrowed is None:
            return None
        fitted = self._fit(queue, drivers_of(self.shop, queue, self.before), borrowed.week)
        return _told_of(fitted, borrowed.sister)

    def _with_leaders(self, queue: str, model: AnyModel) -> AnyModel:
        """The queue with the sisters that lead it as drivers; as it is where none explains anything."""
        if isinstance(model.model if isinstance(model, DrivenModel) else model, ProfiledModel):
            return model
        drivers = drivers_of(self.shop, queue, self.before)
        names = {driver.name for driver in drivers}
        leaders = [leader for leader in self._leaders.get(queue, ()) if leader not in names]
        led = [self._as_driver(leader) for leader in sorted(leaders)]
        if not led:
            return model
        found = self._fit(queue, [*drivers, *(driver for driver in led if driver is not None)])
        if isinstance(found, DrivenModel) and any(term.sister for term in found.layer.terms):
            return found
        return model

    def _as_driver(self, queue: str) -> Driver | None:
        fitted = self._fitted(queue)
        if fitted is None:
            return None
        hours = pd.date_range(
            pd.Timestamp(self.before).normalize(), periods=24 * AHEAD_DAYS, freq="h", unit="us"
        )
        return as_driver(queue, self.rates(queue), pd.Series(fitted.predict(hours).mean, hours))

    def _open_hours(self, queue: str) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        (opening,) = (each.open for each in self.shop.settings.queues if each.id == queue)
        return hours_of_week(opening)

    def _fit(self, queue: str, drivers: Sequence[Driver], week: Floats | None = None) -> AnyModel:
        """Fit on the queue's rates, with these drivers, and with a week for its own profile."""
        rates, events = self.rates(queue), self._events[queue]
        calendar = calendar_of(self.shop, queue, self.calendar)
        method, moment = self.shop.forecast_method(queue), pd.Timestamp(self.before)
        opened = self._open_hours(queue)
        profile = self.shop.profiles.get(queue) if week is None else week

        def fit_rates(
            series: pd.Series[float], among: Sequence[Event], unit: float | None = None
        ) -> Model | ProfiledModel:
            if profile is None:
                return fit(
                    series, calendar=calendar, events=among, method=method, unit=unit, open_hours=opened
                )
            return fit_with_profile(
                series,
                np.nan_to_num(profile),
                before=moment,
                calendar=calendar,
                events=among,
                method=method,
                unit=unit,
                open_hours=opened,
            )

        if not drivers:
            return fit_rates(rates, events)
        return fit_with_drivers(rates, drivers, fit_rates, before=moment, calendar=calendar, events=events)


def fit_queue(
    shop: Shop, queue: str, rates: pd.Series[float], calendar: Calendar, before: datetime
) -> AnyModel:
    """Fit one queue on these rates, profile.csv, drivers.csv and its sisters, as known at a moment.

    Raises NotEnoughHistory. Several queues of one moment share their work in :class:`QueueModels`.
    """
    return QueueModels(shop, calendar, before, {queue: rates}).fit(queue)


def _told_of(model: AnyModel, sister: str) -> AnyModel:
    """The model, with the note on a given profile put right: it is a sister's."""
    if isinstance(model, DrivenModel):
        inner = _told_of(model.model, sister)
        assert not isinstance(inner, DrivenModel)
        return replace(model, model=inner)
    if isinstance(model, Model):
        return model
    notes = tuple(
        Note("week_from_sister", {"days": model.days, "sister": sister})
        if note.code == "given_profile"
        else note
        for note in model.notes
    )
    return replace(model, notes=notes)


def events_of(shop: Shop, queue: str) -> list[Event]:
    """The events that concern the queue, past and coming, as the forecaster takes them."""
    return [
        Event(e.name, e.kind, e.start, e.end, e.intensity, e.uplift)
        for e in shop.events
        if not e.queues or queue in e.queues
    ]


def hourly_rates(shop: Shop, queue: str, before: datetime) -> pd.Series[float]:
    """Inquiries per real hour for training, on a complete hourly index; NaN = unknown, excluded or closed.

    The history's row of an hour that the clocks repeat holds twice as many. What calendar.csv closes teaches
    nothing about other days, whatever was recorded.
    """
    rates = recorded_rates(shop, queue, before)
    hours = pd.DatetimeIndex(rates.index)
    return rates.mask(excluded_hours(shop, queue, hours) | closed_hours_of(shop, queue, hours))


def recorded_rates(shop: Shop, queue: str, before: datetime) -> pd.Series[float]:
    """As :func:`hourly_rates`, with the hours that are excluded."""
    counts = hourly_inquiries(shop, queue, before)
    duration = elapsed_hours(pd.DatetimeIndex(counts.index), shop.settings.timezone)
    return counts / np.maximum(duration, 1)
