"""What each part of the objective costs: the keys of ``[objective]``."""

from __future__ import annotations

from dataclasses import dataclass, replace

REGULAR_WITHIN = 60
"""Minutes by which a shift may begin away from the regular start for nothing."""


JUMP_WITHIN = 120
"""Minutes by which a shift may begin earlier or later than that of the day before for nothing."""
BACKWARD = 2
"""How many times as much it costs to begin earlier than on the day before as to begin later."""
FREE_CHANGES = 2
"""Changes of queue in a shift that cost nothing."""
SHORT_STRETCH = 60
"""Minutes in one queue below which a stretch is short."""
CALLED_IN = 1.5
"""How many times a shift counts as changed that is given to somebody who was told to be off."""
NO_PATTERNS = {
    "regular_start": 0.0,
    "start_jump": 0.0,
    "single_day_off": 0.0,
    "single_working_day": 0.0,
    "free_weekend": 0.0,
    "queue_change": 0.0,
    "short_stretch": 0.0,
}
"""Weights for which the pattern of somebody's week costs nothing."""


@dataclass(frozen=True)
class Weights:
    """What each part of the objective costs, in points for one agent-hour (or as said).

    The order of the house: lateness and shortage, contracted hours, hours beyond need, cost, wishes,
    fairness, patterns. late: for an inquiry answered late that the agents required would answer in time;
    ``late_allowed`` for any that is late. shortage: for the first missing agent-hour; ``shortage_full`` for
    one at which *nobody* is left, so that 3 missing of 6 cost more than 3 of 60. wish: for one broken wish
    of weight 1. fairness: for each unevenly spread night, weekend or sale-day shift;
    balance: the same where earlier plans are counted too. cost: for each unit of
    ``hourly_cost`` paid. regular_start: for each hour by which a shift begins away from the agent's regular
    start, from :data:`REGULAR_WITHIN` minutes on. start_jump: for each hour by which it begins
    later than that of the day before, from :data:`JUMP_WITHIN` minutes on; :data:`BACKWARD` times as much for
    each hour by which it begins earlier. single_day_off: for one day off between two working days;
    single_working_day: for one working day between two days off. free_weekend: for each weekend worked beyond
    those that leave a calendar month ``free_weekends`` (weekends, not points) without a shift.
    queue_change: for each change of queue in a shift beyond :data:`FREE_CHANGES` that nothing forces;
    short_stretch: for a stretch in one queue below :data:`SHORT_STRETCH` minutes that such a change begins
    or ends. meeting: for each person who misses a
    meeting. reserve: for each paid hour by which the reserve is too small or too large. change: for a
    shift other than what its agent was told, ``change_soon`` for one that is ``notice_hours`` (hours, not
    points) or less away; only a plan that is made anew has such shifts. overtime: for each hour of it,
    beside what it is paid. rotation: for each day that is not as its agent's rotation has it. The defaults
    need no tuning: a missing hour outweighs every paid hour that could cure it, and the patterns of a
    week cost less than a wish.
    """

    late: float = 1.0
    late_allowed: float = 0.1
    shortage: float = 20.0
    shortage_full: float = 60.0
    contract: float = 2.0
    overstaffing: float = 1.0
    wish: float = 0.3
    fairness: float = 0.05
    balance: float = 0.6
    cost: float = 0.0
    regular_start: float = 0.05
    start_jump: float = 0.1
    single_day_off: float = 0.1
    single_working_day: float = 0.1
    free_weekend: float = 1.0
    free_weekends: float = 1.0
    queue_change: float = 0.5
    short_stretch: float = 0.5
    meeting: float = 5.0
    reserve: float = 2.0
    change: float = 3.0
    change_soon: float = 6.0
    notice_hours: float = 48.0
    overtime: float = 2.0
    rotation: float = 1.0

    def of_queue(self, weight: float) -> Weights:
        """The same where a queue counts ``weight`` times: its late customers and its missing agents."""
        return replace(
            self,
            late=weight * self.late,
            late_allowed=weight * self.late_allowed,
            shortage=weight * self.shortage,
            shortage_full=weight * self.shortage_full,
        )
