"""performance.csv and the columns speed and max_chats: read, refused, learned and overruled."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.planning.staffing.contributions import contributions_of
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.performance import parse_month
from peakroster.tables.names import KnownNames
from scheduler.audit.figures.capacity import twentieths_of
from scheduler.domain.performance import LearnedSpeed
from tests.peakroster.shop.shops import GOOD, Case, check, findings_of_case, write_shop

P, A = "performance.csv", "agents.csv"
HEAD = "agent_id,queue,chats,aht_seconds,first_reply_seconds,satisfaction,month\n"
FIRST = "007,presale,400,200,12.5,97,2026-10"


def rows(*lines: str) -> dict[str, str | bytes | None]:
    """A table of a sound row and these."""
    return {P: HEAD + "\n".join([FIRST, *lines]) + "\n"}


def with_cells(column: str, *cells: str) -> dict[str, str | bytes | None]:
    """agents.csv with one more column, its cells in the order of the rows."""
    lines = GOOD[A].splitlines()
    columns = [f"{line},{cell}" for line, cell in zip(lines, (column, *cells), strict=True)]
    return {A: "\n".join(columns) + "\n"}


def bad(code: str, line: str, column: str, value: str) -> Case:
    """One more row, which is wrong."""
    return Case(code, rows(line), P, 3, column, value)


def bad_cell(code: str, column: str, cell: str) -> Case:
    """The first agent's cell is wrong."""
    return Case(code, with_cells(column, cell, "", ""), A, 2, column, cell)


TICKETS = """
[[queues]]
id = "tickets"
kind = "deferred"
aht_seconds = 540
deadline_hours = 24
"""
WITH_TICKETS = GOOD["shop.toml"] + TICKETS

CASES = [
    bad("missing_value", ",presale,1,200,,,", "agent_id", ""),
    bad("unknown_queue", "A2,vip,1,200,,,", "queue", "vip"),
    bad("fractional", "A2,presale,1.5,200,,,", "chats", "1.5"),
    bad("out_of_range", "A2,presale,-1,200,,,", "chats", "-1"),
    bad("not_a_number", "A2,presale,1,4min,,,", "aht_seconds", "4min"),
    bad("out_of_range", "A2,presale,1,0,,,", "aht_seconds", "0"),
    bad("out_of_range", "A2,presale,1,200,-3,,", "first_reply_seconds", "-3"),
    bad("not_a_number", "A2,presale,1,200,,97%,", "satisfaction", "97%"),
    bad("bad_month", "A2,presale,1,200,,,2026-13", "month", "2026-13"),
    bad("bad_month", "A2,presale,1,200,,,Oct", "month", "Oct"),
    bad("duplicate_performance", "007,presale,1,200,,,2026年10月", "agent_id", "007"),
    Case("missing_column", {P: "agent_id,queue,chats\n007,presale,1\n"}, P, column="aht_seconds"),
    bad_cell("bad_by_queue", "speed", "fast"),
    bad_cell("bad_by_queue", "speed", "presale:"),
    bad_cell("bad_by_queue", "speed", "0.8;0.9"),
    bad_cell("bad_by_queue", "speed", ":0.8"),
    bad_cell("bad_by_queue", "speed", ";"),
    bad_cell("unknown_queue", "speed", "vip:0.8"),
    bad_cell("out_of_range", "speed", "0.1"),
    bad_cell("out_of_range", "speed", "presale:0.8;aftersale:70"),
    Case(
        "chats_of_deferred",
        {**with_cells("max_chats", "tickets:4", "", ""), "shop.toml": WITH_TICKETS},
        *(A, 2, "max_chats", "tickets:4"),
    ),
    bad_cell("fractional", "max_chats", "2.5"),
    bad_cell("out_of_range", "max_chats", "presale:0"),
    bad_cell("out_of_range", "max_chats", "101"),
    Case("performance_strangers", rows("B1,presale,10,300,,,"), P, value="B1"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_mistake_has_its_clear_message(case: Case, tmp_path: Path) -> None:
    """One mistake, one finding, with file, row, column and value, in both languages."""
    found = findings_of_case(tmp_path / "shop", case)
    check(case, found)
    worse = [finding.code for finding in found if finding.severity != "warning"]
    assert worse == ([] if case.code == "performance_strangers" else [case.code])


def test_cells_by_queue(tmp_path: Path) -> None:
    """One number for all skills, one for each, or both; a number of no skill of the agent means nothing."""
    files = with_cells("speed", "0.8；aftersale：1.1", "presale:0.7", "presale:0.5")
    first, second, third = read_shop(write_shop(tmp_path / "shop", files)).agents
    assert dict(first.speeds) == {"presale": 0.8, "aftersale": 1.1}
    assert (second.speeds, third.speeds) == ((("presale", 0.7),), ())
    assert (third.speed_in("aftersale"), third.chats_in("aftersale", 3)) == (1.0, 3)


def test_chats_at_once(tmp_path: Path) -> None:
    """A bare number is of chats alone: the telephone (aftersale) and tickets have none of it."""
    files = with_cells("max_chats", "4", "presale:2;aftersale:3", "4")
    files[A] = str(files[A]).replace("presale;aftersale", "presale;aftersale;tickets")
    files["shop.toml"] = WITH_TICKETS
    shop = read_shop(write_shop(tmp_path / "shop", files))
    first, second, third = shop.agents
    assert (dict(first.max_chats), third.max_chats) == ({"presale": 4}, ())
    assert dict(second.max_chats) == {"presale": 2}  # aftersale is no skill of A2
    assert contributions_of(shop)[first.id] == ()  # a fourth chat at 0.8 of three slowed ones gains nothing
    assert [twentieths_of(first, queue) for queue in shop.settings.queues] == [20, 20, 20]


def test_queues_as_they_are_called(tmp_path: Path) -> None:
    """售前 is presale in every table, also where numbers differ by queue."""
    by_id = with_cells("speed", "presale:0.8;aftersale:1.1", "0.7", "")
    files = {
        name: GOOD[name].replace(",presale", ",售前") for name in ("history.csv", "events.csv", "profile.csv")
    }
    named = {A: str(by_id[A]).replace("presale", "售前"), **files}
    first, second = (
        read_shop(write_shop(tmp_path / folder, tables))
        for folder, tables in (("ids", by_id), ("names", named))
    )
    assert (second.agents, second.events) == (first.agents, first.events)
    assert second.profiles.keys() == first.profiles.keys()
    assert second.history.equals(first.history)
    assert (second.history["queue"] == "售前").sum() == 0


def test_an_id_goes_before_a_name(tmp_path: Path) -> None:
    """Where a queue has another one's id as its name, the id counts; a name of two means neither."""
    settings = GOOD["shop.toml"].replace('"售前"', '"aftersale"')
    first, *_ = read_shop(write_shop(tmp_path / "shop", {"shop.toml": settings})).agents
    assert first.skills == ("presale", "aftersale")
    assert KnownNames({"a": "售前", "b": "售前", "c": "售后"}).ids_of == {"售后": "c"}


def test_a_second_call_at_once_gains_nothing(tmp_path: Path) -> None:
    """Nothing is known of it where a queue has one chat at a time and no conversation."""
    shop = read_shop(write_shop(tmp_path / "shop", with_cells("max_chats", "aftersale:3", "", "aftersale:2")))
    assert dict(shop.agents[0].max_chats) == {"aftersale": 3}
    assert set(contributions_of(shop).values()) == {()}
    assert {twentieths_of(agent, queue) for agent in shop.agents for queue in shop.settings.queues} == {20}


def test_speeds_are_learned_and_agents_csv_wins(tmp_path: Path) -> None:
    """A2 is slower than 007 over many chats; 007's own cell stands whatever the table says."""
    files = {**with_cells("speed", "presale:0.9", "", ""), **rows("A2,presale,400,400,,,2026-10")}
    shop = read_shop(write_shop(tmp_path / "shop", files))
    first, second, third = shop.agents
    stated, learned = shop.learned_speeds
    assert (first.speeds, third.speeds) == ((("presale", 0.9),), ())
    assert second.speeds == (("presale", learned.speed),)
    assert learned == LearnedSpeed("A2", "presale", 400, pytest.approx(0.75), learned.speed)
    assert 0.75 < learned.speed < 0.77
    assert (stated.agent_id, stated.is_used) == ("007", False)


def test_colleagues_who_left_are_what_others_are_compared_with(tmp_path: Path) -> None:
    """B1 took 600 s, so 007 with 200 s is twice as fast as the mean of 400 s."""
    shop = read_shop(write_shop(tmp_path / "shop", rows("B1,presale,400,600,,,2026-10")))
    assert [one.observed for one in shop.learned_speeds] == [pytest.approx(2)]


def test_without_the_table_nothing_is_learned(tmp_path: Path) -> None:
    """Everybody is the standard."""
    shop = read_shop(write_shop(tmp_path / "shop"))
    assert (shop.learned_speeds, {agent.speeds for agent in shop.agents}) == ((), {()})


@pytest.mark.parametrize(
    "text", ["2026-10", "2026/10", "2026.10", "2026年10月", "2026年10月31日", "2026-10-05"]
)
def test_months(text: str) -> None:
    """A month, or any date in it."""
    assert parse_month(text).isoformat() == "2026-10-01"
