"""People whom earlier plans know by another id: what they worked would not count for their rest and hours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from peakroster.plans.store import DAYS_BACK, LONGEST_PLAN, PlanStore
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.report import Report
from peakroster.tables.spreadsheet_ids import may_have_been

AGENTS = "agents.csv"


def changed_ids(shop: ShopFolder, first_day: date | None = None) -> tuple[Finding, ...]:
    """A warning for each agent whose id a spreadsheet has probably changed since an earlier plan.

    first_day: of the plan that is made or audited, whose own roster counts too; without it, the last plan
    there is. What cannot be read is left to the commands that need it.
    """
    store = PlanStore(shop.folder)
    try:
        return warnings_of(shop, _earlier_ids(store, first_day))
    except InputError:
        return ()


def _earlier_ids(store: PlanStore, first_day: date | None) -> set[str]:
    plans = store.plans()
    if not plans:
        return set()
    first = first_day or plans[-1] + LONGEST_PLAN
    worked = store.before(first).roster
    ids = set(worked.loc[worked["date"] >= first - timedelta(days=DAYS_BACK), "agent_id"])
    own = store.read(first_day).roster if first_day in plans else None
    return ids if own is None else ids | set(own["agent_id"])


def warnings_of(shop: ShopFolder, earlier: Collection[str]) -> tuple[Finding, ...]:
    """A warning for each agent that was probably meant by an earlier id which agents.csv does not have."""
    known = {agent.id for agent in shop.agents}
    gone = sorted(set(earlier) - known)
    report = Report()
    for agent in shop.agents:
        before = [old for old in gone if may_have_been(agent.id, old) or may_have_been(old, agent.id)]
        if before:
            meant = " / ".join(before)
            about = {"column": "agent_id", "value": agent.id, "name": agent.name, "before": meant}
            report.warning("id_changed", AGENTS, agent.row, **about)
    return report.findings("warning")
