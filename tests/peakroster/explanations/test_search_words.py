"""How a search that runs is told."""

from __future__ import annotations

from peakroster.explanations.search_words import progress_line
from peakroster.messages import Translator
from scheduler.roster.problem.solution import Progress

ZH = Translator("zh")


def test_a_bound_is_told_where_it_says_something() -> None:
    """The gap is of what can be avoided; a bound below that says nothing, and is not beside its denial."""
    known = progress_line(Progress(100.0, 90.0, 1.0), ZH)
    assert known == "与理论下界的差距 10.0%；得分 100.0，理论下界 90.0。"
    unknown = progress_line(Progress(3055.0, 22.9, 1.0, unavoidable=22.9), ZH)
    assert unknown == "还不知道最多能改进多少；得分 3,055.0。"
    assert progress_line(Progress(None, 0.0, 0.0), ZH) == ZH("ui.solving_start")
