"""What so many people on the roster cost in one interval, by the text of docs/reference/settings.md."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scheduler.audit.facts.plan_data import ObjectiveWeights

SURPLUS = ((0.2, 1.0), (0.3, 1.05), (0.5, 1.15), (math.inf, 1.3))
"""People beyond need, as shares of it (at least one person), and what each costs."""
LAST_GAIN = 1e-4
"""Customers; what gains no more is taken to gain nothing."""


@dataclass(frozen=True)
class Price:
    """Points for an interval."""

    late: float = 0.0
    shortage: float = 0.0
    overstaffing: float = 0.0

    @property
    def points(self) -> float:
        """All of it."""
        return self.late + self.shortage + self.overstaffing

    def of_a_queue_worth(self, weight: float) -> Price:
        """Who is late and who is missing count as many times as the queue's weight says."""
        return Price(weight * self.late, weight * self.shortage, self.overstaffing)


class Curve:
    """Customers late, straight between the numbers of people on the roster that are known."""

    def __init__(self, agents: int, late: Sequence[float], customers: float, shrinkage: float) -> None:
        """late: with 3 people fewer than ``agents`` … 3 more, none for fewer than nobody."""
        around = [(float(agents - 3 + place), value) for place, value in enumerate(late)]
        known = _convex([(people, value) for people, value in around if people >= 0])
        (first, most), (second, less) = known[:2]
        if first > 0:
            known.insert(0, (0.0, max(customers, most + first * (most - less) / (second - first))))
        (near, before), (last, left) = known[-2:]
        gain = (before - left) / (last - near)
        if left > 0 and gain > LAST_GAIN:
            known.append((last + max(1.0, 2 * left / gain), 0.0))
        # Numbers of people on the roster are counted in thousandths.
        self._known = [(round(1000 * people / (1 - shrinkage)) / 1000, value) for people, value in known]
        self._customers = customers

    def price_of(self, people: float) -> float:
        """Customers that the price counts."""
        return _between(self._known, people)

    def customers_late(self, people: float) -> float:
        """Customers of the interval who are late."""
        return min(self._customers, self.price_of(people))


def _between(known: Sequence[tuple[float, float]], people: float) -> float:
    """Straight between known numbers, unchanged past the last."""
    for (low, more), (high, fewer) in pairwise(known):
        if people < high:
            return more + (fewer - more) * (people - low) / (high - low)
    return known[-1][1]


def _convex(known: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points drawn down to the largest convex curve below them that never rises."""
    corners: list[tuple[float, float]] = []
    lowest = math.inf
    for people, value in known:
        lowest = min(lowest, value)
        while len(corners) > 1:
            (x, a), (y, b) = corners[-2:]
            if (b - a) * (people - x) < (lowest - a) * (y - x):
                break
            corners.pop()
        corners.append((people, lowest))
    return [(people, _between(corners, people)) for people, _ in known]


def straight(
    people: float, required: float, hours: float, weights: ObjectiveWeights, curve: Curve | None
) -> Price:
    """The price of so many people, straight between the turning points."""
    turning = _turning(required, curve is not None)
    prices = [_exact(number, required, hours, weights, curve) for number in turning]
    if people >= turning[-1]:
        beyond = _exact(people, required, hours, weights, curve)
        return Price(prices[-1].late, beyond.shortage, beyond.overstaffing)
    high = next(place for place, number in enumerate(turning) if number > people)
    low, above = prices[high - 1], prices[high]
    share = (people - turning[high - 1]) / (turning[high] - turning[high - 1])
    return Price(
        *(
            getattr(low, part) + share * (getattr(above, part) - getattr(low, part))
            for part in ("late", "shortage", "overstaffing")
        )
    )


def _turning(required: float, lateness_known: bool) -> list[int]:
    enough = math.ceil(required)
    numbers = {0, math.floor(required)}
    if lateness_known:
        numbers |= {math.floor(required / 2), *(enough + more for more in range(-3, 3))}
    else:
        numbers |= {math.floor(share * required) for share in (0.25, 0.5, 0.75, 0.9)}
    beyond = enough
    for share, _ in SURPLUS:
        numbers.add(beyond)
        if share < math.inf:
            beyond += max(1, math.floor(share * required))
    return sorted(number for number in numbers if number >= 0)


def _exact(
    people: float, required: float, hours: float, weights: ObjectiveWeights, curve: Curve | None
) -> Price:
    missing = max(0.0, required - people)
    short = weights.shortage * missing
    if missing:
        short += (weights.shortage_full - weights.shortage) * missing**2 / (2 * required)
    late = 0.0
    if curve is not None:
        now, promised = curve.price_of(people), curve.price_of(required)
        late = weights.late_allowed * now + weights.late * max(0.0, now - promised)
    over, left = 0.0, people - math.ceil(required)
    if left >= 0:
        over = math.ceil(required) - required
        for share, multiple in SURPLUS:
            step = left if share == math.inf else min(left, max(1, math.floor(share * required)))
            over += multiple * step
            left -= step
    return Price(late, short * hours, weights.overstaffing * over * hours)
