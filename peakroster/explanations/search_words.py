"""How a search went, in words."""

from __future__ import annotations

from peakroster.messages import Translator
from peakroster.wording import at_most_share
from scheduler.roster.problem.solution import Progress

_KILLED = "SIGKILL"
"""With which a system that runs out of memory ends a process."""


def progress_gap(progress: Progress) -> float | None:
    """Share of what can be avoided that might still be won, 0 to 1; None without a roster or a bound yet.

    A bound of nothing says nothing: "at most 100 % better" would call a good roster worthless.
    """
    if progress.objective is None:
        return None
    return progress.gap if progress.gap < 1 else None


def progress_line(progress: Progress, translate: Translator) -> str:
    """How good the best roster so far is; a bound that says nothing is not told."""
    if progress.objective is None:
        return translate("ui.solving_start")
    gap, points = progress_gap(progress), {"objective": f"{progress.objective:,.1f}"}
    if gap is None:
        return translate("drafts.progress_unbounded", known=translate("ui.solving_unbounded"), **points)
    known = translate("ui.solving_gap", percent=f"{at_most_share(gap):.1%}")
    return translate("drafts.progress", known=known, bound=f"{progress.bound:,.1f}", **points)


def failure_line(failure: str, translate: Translator) -> str:
    """That the search ended before its time, and what is kept. failure: of the plan's outcome."""
    return translate(
        "commands.search_killed_kept" if failure == _KILLED else "commands.search_failed_kept", reason=failure
    )


def failure_key(signal: str) -> str:
    """The message about a search that ended without a roster. signal: that ended it, empty for none."""
    return "search_killed" if signal == _KILLED else "search_failed"
