"""What customers wait for, and what was promised to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.windows import Window

ForecastMethod = Literal["auto", "model", "last_week", "eight_weeks"]


@dataclass(frozen=True)
class Target:
    """What the platform asks of a queue.

    kind: ``service_level`` (``share`` of all arrivals answered within ``within_seconds``) or
    ``average_wait`` (over all arrivals, at most ``within_seconds``; ``share`` is None).
    hours: when it counts; None = always.
    """

    kind: Literal["service_level", "average_wait"]
    within_seconds: float
    share: float | None = None
    hours: Window | None = None


@dataclass(frozen=True)
class Queue:
    """One kind of work that customers wait for. ``slowdown`` has ``concurrency`` numbers."""

    id: str
    name: str
    open: Window
    aht_seconds: float
    concurrency: int
    slowdown: tuple[float, ...]
    patience_seconds: float | None
    bot_share: float
    targets: tuple[Target, ...]
    max_occupancy: float | None
    min_agents: int
    plan_for: str | float | None
    """None = as the shop says."""
    forecast_method: ForecastMethod | None = None
    """None = as the shop says."""
    handling_time: Literal["auto", "fixed"] = "auto"
    """``fixed``: always ``aht_seconds``, whatever the history says."""
