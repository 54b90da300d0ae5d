"""Local search over catalogues, judged by the linear relaxation of their best use."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.domain.windows import MINUTES_PER_DAY
from scheduler.shift_design.formulation import Formulation
from scheduler.shift_design.problem import Floats
from scheduler.shift_design.use import Relaxation, relaxation

_ENTERING = 10
"""Shifts that are tried in a catalogue, those of the best reduced cost."""
_ALIKE, _UNUSED = 3, 2
"""Shifts that are tried to leave it then: those most like the new one, and those least used beside it."""
_NEAR = 6
"""Neighbours of a shift that take its place."""
_SMALLEST = 1e-6


class CatalogueSearch:
    """Finds good catalogues of any size; every catalogue is judged once.

    work_left: entries of linear models that may still be solved: the search ends by them.
    """

    def __init__(self, formulation: Formulation, work: float) -> None:
        self.formulation, self.work_left = formulation, work
        self._known: dict[frozenset[int], Relaxation] = {}
        self._whole = formulation.model(formulation.problem.choices)
        self._until = 0.0
        self._neighbours: dict[int, tuple[int, ...]] = {}

    def judge(self, catalogue: Iterable[int]) -> Relaxation:
        """The relaxation of a catalogue."""
        key = frozenset(catalogue)
        if key not in self._known:
            places = sorted(key)
            self._known[key] = relaxation(self.formulation, places)
            blocks = self.formulation.blocks
            self.work_left -= sum(len(blocks[p].value) for p in places) + len(self.formulation.pieces.row)
        return self._known[key]

    def points(self, catalogue: Iterable[int]) -> float:
        """Points of the relaxation."""
        return self.judge(catalogue).points

    def gains(self, prices: Floats) -> Floats:
        """What the first people of each shift would save at these prices of the common rows, by shift."""
        formulation, problem = self.formulation, self.formulation.problem
        model = self._whole
        reduced = model.cost - model.matrix[: formulation.rows].T @ prices
        gain = np.zeros(len(problem.shifts))
        for place, first in zip(problem.choices, model.starts, strict=True):
            block = formulation.blocks[place]
            count = len(block.day)
            own = reduced[first : first + len(block.cost)]
            best = np.full(block.link_rows, np.inf)
            pauses = block.link_value > 0
            np.minimum.at(best, block.link_row[pauses], own[block.link_column[pauses]])
            people = own[:count].copy()
            np.add.at(people, block.link_column[~pauses], best[block.link_row[~pauses]])
            by_day = np.zeros(problem.days)
            np.maximum.at(by_day, block.day, -people)
            gain[place] = by_day.sum()
        return gain

    def entering(self, catalogue: frozenset[int]) -> list[int]:
        """Shifts that may improve the catalogue, the most promising first."""
        gain = self.gains(self.judge(catalogue).prices)
        order = [int(s) for s in np.argsort(-gain, kind="stable") if int(s) not in catalogue]
        return [s for s in order[:_ENTERING] if gain[s] > _SMALLEST]

    def grown(self, catalogue: frozenset[int]) -> frozenset[int]:
        """The catalogue with the shift that helps most; itself where none does."""
        tried = [catalogue | {s} for s in self.entering(catalogue)]
        return min(tried, key=self._order, default=catalogue)

    def shrunk(self, catalogue: frozenset[int]) -> frozenset[int]:
        """The catalogue without the shift that it misses least."""
        return min((catalogue - {s} for s in sorted(catalogue)), key=self._order)

    def ranked(self, size: int) -> list[frozenset[int]]:
        """All catalogues of a size that were judged, the best first."""
        return sorted((each for each in self._known if len(each) == size), key=self._order)

    def improved(self, catalogue: frozenset[int], work: float) -> frozenset[int]:
        """The local optimum from a catalogue over exchanges of one shift, or what so much work comes to."""
        self._until = max(0.0, self.work_left - work)
        while self.work_left > self._until:
            better = self._better(catalogue)
            if better is None:
                break
            catalogue = better
        return catalogue

    def _order(self, catalogue: frozenset[int]) -> tuple[float, list[int]]:
        return round(self.points(catalogue), 6), sorted(catalogue)

    def _better(self, catalogue: frozenset[int]) -> frozenset[int] | None:
        """The first better neighbour: a shift moved a little, or one brought in for another."""
        now = self.points(catalogue) - _SMALLEST
        for entering in self.entering(catalogue):
            larger = catalogue | {entering}
            if self.points(larger) >= now:
                continue
            for leaving in self._leaving(larger, entering):
                if self.points(larger - {leaving}) < now:
                    return larger - {leaving}
                if self.work_left <= self._until:
                    return None
        for place in sorted(catalogue):
            for other in self._near(place):
                if other not in catalogue and self.points(catalogue - {place} | {other}) < now:
                    return catalogue - {place} | {other}
                if self.work_left <= self._until:
                    return None
        return None

    def _leaving(self, larger: frozenset[int], entering: int) -> list[int]:
        """Shifts that the larger catalogue may do without: those like the new one, and the least used."""
        others = sorted(larger - {entering})
        alike = sorted(others, key=lambda place: (self._distance(place, entering), place))
        hours = self.judge(larger).hours
        unused = sorted(others, key=lambda place: (round(hours[place], 6), place))
        return list(dict.fromkeys([*alike[:_ALIKE], *unused[:_UNUSED]]))

    def _distance(self, one: int, other: int) -> int:
        """Minutes by which two shifts differ, in their start and in their length."""
        first, second = (self.formulation.problem.shifts[place] for place in (one, other))
        apart = abs(first.start - second.start)
        lengths = (first.end - first.start) - (second.end - second.start)
        return min(apart, MINUTES_PER_DAY - apart) + abs(lengths)

    def _near(self, place: int) -> tuple[int, ...]:
        """Shifts that start a little earlier or later, or are of the next lengths at the same start."""
        if place not in self._neighbours:
            others = (other for other in self.formulation.problem.choices if other != place)
            nearest = sorted(others, key=lambda other: (self._distance(place, other), other))
            self._neighbours[place] = tuple(nearest[:_NEAR])
        return self._neighbours[place]
