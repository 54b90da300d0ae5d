"""How a search may end without a roster."""

from __future__ import annotations


class RulesCollideError(Exception):
    """No roster keeps every hard rule: locks, leave, rest or limits contradict each other."""


class NothingFoundError(Exception):
    """The search was stopped before it had any roster."""
