"""What customers wait for, and what was promised to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.validation import require
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

    def __post_init__(self) -> None:
        require(self.within_seconds >= 0, f"target: within_seconds {self.within_seconds} below 0")
        given = self.share is not None and 0 < self.share < 1
        fits = given if self.kind == "service_level" else self.share is None
        require(fits, f"target: share {self.share} of a {self.kind}")


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
    closing: Literal["done_by_closing", "stay"] = "done_by_closing"
    """Who still waits at closing waits for the next opening, or is answered by agents who stay."""

    def __post_init__(self) -> None:
        require(self.aht_seconds > 0, f"queue {self.id}: aht_seconds {self.aht_seconds} not above 0")
        slowdown = f"{len(self.slowdown)} numbers of slowdown"
        require(len(self.slowdown) == self.concurrency >= 1, f"queue {self.id}: {slowdown}")
        require(0 <= self.bot_share <= 1, f"queue {self.id}: bot_share {self.bot_share} not in 0..1")
