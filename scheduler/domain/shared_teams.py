"""Teams whose agents hold chats of several queues at once."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.validation import require


@dataclass(frozen=True)
class SharedTeam:
    """Agents who have the skills of all of these queues and hold chats of all of them at once.

    On the roster they work for the team, not for one of its queues. Its id is that of no queue.
    queues: ids, at least two. Who has a free slot takes the next chat from the first of them in which
    somebody waits.
    """

    id: str
    name: str
    queues: tuple[str, ...]

    def __post_init__(self) -> None:
        require(len(set(self.queues)) == len(self.queues) >= 2, f"team {self.id}: queues {self.queues}")
        require(self.id not in self.queues, f"team {self.id} is called like a queue")
