"""Which colour stands behind the name of a shift."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.shifts import Shift

PAPER = ("DCEBFA", "DDF1E4", "FBE9D0", "EADFF5", "FADADF", "D5EEF0", "F3EDC4", "E3E5EA", "F6DDEE")
"""Pale colours that black text stays readable on, also in print."""


def shift_colours(shifts: Sequence[Shift], palette: Sequence[str]) -> dict[str, str]:
    """Shift name → colour, in the order of the shifts; the shifts of one pattern share theirs."""
    groups = dict.fromkeys(shift.pattern or shift.name for shift in shifts)
    colours = {group: palette[place % len(palette)] for place, group in enumerate(groups)}
    return {shift.name: colours[shift.pattern or shift.name] for shift in shifts}
