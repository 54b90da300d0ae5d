"""The functions and results of ``import peakroster as pr``: domain in, data frames out, nothing written."""

from peakroster.api.explaining import Explanation, explain
from peakroster.api.exporting import export, save
from peakroster.api.own_rules import OwnLimit, OwnRule
from peakroster.api.results import Audit, Forecast, Roster, Simulation, Staffing, WhatIf
from peakroster.api.stages import audit, forecast, read_shop, roster, simulate, staffing, what_if
from peakroster.tables.findings import CollisionError, InputError
from scheduler.domain.shop import Shop

__all__ = [
    "Audit",
    "CollisionError",
    "Explanation",
    "Forecast",
    "InputError",
    "OwnLimit",
    "OwnRule",
    "Roster",
    "Shop",
    "Simulation",
    "Staffing",
    "WhatIf",
    "audit",
    "explain",
    "export",
    "forecast",
    "read_shop",
    "roster",
    "save",
    "simulate",
    "staffing",
    "what_if",
]
