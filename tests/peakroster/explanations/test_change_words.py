"""Lost shifts in words: the reason that the file of absences gives is repeated."""

from __future__ import annotations

from typing import Any

import pytest

from peakroster.explanations.change_words import ChangeWords
from peakroster.messages import Translator

LOST = {"agent_id": "A1", "name": "赵磊", "before": "晚班", "after": "off"}
BECAUSE = {"agent_id": "A1", "from": "2026-10-01T00:00", "until": "2026-10-02T00:00", "reason": "发烧"}


def told(language: str, day: str, reason: str, because: list[dict[str, Any]] | None) -> str:
    replan = {"because": because, "changes": [], "lost": [{**LOST, "date": day, "reason": reason}]}
    (line,) = ChangeWords(replan, Translator(language), {"A1": "赵磊"}, {}).lost()
    return line


@pytest.mark.parametrize(("language", "words"), [("zh", "不在岗（发烧）"), ("en", "away (发烧)")])
def test_the_reason_of_the_absence_is_told(language: str, words: str) -> None:
    """On its own days, and on the day before, whose night shift may end in it; nowhere else."""
    assert words in told(language, "2026-10-01", "absent", [BECAUSE])
    assert words in told(language, "2026-09-30", "absent", [BECAUSE])
    for day, reason, because in (
        ("2026-10-02", "absent", [BECAUSE]),
        ("2026-10-01", "lock", [BECAUSE]),
        ("2026-10-01", "absent", [{**BECAUSE, "agent_id": "A2"}]),
        ("2026-10-01", "absent", [{**BECAUSE, "reason": ""}]),
        ("2026-10-01", "absent", None),
    ):
        assert "发烧" not in told(language, day, reason, because)
