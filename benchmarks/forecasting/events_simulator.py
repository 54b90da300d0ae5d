"""Simulated hourly inquiries of a shop with promotions, with an oracle's forecast.

No real Double 11 series is public, so the event layer is judged here. The generator is not the forecast's
own model turned round: a sale's course is smooth in continuous time with a warm-up, an opening burst, a
plateau, a finale and a tail, people sleep whatever is on sale, size deviates from the plan by a gamma
factor, and the course of each single event wobbles around that of its kind. All of it can be set, see
:class:`Settings` and :class:`Kind`.

    from events_simulator import Settings, simulate
    shop = simulate(Settings(seed=1))
    shop.counts, shop.events, shop.oracle
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.stats import gamma

from forecast import Event

Floats = NDArray[np.float64]

STEPS = 6
"""Points in an hour at which a sale's course is evaluated."""

REACH_BEFORE, REACH_AFTER = 10 * 24, 30 * 24
"""Hours before the start and after the end of an event in which it is felt."""


@dataclass(frozen=True)
class Course:
    """Inquiries of one unit of intensity as a multiple of the mean normal hour, at each moment of a sale.

    plateau: all along. burst: more at the opening, dying away with the mean ``burst_hours``. finale: more
    at the end, growing with the mean ``finale_hours``. warm_up, tail: before and after, dying away from
    the sale with the means ``warm_up_hours``, ``tail_hours``. lag_hours: mean time from what customers do
    to when they ask (gamma-distributed, shape 2); 0 = at once, 48 and more for an after-sale queue.
    """

    plateau: float = 0.45
    burst: float = 0.8
    burst_hours: float = 1.5
    finale: float = 0.3
    finale_hours: float = 2.5
    warm_up: float = 0.03
    warm_up_hours: float = 36.0
    tail: float = 0.06
    tail_hours: float = 30.0
    lag_hours: float = 0.0

    def total(self, hours: float) -> float:
        """Of a sale so long, from its start to its end, nobody sleeping."""
        burst = self.burst * self.burst_hours * -np.expm1(-hours / self.burst_hours)
        finale = self.finale * self.finale_hours * -np.expm1(-hours / self.finale_hours)
        return float(self.plateau * hours + burst + finale)


@dataclass(frozen=True)
class Kind:
    """A kind of promotion. dates: (month, day) on which one starts every year; monthly: the week of the
    month (1 = first) whose ``weekday`` (0 = Monday) has one; every_days: one each so many days.

    hour: start on the clock, 20.5 = half past eight; hours: length. intensity: planned, on the shop's
    common scale. from_year: the first year that has one.
    """

    name: str
    intensity: float
    hour: float
    hours: float
    dates: tuple[tuple[int, int], ...] = ()
    monthly: int = 0
    weekday: int = 3
    every_days: int = 0
    from_year: int = 0


KINDS = (
    Kind("double11", 6.0, 20, 28, dates=((11, 10),)),
    Kind("618", 4.5, 20, 28, dates=((6, 17),)),
    Kind("38", 2.2, 20, 28, dates=((3, 7),)),
    Kind("double12", 2.5, 20, 28, dates=((12, 11),)),
    Kind("wave", 1.5, 20, 76, dates=((10, 31), (5, 31))),
    Kind("flash", 1.8, 20, 4, monthly=3),
    Kind("livestream", 1.0, 19, 4, every_days=45),
)
"""Some 45 promotions in two years, like the sample shop's."""


@dataclass(frozen=True)
class Settings:
    """What the shop is like. Standard deviations are of logs unless said otherwise.

    first, last: dates of the history and what follows. level: inquiries of the mean normal hour at first;
    growth: of its log in a year; season: amplitude over the year; walk: of the level in a week. day_noise,
    day_memory: of days, and their correlation with the day before. count_noise: coefficient of variation
    of an hour beyond counting.

    kinds: see :class:`Kind`. course: what all kinds have in common; course_spread: of each kind's
    parameters around it; coefficient_spread: of inquiries per unit of intensity, by kind. plan_spread:
    of planned intensities of a kind; plan_growth: of them in a year. size_noise: coefficient of variation
    of the gamma factor by which an event deviates from its plan; wobble: of an event's course around its
    kind's, with a memory of ``wobble_hours``. plan_error: events.csv says the plan times or divided by
    this factor, at random; 1 = the plan. with_plans: whether events.csv has intensities.

    shifted_from: from this date on, sales start ``shift_hours`` later (negative = earlier). length_factor:
    by event name, the share of its kind's length that it lasts. weekday_share: how far (as a power) what a
    sale brings follows the weekday. overlap: 0 = what two sales bring at a time adds up, 1 = they multiply.
    """

    seed: int = 1
    first: date = date(2024, 9, 2)
    last: date = date(2026, 12, 31)
    level: float = 120.0
    growth: float = 0.15
    season: float = 0.08
    walk: float = 0.015
    day_noise: float = 0.06
    day_memory: float = 0.5
    count_noise: float = 0.1
    kinds: tuple[Kind, ...] = KINDS
    course: Course = Course()
    course_spread: float = 0.25
    coefficient_spread: float = 0.2
    plan_spread: float = 0.2
    plan_growth: float = 0.1
    size_noise: float = 0.2
    wobble: float = 0.1
    wobble_hours: float = 4.0
    plan_error: float = 1.0
    with_plans: bool = True
    shifted_from: date | None = None
    shift_hours: int = 4
    length_factor: dict[str, float] = field(default_factory=dict)
    weekday_share: float = 0.3
    overlap: float = 0.0


@dataclass(frozen=True)
class Shop:
    """What happened, and what could be known. All series hourly over the same hours.

    counts: what came. normal: mean without any event. oracle: mean with events as large as planned and
    of their kind's true course. events: as events.csv tells them. sizes: name → factor on the true plan.
    """

    counts: pd.Series
    normal: pd.Series
    oracle: pd.Series
    events: tuple[Event, ...]
    sizes: dict[str, float]


def simulate(settings: Settings) -> Shop:
    """A shop's history and future; the same for the same settings."""
    hours = pd.date_range(settings.first, settings.last + timedelta(days=1), freq="h", inclusive="left")
    # One random stream for each purpose: other announced plans leave the events themselves unchanged.
    normal_rng, kind_rng, plan_rng, size_rng, told_rng, count_rng = (
        np.random.default_rng([settings.seed, purpose]) for purpose in range(6)
    )
    normal, scale = _normal(settings, hours, normal_rng)
    by_day = normal.reshape(-1, 24).mean(axis=1) / scale.reshape(-1, 24).mean(axis=1)
    scale = scale * np.repeat(by_day, 24) ** settings.weekday_share
    courses = {kind.name: _course_of(settings, kind, kind_rng) for kind in settings.kinds}
    planned = _planned(settings, plan_rng)
    expected, happened = _Together(len(hours)), _Together(len(hours))
    sizes = {}
    for event in planned:
        course, coefficient = courses[event.kind]
        at, excess = _excess(course, event, hours, scale)
        excess *= coefficient * (event.intensity or 0.0) / normal[at]
        size = size_rng.gamma(settings.size_noise**-2, settings.size_noise**2) if settings.size_noise else 1.0
        wobble = _remembering(size_rng, len(at), settings.wobble, np.exp(-1 / settings.wobble_hours))
        expected.add(at, excess)
        happened.add(at, excess * size * np.exp(wobble - settings.wobble**2 / 2))
        sizes[event.name] = float(size)
    days = _remembering(count_rng, len(hours) // 24, settings.day_noise, settings.day_memory)
    day_factor = np.exp(np.repeat(days, 24) - settings.day_noise**2 / 2)
    mean = normal * happened.factor(settings.overlap) * day_factor
    if settings.count_noise:
        mean *= count_rng.gamma(settings.count_noise**-2, settings.count_noise**2, len(hours))
    counts = count_rng.poisson(mean).astype(np.float64)
    return Shop(
        pd.Series(counts, hours),
        pd.Series(normal, hours),
        pd.Series(normal * expected.factor(settings.overlap), hours),
        tuple(_told(settings, planned, told_rng)),
        sizes,
    )


class _Together:
    """What several events do to the same hours: the sum of what each brings, and the product of factors."""

    def __init__(self, hours: int) -> None:
        self.sum, self.product = np.zeros(hours), np.ones(hours)

    def add(self, at: NDArray[np.int64], excess: Floats) -> None:
        """One more event; ``excess`` over normal at the positions ``at``."""
        self.sum[at] += excess
        self.product[at] *= 1 + excess

    def factor(self, overlap: float) -> Floats:
        """On the normal hours, from adding (0) to multiplying (1)."""
        return (1 - overlap) * (1 + self.sum) + overlap * self.product


def _normal(settings: Settings, hours: pd.DatetimeIndex, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Mean inquiries without events, and the level that sales are measured against; shape (hours,)."""
    hour_of_day, years = hours.hour.to_numpy(), np.arange(len(hours)) / 8766
    morning, evening = rng.normal(10.5, 0.5), rng.normal(20.5, 0.5)
    day = 0.12 + 0.9 * _bump(hour_of_day, morning, 2.8) + 1.1 * _bump(hour_of_day, evening, 2.6)
    day += 0.5 * _bump(hour_of_day, 15.0, 3.0)
    weekday = np.exp(rng.normal(0, 0.08, 7))
    busier = max(rng.normal(0.2, 0.3), -0.3)
    weekend = np.where(hours.day_of_week >= 5, busier * _bump(hour_of_day, 14.0, 4.0), 0.0)
    shape = (day / day.mean() + weekend) * weekday[hours.day_of_week]
    weeks = len(hours) // 168 + 2
    walk = np.cumsum(rng.normal(0, settings.walk, weeks))
    wave = settings.season * np.sin(2 * np.pi * (years + rng.random()))
    walked = np.interp(np.arange(len(hours)) / 168, np.arange(weeks), walk)
    log_level = settings.growth * years + wave + walked
    scale = settings.level * np.exp(log_level)
    return scale * shape / shape.mean(), scale


def _bump(hour_of_day: Floats, centre: float, width: float) -> Floats:
    """A bell around an hour of the day that goes round the clock."""
    distance = np.abs((hour_of_day - centre + 12) % 24 - 12)
    return np.exp(-((distance / width) ** 2) / 2)


def _course_of(settings: Settings, kind: Kind, rng: np.random.Generator) -> tuple[Course, float]:
    """A kind's own course, and its size per unit of intensity: that of a sale of its length, all in all."""
    common = settings.course
    names = ("plateau", "burst", "burst_hours", "finale", "finale_hours")
    names += ("warm_up", "warm_up_hours", "tail", "tail_hours")
    factors = np.exp(rng.normal(0, settings.course_spread, len(names)))
    own = replace(
        common, **{name: getattr(common, name) * float(f) for name, f in zip(names, factors, strict=True)}
    )
    alike = common.total(kind.hours) / own.total(kind.hours)
    return own, alike * float(np.exp(rng.normal(0, settings.coefficient_spread)))


def _planned(settings: Settings, rng: np.random.Generator) -> list[Event]:
    """All events of the time, as large as truly planned."""
    events = []
    for kind in settings.kinds:
        for day in _days_of(kind, settings.first, settings.last):
            start = datetime(day.year, day.month, day.day) + timedelta(hours=kind.hour)
            if settings.shifted_from is not None and day >= settings.shifted_from:
                start += timedelta(hours=settings.shift_hours)
            name = f"{kind.name}-{day:%Y-%m-%d}"
            hours = max(round(kind.hours * settings.length_factor.get(name, 1.0)), 1)
            years = (day - settings.first).days / 365.25
            log_plan = np.log(kind.intensity) + settings.plan_growth * years
            plan = float(np.exp(log_plan + rng.normal(0, settings.plan_spread)))
            events.append(Event(name, kind.name, start, start + timedelta(hours=hours), plan))
    return sorted(events, key=lambda event: (event.start, event.name))


def _days_of(kind: Kind, first: date, last: date) -> list[date]:
    days = []
    for year in range(max(first.year, kind.from_year), last.year + 1):
        days += [date(year, month, day) for month, day in kind.dates]
        if kind.monthly:
            for month in range(1, 13):
                ahead = (kind.weekday - date(year, month, 1).weekday()) % 7
                days.append(date(year, month, 1) + timedelta(days=ahead + 7 * (kind.monthly - 1)))
        if kind.every_days:
            count = -(-366 // kind.every_days)
            days += [date(year, 1, 9) + timedelta(days=kind.every_days * i) for i in range(count - 1)]
    return [day for day in sorted(days) if first + timedelta(days=8) <= day <= last - timedelta(days=8)]


def _excess(
    course: Course, event: Event, hours: pd.DatetimeIndex, scale: Floats
) -> tuple[NDArray[np.int64], Floats]:
    """Positions of the hours in which the event is felt, and what a unit of intensity adds to them."""
    length = (event.end - event.start) / timedelta(hours=1)
    since = np.arange(-REACH_BEFORE * STEPS, int((length + REACH_AFTER) * STEPS)) / STEPS
    since = since + 0.5 / STEPS - event.start.minute / 60
    late = np.clip(since, 0.0, None)
    opened = 1 / (1 + np.exp(-np.clip(since / 0.15, -50, 50)))
    closed = 1 / (1 + np.exp(-np.clip((since - length) / 0.15, -50, 50)))
    left = np.clip(length - since, 0.0, None)
    rate = (
        opened
        * (1 - closed)
        * (
            course.plateau
            + course.burst * np.exp(-late / course.burst_hours)
            + course.finale * np.exp(-left / course.finale_hours)
        )
    )
    rate += (1 - opened) * course.warm_up * np.exp(np.clip(since, None, 0.0) / course.warm_up_hours)
    rate += closed * course.tail * np.exp(-np.clip(since - length, 0.0, None) / course.tail_hours)
    hour_of_day = (event.start.hour + event.start.minute / 60 + since) % 24
    asleep = _bump(hour_of_day, 4.0, 2.2) * (1 - np.exp(-late / 3.0) * (since > 0))
    rate *= 1 - 0.85 * asleep
    if course.lag_hours:
        steps = np.arange(0, REACH_AFTER * STEPS) / STEPS
        delay = np.diff(gamma.cdf(steps, 2, scale=course.lag_hours / 2))
        rate = np.convolve(rate, delay)[: len(rate)]
        rate *= 0.3 + 0.7 * (1 - _bump(hour_of_day, 4.0, 3.0))
    first = int(hours.searchsorted(pd.Timestamp(event.start).floor("h")))
    by_hour = rate.reshape(-1, STEPS).mean(axis=1)
    at = np.arange(len(by_hour)) + first - REACH_BEFORE
    inside = (at >= 0) & (at < len(hours))
    return at[inside], by_hour[inside] * scale[at[inside]]


def _remembering(rng: np.random.Generator, length: int, sd: float, memory: float) -> Floats:
    """Normal noise that remembers the step before; standard deviation ``sd`` at every step."""
    steps = rng.standard_normal(length)
    steps[1:] *= np.sqrt(1 - memory**2)
    return np.asarray(sd * lfilter([1.0], [1.0, -memory], steps))


def _told(settings: Settings, planned: Sequence[Event], rng: np.random.Generator) -> list[Event]:
    """The events as events.csv has them: with the plan, a wrong one, or none."""
    announced = []
    for event in planned:
        wrong = settings.plan_error ** float(rng.choice([-1.0, 1.0]))
        intensity = round((event.intensity or 0.0) * wrong, 3) if settings.with_plans else None
        announced.append(replace(event, intensity=intensity))
    return announced
