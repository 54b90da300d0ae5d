"""Stretches of days in which a person may work other shifts than in others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spell:
    """What a person may work from ``first_day`` on, until the next one begins; None = any.

    shifts, weekdays, hours: as of an agent.
    """

    first_day: int
    shifts: frozenset[int] | None
    weekdays: frozenset[int] | None
    hours: tuple[int, int] | None


def shift_spells(spells: tuple[Spell, ...], by: int) -> tuple[Spell, ...]:
    """The same on a count of days that begins ``by`` days later."""
    return tuple(Spell(one.first_day - by, one.shifts, one.weekdays, one.hours) for one in spells)
