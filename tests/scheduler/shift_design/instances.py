"""Hand-made design problems."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.domain.shifts import Shift
from scheduler.domain.windows import Window
from scheduler.shift_design.problem import DesignProblem, PeopleClass, Prices

HOUR = 60


def shift(start: float, hours: float, meal: tuple[int, float, float] | None = None) -> Shift:
    """Times in hours; meal: minutes, earliest and latest in hours after midnight."""
    window = None if meal is None else Window(int(meal[1] * HOUR), int(meal[2] * HOUR))
    begin = int(start * HOUR)
    return Shift(f"{start:g}+{hours:g}", begin, begin + int(hours * HOUR), meal[0] if meal else 0, window, 1)


def people(shifts: int, days: int, most: int, **stated: object) -> PeopleClass:
    """One class that may work everything; limits by week only where they are stated."""
    weeks = (days - 1) // 7 + 1
    values = {
        "pool": 0,
        "may_work": np.ones(shifts, dtype=np.bool_),
        "heads": np.full(days, most),
        "most_minutes": np.full(weeks, most * days * 1440),
        "most_shifts": np.full(weeks, most * days),
        "most_nights": np.full(weeks, most * days),
        "due_minutes": np.zeros(weeks, dtype=np.int64),
        **stated,
    }
    return PeopleClass(**values)  # type: ignore[arg-type]


def problem(
    shifts: Sequence[Shift],
    required: Sequence[Sequence[float]],
    days: int = 1,
    interval: int = 60,
    staff: Sequence[PeopleClass] | None = None,
    pool_of: Sequence[int] | None = None,
    prices: Prices = Prices(),
) -> DesignProblem:
    """required: agents by queue and interval."""
    needed = np.round(np.array(required, dtype=np.float64) * 1000).astype(np.int64)
    return DesignProblem(
        days=days,
        first_weekday=0,
        interval_minutes=interval,
        shifts=tuple(shifts),
        choosable=np.ones(len(shifts), dtype=np.bool_),
        may_start=np.ones((len(shifts), days), dtype=np.bool_),
        is_night=np.zeros(len(shifts), dtype=np.bool_),
        required=needed,
        pool_of=np.array(pool_of or [0] * len(needed)),
        queue_weights=np.ones(len(needed)),
        people=tuple(staff or [people(len(shifts), days, 50)]),
        prices=prices,
    )
