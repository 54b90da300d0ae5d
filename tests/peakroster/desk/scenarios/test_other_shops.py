"""Scenarios of shops with deferred work, and with a team that shares queues: audited clean, and counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.scenarios.computing import result_as_it_is, result_solved
from peakroster.desk.scenarios.overrides import Away, Hired, Override, QueueSettings, Traffic
from peakroster.pipeline.stages import ProgressObserver, run_plan
from peakroster.shop.folder import read_shop
from scheduler.roster.problem.solution import Limits
from tests.peakroster.cli.small_shop import AGENTS, SETTINGS, history, write_small_shop
from tests.peakroster.cli.test_deferred_work import HELPERS, STATIONARY, TICKETS
from tests.peakroster.planning.roster.test_shared_teams import write_team
from tests.peakroster.simulation.weeks import DAY

pytestmark = pytest.mark.slow

LIMITS = Limits.within(1)


def with_tickets(folder: Path) -> Path:
    """The small shop with tickets, which wait until somebody has time."""
    write_small_shop(folder, "stationary")
    (folder / "shop.toml").write_text(
        STATIONARY + SETTINGS.replace("\n[rules]", TICKETS, 1), encoding="utf-8"
    )
    (folder / "agents.csv").write_text(AGENTS + HELPERS, encoding="utf-8")
    chats = history()
    rows = (row.split(",") for row in chats.splitlines() if ",presale," in row)
    tickets = "".join(f"{row[0]},tickets,{int(row[2]) // 9}\n" for row in rows)
    (folder / "history.csv").write_text(chats + tickets, encoding="utf-8")
    return folder


def planned(folder: Path, first_day: date) -> Desk:
    run_plan(read_shop(folder), first_day, 2, LIMITS, ProgressObserver())
    return open_desk(folder, first_day)


@pytest.mark.parametrize("kind", ["tickets", "team"])
def test_figures_hold_in_every_kind_of_shop(kind: str, tmp_path: Path) -> None:
    """The audit of the scenario is as clean as the plan's, with the roster as it is and with one searched."""
    folder, first_day = tmp_path / "shop", DAY if kind == "team" else date(2026, 11, 9)
    desk = planned((write_team if kind == "team" else with_tickets)(folder), first_day)
    queue, someone = desk.shop.queue_ids[0], desk.shop.agents[0].id
    overrides: list[Override] = [
        Traffic(factor=1.2),
        QueueSettings(queue=queue, handling_factor=1.1),
        Away(agents=(someone,)),
        Hired(count=1, like=someone),
    ]
    plain = result_as_it_is(desk, []).figures
    lying = result_as_it_is(desk, overrides).figures
    found = result_solved(desk, overrides, "replan", LIMITS, ProgressObserver()).figures
    assert (plain.broken, lying.broken, found.broken) == (0, 0, 0)
    assert lying.needed_hours > plain.needed_hours
    assert set(found.service) == set(desk.shop.queue_ids)
    assert all(each.share is None or 0 <= each.share <= 1 for each in found.service.values())
