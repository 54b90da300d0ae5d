"""What a list says of people's rank: who leads others, and levels of skills."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peakroster.layouts.cells.words import plain
from peakroster.layouts.lists.finding import FoundList
from peakroster.layouts.questions import Remarks
from scheduler.domain.skill_levels import KNOWN_LEVELS

Records = Sequence[tuple[int, dict[str, str]]]

_LEADS = re.compile(r"组长|班长|领班|队长|主管|经理|店长|负责人|leader|supervisor|manager", re.IGNORECASE)
_YES, _NO = {"是", "y", "yes", "true", "√", "1"}, {"否", "n", "no", "false", "0", ""}
_SKILL_LEVELS = {plain(text) for text in ("技能等级", "客服等级", "星级", "技能级别", "skill level")}
_LEVELS = {plain(name) for level in KNOWN_LEVELS for name in (level.name, *level.also)}
_SKIPPED = {"", "-", "无"}


def leaders_of(found: FoundList, records: Records, assumed: Remarks) -> list[str]:
    """``是`` for each row of somebody who leads others: by a mark, by the post, or as others' superior.

    Empty where the list says nothing of that.
    """
    marked = [False] * len(records)
    if "leader" in found.places:
        texts = [cells["leader"].strip() for _, cells in records]
        if all(text.casefold() in _YES | _NO for text in texts):
            marked = [text.casefold() in _YES for text in texts]
        else:
            named = {plain(text) for text in texts}
            marked = [plain(cells["name"]) in named for _, cells in records]
            if any(marked):
                assumed.add("leaders_named", None, found.texts["leader"])
    if "post" in found.places:
        by_post = [bool(_LEADS.search(cells["post"])) for _, cells in records]
        if any(by_post):
            assumed.add("leaders_by_post", None, found.texts["post"])
        marked = [one or other for one, other in zip(marked, by_post, strict=True)]
    return ["是" if one else "" for one in marked] if any(marked) else []


def levels_of(found: FoundList, records: Records) -> list[str]:
    """The level of each row: as the list has it, else the post."""
    column = "level" if "level" in found.places else "post" if "post" in found.places else None
    return [] if column is None else [cells[column] for _, cells in records]


def with_skill_levels(
    skills: Sequence[str], found: FoundList, records: Records, assumed: Remarks
) -> list[str]:
    """The skills with the level that a column of skill levels says, where all its words are known."""
    if "level" not in found.places or plain(found.texts["level"]) not in _SKILL_LEVELS:
        return list(skills)
    levels = ["" if cells["level"].strip() in _SKIPPED else cells["level"].strip() for _, cells in records]
    if not any(levels) or any(level and plain(level) not in _LEVELS for level in levels):
        return list(skills)
    assumed.add("skill_levels", None, found.texts["level"])
    return [_each(cell, level) for cell, level in zip(skills, levels, strict=True)]


def _each(cell: str, level: str) -> str:
    if not level:
        return cell
    parts = [part for part in re.split(r"[;；]", cell) if part.strip()]
    return ";".join(part if re.search(r"[:：]", part) else f"{part}:{level}" for part in parts)
