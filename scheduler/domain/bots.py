"""What a chatbot does to the inquiries of a queue, as the shop states it."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.validation import require
from scheduler.domain.windows import Window

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class BotHours:
    """The share of inquiries that the chatbot resolves in some hours of some weekdays.

    hours: None = all day; a window over midnight belongs to the day on which it begins. weekdays: 0 for
    Monday … 6 for Sunday.
    """

    share: float
    hours: Window | None = None
    weekdays: frozenset[int] = EVERY_DAY

    def __post_init__(self) -> None:
        require(0 <= self.share <= 1, f"bot_share {self.share} not in 0..1")
        require(self.weekdays <= EVERY_DAY, f"weekdays {set(self.weekdays)} not in 0..6")
