"""The functions and results of ``import peakroster as pr``: domain in, data frames out, nothing written."""

from peakroster.api.alternatives import Cures, WhoCould, WhyNot, cures, who_could, why_not
from peakroster.api.explaining import Explanation, explain
from peakroster.api.exporting import export, save
from peakroster.api.own_rules import OwnLimit, OwnRule
from peakroster.api.results import Audit, Forecast, Roster, Simulation, Staffing, WhatIf
from peakroster.api.scenarios import Scenario, scenario
from peakroster.api.shift_design import Catalogue, better_shifts
from peakroster.api.stages import audit, forecast, read_shop, roster, simulate, staffing, what_if
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import CollisionError, InputError
from scheduler.domain.plan import EarlierWork
from scheduler.domain.shop import Shop
from scheduler.roster.problem.errors import NothingFoundError

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
