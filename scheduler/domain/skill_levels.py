"""Levels of a skill: how fast somebody is who has it, and whether the queue is one to serve at need only."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.validation import require

SECONDARY_POINTS = 0.1
"""Points of an hour in a queue that is secondary to the agent, where shop.toml says nothing."""


@dataclass(frozen=True)
class SkillLevel:
    """One level. also: other names of it in agents.csv. speed: of the standard handling, where agents.csv and
    performance.csv say nothing; None = as everybody. points: price of an hour in a queue of this level.
    """

    name: str
    also: tuple[str, ...] = ()
    speed: float | None = None
    points: float = 0.0

    def __post_init__(self) -> None:
        require(self.points >= 0, f"skill level {self.name}: price {self.points} below 0")


KNOWN_LEVELS = (
    SkillLevel("primary", ("主", "主要", "主技能", "main"), None, 0.0),
    SkillLevel("secondary", ("副", "次", "次要", "备用", "副技能", "辅", "backup"), None, SECONDARY_POINTS),
    SkillLevel("expert", ("熟练", "高级", "精通", "senior"), None, 0.0),
    SkillLevel("ordinary", ("一般", "中级", "普通", "medium"), 0.9, 0.0),
    SkillLevel("novice", ("新手", "初级", "新人", "入门", "junior"), 0.7, 0.0),
    *(SkillLevel(str(number), (f"{number}星", f"{number}级", "★" * number)) for number in range(1, 6)),
)
"""Levels that need no table in shop.toml. Of numbers nothing is assumed: shop.toml says what they are."""
