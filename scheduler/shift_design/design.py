"""The best catalogues of one, two, … shifts, beside the present one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.shift_design.exact import best_catalogue, is_small
from scheduler.shift_design.formulation import Formulation
from scheduler.shift_design.problem import DesignProblem
from scheduler.shift_design.search import CatalogueSearch
from scheduler.shift_design.use import Use, best_use, relaxation

_WORK = 1.2e7
"""Entries of the linear models of a design, about a minute's on a quiet core."""
_SHARE = 0.08
"""Of the work, for the exchanges of one size in one pass."""
_PASSES = 2
_SAME = 1e-6
"""Points that make no difference."""
_TRIED = 3
"""Catalogues of the size asked for whose best use by whole people is found."""


@dataclass(frozen=True, eq=False)
class Sized:
    """The best catalogue found of at most ``size`` shifts. bound: no other of the size costs less."""

    size: int
    use: Use
    bound: float

    @property
    def gap(self) -> float:
        """(Points − bound) ÷ points: what a better catalogue could save at most."""
        return max(0.0, self.use.points - self.bound) / self.use.points if self.use.points else 0.0


@dataclass(frozen=True, eq=False)
class Design:
    """What was found. present: the best use of the present catalogue, None without one.

    curve: for 1, 2, … shifts. unlimited: points below which no catalogue comes, however many shifts it has.
    """

    present: Use | None
    curve: tuple[Sized, ...]
    unlimited: float

    def of_size(self, size: int) -> Sized:
        """The best catalogue of at most so many shifts."""
        return self.curve[min(size, len(self.curve)) - 1]


def design(
    problem: DesignProblem,
    present: Sequence[int],
    size: int,
    most: int,
    seed: int = 1,
    work: float = _WORK,
) -> Design:
    """Catalogues of 1 … ``most`` shifts, that of ``size`` with the most care.

    present: positions of the present shifts. Same problem, seed and work, same answer, unless the
    clock's guard of a branch and bound cuts in.
    """
    formulation = Formulation(problem)
    search = CatalogueSearch(formulation, work)
    best = _catalogues(search, min(most, len(problem.choices)), present, work)
    size = min(size, len(best))
    unlimited = relaxation(formulation, problem.choices).points
    best[size - 1] = _perturbed(search, best[size - 1], unlimited, random.Random(seed))
    curve: list[Sized] = []
    for count, catalogue in enumerate(best, start=1):
        tried = search.ranked(count)[:_TRIED] if count == size else []
        curve.append(_sized(formulation, count, [catalogue, *tried], unlimited, curve))
    now = best_use(formulation, present) if present else None
    return Design(now, tuple(curve), unlimited)


def _sized(
    formulation: Formulation,
    size: int,
    tried: Sequence[frozenset[int]],
    unlimited: float,
    smaller: Sequence[Sized],
) -> Sized:
    """The best use of these catalogues of a size, or of a smaller one where a shift more helps nobody."""
    uses = [each.use for each in smaller[-1:]]
    bound = unlimited
    for catalogue in dict.fromkeys(tried):
        if _still_open(uses, bound):
            uses.append(best_use(formulation, sorted(catalogue)))
    if _still_open(uses, bound) and is_small(formulation):
        answer = best_catalogue(formulation, size)
        bound = max(bound, answer.bound)
        if answer.catalogue:
            uses.append(best_use(formulation, answer.catalogue))
    use = min(uses, key=lambda each: each.points)
    return Sized(size, use, min(bound, use.points))


def _still_open(uses: Sequence[Use], bound: float) -> bool:
    return min((each.points for each in uses), default=float("inf")) > bound + _SAME


def _catalogues(
    search: CatalogueSearch, most: int, present: Sequence[int], work: float
) -> list[frozenset[int]]:
    """One of each size: grown and improved, then shrunk from above and improved, until that ends."""
    best: list[frozenset[int]] = []
    catalogue: frozenset[int] = frozenset()
    for _ in range(most):
        catalogue = search.improved(search.grown(catalogue), _SHARE * work)
        best.append(catalogue)
    if 0 < len(present) <= most and set(present) <= set(search.formulation.problem.choices):
        _keep_better(search, best, search.improved(frozenset(present), _SHARE * work))
    for _ in range(_PASSES):
        changed = False
        for count in range(most - 1, 0, -1):
            if len(best[count]) > 1:
                smaller = search.improved(search.shrunk(best[count]), _SHARE * work)
                changed |= _keep_better(search, best, smaller)
        for count in range(1, most):
            larger = search.improved(search.grown(best[count - 1]), _SHARE * work)
            changed |= _keep_better(search, best, larger)
        if not changed or search.work_left <= 0:
            break
    return best


def _keep_better(search: CatalogueSearch, best: list[frozenset[int]], found: frozenset[int]) -> bool:
    place = len(found) - 1
    if place < 0 or search.points(found) >= search.points(best[place]) - _SAME:
        return False
    best[place] = found
    return True


def _perturbed(
    search: CatalogueSearch, catalogue: frozenset[int], unlimited: float, chance: random.Random
) -> frozenset[int]:
    """Iterated local search: two shifts exchanged at random, improved again, while work is left."""
    choices = search.formulation.problem.choices
    others = len(choices) - len(catalogue)
    while search.work_left > 0 and others > 0 and search.points(catalogue) > unlimited + _SAME:
        moved = min(2, len(catalogue), others)
        kept = frozenset(chance.sample(sorted(catalogue), len(catalogue) - moved))
        entering = [s for s in choices if s not in catalogue]
        before = search.work_left
        tried = search.improved(kept | frozenset(chance.sample(entering, moved)), search.work_left)
        if search.points(tried) < search.points(catalogue) - _SAME:
            catalogue = tried
        if search.work_left == before:  # all of it was known
            break
    return catalogue
