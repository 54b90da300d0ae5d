"""The roster's objective in words, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from peakroster.messages import Translator
from scheduler.domain.plan import Plan

PARTS = (
    "late",
    "shortage",
    "shift_cover",
    "team_rules",
    "overstaffing",
    "cost",
    "overtime",
    "contract",
    "wishes",
    "fairness",
    "regular_start",
    "start_jumps",
    "single_days",
    "free_weekends",
    "rotation",
    "queue_changes",
    "meetings",
    "changes",
    "last_night",
)
"""Parts that have an amount: customers, hours, money, people."""
BEYOND = ("next_day", "unavoidable")
"""Parts of plans of earlier versions: of the morning after the plan and of what no roster can change only the
difference said anything."""


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
    rest = sum(parts[name]["points"] for name in BEYOND if name in parts)
    if rest:
        lines.append(PartLine(translate("objective.beyond"), "", rest))
    return [*lines, PartLine(translate("objective.total"), "", sum(line.points for line in lines))]
