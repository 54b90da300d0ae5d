"""The staffing method: stationary (SIPP) or time-varying, resolved for settings and for plans.

``auto`` is time-varying: benchmarks/staffing simulates both, and it meets the targets with fewer agents.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from scheduler.domain.plan import Plan
from scheduler.domain.shop import AnyShop, Settings

StaffingMethod = Literal["stationary", "time_varying"]


def staffing_method(stated: str) -> StaffingMethod:
    """The method that ``staffing_method`` of shop.toml or of a summary stands for; ``auto`` is resolved."""
    return "stationary" if stated == "stationary" else "time_varying"


def uses_time_varying(settings: Settings) -> bool:
    """Whether the shop's intervals start from the state that the previous one left."""
    return staffing_method(settings.staffing_method) == "time_varying"


def plan_method(plan: Plan, settings: Settings) -> StaffingMethod:
    """The method by which the plan's requirement was found.

    Its summary says so; plans older than the choice are stationary. Without a summary, the shop's method.
    """
    if plan.summary is None:
        return staffing_method(settings.staffing_method)
    return staffing_method(plan.summary.get("staffing_method", "stationary"))


def with_plan_method(shop: AnyShop, plan: Plan) -> AnyShop:
    """The shop with the staffing method by which the plan's requirement was found."""
    method = plan_method(plan, shop.settings)
    return replace(shop, settings=replace(shop.settings, staffing_method=method))
