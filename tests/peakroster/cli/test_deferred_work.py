"""A shop with a queue of tickets, from forecast to simulation and into the plan after it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from peakroster.explanations.deferred_words import deferred_lines
from peakroster.messages import Translator
from peakroster.plans.store import PlanStore
from tests.peakroster.cli.small_shop import AGENTS, SETTINGS, history, run

pytestmark = pytest.mark.slow  # a roster is searched for, and played

STATIONARY = 'staffing_method = "stationary"\n'
TICKETS = """
[[queues]]
id = "tickets"
name = "工单"
kind = "deferred"
open = "09:00-21:00"
aht_seconds = 600
deadline_hours = 24
backlog = 15

[rules]"""


HELPERS = "".join(f"T{number},工单{number},tickets,,40,,,,,,25\n" for number in range(3))


@pytest.fixture
def shop(tmp_path: Path, shop: Path) -> Path:
    """The small shop with tickets, a few by day and by night, and three people who do them."""
    (shop / "shop.toml").write_text(STATIONARY + SETTINGS.replace("\n[rules]", TICKETS, 1), encoding="utf-8")
    (shop / "agents.csv").write_text(AGENTS + HELPERS, encoding="utf-8")
    chats = history()
    tickets = "".join(
        f"{row.split(',')[0]},tickets,{int(row.split(',')[2]) // 9}\n"
        for row in chats.splitlines()
        if ",presale," in row
    )
    (shop / "history.csv").write_text(chats + tickets, encoding="utf-8")
    return shop


def test_a_plan_that_begins_on_a_closed_day_counts_who_waits_as_the_audit_does(shop: Path) -> None:
    """What comes on the closed day waits for the opening, and did not wait before the plan."""
    (shop / "calendar.csv").write_text("date,closed\n2026-11-09,yes\n", encoding="utf-8")
    for name in ("locks.csv", "requests.csv"):
        (shop / name).unlink()
    ran = run("plan", shop, "--from", "2026-11-09", "--days", 2, "--time-limit", 1, "--lang", "en", "--json")
    assert (ran.code, ran.json["audit"]) == (0, [])


def test_from_the_forecast_to_the_next_plan(shop: Path) -> None:
    """Both plans pass the audit; the second starts with what the first leaves; in play 24 hours are kept."""
    command = ("plan", shop, "--from", "2026-11-09", "--days", 2, "--time-limit", 1, "--lang", "en", "--json")
    ran = run(*command)
    assert (ran.code, ran.json["audit"]) == (0, [])
    assert run("forecast", shop, "--from", "2026-11-11", "--days", 1).code == 0
    assert run("size", shop, "--from", "2026-11-11").code == 0
    assert run("audit", shop, "--from", "2026-11-11").code == 0
    store = PlanStore(shop)
    plans = [store.read(day) for day in store.plans()]
    earlier = store.before(plans[1].first_day)
    assert earlier.deferred is not None
    left = plans[0].summary["deferred"]["tickets"]["backlog"]["2026-11-10"]  # type: ignore[index]
    before = earlier.deferred[earlier.deferred["timestamp"] < plans[1].start.isoformat()]
    assert before["backlog"].iloc[-1] == pytest.approx(left, abs=0.01)
    assert plans[1].requirement is not None
    first = plans[1].requirement.dropna(subset="arrived").iloc[0]
    assert first["arrived"] >= left + first["inquiries"] - 0.01

    said = run("size", shop, "--explain", "2026-11-10T10:00", "tickets", "--lang", "en")
    assert "within 24 hours of their arrival" in said.out
    assert "Waiting at the start" in said.out
    told = deferred_lines(plans[0], Translator("en"), {"tickets": "工单"})
    assert ["cases due are done in time" in line for line in told] == [True]

    simulated = run("simulate", shop, "--from", "2026-11-09", "--replications", 3, "--lang", "en")
    assert "done within 24 h (at least 95%)" in simulated.out
    assert "Cases waiting at the end of each day: 11-09" in simulated.out
    written = shop / "plans" / "2026-11-09" / "simulation" / "simulation.json"
    tickets = json.loads(written.read_text(encoding="utf-8"))["queues"][2]
    assert tickets["deadline_counts"] == "clock"
    planned = plans[0].summary["deferred"]["tickets"]  # type: ignore[index]
    assert 5.6 <= planned["late"] <= 6.5  # of the 15 that wait at the start 5.6 are overdue at nine
    assert planned["share_in_time"] - 0.05 < tickets["total"]["service_level"] < 0.95  # a longer time counts
    assert tickets["days"][1]["service_level"] >= 0.95
    assert tickets["total"]["intervals"] == 0
    assert [day["backlog_at_end"] < 60 for day in tickets["days"]] == [True, True]
