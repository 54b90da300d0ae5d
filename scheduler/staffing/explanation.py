"""Why an interval needs so many agents: what each rule asks for alone, what one agent fewer or more gives.

More agents never serve worse (:mod:`scheduler.staffing.stationary`), so what all rules together ask for is
the most that any of them asks for alone: that rule decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scheduler.queueing import ServiceModel, steady_state
from scheduler.staffing.stationary import StaffingError, Target, agents_needed

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class Rules:
    """What one interval must keep.

    targets: the promises to customers. counting: whether each of them counts in the interval.
    max_occupancy: cap, > 0; None = none. min_agents: >= 0.
    """

    targets: tuple[Target, ...]
    counting: tuple[bool, ...]
    max_occupancy: float | None = None
    min_agents: int = 0


@dataclass(frozen=True)
class Need:
    """What one rule asks for alone.

    rule: ``target`` (its ``place`` among the targets, from 0), ``max_occupancy`` or ``min_agents``. agents:
    the least that keep it, 0 where it does not count; None where no number of agents does.
    """

    rule: Literal["target", "max_occupancy", "min_agents"]
    place: int | None
    agents: int | None
    counts: bool = True

    def is_kept_by(self, agents: int) -> bool:
        """Whether so many agents are enough for this rule."""
        return self.agents is not None and agents >= self.agents


@dataclass(frozen=True)
class Team:
    """The steady state of one number of agents in the interval.

    service_levels: (seconds, share of all arrivals answered within them), each time that a target names
    once; of 0 seconds where there is no target. average_wait: seconds over all arrivals, inf where the queue
    only grows. occupancy: work taken in / full service rate; where nobody leaves, above 1 by as much as an
    overload is one. overloaded: even with every slot in use they finish no more than comes in. agents_short:
    how many more would just keep up; 0 where these do. broken: the rules that they do not keep.
    """

    agents: int
    service_levels: tuple[tuple[float, float], ...]
    average_wait: float
    probability_of_wait: float
    share_leaving: float
    occupancy: float
    overloaded: bool
    agents_short: float
    broken: tuple[Need, ...]


def offered_load(model: ServiceModel, arrivals_per_hour: float) -> float:
    """Erlangs: chats in hand on average if each had an agent of its own."""
    return arrivals_per_hour * model.mean_seconds / SECONDS_PER_HOUR


def needs(model: ServiceModel, arrivals_per_hour: float, rules: Rules) -> tuple[Need, ...]:
    """What each rule asks for alone: the targets in their order, the cap if there is one, the minimum.

    arrivals_per_hour: >= 0. Raises ValueError for values out of range.
    """
    found = [
        Need("target", place, _least(model, arrivals_per_hour, [(target, counts)], None), counts)
        for place, (target, counts) in enumerate(zip(rules.targets, rules.counting, strict=True))
    ]
    if rules.max_occupancy is not None:
        found.append(Need("max_occupancy", None, _least(model, arrivals_per_hour, [], rules.max_occupancy)))
    return (*found, Need("min_agents", None, rules.min_agents))


def _least(
    model: ServiceModel, arrivals_per_hour: float, targets: list[tuple[Target, bool]], cap: float | None
) -> int | None:
    try:
        return int(agents_needed(model, arrivals_per_hour, targets, cap))
    except StaffingError:
        return None


def asked_for(found: Sequence[Need]) -> int | None:
    """Agents that all rules together ask for; None where one of them cannot be kept."""
    asked = [need.agents for need in found if need.agents is not None]
    return max(asked, default=0) if len(asked) == len(found) else None


def deciding(found: Sequence[Need]) -> tuple[Need, ...]:
    """The rules that ask for the most, or that cannot be kept at all; none where nobody is asked for."""
    most = asked_for(found)
    return tuple(need for need in found if need.agents == most) if most != 0 else ()


def teams(
    model: ServiceModel,
    arrivals_per_hour: float,
    targets: Sequence[Target],
    found: Sequence[Need],
    agents: Sequence[int],
) -> tuple[Team, ...]:
    """What each of these numbers of agents (>= 0) gives. found: of :func:`needs`.

    Raises ValueError for values out of range.
    """
    heads = np.asarray(agents, dtype=np.int64)
    state = steady_state(model, np.full(heads.shape, arrivals_per_hour), heads)
    waits = list(dict.fromkeys(target.within_seconds for target in targets)) or [0.0]
    levels = [state.service_level(seconds) for seconds in waits]
    overloaded = (state.arrivals > 0) & (state.full_rate <= state.arrivals)
    short = (state.arrivals - state.full_rate) * (model.mean_seconds / model.speeds[-1])
    return tuple(
        Team(
            agents=number,
            service_levels=tuple((wait, float(level[n])) for wait, level in zip(waits, levels, strict=True)),
            average_wait=float(state.average_wait[n]),
            probability_of_wait=float(state.probability_of_wait[n]),
            share_leaving=float(state.share_leaving[n]),
            occupancy=float(state.occupancy[n]),
            overloaded=bool(overloaded[n]),
            agents_short=max(0.0, float(short[n])),
            broken=tuple(need for need in found if not need.is_kept_by(number)),
        )
        for n, number in enumerate(heads.tolist())
    )
