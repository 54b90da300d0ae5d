"""Approving and refusing: an approved request is in the shop's files in the same moment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peakroster.desk.leave import enter_leave, leave_rows
from peakroster.desk.requests.asking import (
    PLACE,
    deciding,
    end_request,
    find_request,
    require_waiting,
)
from peakroster.desk.requests.content import AgentRequest, LeaveAsked, SwapAsked, WishAsked, wish_rows
from peakroster.desk.requests.effects import RequestEffect, SwappedPlan, effect_of, swap_effect, swapped_plans
from peakroster.pipeline.basis import require_unchanged
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.requests_file import add_requests
from peakroster.shop.model import ShopFolder
from peakroster.store.door import writing
from peakroster.tables.findings import Finding, InputError


@dataclass(frozen=True)
class Approved:
    """request: as it is now. effect: what it does to the rosters."""

    request: AgentRequest
    effect: RequestEffect


def approve(
    folder: Path,
    number: int,
    note: str = "",
    *,
    anyway: bool = False,
    known: RequestEffect | None = None,
) -> Approved:
    """Approve a request that waits, and enter it, as one change.

    Leave and wishes become rows of requests.csv; rosters stay as they are, and the effect says which shifts
    nobody works now. A swap changes the plans of its days, which become versions.

    note: for whoever asked. anyway: also a swap that breaks rules. known: the effect of leave or a wish as it
    was computed already; None = computed now.

    Raises
    ------
    InputError
        ``request_missing``; ``request_decided`` where somebody was faster; ``swap_breaks_rules`` unless
        ``anyway``; and as :func:`effect_of`. Nothing is written then.
    OutdatedError
        Where a plan that a swap changes was written by somebody else meanwhile.
    """
    shop = read_shop(folder, history_required=False, with_history=False)
    request = find_request(folder, number, shop=shop)
    require_waiting(request)
    asked, plans = request.asked, list[SwappedPlan]()
    if isinstance(asked, SwapAsked):
        plans = swapped_plans(folder, request.agent_id, asked)
        effect = swap_effect(request.agent_id, asked, plans)
    else:
        effect = known or effect_of(folder, request)
    if effect.broken and not anyway:
        details = {"count": len(effect.broken)}
        raise InputError([Finding("error", "swap_breaks_rules", PLACE, value=f"{number}", details=details)])
    with writing(folder, kind="approved", what=f"{PLACE}/{request.agent_id}", note=note) as change:
        change.also(deciding(request, "approved", note))
        if isinstance(asked, LeaveAsked):
            enter_leave(
                shop, leave_rows(shop, request.agent_id, asked.first, asked.last, asked.leave, asked.hours)
            )
        elif isinstance(asked, WishAsked):
            _enter_wish(shop, request.agent_id, asked)
        for one in plans:
            require_unchanged(one.desk.basis, folder, one.desk.plan.first_day)
            PlanStore(folder).write(one.outcome.plan)
    return Approved(find_request(folder, number, shop=shop), effect)


def refuse(folder: Path, number: int, note: str) -> AgentRequest:
    """Refuse a request that waits; whoever asked reads the note.

    Raises InputError ``refusal_without_note``, ``request_missing``, ``request_decided``.
    """
    if not note.strip():
        raise InputError([Finding("error", "refusal_without_note", PLACE, value=f"{number}")])
    end_request(folder, find_request(folder, number), "refused", note.strip())
    return find_request(folder, number)


def _enter_wish(shop: ShopFolder, agent_id: str, asked: WishAsked) -> None:
    known = {(row.agent_id, row.day, row.kind, row.shift) for row in shop.requests}
    rows = wish_rows(agent_id, asked)
    new = [row for row in rows if (row.agent_id, row.day, row.kind, row.shift) not in known]
    if new:
        add_requests(shop.folder, new)
