"""What a shop's service desk reports of each person, and the speeds that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PerformanceRow:
    """One person's chats in one queue, over a month or over all the time that the table covers.

    aht_seconds: mean handling time of these chats. month: its first day; None = the row names none.
    first_reply_seconds, satisfaction: as the service desk reports them; None = not given.
    """

    agent_id: str
    queue: str
    chats: int
    aht_seconds: float
    month: date | None = None
    first_reply_seconds: float | None = None
    satisfaction: float | None = None


@dataclass(frozen=True)
class LearnedSpeed:
    """A speed that a person's chats say.

    chats: how many there were. observed: the colleagues' mean handling time over the agent's. speed: the
    same, drawn towards 1 as far as so few chats may be chance. is_used: whether agents.csv says nothing else.
    """

    agent_id: str
    queue: str
    chats: int
    observed: float
    speed: float
    is_used: bool = True
