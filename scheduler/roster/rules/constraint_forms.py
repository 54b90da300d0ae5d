"""What binds one person, in the few forms that every engine understands: rules speak in these forms.

A *count* adds up what the shifts of some days weigh, and bounds it; a *run* is a row of days worked or off;
a *succession* forbids a shift after another. A rule that can be said in them costs its own small module in
``rules`` and nothing in the engines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

LONG_OFF = -(1 << 14)
"""Days off for longer than any rule asks."""


@dataclass(frozen=True)
class Count:
    """What the shifts of neighbouring days of the plan add up to.

    rule: its name. first_day: of the stretch, >= 0. amounts: what each shift adds, >= 0, shape (days of the
    stretch, shifts). after_off: shape (days,): on these days a shift adds only if nothing was worked on the
    day before (the Sunday of a weekend that counts once). least, most: hard bounds, what was worked before
    the plan already taken off.

    Soft, in units of 1/1000 point: ``short`` for each that is missing of ``aim``; ``rising`` · (k - 1) for
    the k-th.
    """

    rule: str
    first_day: int
    amounts: Integers
    after_off: Booleans
    least: int = 0
    most: int | None = None
    aim: int = 0
    short: int = 0
    rising: int = 0

    @property
    def last_day(self) -> int:
        """Of the stretch, included."""
        return self.first_day + len(self.amounts) - 1


@dataclass(frozen=True)
class Runs:
    """Rows of days. most_on, least_on: days worked; least_off: days off, all >= 1.

    begun: days worked up to the day before the plan, or minus the days off; None where nothing is known. Then
    the first run of the plan may be as short as it likes, and counts from its first day. A run that reaches
    the plan's last day may be short, too. excused: the run of work that goes on from before the plan may end
    too short.
    """

    most_on: int | None = None
    least_on: int = 1
    least_off: int = 1
    begun: int | None = None
    excused: bool = False


def count(rule: str, first_day: int, amounts: Integers, least: int = 0, most: int | None = None) -> Count:
    """A hard count whose days all add up."""
    return Count(rule, first_day, amounts, np.zeros(len(amounts), dtype=np.bool_), least, most)
