"""Sales that the history shows and nobody entered, confirmed on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from peakroster.desk.demand.event_table import EventChange, edit_events
from peakroster.desk.roster import Desk
from peakroster.planning.forecast.sale_entry import (
    Confirmed,
    enter_sales,
    not_refused,
    sales_to_confirm,
)
from peakroster.planning.forecast.sale_proposals import (
    SaleProposal,
    missing_sales,
    proposed_sales,
    with_past,
)
from peakroster.planning.forecast.sale_refusals import ask_again, refuse_sales, refused_sales

DAYS = 14
"""A sale day so far ahead of today that nobody entered is told on the overview."""

__all__ = [
    "Confirmed",
    "SaleProposal",
    "ask_again",
    "enter_on_desk",
    "enter_sales",
    "of_desk",
    "refuse_sales",
    "refused_sales",
    "sales_to_confirm",
    "soon",
    "whole",
]


def of_desk(desk: Desk) -> tuple[SaleProposal, ...]:
    """All proposals of the shop on the desk that nobody refused."""
    return not_refused(desk.shop.folder, proposed_sales(desk.shop))


def soon(desk: Desk, today: date) -> tuple[SaleProposal, ...]:
    """Sale days of the plan and of the coming fortnight that nobody entered, in order of time."""
    plan = desk.plan
    found = {one.name: one for one in missing_sales(desk.shop, plan.first_day, plan.days)}
    found |= {one.name: one for one in missing_sales(desk.shop, today, DAYS)}
    ahead = sorted((one for one in found.values() if one.peak >= today), key=lambda one: one.start)
    return not_refused(desk.shop.folder, ahead)


def whole(desk: Desk, one: SaleProposal) -> tuple[SaleProposal, ...]:
    """A coming sale with the past ones of its kind that are not entered either."""
    return with_past(one, of_desk(desk))


def enter_on_desk(desk: Desk, confirmed: Sequence[Confirmed]) -> Desk:
    """Enter sales, then forecast the plan anew.

    Raises as :func:`peakroster.desk.demand.event_table.edit_events`.
    """
    return edit_events(desk, EventChange({}, added=[one.row(uplift) for one, uplift in confirmed]))
