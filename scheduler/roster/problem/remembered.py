"""What follows from a problem alone, computed once for each: a desk asks for it at every changed cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from scheduler.roster.problem.problem import Problem

T = TypeVar("T")

_NAME = "_remembered"


def remembered(problem: Problem, name: str, compute: Callable[[], T]) -> T:
    """``compute()``, or what it gave for this very problem before; nobody may change it.

    Kept with the problem, like a ``cached_property`` of modules that it does not know; a problem made from it
    by ``replace`` begins anew.
    """
    kept: dict[str, T] = vars(problem).setdefault(_NAME, {})
    if name not in kept:
        kept[name] = compute()
    return kept[name]
