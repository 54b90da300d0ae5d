"""The table of who had how much: with the plan on the desk, and over past plans."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from peakroster.desk.fairness import fairness_csv, fairness_until, fairness_with_plan
from peakroster.desk.roster import change, open_desk
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from scheduler.domain.fairness import LEDGER_KINDS
from tests.peakroster.plans.conftest import make_plan
from tests.ui.conftest import DAYS, FIRST_DAY

pytestmark = pytest.mark.slow


def test_the_table_counts_the_plan_on_the_desk(shop: Path) -> None:
    """Sale days are both days of the plan; taking one shift off takes one sale day from its agent."""
    desk = open_desk(shop, FIRST_DAY)
    table = fairness_with_plan(desk)
    roster = desk.plan.roster
    assert roster is not None
    assert (table.days, table.last) == (DAYS, FIRST_DAY + timedelta(days=DAYS - 1))
    assert table.first == table.last + timedelta(days=1, weeks=-13)
    by_agent = {row.agent: row for row in table.rows}
    counts = roster["agent_id"].value_counts()
    assert {name: row.kinds["sale"].had for name, row in by_agent.items()} == {
        agent.id: counts.get(agent.id, 0) for agent in desk.shop.agents
    }
    assert table.spreads["sale"].total == len(roster)
    assert [row.worst for row in table.rows] == sorted((row.worst for row in table.rows), reverse=True)
    agent, day = roster["agent_id"].iloc[0], roster["date"].iloc[0]
    after = fairness_with_plan(type(desk)(desk.shop, change(desk, {(agent, day): None}).plan, desk.earlier))
    (own,) = (row for row in after.rows if row.agent == agent)
    assert own.kinds["sale"].had == by_agent[agent].kinds["sale"].had - 1


def test_past_plans_up_to_a_day(shop: Path) -> None:
    """Eleven days before, a roster of two nights and a day; without a day, up to the last plan."""
    store, first = PlanStore(shop), FIRST_DAY - timedelta(days=11)
    store.write(make_plan(first, 2, (("001", 0, "night"), ("001", 1, "night"), ("002", 0, "day"))))
    before = fairness_until(read_shop(shop), first + timedelta(days=1), 1)
    assert (before.days, before.last) == (2, first + timedelta(days=1))
    (own,) = (row for row in before.rows if row.agent == "001")
    assert own.kinds["night"].had == 2
    assert own.kinds["night"].balance is None  # there is no night in shifts.csv
    whole = fairness_until(read_shop(shop))
    assert (whole.days, whole.last) == (2 + DAYS, FIRST_DAY + timedelta(days=DAYS - 1))
    nothing = fairness_until(read_shop(shop), date(2026, 1, 1))
    assert nothing.days == 0


def test_the_file_has_a_row_for_everybody(shop: Path) -> None:
    """Had, share and balance of each kind; what a spreadsheet would compute is guarded."""
    table = fairness_with_plan(open_desk(shop, FIRST_DAY))
    frame = pd.read_csv(io.BytesIO(fairness_csv(table)), encoding="utf-8-sig", dtype={"agent_id": "str"})
    assert frame["agent_id"].tolist() == [row.agent for row in table.rows]
    assert len(frame.columns) == 2 + 3 * len(LEDGER_KINDS)
    share = (frame["sale_had"] - frame["sale_share"]).round(2)
    assert (share - frame["sale_balance"]).abs().max() <= 0.011
