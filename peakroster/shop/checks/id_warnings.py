"""Ids of agents that a spreadsheet has probably changed, as far as agents.csv itself shows it."""

from __future__ import annotations

from peakroster.shop.table_specs import AGENTS
from peakroster.tables.report import Report
from peakroster.tables.spreadsheet_ids import EXCEL_DIGITS, is_rounded, is_scientific, plain_form
from scheduler.domain.shop import Shop

FILE = f"{AGENTS.stem}.csv"


def warn_of_odd_ids(shop: Shop, report: Report) -> None:
    """Long numbers that were rounded, and two ids that differ only in width, case or zeros in front."""
    first: dict[str, tuple[str, int]] = {}
    for agent in shop.agents:
        about = {"column": "agent_id", "value": agent.id, "name": agent.name}
        if is_scientific(agent.id):
            report.warning("id_in_powers", FILE, agent.row, **about)
        elif is_rounded(agent.id):
            report.warning("id_rounded", FILE, agent.row, **about, digits=EXCEL_DIGITS)
        other, row = first.setdefault(plain_form(agent.id), (agent.id, agent.row))
        if other != agent.id:
            report.warning("ids_alike", FILE, agent.row, **about, other=other, first=row)
