"""Nobody in a closed office: which shifts lie where all queues of a person are closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from peakroster.shop.settings.opening import ALWAYS, joint_opening
from scheduler.domain.opening import DAYS_IN_WEEK, Opening, Spells
from scheduler.domain.shop import Settings
from scheduler.domain.windows import MINUTES_PER_DAY

USUAL_CLOSED_MINUTES = 30
"""Before opening and after closing, where ``closed_minutes`` is not stated: setting up, and closing work."""
_DAY = timedelta(days=1)
_A_MONDAY = date(2024, 1, 1)

Edges = tuple[int, int]
"""Minutes of a shift before the first of its open minutes, and after the last."""


@dataclass(frozen=True)
class OfficeHours:
    """The hours in which one of somebody's queues is open.

    closed_minutes: of a shift that may lie before or after them; None = as many as on the weekday on which
    they are fewest, and half an hour: what a shift has of it every day is how the shop works.
    """

    opening: Opening
    closed_minutes: int | None
    _known: dict[tuple[int, int, int], Edges | None] = field(default_factory=dict, compare=False, repr=False)
    _usual: dict[tuple[int, int], Edges] = field(default_factory=dict, compare=False, repr=False)

    def is_closed_by_calendar(self, day: date) -> bool:
        """Whether calendar.csv takes all hours of a day that has some in other weeks."""
        return self.opening.closes(day)

    def is_as_ever(self, day: date) -> bool:
        """Whether the calendar says nothing of the day's hours, nor of those of its neighbours."""
        return not any(self.opening.differs_on(day + offset * _DAY) for offset in (-1, 0, 1))

    def forbids(self, start: int, end: int, day: date) -> bool:
        """Whether nobody may be given a shift of these minutes of the day."""
        if self.is_closed_by_calendar(day):
            return True
        edges = self._edges(start, end, day)
        if edges is None:
            return True
        before, after = edges
        if self.closed_minutes is not None:
            return max(before, after) > self.closed_minutes
        if max(before, after) <= USUAL_CLOSED_MINUTES:
            return False
        usual_before, usual_after = self._usually(start, end)
        return before > max(USUAL_CLOSED_MINUTES, usual_before) or after > max(
            USUAL_CLOSED_MINUTES, usual_after
        )

    def is_never_allowed(self, start: int, end: int, weekdays: Iterable[int]) -> bool:
        """Whether none of these weekdays has hours for the shift, neither every week nor on a single date."""
        days = frozenset(weekdays)
        weekly = OfficeHours(Opening(self.opening.week), self.closed_minutes)
        if not all(weekly.forbids(start, end, _A_MONDAY + day * _DAY) for day in days):
            return False
        dates = (day for day, _ in self.opening.dates if day.weekday() in days)
        return all(self.forbids(start, end, day) for day in dates)

    def least_minutes(self, start: int, end: int, weekdays: Iterable[int]) -> int:
        """The ``closed_minutes`` that would allow a shift on one of these weekdays; half an hour if none."""
        week = (self._on_weekday(start, end, day) for day in weekdays)
        return min((max(edges) for edges in week if edges is not None), default=USUAL_CLOSED_MINUTES)

    def _usually(self, start: int, end: int) -> Edges:
        """The fewest minutes before opening, and after closing, of all weekdays."""
        if (start, end) not in self._usual:
            week = [self._on_weekday(start, end, day) for day in range(DAYS_IN_WEEK)]
            found = [edges for edges in week if edges is not None]
            self._usual[start, end] = (
                min((before for before, _ in found), default=0),
                min((after for _, after in found), default=0),
            )
        return self._usual[start, end]

    def _on_weekday(self, start: int, end: int, weekday: int) -> Edges | None:
        key = start, end, weekday
        if key not in self._known:
            around = [self.opening.week[(weekday + offset) % DAYS_IN_WEEK] for offset in (-1, 0, 1)]
            self._known[key] = _edges(start, end, around)
        return self._known[key]

    def _edges(self, start: int, end: int, day: date) -> Edges | None:
        if self.is_as_ever(day):
            return self._on_weekday(start, end, day.weekday())
        return _edges(start, end, [self.opening.on(day + offset * _DAY) for offset in (-1, 0, 1)])


def _edges(start: int, end: int, around: Sequence[Spells]) -> Edges | None:
    """around: spells of the day before, the day and the day after. None: no minute is open."""
    spans = [
        (spell.start + offset, spell.end + offset)
        for offset, spells in zip((-MINUTES_PER_DAY, 0, MINUTES_PER_DAY), around, strict=True)
        for spell in spells
    ]
    met = [(since, until) for since, until in spans if since < end and start < until]
    if not met:
        return None
    return max(0, min(since for since, _ in met) - start), max(0, end - max(until for _, until in met))


class Offices:
    """The office hours of everybody in a shop, by what they can serve."""

    def __init__(self, settings: Settings) -> None:
        self._openings = {queue.id: queue.open for queue in settings.queues}
        self._closed_minutes = settings.rules.closed_minutes
        self._known: dict[frozenset[str], OfficeHours] = {}

    def of(self, skills: Iterable[str]) -> OfficeHours:
        """Of somebody with these skills; the hours of all queues where none of them is a queue."""
        own = frozenset(name for name in skills if name in self._openings) or frozenset(self._openings)
        if own not in self._known:
            openings = [opening for name, opening in self._openings.items() if name in own]
            hours = joint_opening(openings) if openings else ALWAYS
            self._known[own] = OfficeHours(hours, self._closed_minutes)
        return self._known[own]

    @property
    def all(self) -> OfficeHours:
        """Of the whole shop."""
        return self.of(self._openings)
