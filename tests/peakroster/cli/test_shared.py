"""``size --shared`` and ``simulate --shared``: one team for several queues."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import empty_table
from tests.peakroster.cli.small_shop import AGENTS, run, state_of
from tests.peakroster.simulation.weeks import DAY, DAYS, ROWS, activities, write_week

pytestmark = pytest.mark.slow

FIRST = ("--from", "2026-11-09")
SHARED = ("--shared", "aftersale,presale")
PHONE = {"concurrency": "concurrency = 1", "slowdown": "slowdown = [1.0]"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The hand-made week of telephone queues; everybody has both skills."""
    folder = write_week(tmp_path / "shop", **PHONE)
    both = AGENTS.replace(",presale,", ",presale;aftersale,").replace(",aftersale,", ",presale;aftersale,")
    (folder / "agents.csv").write_text(both, encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_size_in_words(shop: Path, language: str) -> None:
    """Each day and all of them; nothing is written."""
    before = state_of(shop)
    ran = run("size", shop, *FIRST, *SHARED, "--lang", language)
    assert ran.code == 0
    words = Translator(language)
    for key in ("shared_together", "shared_less", "shared_all", "shared_note"):
        assert words(f"sizing.{key}").split()[0] in ran.out, key
    assert state_of(shop) == before


def test_size_as_json(shop: Path) -> None:
    """Ten calls an hour in each queue: 3 and 2 agents or 4 for twelve hours a day, 3 otherwise."""
    team = run("size", shop, *FIRST, *SHARED, "--json").json["shared_team"]
    assert team["queues"] == ["aftersale", "presale"]
    assert [day["date"] for day in team["days"]] == ["2026-11-09", "2026-11-10"]
    assert len(team["intervals"]) == 48
    for interval in team["intervals"]:
        assert interval["shared"] <= sum(interval["separate"])
    assert team["shared_agent_hours"] == sum(interval["shared"] for interval in team["intervals"])
    assert team["separate_agent_hours"] == sum(sum(each["separate"]) for each in team["intervals"])
    assert team["shared_agent_hours"] < team["separate_agent_hours"]


def test_simulate(shop: Path) -> None:
    """Presale's two agents help aftersale's one: fewer of its customers are late."""
    asked = (*FIRST, "--demand", "planned", "--replications", 20, "--json")
    alone, shared = (run("simulate", shop, *asked, *more).json for more in ((), SHARED))
    assert shared["shared"] == ["aftersale", "presale"]
    assert "shared" not in alone
    waits = [
        next(queue for queue in each["queues"] if queue["queue"] == "aftersale")["total"]
        for each in (alone, shared)
    ]
    assert waits[1]["average_wait_seconds"] < waits[0]["average_wait_seconds"] / 2
    assert shared["queues"][0]["late_share"]["planned"] is None


def test_what_cannot_be_shared_is_said(shop: Path) -> None:
    """Exit code 2 and the remedy."""
    ran = run("size", shop, *FIRST, "--shared", "presale", "--lang", "en")
    assert ran.code == 2
    assert "two or more" in ran.out


TEAM = '\n[[shared]]\nid = "front"\nname = "前台"\nqueues = ["aftersale", "presale"]\n'


@pytest.fixture
def team(shop: Path) -> Path:
    """The same queues with a team for both, sized."""
    settings = shop / "shop.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + TEAM, encoding="utf-8")
    assert run("size", shop, *FIRST).code == 0
    return shop


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stated_team_is_sized_and_explained(team: Path, language: str) -> None:
    """The team by its name, its queues not; at noon both of them, at night one."""
    sized = run("size", team, *FIRST, "--lang", language)
    assert "前台" in sized.out
    assert "售后" not in sized.out
    noon = run("size", team, "--explain", "2026-11-09T12:00", "前台", "--lang", language)
    assert noon.code == 0
    assert "售后" in noon.out
    assert "售后" not in run("size", team, "--explain", "2026-11-09T03:00", "front", "--lang", language).out


def test_a_stated_team_as_json(team: Path) -> None:
    """What each queue gets with one agent fewer, the number and one more; one fewer breaks a promise."""
    explained = run("size", team, "--explain", "2026-11-09T12:00", "front", "--json").json["explanation"]
    rows = run("size", team, *FIRST, "--json").json["rows"]
    agents = next(
        row["agents"]
        for row in rows
        if row["queue"] == "front" and str(row["timestamp"]).endswith("09T12:00")
    )
    assert explained["agents"] == agents
    assert [queue["queue"] for queue in explained["queues"]] == ["aftersale", "presale"]
    assert [level["agents"] for level in explained["queues"][0]["levels"]] == [agents - 1, agents, agents + 1]
    assert any(queue["levels"][0]["broken"] for queue in explained["queues"])
    assert not any(queue["levels"][1]["broken"] for queue in explained["queues"])


def test_a_stated_team_is_played(team: Path) -> None:
    """Without an option, and said so."""
    store = PlanStore(team)
    work = activities([(agent, start, end, "front") for agent, start, end, _ in ROWS])
    summary = {"from": DAY.isoformat(), "days": DAYS}
    store.write(replace(store.read(DAY), roster=empty_table("roster"), activities=work, summary=summary))
    played = run("simulate", team, *FIRST, "--demand", "planned", "--replications", 3, "--lang", "en")
    assert "前台 is one team for 售后" in played.out
    again = run("simulate", team, *FIRST, "--demand", "planned", "--replications", 3, "--json")
    assert again.json["teams"] == {"front": ["aftersale", "presale"]}


def test_what_a_team_answers_for(team: Path) -> None:
    """Its queues have no number of their own, and are in no other team for a question."""
    alone = run("size", team, "--explain", "2026-11-09T12:00", "presale", "--lang", "en")
    assert (alone.code, "front" in alone.out) == (2, True)
    again = run("size", team, *FIRST, *SHARED, "--lang", "en")
    assert (again.code, "already served" in again.out) == (2, True)
