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
    "secondary_queues",
    "meetings",
    "changes",
    "last_night",
)
"""Parts that have an amount: customers, hours, money, people."""
BEYOND = ("next_day", "unavoidable")
"""Parts of plans of earlier versions: of the morning after the plan and of what no roster can change only the
difference said anything."""

_NONE = {"amount": 0.0, "points": 0.0}
_AFTER_SEARCH = ("queue_changes", "secondary_queues", "meetings")
"""Parts that only the placed activities have."""
_TENTH = 0.1
"""Points are told with one decimal."""


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
    parts, amounts = _parts(plan)
    if not parts:
        return []
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


def dearer_lines(before: Plan, after: Plan, translate: Translator) -> list[str]:
    """Each part of the objective that costs a tenth of a point more, or several, in the later plan.

    The dearest first. Empty where one of the two has no parts.
    """
    (was, were), (now, are) = _parts(before), _parts(after)
    if not was or not now:
        return []
    more = {name: part["points"] - was.get(name, _NONE)["points"] for name, part in now.items()}
    dearer = sorted((name for name in PARTS if more.get(name, 0.0) >= _TENTH), key=lambda name: -more[name])
    return [
        translate(
            "outcome.dearer",
            part=translate(f"objective.{name}"),
            before=translate(f"objective.{name}_amount", amount=were.get(name, 0.0)),
            after=translate(f"objective.{name}_amount", amount=are[name]),
        )
        for name in dearer
    ]


def dearer_plan_lines(plan: Plan, told: float, translate: Translator) -> list[str]:
    """Why a plan costs more than its search told last; empty where it does not.

    The search counts heads. Meals, breaks and meetings that cannot all lie where it counts them, and changes
    of queue within a shift, cost what it does not know of.
    """
    final = float((plan.summary or {}).get("objective", told))
    if final - told < _TENTH:
        return []
    figures = {"told": told, "final": final, "more": final - told}
    lines = [translate("outcome.plan_dearer", **{name: f"{points:,.1f}" for name, points in figures.items()})]
    parts, amounts = _parts(plan)
    lines += [
        translate(
            "outcome.plan_dearer_part",
            part=translate(f"objective.{name}"),
            points=f"{parts[name]['points']:,.1f}",
            amount=translate(f"objective.{name}_amount", amount=amounts[name]),
        )
        for name in _AFTER_SEARCH
        if parts.get(name, _NONE)["points"] >= _TENTH
    ]
    return lines


def _parts(plan: Plan) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The parts by name, and what each amounts to; none of a plan that has none."""
    summary = plan.summary or {}
    parts = summary.get("objective_parts") or {}
    amounts = {name: part["amount"] for name, part in parts.items()}
    if parts:
        # The same hours, which the search counts in whole thousandths of an agent: one figure for both.
        amounts["shortage"] = summary.get("shortage_hours", amounts["shortage"])
    return parts, amounts
