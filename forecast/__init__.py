"""Time series in, distributions out: hourly inquiries of each queue. Knows no agents, files or screens.

``fit`` learns one queue's history, ``Model.predict`` foretells its hours as a ``Forecast``; how long its
chats take is learned by ``fit_handling_time``.
"""

from forecast.cold_start import ProfiledModel, fit_with_profile
from forecast.distribution import Forecast
from forecast.events.event import Event
from forecast.explanation import EventPart, Explanation, PastEvent
from forecast.handling_time.model import HandlingTime, fit_handling_time
from forecast.model import Model, fit
from forecast.series.calendar import Calendar
from forecast.series.notes import Note, NotEnoughHistory

__all__ = [
    "Calendar",
    "Event",
    "EventPart",
    "Explanation",
    "Forecast",
    "HandlingTime",
    "Model",
    "NotEnoughHistory",
    "Note",
    "PastEvent",
    "ProfiledModel",
    "fit",
    "fit_handling_time",
    "fit_with_profile",
]
