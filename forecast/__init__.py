"""Time series in, distributions out: hourly inquiries of each queue. Knows no agents, files or screens.

``fit`` learns one queue's history, ``Model.predict`` foretells its hours as a ``Forecast``.
"""

from forecast.calendar import Calendar
from forecast.distribution import Forecast
from forecast.events import Event
from forecast.explanation import EventPart, Explanation, PastEvent
from forecast.model import Model, fit
from forecast.notes import Note, NotEnoughHistory

__all__ = [
    "Calendar",
    "Event",
    "EventPart",
    "Explanation",
    "Forecast",
    "Model",
    "NotEnoughHistory",
    "Note",
    "PastEvent",
    "fit",
]
