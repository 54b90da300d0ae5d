"""Service model of a queue: handling time, concurrency with state-dependent speeds, patience."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from scheduler.domain.conversations import Conversation
from scheduler.queueing.machine_repair import speeds_of

_ROUNDING = 1e-8
"""Relative tolerance of speeds: 3 · 0.3333333333 is not slower than 1."""


@dataclass(frozen=True)
class ServiceModel:
    """Service model of one queue; validated when built.

    mean_seconds: mean handling time (exponential) of a chat when its agent has no other; > 0.
    concurrency: chats that one agent may hold at once, k >= 1; 1 = telephone.
    slowdown: speed of *each* chat while its agent holds 1, …, k of them; k numbers > 0, non-increasing, while
    the total speed j · slowdown[j] is non-decreasing; None = all 1.0.
    patience_seconds: mean of the exponential patience after which a waiting customer abandons, > 0; None =
    nobody abandons.
    conversation: what chats are made of. The speeds then follow from it and ``slowdown`` is None. Where
    ``mean_seconds`` is not its length of a chat alone, typing and pauses are longer or shorter in proportion.
    None = a chat counts as answered when an agent takes it.

    Raises ValueError naming the field and the bound that it breaks.
    """

    mean_seconds: float
    concurrency: int = 1
    slowdown: tuple[float, ...] | None = None
    patience_seconds: float | None = None
    conversation: Conversation | None = None

    def __post_init__(self) -> None:
        _require(_positive(self.mean_seconds), f"mean_seconds {self.mean_seconds} is not above 0")
        _require(self.concurrency >= 1, f"concurrency {self.concurrency} is below 1")
        if self.patience_seconds is not None:
            _require(
                _positive(self.patience_seconds),
                f"patience_seconds {self.patience_seconds} is not above 0 (None = nobody leaves)",
            )
        _require(self.slowdown is None or self.conversation is None, "slowdown follows from the conversation")
        if self.slowdown is not None:
            _check_slowdown(self.slowdown, self.concurrency)

    @property
    def speeds(self) -> tuple[float, ...]:
        """Total speed j · slowdown[j] of an agent with 1, …, k chats, in units of one chat alone."""
        if self.conversation is not None:
            return speeds_of(self.conversation, self.concurrency)
        slowdown = self.slowdown or (1.0,) * self.concurrency
        return tuple(chats * speed for chats, speed in enumerate(slowdown, start=1))


def _positive(value: float) -> bool:
    return math.isfinite(value) and value > 0


def _check_slowdown(slowdown: tuple[float, ...], concurrency: int) -> None:
    _require(
        len(slowdown) == concurrency,
        f"slowdown has {len(slowdown)} numbers, but concurrency is {concurrency}",
    )
    _require(all(_positive(speed) for speed in slowdown), f"slowdown {slowdown} has a number not above 0")
    for chats, (fewer, more) in enumerate(pairwise(slowdown), start=1):
        _require(
            more <= fewer * (1 + _ROUNDING),
            f"slowdown rises from {fewer} with {chats} chats to {more} with {chats + 1}",
        )
        _require(
            (chats + 1) * more >= chats * fewer * (1 - _ROUNDING),
            f"slowdown {more} makes {chats + 1} chats slower in total than {chats} at {fewer}",
        )


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)
