"""The audit of one plan."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from scheduler.audit import PARTS, PlanData, Violation, audit
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.shop import Shop


def audit_written(shop: ShopFolder, first_day: date) -> list[Violation]:
    """Read the plan of this day back from its files and recompute every rule and figure.

    Raises InputError when there is no such plan or a file cannot be read.
    """
    store = PlanStore(shop.folder)
    plan = store.read(first_day)
    return audit_plan(
        shop, plan, store.before(first_day, shop.settings.fairness.window_weeks), parts_of(plan)
    )


def parts_of(plan: Plan) -> tuple[str, ...]:
    """The parts that a plan must have by what it says of itself, and that can therefore be audited.

    An adopted roster has its shifts and nothing else: what people did in them is filled in. A plan without a
    roster and a summary has what its stages have written so far.
    """
    if plan.summary is None and plan.roster is None:
        return tuple(part for part in PARTS if getattr(plan, part) is not None)
    return ("roster",) if is_adopted(plan) else PARTS


def is_adopted(plan: Plan) -> bool:
    """Whether the plan is a roster that was really worked, and no search made it."""
    return (plan.summary or {}).get("status") == "adopted"


def audit_plan(
    shop: Shop, plan: Plan, earlier: EarlierWork, parts: Collection[str] = PARTS
) -> list[Violation]:
    """Every broken rule and wrong figure of a plan; ``parts`` = the files that are looked at.

    The plan is best one that was read back from its files: rows are numbered as they lie in its frames.
    """
    return audit(PlanData(shop, plan, earlier), parts)
