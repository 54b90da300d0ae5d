"""Errors of a problem that contradicts itself, and of a search that ends without a roster."""

from __future__ import annotations


class RulesCollideError(Exception):
    """The problem is infeasible: locks, leave, rest or limits contradict each other."""


class NothingFoundError(Exception):
    """The budget was spent before the search had a first feasible roster."""


class ProblemError(ValueError):
    """A problem that contradicts itself: names the field and the bound that it breaks."""


def require(condition: bool, message: str) -> None:
    """Raise ProblemError unless the condition holds."""
    if not condition:
        raise ProblemError(message)
