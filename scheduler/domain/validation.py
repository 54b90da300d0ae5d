"""Refusing nonsense when a statement is made: the field and the bound that it breaks."""

from __future__ import annotations


class StatementError(ValueError):
    """A statement that contradicts itself; names the field and the bound."""


def require(condition: bool, message: str) -> None:
    """Raise StatementError with the message unless the condition holds."""
    if not condition:
        raise StatementError(message)
