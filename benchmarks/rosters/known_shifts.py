"""Random weeks that a known number of shifts covers exactly, as in the literature on shift design."""

from __future__ import annotations

import random

import numpy as np

from scheduler.domain.shifts import Shift
from scheduler.shift_design.problem import DesignProblem, Floats, PeopleClass, Prices

HOUR = 60
RANGES = ((5, 8), (9, 11), (13, 15), (21, 23))
"""Hours in which morning, day, afternoon and night shifts begin, in the random instances of Musliu, Schaerf
and Slany (European Journal of Operational Research 153, 2004); each lasts 7 to 9 hours."""


def known_catalogue(
    seed: int, size: int, days: int = 7, interval: int = 60
) -> tuple[DesignProblem, set[int]]:
    """A demand that ``size`` shifts cover exactly, made as the random instances named above are.

    The shifts are drawn from the four ranges, and 1 to 5 people start each of them on each day. Returns the
    problem over all shifts of the ranges, and the positions of those that the demand was made of.
    """
    chance = random.Random(seed)
    step = interval / HOUR
    starts = [low + step * place for low, high in RANGES for place in range(int((high - low) / step) + 1)]
    lengths = [7 + step * place for place in range(int(2 / step) + 1)]
    times = [(round(start * HOUR), round(hours * HOUR)) for start in starts for hours in lengths]
    shifts = [Shift(f"{start}+{length}", start, start + length, 0, None, 0) for start, length in times]
    chosen = set(chance.sample(range(len(shifts)), size))
    slots = days * 1440 // interval
    required = np.zeros(slots)
    for place in sorted(chosen):
        for day in range(days):
            first, count = day * 1440 // interval + shifts[place].start // interval, chance.randint(1, 5)
            length = (shifts[place].end - shifts[place].start) // interval
            required[(first + np.arange(length)) % slots] += count
    return week_of(tuple(shifts), required, days, interval), chosen


def week_of(shifts: tuple[Shift, ...], required: Floats, days: int, interval: int) -> DesignProblem:
    """One queue, as many people as it takes, no contracts. required: agents by interval."""
    weeks, enough = (days - 1) // 7 + 1, int(required.max()) * 2
    plenty = np.full(weeks, enough * days * 1440)
    everybody = PeopleClass(
        0,
        np.ones(len(shifts), dtype=np.bool_),
        np.full(days, enough),
        plenty,
        plenty,
        plenty,
        np.zeros(weeks, dtype=np.int64),
    )
    return DesignProblem(
        days=days,
        first_weekday=0,
        interval_minutes=interval,
        shifts=shifts,
        choosable=np.ones(len(shifts), dtype=np.bool_),
        may_start=np.ones((len(shifts), days), dtype=np.bool_),
        is_night=np.zeros(len(shifts), dtype=np.bool_),
        required=np.round(required[None, :] * 1000).astype(np.int64),
        pool_of=np.zeros(1, dtype=np.int64),
        queue_weights=np.ones(1),
        people=(everybody,),
        prices=Prices(),
    )
