"""Notes of the forecast on itself, as codes and numbers; callers put them into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

HOURS_NEEDED = 24
"""Known hours below which there is no forecast."""


@dataclass(frozen=True)
class Note:
    """One remark on how a forecast came about.

    code, with what ``numbers`` holds:

    - ``given_profile`` (days): so many days are known; a stated profile stands in for the rest
    - ``week_from_sister`` (days, sister): so many days are known; another queue's week stands in for the rest
    - ``short_history`` (days): under two weeks are known; a profile of the day carries the forecast
    - ``all_zero`` (hours): no inquiry was ever recorded; the forecast is 0
    - ``opened_late`` (days): that many days before the first inquiry are left out
    - ``gaps_ignored`` (hours, longest): unknown hours in the history, and the longest stretch of them
    - ``closed_hours`` (hours): open hours of the week never recorded; taken for closed, forecast 0
    - ``silent_hours`` (hours): open hours of the week recorded with 0 throughout; forecast 0
    - ``history_ends_early`` (hours): unknown hours between the end of the history and the forecast
    - ``not_converged``: the regression did not converge; recent means took its place
    - ``method_chosen`` (method): the baseline is forecast by the naive method that was asked for
    - ``simple_method_better`` (method, wape, model_wape): a naive method had the smaller recent error
    - ``events_not_masked`` (hours): so much lies near events that it could not be masked
    - ``year_remembered`` (change): mean relative change for what the same weeks a year ago were off
    - ``driver_learned`` (driver, change, first, last): relative change of inquiries by ten per cent more of a
      driver, and the days back that act
    - ``driver_shape_learned`` (driver): the hours of a day follow the hours of a driver
    - ``sister_leads`` (sister, change, first, last): as ``driver_learned``, of another queue's inquiries
    - ``driver_irrelevant`` (driver): it explains nothing out of fold; no weight
    - ``driver_no_plan`` (driver, days): days of the forecast without a plan for it; as usual there
    - ``driver_stale`` (driver, last): its last value is too old to say anything; left out
    - ``driver_too_short`` (driver, days), ``driver_constant`` (driver, value): left out
    - ``driver_capped`` (driver, day, times): the day planned furthest outside everything seen, as a multiple
      of its usual level
    - ``driver_slip`` (driver, day, value): planned so small that it counts as unknown
    - ``driver_unlike_past`` (driver, day, times): the day of an event whose plan is furthest from what past
      events of the kind had on that day, as a multiple of that
    - ``provisional_calendar`` (year): days off of that year are not decreed yet
    - ``holiday_unseen`` (family): the history holds no such holiday; others stand in
    - ``event_learned`` (event, kind, past): how many past events of its kind it was learned from
    - ``event_from_uplift`` (event, kind, uplift): its kind was never seen; the given uplift is used
    - ``event_from_sister`` (event, kind, sister, past): its kind was seen only in another queue
    - ``event_from_drivers`` (event, kind, factor): no event was seen; drivers say how many times a normal day
    - ``event_from_others`` (event, kind, kinds): never seen and no uplift; other kinds stand in
    - ``event_guessed`` (event, kind): never seen, no uplift, no other kind; a guess
    - ``event_capped`` (event, kind, asked, kept): planned so many times the biggest of its kind; forecast at
      ``kept`` times
    - ``hours_observed`` (hours, until): hours of the plan that are over; they hold the actual counts
    - ``event_updated`` (event, factor): it runs; forecast of its remaining hours over their forecast before
      it began
    - ``event_outside_band`` (event, came, due, rest, low, high): inquiries of a running event so far and as
      they were due, and the forecast of its rest, outside the 95 % band of the forecast before it began
    - ``event_size_shared`` (event, sister): it runs; what it has brought another queue so far counts too
    - ``uplift_doubted`` (event, kind, uplift, past, used): busiest day as a multiple of a normal one, by the
      manager, by past events of the kind, and as forecast
    - ``intensity_missing`` (event, kind): past events have an intensity, this one has none
    """

    code: str
    numbers: Mapping[str, float | int | str] = field(default_factory=dict)


class NotEnoughHistory(ValueError):  # noqa: N818 - the name is part of the interface
    """Too few known hours to fit: ``known_hours`` of the ``needed_hours``."""

    def __init__(self, known_hours: int, needed_hours: int = HOURS_NEEDED) -> None:
        super().__init__(f"{known_hours} known hours of history; a forecast needs at least {needed_hours}")
        self.known_hours = known_hours
        self.needed_hours = needed_hours
