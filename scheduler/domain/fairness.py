"""What is shared evenly over many plans, and over how long: ``[fairness]`` of shop.toml."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.validation import require
from scheduler.domain.windows import Window

SPREAD_KINDS = ("night", "weekend", "sale")
"""Kinds of shifts that a roster spreads evenly, at a price."""
SHIFT_KINDS = (*SPREAD_KINDS, "early", "late")
"""Kinds of shifts that are counted of everybody."""
LEDGER_KINDS = (*SHIFT_KINDS, "refused_wish", "overtime")
"""All that is counted of everybody; overtime in hours."""

LONGEST_MEMORY = 52
"""Weeks."""
MOST_PAID_BACK = 2
"""Shifts of a kind in each week of a plan by which somebody's part of it may be more or less than others'."""
WISH_STEP = 0.2
"""By how much a wish weighs more for each wish that was refused beyond the share of those who asked."""
MOST_FOR_WISHES = 2.0
"""Times that a wish may weigh more for what was refused, and again for seniority."""

_EARLY, _LATE = Window(5 * 60, 9 * 60), Window(14 * 60, 24 * 60)


@dataclass(frozen=True)
class FairnessSettings:
    """``[fairness]``.

    window_weeks: weeks before a plan that are counted; 0 = none, each plan is fair on its own. early, late:
    times of day at which early and late shifts start, the end excluded. wish_per_year: by how much a wish
    weighs more for each year of ``seniority``.
    """

    window_weeks: int = 13
    early: Window = _EARLY
    late: Window = _LATE
    wish_per_year: float = 0.05

    def __post_init__(self) -> None:
        known = 0 <= self.window_weeks <= LONGEST_MEMORY
        require(known, f"fairness: window_weeks {self.window_weeks} not in 0..{LONGEST_MEMORY}")
        require(self.wish_per_year >= 0, f"fairness: wish_per_year {self.wish_per_year} below 0")
