"""What the proposed shifts are called, and which names of other files no shift has any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from peakroster.planning.shift_design.candidates import minutes_apart
from scheduler.domain.shifts import OFF, Shift
from scheduler.domain.shop import Shop

_FARTHEST = 180
"""Minutes by which a shift may differ from a present one and still take its name."""


def named(proposed: Sequence[Shift], present: Sequence[Shift]) -> tuple[Shift, ...]:
    """By start; each takes the name of the present shift that it is most like, no name twice.

    A shift that is like no present one is called after its times.
    """
    ordered = sorted(proposed, key=lambda shift: (shift.start, shift.end))
    if not present or not ordered:
        return tuple(ordered)
    apart = np.array([[minutes_apart(one, other) for other in present] for one in ordered])
    ones, others = (places.tolist() for places in linear_sum_assignment(apart))
    names = {
        one: present[other].name
        for one, other in zip(ones, others, strict=True)
        if apart[one, other] <= _FARTHEST
    }
    return tuple(replace(shift, name=names.get(place, shift.name)) for place, shift in enumerate(ordered))


def names_gone(shop: Shop, proposed: Sequence[Shift]) -> dict[str, tuple[str, ...]]:
    """Names of present shifts that other files use and the proposed ones do not have → those files."""
    kept = {shift.name for shift in proposed}
    used: dict[str, list[str]] = {}

    def note(file: str, names: Sequence[str | None]) -> None:
        for name in names:
            if name not in (None, OFF) and name not in kept and file not in used.setdefault(str(name), []):
                used[str(name)].append(file)

    rules = shop.settings.rules
    for agent in shop.agents:
        note("agents.csv", agent.shifts or ())
        for limit in agent.rules.shift_limits:
            note("agents.csv", limit.shifts or ())
    for pair in rules.forbidden_successions:
        note("shop.toml", pair)
    for limit in rules.shift_limits:
        note("shop.toml", limit.shifts or ())
    note("requests.csv", [request.shift for request in shop.requests])
    note("locks.csv", [lock.shift for lock in shop.locks])
    return {name: tuple(files) for name, files in used.items() if files}
