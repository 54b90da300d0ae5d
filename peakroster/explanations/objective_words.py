"""The roster's objective in words, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from peakroster.messages import Translator
from scheduler.domain.plan import Plan

PARTS = ("late", "shortage", "overstaffing", "contract", "cost", "wishes", "fairness", "shift_cover")
"""Parts that a manager knows by name; the rest is one line."""
REST = ("next_day", "unavoidable")


@dataclass(frozen=True)
class PartLine:
    """name: in words. amount: with its unit, empty where there is none."""

    name: str
    amount: str
    points: float


def part_lines(plan: Plan, translate: Translator) -> list[PartLine]:
    """Each part of the objective that is not 0, the rest, and all together.

    Empty for a plan whose summary has no parts: it has no roster, or an earlier version made it.
    """
    parts = (plan.summary or {}).get("objective_parts")
    if not parts:
        return []
    lines = [
        PartLine(
            translate(f"objective.{name}"),
            translate(f"objective.{name}_amount", amount=parts[name]["amount"]),
            parts[name]["points"],
        )
        for name in PARTS
        if parts[name]["amount"] or parts[name]["points"]
    ]
    rest = sum(parts[name]["points"] for name in REST)
    lines.append(PartLine(translate("objective.rest"), "", rest))
    return [*lines, PartLine(translate("objective.total"), "", sum(line.points for line in lines))]
