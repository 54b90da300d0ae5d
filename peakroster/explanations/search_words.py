"""How a search went, in words."""

from __future__ import annotations

from peakroster.messages import Translator
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


def failure_line(failure: str, translate: Translator) -> str:
    """That the search ended before its time, and what is kept. failure: of the plan's outcome."""
    return translate(
        "commands.search_killed_kept" if failure == _KILLED else "commands.search_failed_kept", reason=failure
    )


def failure_key(signal: str) -> str:
    """The message about a search that ended without a roster. signal: that ended it, empty for none."""
    return "search_killed" if signal == _KILLED else "search_failed"
