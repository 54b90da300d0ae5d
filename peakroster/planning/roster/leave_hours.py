"""Hours of leave in a plan by person: how many, what counts as worked, what is paid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peakroster.shop.leave_credits import leave_minutes
from scheduler.domain.shop import Shop


def leave_hours(shop: Shop, first_day: date, days: int) -> list[dict[str, Any]]:
    """A row for each person on leave on these days; hours rounded to 4 decimals.

    pay: of the paid share of the hours at the person's ``hourly_cost``; None where that is not known.
    """
    last = first_day + timedelta(days=days - 1)
    rows = []
    for agent in shop.agents:
        own = [row for row in shop.requests if row.kind == "leave" and row.agent_id == agent.id]
        inside = [
            (row, minutes) for row, minutes in leave_minutes(agent, own) if first_day <= row.day <= last
        ]
        if not inside:
            continue
        paid = sum(minutes * row.terms.paid for row, minutes in inside) / 60
        cost = agent.on(first_day).hourly_cost
        rows.append(
            {
                "agent_id": agent.id,
                "hours": round(sum(minutes for _, minutes in inside) / 60, 4),
                "counted_hours": round(sum(m for row, m in inside if row.terms.counted) / 60, 4),
                "paid_hours": round(paid, 4),
                "pay": None if cost is None else round(cost * paid, 2),
            }
        )
    return rows


def leave_summary(shop: Shop, first_day: date, days: int) -> dict[str, Any]:
    """Only where some leave is paid or counts."""
    matters = any(row.terms.paid or row.terms.counted for row in shop.requests if row.kind == "leave")
    found = leave_hours(shop, first_day, days) if matters else []
    return {"leave": found} if found else {}
