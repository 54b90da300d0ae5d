"""Plans the people of an e-commerce customer-service team: the front door for scripts.

>>> import peakroster as pr
>>> shop = pr.read_shop("my-shop")
>>> forecast = pr.forecast(shop, "2026-11-09", days=7)
>>> needed = pr.staffing(shop, forecast)
>>> roster = pr.roster(shop, needed)
>>> pr.audit(shop, roster)
>>> pr.export(shop, roster, "xlsx", to="out")

Every function takes the shop first, gives a result with data frames and ids, and writes nothing but
:func:`export` and :func:`save`. The names are loaded when they are first asked for, so that
``import peakroster`` takes no time.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peakroster.api import (
        Audit,
        Catalogue,
        CollisionError,
        Cures,
        EarlierWork,
        Explanation,
        Forecast,
        InputError,
        NothingFoundError,
        OwnLimit,
        OwnRule,
        Roster,
        Scenario,
        Shop,
        ShopFolder,
        Simulation,
        Staffing,
        WhatIf,
        WhoCould,
        WhyNot,
        audit,
        better_shifts,
        cures,
        explain,
        export,
        forecast,
        read_shop,
        roster,
        save,
        scenario,
        simulate,
        staffing,
        what_if,
        who_could,
        why_not,
    )

__all__ = [
    "Audit",
    "Catalogue",
    "CollisionError",
    "Cures",
    "EarlierWork",
    "Explanation",
    "Forecast",
    "InputError",
    "NothingFoundError",
    "OwnLimit",
    "OwnRule",
    "Roster",
    "Scenario",
    "Shop",
    "ShopFolder",
    "Simulation",
    "Staffing",
    "WhatIf",
    "WhoCould",
    "WhyNot",
    "audit",
    "better_shifts",
    "cures",
    "explain",
    "export",
    "forecast",
    "read_shop",
    "roster",
    "save",
    "scenario",
    "simulate",
    "staffing",
    "what_if",
    "who_could",
    "why_not",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from peakroster import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
