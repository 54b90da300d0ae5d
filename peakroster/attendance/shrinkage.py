"""The share of rostered desk time that is really lost, by hour and weekday, and how sure that is.

People who are away are away for hours, and a bad day is bad for many: minutes are no independent draws. The
interval comes from the spread between people and between dates, whichever is wider, as of a ratio of two
totals over clusters (Cochran, Sampling Techniques, 3rd ed., section 6.3), with Student's t.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from peakroster.attendance.cells import MINUTES_PER_DAY
from peakroster.attendance.compare import PersonDay, overlap
from peakroster.attendance.planned import Desk

CONFIDENCE = 0.9
FEWEST_HOURS = 200.0
"""Hours at the desk below which no setting is proposed."""
FEWEST_CLUSTERS = 3
"""People, and dates, below which nobody knows how they differ."""
_HOUR = 60

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """hours: planned at the desk. lost: share of them. low, high: with CONFIDENCE; None from too little."""

    hours: float
    lost: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Shrinkage:
    """What was lost.

    Attributes
    ----------
    overall
        Of all hours; None without any.
    by_hour, by_weekday
        By hour of day (0 … 23) and weekday (0 = Monday), where anything was planned.
    by_both
        By weekday and hour.
    left_out
        Hours of days on which a punch was missing: half of what is known of them is the plan itself.
    setting
        The value of ``shrinkage`` in shop.toml that was held against it.
    """

    overall: Share | None
    by_hour: dict[int, Share]
    by_weekday: dict[int, Share]
    by_both: dict[tuple[int, int], Share]
    left_out: float
    setting: float

    @property
    def is_enough(self) -> bool:
        """Whether there are hours, people and dates enough to propose anything."""
        return (
            self.overall is not None and self.overall.hours >= FEWEST_HOURS and self.overall.low is not None
        )

    @property
    def proposal(self) -> float | None:
        """What ``shrinkage`` should be; None where the interval holds what it is, or too little is known."""
        share = self.overall
        if share is None or not self.is_enough or share.low is None or share.high is None:
            return None
        return None if share.low <= self.setting <= share.high else round(share.lost, 3)


def shrinkage_of(days: Sequence[PersonDay], setting: float, most: float) -> Shrinkage:
    """The share lost of these days. setting: what shop.toml says; most: the largest that it may."""
    used = [one for one in days if one.desk and not one.missing]
    left_out = sum(one.desk for one in days if one.missing) / _HOUR
    cells = [_cells(one) for one in used]
    people, dates = [one.agent for one in used], [one.day.isoformat() for one in used]

    def share(wanted: Iterable[tuple[int, int]]) -> Share | None:
        keys = set(wanted)
        sums = [[sum(parts[key][what] for key in keys & parts.keys()) for what in (0, 1)] for parts in cells]
        return _share(np.array(sums, dtype=np.float64).reshape(-1, 2), people, dates, most)

    all_keys = sorted({key for parts in cells for key in parts})
    hours = {hour: share(key for key in all_keys if key[1] == hour) for hour in range(24)}
    weekdays = {day: share(key for key in all_keys if key[0] == day) for day in range(7)}
    both = {key: share([key]) for key in all_keys}
    return Shrinkage(
        share(all_keys),
        {hour: found for hour, found in hours.items() if found is not None},
        {day: found for day, found in weekdays.items() if found is not None},
        {key: found for key, found in both.items() if found is not None},
        left_out,
        setting,
    )


def _cells(one: PersonDay) -> dict[tuple[int, int], tuple[int, int]]:
    """Minutes planned at the desk and lost, by weekday and hour of day."""
    assert one.shift is not None
    found: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for start, end in _by_hours(one.shift.desk):
        day, minute = divmod(start, MINUTES_PER_DAY)
        key = (day + 3) % 7, minute // _HOUR  # 1970 began on a Thursday
        found[key][0] += end - start
        found[key][1] += end - start - overlap((start, end), one.spells)
    return {key: (planned, lost) for key, (planned, lost) in found.items()}


def _by_hours(desk: Iterable[Desk]) -> Iterable[tuple[int, int]]:
    for part in desk:
        start = part.start
        while start < part.end:
            end = min(part.end, (start // _HOUR + 1) * _HOUR)
            yield start, end
            start = end


def _share(sums: Floats, people: Sequence[str], dates: Sequence[str], most: float) -> Share | None:
    """sums: minutes planned and lost of each person and date, (days, 2)."""
    planned, lost = sums.sum(axis=0)
    if not planned:
        return None
    ratio = float(lost / planned)
    widths = [_width(sums, clusters, ratio) for clusters in (people, dates)]
    if any(width is None for width in widths):
        return Share(float(planned) / _HOUR, ratio)
    width = max(width for width in widths if width is not None)
    return Share(float(planned) / _HOUR, ratio, max(0.0, ratio - width), min(most, ratio + width))


def _width(sums: Floats, clusters: Sequence[str], ratio: float) -> float | None:
    """Half of the interval's width from the spread between clusters; None from too few of them."""
    names, at = np.unique(np.array(clusters), return_inverse=True)
    by_cluster = np.zeros((len(names), 2))
    np.add.at(by_cluster, at, sums)
    by_cluster = by_cluster[by_cluster[:, 0] > 0]
    count = len(by_cluster)
    if count < FEWEST_CLUSTERS:
        return None
    rest = by_cluster[:, 1] - ratio * by_cluster[:, 0]
    error = math.sqrt(count / (count - 1) * float((rest**2).sum())) / float(by_cluster[:, 0].sum())
    return float(student.ppf((1 + CONFIDENCE) / 2, count - 1)) * error
