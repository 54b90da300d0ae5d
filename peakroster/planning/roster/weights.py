"""The weights of a shop's objective: what ``[objective]`` says, and what the program takes without it."""

from __future__ import annotations

from scheduler.domain.shop import Shop
from scheduler.domain.weights import Weights

_POINTS_FOR_AN_HOUR = 0.3
"""Of an hour at the team's mean cost: a shift outweighs wishes, and no contracted hour is saved for money."""


def weights_of(shop: Shop) -> Weights:
    """The weights in points.

    Without ``cost``, an hour at the mean of all hourly costs is 0.3 points, whatever the currency; people
    without ``hourly_cost`` cost nothing by the hour. Without ``shortage_full``, it is its default, or
    ``shortage`` if that is more.
    """
    given = dict(shop.settings.objective)
    if "shortage" in given and "shortage_full" not in given:
        given["shortage_full"] = max(given["shortage"], Weights().shortage_full)
    hourly = [agent.hourly_cost for agent in shop.agents if agent.hourly_cost]
    if "cost" not in given and hourly:
        given["cost"] = _POINTS_FOR_AN_HOUR * len(hourly) / sum(hourly)
    return Weights(**given)
