"""Who is meant by “five people”: drawn with a seed from those who work in the plan, and named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peakroster.desk.scenarios.overrides import PLACE, Away, Fewer, Override, Overrides
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop


def people_of(shop: Shop, plan: Plan, overrides: Sequence[Override]) -> tuple[tuple[str, ...], ...]:
    """Of each override the ids of the people who are away or gone by it; empty for those of another kind.

    Whoever is named or drawn once is not drawn again. Raises InputError where fewer work in the plan than are
    to be drawn.
    """
    worked = set() if plan.roster is None else set(plan.roster["agent_id"])
    working = [agent.id for agent in shop.agents if agent.id in worked]
    concerned = [each for each in overrides if isinstance(each, Away | Fewer)]
    taken = {name for each in concerned for name in each.agents}
    found: list[tuple[str, ...]] = []
    for each in overrides:
        if not isinstance(each, Away | Fewer):
            found.append(())
        elif each.agents:
            found.append(each.agents)
        else:
            able = [name for name in working if name not in taken]
            if each.count > len(able):
                details = {"most": len(able)}
                raise InputError(
                    [Finding("error", "scenario_too_many", PLACE, value=f"{each.count}", details=details)]
                )
            order = np.random.default_rng(each.seed).permutation(len(able))[: each.count]
            drawn = tuple(able[place] for place in sorted(order))
            taken.update(drawn)
            found.append(drawn)
    return tuple(found)


def with_people_named(shop: Shop, plan: Plan, overrides: Sequence[Override]) -> Overrides:
    """The overrides with the names of whoever is drawn, so that a scenario goes on meaning the same people.

    Else who is ill in an adopted roster would work no more, and others would be drawn in their place. Raises
    InputError as :func:`people_of`.
    """
    people = people_of(shop, plan, overrides)
    return tuple(
        each.model_copy(update={"agents": named}) if isinstance(each, Away | Fewer) else each
        for each, named in zip(overrides, people, strict=True)
    )
