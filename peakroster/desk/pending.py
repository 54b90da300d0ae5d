"""Leave that nobody has decided yet: rows of requests.csv that wait, and what people asked for here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from peakroster.desk.leave import enter_leave, leave_rows
from peakroster.desk.requests.asking import waiting_requests
from peakroster.desk.requests.content import AgentRequest, LeaveAsked
from peakroster.desk.requests.deciding import approve
from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.stored import RosterCell
from peakroster.shop.inputs.requests import Status
from peakroster.shop.inputs.requests_file import set_status
from peakroster.shop.model import ShopFolder
from peakroster.store.door import writing
from scheduler.domain.requests import Request


def pending_leave(shop: ShopFolder) -> tuple[Request, ...]:
    """All leave that waits for a decision, a row a date. What was asked for here has ``row`` 0.

    Raises InputError, OSError.
    """
    asked = [row for one in asked_leave(shop) for row in _rows_of(shop, one)]
    return (*(row for row in shop.pending if row.kind == "leave"), *asked)


def asked_leave(shop: ShopFolder) -> list[AgentRequest]:
    """The requests for leave that wait in the store. Raises InputError, OSError."""
    return [one for one in waiting_requests(shop.folder, shop=shop) if isinstance(one.asked, LeaveAsked)]


def decide_rows(shop: ShopFolder, rows: Collection[Request], status: Status) -> None:
    """Approve or refuse rows of the file that wait, as one change of the log; a range is decided as a whole.

    What is approved takes the locks of shifts that it forbids. Raises InputError where somebody was faster.
    """
    numbers = {row.row for row in rows}
    whole = [row for row in shop.pending if row.row in numbers]
    kind = "approved" if status == "approved" else "refused"
    agents = ", ".join(dict.fromkeys(row.agent_id for row in whole))
    with writing(shop.folder, kind=kind, what=f"requests/{agents}"):
        set_status(shop.folder, whole, status, shop.people)
        if status == "approved":
            agreed = [replace(row, status="approved") for row in whole if row.kind == "leave"]
            enter_leave(replace(shop, requests=(*shop.requests, *agreed)), agreed)


def approve_pending(desk: Desk, cells: Collection[RosterCell]) -> tuple[Desk, tuple[Request, ...]]:
    """Approve all leave that waits on these cells; the desk as read back, and the rows that bind now."""
    waiting = [row for row in pending_leave(desk.shop) if (row.agent_id, row.day) in cells]
    numbers = {row.row for row in waiting if row.row}
    bound = [row for row in desk.shop.pending if row.row in numbers]
    if bound:
        decide_rows(desk.shop, bound, "approved")
    for one in asked_leave(desk.shop):
        own = _rows_of(desk.shop, one)
        if any((row.agent_id, row.day) in cells for row in own):
            approve(desk.shop.folder, one.id)
            bound += own
    return open_desk(desk.shop.folder, desk.plan.first_day), tuple(bound)


def _rows_of(shop: ShopFolder, one: AgentRequest) -> list[Request]:
    asked = one.asked
    if not isinstance(asked, LeaveAsked) or one.agent_id not in shop.agent_names:
        return []
    last = min(asked.last, asked.first + timedelta(days=365))
    rows = leave_rows(shop, one.agent_id, asked.first, last, asked.leave, asked.hours)
    return [replace(row, status="pending") for row in rows]
