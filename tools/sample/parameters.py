"""Every number that shapes the sample shop, in one place, so that it can be recalibrated.

Rates are inquiries before the chatbot takes its share. *Normal* is a day without event or holiday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Jump:
    """A burst: ``height`` (in normal mean hourly rates, per unit of intensity) at ``after_hours`` from the
    event's start, halving every ``half_life_hours``.
    """

    after_hours: int
    height: float
    half_life_hours: float


@dataclass(frozen=True)
class SaleShape:
    """What one unit of intensity does to the presale queue.

    plateau: share added to the normal rate of each hour while the event lasts. warm_up: share added in
    the last hour before the start, falling to 0 over ``warm_up_days``. tail: share added in the first
    hour after the end, halving every ``tail_half_life_days``.
    """

    jumps: tuple[Jump, ...]
    plateau: float
    warm_up: float = 0.0
    warm_up_days: float = 3.0
    tail: float = 0.0
    tail_half_life_days: float = 1.0


@dataclass(frozen=True)
class QueueShape:
    """One queue's normal inquiries.

    per_day: mean of a normal day at the first day of the history. growth: per year. working, free:
    weight of each hour (24 numbers) on working days and on days off. weekdays: factor, Monday first.
    size: of the negative binomial (variance = mean + mean²/size).
    """

    per_day: float
    growth: float
    working: tuple[float, ...]
    free: tuple[float, ...]
    weekdays: tuple[float, ...]
    holiday: float
    size: float
    aht_seconds: float


@dataclass(frozen=True)
class Staff:
    """Who works there, and the share of their hours that is lost.

    full_time, part_time: skills with their number of agents. particular: single cells of agents.csv that
    are set by hand (agent, column, value). leave: agent, first day, days. wishes are drawn for each of
    ``wish_weeks`` (Mondays). locks: agent, day, shift.
    """

    shrinkage: float = 0.08
    full_time: tuple[tuple[str, int], ...] = (("presale", 16), ("aftersale", 12), ("presale;aftersale", 20))
    part_time: tuple[tuple[str, int], ...] = (("presale", 8), ("presale;aftersale", 4))
    particular: tuple[tuple[str, str, str], ...] = (
        ("048", "from", "2026-11-11"),
        ("033", "until", "2026-11-20"),
    )
    leave: tuple[tuple[str, date, int], ...] = (
        ("005", date(2026, 11, 3), 2),
        ("021", date(2026, 11, 6), 3),
        ("014", date(2026, 11, 9), 1),
        ("A004", date(2026, 11, 9), 1),
        ("026", date(2026, 11, 12), 2),
        ("040", date(2026, 11, 13), 3),
        ("009", date(2026, 11, 14), 2),
        ("A007", date(2026, 11, 15), 1),
        ("017", date(2026, 11, 16), 5),
        ("031", date(2026, 11, 19), 2),
    )
    wish_weeks: tuple[date, ...] = (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))
    wishes_per_week: int = 32
    locks: tuple[tuple[str, date, str], ...] = (
        ("001", date(2026, 11, 10), "大促夜班"),
        ("002", date(2026, 11, 10), "早班"),
        ("002", date(2026, 11, 11), "早班"),
        ("007", date(2026, 11, 11), "晚班"),
        ("012", date(2026, 11, 13), "off"),
        ("001", date(2026, 11, 18), "off"),
    )


_DAY_SALE = SaleShape(
    jumps=(Jump(0, 1.44, 1.5), Jump(4, 0.80, 1.0), Jump(24, 0.65, 2.0), Jump(26, 1.12, 1.2)),
    plateau=0.13,
    warm_up=0.03,
    tail=0.035,
)
_OPENING = SaleShape(jumps=(Jump(0, 0.9, 1.5),), plateau=0.12, warm_up=0.06, warm_up_days=2.0, tail=0.05)
_FLASH = SaleShape(jumps=(Jump(0, 1.0, 1.2),), plateau=0.25)


@dataclass(frozen=True)
class Parameters:
    """The sample shop's numbers; ``Parameters()`` is what ``data/sample`` holds.

    follow_share: after-sale inquiries that one extra presale inquiry of an event brings in the days
    after it, spread as a gamma density of ``follow_shape`` with mean ``follow_days``; direct_share: those
    it brings in the same hour. spring_depth: share lost at New Year; spring_days: half width of that dip.
    day_noise: standard deviation (log) of a whole day's common deviation, with ``day_memory`` as its
    correlation from day to day. own_noise: the same of one queue alone. event_noise: how far an event's
    true strength strays from its planned intensity. missing: day, hours and queue (None = all) without
    record.
    """

    seed: int = 20261111
    staff: Staff = Staff()
    first_day: date = date(2024, 9, 1)
    last_day: date = date(2026, 11, 8)
    presale: QueueShape = QueueShape(
        per_day=2060.0,
        growth=0.19,
        working=(
            *(0.52, 0.30, 0.18, 0.11, 0.08, 0.08, 0.12, 0.26, 0.55, 0.86, 1.10, 1.16),
            *(1.20, 1.28, 1.30, 1.25, 1.15, 1.02, 1.05, 1.28, 1.55, 1.68, 1.52, 0.98),
        ),
        free=(
            *(0.62, 0.38, 0.22, 0.13, 0.09, 0.08, 0.10, 0.20, 0.45, 0.78, 1.05, 1.16),
            *(1.22, 1.28, 1.32, 1.30, 1.22, 1.10, 1.08, 1.25, 1.48, 1.62, 1.50, 1.02),
        ),
        weekdays=(1.0, 1.0, 0.98, 0.98, 0.97, 1.05, 1.07),
        holiday=0.9,
        size=90.0,
        aht_seconds=270.0,
    )
    aftersale: QueueShape = QueueShape(
        per_day=805.0,
        growth=0.19,
        working=(
            *(0.28, 0.15, 0.08, 0.05, 0.04, 0.05, 0.10, 0.25, 0.75, 1.25, 1.58, 1.58),
            *(1.35, 1.45, 1.65, 1.65, 1.55, 1.35, 1.10, 1.15, 1.30, 1.25, 0.95, 0.60),
        ),
        free=(
            *(0.32, 0.18, 0.10, 0.06, 0.04, 0.05, 0.08, 0.18, 0.60, 1.10, 1.48, 1.52),
            *(1.35, 1.42, 1.55, 1.55, 1.50, 1.35, 1.15, 1.20, 1.35, 1.32, 1.05, 0.70),
        ),
        weekdays=(1.10, 1.05, 1.02, 1.0, 0.98, 0.94, 0.92),
        holiday=0.85,
        size=70.0,
        aht_seconds=400.0,
    )
    sales: Mapping[str, SaleShape] = field(
        default_factory=lambda: {
            "double11": _DAY_SALE,
            "618": _DAY_SALE,
            "double12": _DAY_SALE,
            "38": _DAY_SALE,
            "double11-wave1": _OPENING,
            "618-wave1": _OPENING,
            "flash": _FLASH,
        }
    )
    follow_share: float = 0.16
    direct_share: float = 0.08
    follow_shape: float = 4.0
    follow_days: float = 5.0
    follow_horizon_days: int = 21
    season: float = 0.04
    spring_depth: float = 0.62
    spring_days: float = 6.5
    day_noise: float = 0.05
    day_memory: float = 0.5
    own_noise: float = 0.025
    event_noise: float = 0.06
    aht_spread: float = 0.8
    missing: tuple[tuple[date, int, int, str | None], ...] = (
        (date(2025, 8, 13), 0, 24, None),
        (date(2025, 12, 3), 9, 14, "aftersale"),
        (date(2026, 4, 22), 2, 6, None),
        (date(2026, 9, 8), 0, 24, "presale"),
    )
