"""What a past event brought: its own hours beyond the normal weeks before it, counting noise apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.events.normal_weeks import NormalWeek
from forecast.events.whittaker import smooth
from forecast.series.grid import HOURS, Bools, Floats

DEAD_HOUR = 0.1
"""What an hour without anybody is compared with, as a share of the mean hour."""

_LEAST_KNOWN = 0.5
"""Share of its own hours that must be known for an event to count as seen."""


@dataclass(frozen=True)
class ObservedEvent:
    """A past event beside its normal weeks; arrays over its hours, from the first that it touches.

    week: the normal week before it. normal: what that week has at each hour. excess: what it brought beyond,
    smoothed; inner hours of a shorter event within it follow its other days. count: the sum of its own
    counts. own_normal: the same of ``normal``. hours: how many own hours are known.
    """

    week: NormalWeek
    normal: Floats
    excess: Floats
    count: float
    own_normal: float
    hours: int

    @property
    def level(self) -> float:
        """Mean of an hour of its normal week."""
        return float(self.week.rates.mean())

    @property
    def log_size(self) -> float:
        """Log of its own inquiries, as a multiple of the same hours of a normal week.

        Where those hours are dead, of a tenth of the mean hour.
        """
        usual = max(self.own_normal, DEAD_HOUR * self.level * self.hours, 1e-9)
        return float(np.log(max(self.count, 0.5) / usual))

    @property
    def mean_excess(self) -> float:
        """Mean excess of an hour, in mean hours of the normal week."""
        return float(self.excess.mean()) / max(self.level, 1e-9)


def is_seen(own: Bools, known: Bools) -> bool:
    """Whether enough of an event's own hours is known."""
    return bool(own.any()) and float((own & known).sum()) >= _LEAST_KNOWN * float(own.sum())


def observe(counts: Floats, own: Bools, outer: Floats, week: NormalWeek, normal: Floats) -> ObservedEvent:
    """Tell what an event brought.

    Parameters
    ----------
    counts : ndarray, shape (hours,)
        Of its hours, NaN where unknown.
    own : ndarray of bool, shape (hours,)
        Which of them belong to it alone.
    outer : ndarray, shape (hours,)
        Excess of the longer events that cover it, 0 where there are none.
    week, normal
        As in :class:`ObservedEvent`.

    Returns
    -------
    ObservedEvent
        The event beside its normal weeks.
    """
    usable = own & ~np.isnan(counts)
    excess = np.where(usable, counts - normal - outer, np.nan)
    # Other days at the same hour say more about a hidden hour than the hours beside it.
    by_clock = np.arange(len(counts)) % HOURS
    for hour in np.unique(by_clock[~usable]):
        same = by_clock == hour
        if usable[same].any():
            excess[same & ~usable] = float(excess[same & usable].mean())
    smoothed = smooth(excess, np.where(usable, np.maximum(counts, 1.0), np.maximum(normal, 1.0)))
    # Nobody where nobody comes anyway: the hours beside it must not fill it.
    smoothed = np.where(usable & (counts == 0) & (normal + outer <= 0), 0.0, smoothed)
    return ObservedEvent(
        week,
        normal,
        np.maximum(smoothed, -(normal + outer)),
        float(counts[usable].sum()),
        float((normal + outer)[usable].sum()),
        int(usable.sum()),
    )
