"""The roster's objective in words, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from peakroster.messages import Translator
from scheduler.domain.plan import Plan

PARTS = (
    "late",
    "shortage",
    "overstaffing",
    "contract",
    "cost",
    "wishes",
    "fairness",
    "regular_start",
    "single_days",
    "shift_cover",
)
"""Parts that have an amount."""
FURTHER = ("next_day", "unavoidable")
"""Parts that have points only."""


@dataclass(frozen=True)
class PartLine:
    """name: in words. amount: with its unit, empty where there is none."""

    name: str
    amount: str
    points: float


def part_lines(plan: Plan, translate: Translator) -> list[PartLine]:
    """Each part of the objective that is not 0, and all together.

    Empty for a plan whose summary has no parts: it has no roster, or an earlier version made it.
    """
    summary = plan.summary or {}
    parts = summary.get("objective_parts")
    if not parts:
        return []
    amounts = {name: part["amount"] for name, part in parts.items()}
    # The same hours, which the search counts in whole thousandths of an agent: one figure for both.
    amounts["shortage"] = summary.get("shortage_hours", amounts["shortage"])
    lines = [
        PartLine(
            translate(f"objective.{name}"),
            translate(f"objective.{name}_amount", amount=amounts[name]),
            parts[name]["points"],
        )
        for name in PARTS
        # Plans of earlier versions have fewer parts.
        if name in parts and (parts[name]["amount"] or parts[name]["points"])
    ]
    lines += [
        PartLine(translate(f"objective.{name}"), "", parts[name]["points"])
        for name in FURTHER
        if parts[name]["points"]
    ]
    return [*lines, PartLine(translate("objective.total"), "", sum(line.points for line in lines))]
