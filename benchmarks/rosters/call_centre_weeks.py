"""Weeks of a call centre that is open day and night, of any size; seeded.

    .venv/bin/python -m benchmarks.rosters.call_centre_weeks --agents 50 [--interval 30] [--seed 1]

prints what a week holds; ``run.py`` solves them. Three skills in six skill sets, an evening peak, a sale that
opens on Wednesday at 20:00 and again at midnight. Full-timers (seven in ten) work up to 40 h on shifts of
6–10 h, part-timers up to 24 h on shifts of 4–8 h: lengths on the clock, by half hours; a shift may start at
every interval. Shifts of 6 h and more have an unpaid meal of 60 minutes in the two hours in their middle.
Rest 11 h, at most 6 days a week; half of the people have a fixed day off, 30 % a window of 14 hours of the
day. The week stands alone: nothing was worked before it, nobody calls after it.

What a roster costs, in points: 1 for each interval that somebody is paid for, 20 for each that somebody
is missing. ``LOAD`` is the demand's share of the hours that the team may work; with it the work can be
done, and hardly more.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.rules import Rules
from scheduler.domain.weights import NO_PATTERNS, Weights
from scheduler.roster.problem.problem import THOUSANDTHS, Agent, Problem, Shift

DAYS = 7
LOAD = 0.92
UNCOVERED = 20.0
"""Points for an interval that somebody is missing; one that somebody is paid for costs 1."""

QUEUES = ("calls", "chats", "claims")
_QUEUE_SHARE = (0.45, 0.35, 0.20)
_SKILL_SETS = ((0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2))
_SKILL_SHARE = (0.26, 0.18, 0.10, 0.22, 0.12, 0.12)
_FULL_TIME = 0.7
_FULL_TIME_HOURS, _FULL_TIME_LENGTHS = 40, (6, 10)
_PART_TIME_HOURS, _PART_TIME_LENGTHS = 24, (4, 8)
_LENGTH_STEP = 30
_MEAL, _MEAL_WINDOW, _MEAL_FROM_LENGTH = 60, 120, 6 * 60
_DAY_OFF, _WINDOW = 0.5, 0.3
_WINDOW_STARTS, _WINDOW_HOURS = (6, 8, 10, 17), 14
_SALE_DAY = 2
_HOURLY_GAMMA = 400.0
"""Shape of the noise on each hour's demand: it varies by one part in twenty."""


def week(agents: int, interval: int = 30, seed: int = 1) -> Problem:
    """A week for so many agents, planned in intervals of so many minutes."""
    rng = np.random.default_rng([seed, agents])
    shifts = _catalogue(interval)
    team = _team(rng, agents, shifts)
    hours = sum(agent.max_minutes_week or 0 for agent in team) / 60
    required = _required(rng, interval, LOAD * hours)
    slots_an_hour = 60 / interval
    return Problem(
        days=DAYS,
        first_weekday=0,
        interval_minutes=interval,
        queues=QUEUES,
        shifts=shifts,
        agents=team,
        rules=Rules(max_days_per_week=6, min_rest_hours=11),
        required=required * THOUSANDTHS,
        open=np.arange(required.shape[1])[None, :] < np.full((len(QUEUES), 1), DAYS * 1440 // interval),
        scheduled_before=np.zeros_like(required),
        plan_before=False,
        weights=Weights(
            shortage=UNCOVERED * slots_an_hour,
            shortage_full=UNCOVERED * slots_an_hour,
            contract=0,
            overstaffing=0,
            wish=0,
            fairness=0,
            cost=slots_an_hour,
            **NO_PATTERNS,
        ),
    )


def _catalogue(interval: int) -> tuple[Shift, ...]:
    lengths = range(_PART_TIME_LENGTHS[0] * 60, _FULL_TIME_LENGTHS[1] * 60 + 1, max(_LENGTH_STEP, interval))
    return tuple(_shift(start, length, interval) for start in range(0, 1440, interval) for length in lengths)


def _shift(start: int, length: int, interval: int) -> Shift:
    end = start + length
    name = f"{start // 60:02}:{start % 60:02}+{length / 60:g}"
    if length < _MEAL_FROM_LENGTH:
        return Shift(name, start, end)
    opens = start + (length - _MEAL_WINDOW) // 2 // interval * interval
    return Shift(name, start, end, _MEAL, opens, opens + _MEAL_WINDOW)


def _team(rng: np.random.Generator, agents: int, shifts: tuple[Shift, ...]) -> tuple[Agent, ...]:
    """Shares hold to one person in every team; who has what is drawn."""
    skill_sets = _dealt(rng, agents, _SKILL_SHARE)
    full_time = _dealt(rng, agents, (1 - _FULL_TIME, _FULL_TIME)) == 1
    has_day_off = _dealt(rng, agents, (1 - _DAY_OFF, _DAY_OFF)) == 1
    has_window = _dealt(rng, agents, (1 - _WINDOW, _WINDOW)) == 1
    day_off = rng.integers(0, 7, agents)
    window = rng.choice(np.array(_WINDOW_STARTS) * 60, agents)
    members = []
    for place in range(agents):
        low, high = _FULL_TIME_LENGTHS if full_time[place] else _PART_TIME_LENGTHS
        opens = int(window[place])
        members.append(
            Agent(
                id=f"{place + 1:04}",
                skills=frozenset(_SKILL_SETS[skill_sets[place]]),
                max_minutes_week=60 * (_FULL_TIME_HOURS if full_time[place] else _PART_TIME_HOURS),
                shifts=frozenset(
                    s for s, shift in enumerate(shifts) if low * 60 <= shift.end - shift.start <= high * 60
                ),
                weekdays=frozenset(range(7)) - {int(day_off[place])} if has_day_off[place] else None,
                hours=(opens, opens + 60 * _WINDOW_HOURS) if has_window[place] else None,
                hourly_cost=1.0,
            )
        )
    return tuple(members)


def _dealt(rng: np.random.Generator, agents: int, shares: tuple[float, ...]) -> NDArray[np.int64]:
    """A kind for each agent; every kind has its share, to one person."""
    borders = np.round(np.cumsum(shares) * agents)
    return rng.permutation(np.searchsorted(borders, np.arange(agents), side="right"))


def _required(rng: np.random.Generator, interval: int, hours: float) -> NDArray[np.int64]:
    """Whole agents by queue and slot, never below one while open, that sum to about so many agent-hours."""
    slots = (DAYS * 1440 + 720) // interval
    planned = DAYS * 1440 // interval
    time = np.arange(planned) * interval / 60
    hour, day = time % 24, (time // 24).astype(np.int64)
    shape = 0.25 + 0.8 * _bump(hour, 11, 3) + 1.2 * _bump(hour, 20.5, 2.5)
    shape *= np.where(day >= 5, 1.1, 1.0)
    opening = _SALE_DAY * 24 + 20.0
    for start, height in ((opening, 0.7), (opening + 4, 1.1)):
        since = time - start
        shape += np.where(since >= 0, height * np.exp(-np.maximum(since, 0) / 1.5), 0)
    noise = rng.gamma(_HOURLY_GAMMA, 1 / _HOURLY_GAMMA, (len(QUEUES), DAYS * 24))
    curves = np.array(_QUEUE_SHARE)[:, None] * shape * np.repeat(noise, 60 // interval, axis=1)
    low, high = 0.0, 2 * hours
    for _ in range(60):
        scale = (low + high) / 2
        counts = np.maximum(1, np.round(curves * scale)).astype(np.int64)
        if counts.sum() * interval / 60 > hours:
            high = scale
        else:
            low = scale
    required = np.zeros((len(QUEUES), slots), dtype=np.int64)
    required[:, :planned] = np.maximum(1, np.round(curves * low))
    return required


def _bump(hour: NDArray[np.float64], peak: float, width: float) -> NDArray[np.float64]:
    """A bell over the hours of a day, round midnight."""
    away = np.abs(hour - peak)
    return np.asarray(np.exp(-((np.minimum(away, 24 - away) / width) ** 2)))


def main() -> None:
    """Print how large a week is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--interval", type=int, choices=(15, 30, 60), default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    problem = week(given.agents, given.interval, given.seed)
    wanted = problem.required.sum() / THOUSANDTHS * given.interval / 60
    hours = sum(agent.max_minutes_week or 0 for agent in problem.agents) / 60
    print(f"{len(problem.agents)} agents, {hours:,.0f} h; {len(problem.shifts)} shifts")
    print(f"wanted {wanted:,.0f} agent-hours, {wanted / hours:.1%}; by day and queue, each second hour:")
    by_hour = problem.required[:, : DAYS * 1440 // given.interval : 120 // given.interval] // THOUSANDTHS
    for queue, name in enumerate(QUEUES):
        for day in range(DAYS):
            print(f"  {name:7} {day} {' '.join(f'{n:4}' for n in by_hour[queue].reshape(DAYS, -1)[day])}")


if __name__ == "__main__":
    main()
