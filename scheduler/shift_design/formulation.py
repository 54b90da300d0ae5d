"""The linear model of a catalogue's best use: people by class, shift and day, with pauses left implicit.

Pauses (the meal and short breaks) are counted by the interval in which they begin, for all people of a shift
together, as Bechtold & Jacobs (Management Science 36, 1990) do: who eats when is found afterwards.

Every shift brings a block of columns and of rows of its own, so that the model of any catalogue is put
together from the blocks of its shifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from scheduler.domain.shifts import Shift
from scheduler.shift_design.coverage import marginals
from scheduler.shift_design.problem import DesignProblem, Floats, Integers


@dataclass(frozen=True)
class Pause:
    """A meal or break in intervals from the start of the shift: begins in one of ``begins``."""

    length: int
    begins: range


def pauses_of(shift: Shift, interval: int) -> tuple[Pause, ...]:
    """The meal and the breaks of a shift on the grid."""
    windows = [] if shift.meal is None else [(shift.meal_minutes, shift.meal.start, shift.meal.end)]
    windows += [(rest.minutes, rest.window.start, rest.window.end) for rest in shift.breaks]
    return tuple(
        Pause(
            minutes // interval,
            range((start - shift.start) // interval, (end - minutes - shift.start) // interval + 1),
        )
        for minutes, start, end in windows
        if minutes
    )


@dataclass(frozen=True, eq=False)
class Block:
    """Columns and rows of one shift: first people (class, day), then pauses.

    person_class, day: of the columns of people. row, column, value: entries in the common rows, columns
    counted in the block. link_row, link_column, link_value: entries in the rows of the block, all = 0.
    cost: by column.
    """

    person_class: Integers
    day: Integers
    row: Integers
    column: Integers
    value: Floats
    link_row: Integers
    link_column: Integers
    link_value: Floats
    link_rows: int
    cost: Floats


@dataclass(frozen=True, eq=False)
class LinearModel:
    """Minimise cost · x over lower ≤ matrix · x ≤ upper, 0 ≤ x ≤ most.

    starts: of each shift of the catalogue, its first column; the columns of people come first in its block.
    constant: points of the objective without anybody.
    """

    cost: Floats
    matrix: sp.csc_array
    lower: Floats
    upper: Floats
    most: Floats
    is_whole: Integers
    starts: tuple[int, ...]
    constant: float


class Formulation:
    """All blocks of a problem. Common rows: coverage, heads by class and day, limits by class and week."""

    def __init__(self, problem: DesignProblem) -> None:
        self.problem = problem
        self.pieces = marginals(problem)
        classes, days, weeks = len(problem.people), problem.days, problem.weeks
        self.heads_row = problem.pools * problem.slots
        self.week_row = self.heads_row + classes * days
        self.per_week = 5 if problem.has_overtime else 4
        self.rows = self.week_row + self.per_week * classes * weeks

    def week_rows(self, person_class: Integers, week: Integers) -> Integers:
        """First of the rows of a class and week: ordinary minutes, shifts, nights, contract, overtime."""
        return self.week_row + self.per_week * (person_class * self.problem.weeks + week)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """By shift."""
        return tuple(self._block(place) for place in range(len(self.problem.shifts)))

    def _block(self, place: int) -> Block:
        problem = self.problem
        shift, interval, day_slots = problem.shifts[place], problem.interval_minutes, problem.slots_per_day
        able = [c for c, each in enumerate(problem.people) if each.may_work[place]]
        days = np.flatnonzero(problem.may_start[place]).tolist()
        pairs = [(c, d) for c in able for d in days if problem.people[c].heads[d]]
        person_class = np.array([c for c, _ in pairs], dtype=np.int64)
        day = np.array([d for _, d in pairs], dtype=np.int64)
        pool = np.array([problem.people[c].pool for c, _ in pairs], dtype=np.int64)
        count, at = len(pairs), np.arange(len(pairs))
        length, first = (shift.end - shift.start) // interval, shift.start // interval
        pauses = pauses_of(shift, interval)
        present = np.ones(length)
        for pause in pauses:
            if len(pause.begins) == 1:  # no choice: simply not there
                present[pause.begins[0] : pause.begins[0] + pause.length] = 0.0
        there = np.flatnonzero(present)
        slot = (day[:, None] * day_slots + first + there[None, :]) % problem.slots
        week = self.week_rows(person_class, problem.week_of[day])
        heads = self.heads_row + person_class * problem.days + day
        rows = [(pool[:, None] * problem.slots + slot).ravel(), heads]
        columns, values = [np.repeat(at, len(there)), at], [np.ones(slot.size), np.ones(count)]
        beyond = problem.beyond_of(place)
        counted = shift.paid_minutes - beyond, 1, int(problem.is_night[place]), shift.paid_minutes, beyond
        for offset, value in enumerate(counted[: self.per_week]):
            rows.append(week + offset)
            columns.append(at)
            values.append(np.full(count, float(value)))
        points = (problem.prices.paid * shift.paid_minutes + problem.prices.beyond_day * beyond) / 60
        cost = [np.full(count, points)]
        links: list[tuple[Integers, Integers, Floats]] = []
        link_rows, column = 0, count
        spots = sorted({(int(p), int(d)) for p, d in zip(pool, day, strict=True)})
        spot_at = {spot: position for position, spot in enumerate(spots)}
        of_spot = np.array([spot_at[int(p), int(d)] for p, d in zip(pool, day, strict=True)], dtype=np.int64)
        spot_pool = np.array([p for p, _ in spots], dtype=np.int64)
        spot_day = np.array([d for _, d in spots], dtype=np.int64)
        for pause in pauses:
            if len(pause.begins) == 1:
                continue
            begins, size = np.array(pause.begins), len(spots) * len(pause.begins)
            own = column + np.arange(size)
            links.append((link_rows + of_spot, at, -np.ones(count)))
            links.append((link_rows + np.repeat(np.arange(len(spots)), len(begins)), own, np.ones(size)))
            away = begins[:, None] + np.arange(pause.length)[None, :]
            slots = (spot_day[:, None, None] * day_slots + first + away[None]) % problem.slots
            rows.append((spot_pool[:, None, None] * problem.slots + slots).ravel())
            columns.append(np.repeat(own, pause.length))
            values.append(-np.ones(slots.size))
            cost.append(np.zeros(size))
            link_rows, column = link_rows + len(spots), column + size
        empty = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
        linked = [np.concatenate(part) for part in zip(*(links or [empty]), strict=True)]
        return Block(
            person_class,
            day,
            np.concatenate(rows),
            np.concatenate(columns),
            np.concatenate(values),
            linked[0].astype(np.int64),
            linked[1].astype(np.int64),
            linked[2],
            link_rows,
            np.concatenate(cost),
        )

    @cached_property
    def _common(self) -> tuple[Floats, Floats, Integers, Floats, Floats, Floats]:
        """Columns that every model has, and common bounds.

        Pieces of coverage, hours owed and not given, hours beyond the week.
        """
        problem, pieces = self.problem, self.pieces
        classes = problem.people
        lower, upper = np.full(self.rows, -np.inf), np.full(self.rows, np.inf)
        lower[: self.heads_row] = 0.0
        for c, each in enumerate(classes):
            upper[self.heads_row + c * problem.days :][: problem.days] = each.heads
            week = self.week_rows(np.array([c]), np.arange(problem.weeks))
            for offset, limit in enumerate((each.most_minutes, each.most_shifts, each.most_nights)):
                upper[week + offset] = limit
            lower[week + 3] = each.due_minutes
            if self.per_week > 4:
                upper[week + 4] = 0 if each.most_overtime is None else each.most_overtime
        owing = np.concatenate(
            [self.week_rows(np.array([c]), np.arange(problem.weeks)) + 3 for c in range(len(classes))]
            or [np.zeros(0, dtype=np.int64)]
        )
        cost: Floats = np.concatenate([-pieces.points, np.full(len(owing), problem.prices.contract / 60)])
        row: Integers = np.concatenate([pieces.row, owing])
        value: Floats = np.concatenate([-np.ones(len(pieces.row)), np.ones(len(owing))])
        most: Floats = np.concatenate([pieces.heads.astype(float), np.full(len(owing), np.inf)])
        if self.per_week > 4:
            cost = np.concatenate([cost, np.full(len(owing), problem.prices.beyond_week / 60)])
            most = np.concatenate([most, np.full(len(owing), np.inf)])
        return cost, most, row, value, lower, upper

    @property
    def constant(self) -> float:
        """Points if nobody works: everything missing."""
        return float((self.pieces.points * self.pieces.heads).sum())

    def model(self, catalogue: Sequence[int]) -> LinearModel:
        """The model of the best use of these shifts."""
        cost, most, row, value, lower, upper = self._common
        costs, mosts, rows, columns, values = [cost], [most], [row], [np.arange(len(row))], [value]
        beyond = np.arange(len(row), len(cost))  # leave the ordinary minutes, and count as overtime
        if len(beyond):
            owing = row[len(row) - len(beyond) :]
            rows += [owing - 3, owing + 1]
            columns += [beyond, beyond]
            values += [-np.ones(len(beyond)), np.ones(len(beyond))]
        whole = [np.zeros(len(cost), dtype=np.int64)]
        first, links, starts = len(cost), self.rows, []
        for place in catalogue:
            block = self.blocks[place]
            starts.append(first)
            costs.append(block.cost)
            mosts.append(np.full(len(block.cost), np.inf))
            rows += [block.row, links + block.link_row]
            columns += [first + block.column, first + block.link_column]
            values += [block.value, block.link_value]
            whole.append(np.ones(len(block.cost), dtype=np.int64))
            first, links = first + len(block.cost), links + block.link_rows
        fixed = np.zeros(links - self.rows)
        entries = np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))
        return LinearModel(
            np.concatenate(costs),
            sp.csc_array(entries, shape=(links, first)),
            np.concatenate([lower, fixed]),
            np.concatenate([upper, fixed]),
            np.concatenate(mosts),
            np.concatenate(whole),
            tuple(starts),
            self.constant,
        )
