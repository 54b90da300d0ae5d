"""What other files may call a shift: by its own name, or with many others by the name of their pattern."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.raw_table import RawTable
from scheduler.domain.agents import Agent
from scheduler.domain.rotations import Rotation
from scheduler.domain.rules import Limit
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import AnyShop

ShiftNames = Mapping[str, tuple[str, ...]]
"""Every name that may stand in a file → the shifts it stands for: one, or all those of a pattern."""


def shift_names(table: RawTable | None, shifts: Sequence[Shift]) -> ShiftNames | None:
    """Names of the rows (those of faulty rows too, so that each fault is told once), then of their shifts.

    A name made by the program may be written with a plain hyphen. None where nobody can know all names:
    shifts.csv was not read, or a pattern in it is faulty.
    """
    if table is None or "shift" not in table.headers:
        return None
    of_pattern: dict[str, list[str]] = {}
    for shift in shifts:
        if shift.pattern is not None:
            of_pattern.setdefault(shift.pattern, []).append(shift.name)
    cells = table.cells
    marks = zip(cells["shift"], cells["start_to"] + cells["start_step"] + cells["lengths"], strict=True)
    rows = {name: bool(mark) for name, mark in marks if name}
    if any(is_pattern and name not in of_pattern for name, is_pattern in rows.items()):
        return None
    names = {name: tuple(of_pattern.get(name, (name,))) for name in rows}
    made = [name for group in of_pattern.values() for name in group]
    for name in made:
        names.setdefault(name, (name,))
    for name in made:
        names.setdefault(with_hyphen(name), (name,))
    return names


def with_hyphen(name: str) -> str:
    """The name of a shift of a pattern as it is typed where the keyboard has no longer dash."""
    return name.replace("–", "-")


def single_shifts(
    cells: ColumnParser, column: str, names: ShiftNames | None, where: NDArray[np.bool_] | None = None
) -> pd.Series:
    """The one shift that each cell names; the name of a pattern of several is an error.

    where: the rows that name a shift, None = all. Unknown names stay as they are.
    """
    texts = cells.text(column)
    if names is None:
        return texts
    several = np.array([len(names.get(text, ())) > 1 for text in texts], dtype=bool)
    named = np.ones(len(texts), dtype=bool) if where is None else where

    def details(place: int) -> dict[str, str | int]:
        shifts = names[texts.iloc[place]]
        return {"count": len(shifts), "example": shifts[0]}

    cells.fail("pattern_for_one_shift", column, several & named, details)
    return texts.where(~named, texts.map(lambda text: names.get(text, (text,))[0]))


def spelt_out(shop: AnyShop, names: ShiftNames) -> AnyShop:
    """The shop with the shifts in the place of each name in its people and rules."""

    @cache
    def meant(tokens: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if tokens is None else tuple(dict.fromkeys(s for token in tokens for s in names[token]))

    def limits(written: tuple[Limit, ...]) -> tuple[Limit, ...]:
        return tuple(_meant(limit, meant(limit.shifts), shop.shifts) for limit in written)

    @cache
    def turns(rotation: Rotation) -> Rotation:
        return replace(rotation, entries=tuple(meant(entry) for entry in rotation.entries))

    def person(agent: Agent) -> Agent:
        own = agent.rotation
        return replace(
            agent,
            shifts=meant(agent.shifts),
            rotation=None if own is None else replace(own, rotation=turns(own.rotation)),
            rules=replace(agent.rules, shift_limits=limits(agent.rules.shift_limits)),
        )

    rules = shop.settings.rules
    successions = (product(names[one], names[two]) for one, two in rules.forbidden_successions)
    rules = replace(
        rules,
        forbidden_successions=tuple(dict.fromkeys(chain.from_iterable(successions))),
        shift_limits=limits(rules.shift_limits),
    )
    return replace(
        shop,
        settings=replace(shop.settings, rules=rules, rotations=tuple(map(turns, shop.settings.rotations))),
        agents=tuple(agent.changed(person) for agent in shop.agents),
    )


def _meant(limit: Limit, names: tuple[str, ...] | None, catalogue: Sequence[Shift]) -> Limit:
    """The limit with the shifts that its names mean, and with what the files call them."""
    if names is None:
        return limit
    return replace(limit, shifts=names, written="+".join(_called(frozenset(names), catalogue)))


def _called(names: Collection[str], shifts: Sequence[Shift]) -> list[str]:
    """The names; that of a pattern in the place of all its shifts."""
    left_out = {shift.pattern for shift in shifts if shift.name not in names}
    there = (shift for shift in shifts if shift.name in names)
    return list(
        dict.fromkeys(
            shift.name if shift.pattern is None or shift.pattern in left_out else shift.pattern
            for shift in there
        )
    )
