"""Errors of a search that ends without a roster."""

from __future__ import annotations


class RulesCollideError(Exception):
    """The problem is infeasible: locks, leave, rest or limits contradict each other."""


class NothingFoundError(Exception):
    """The budget was spent before the search had a first feasible roster."""
