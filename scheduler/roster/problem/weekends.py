"""Free weekends as the roster problem has them: how many of a stretch of days one may work for nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FreeWeekends:
    """Each weekend worked beyond ``most`` costs ``Weights.free_weekend``; soft.

    The stretch is ``first_day``–``last_day``, both included, as in a limit on weekends: days before the plan
    count with what was worked, days after it with nothing.
    """

    first_day: int
    last_day: int
    most: int
