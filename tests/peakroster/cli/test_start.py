"""``--start``: the search begins from a plan, from last week's roster or from any file, legal or not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.desk.roster import open_desk
from peakroster.desk.solving import solve_rest
from peakroster.pipeline.stages import ProgressObserver
from scheduler.roster.problem.solution import Limits, Progress
from tests.peakroster.cli.small_shop import Ran, run, state_of

pytestmark = pytest.mark.slow

SECONDS = ("--time-limit", 2, "--json", "--lang", "en")


def roster(folder: Path, *more: object) -> Ran:
    """The roster of Monday and Tuesday anew."""
    return run("roster", folder, "--from", "2026-11-09", *SECONDS, *more)


def stored(folder: Path, first_day: str = "2026-11-09") -> pd.DataFrame:
    """The roster.csv of a plan."""
    return pd.read_csv(folder / "plans" / first_day / "roster.csv", dtype=str)


def test_the_present_plan(planned: Path) -> None:
    """All of its shifts are where the search begins, and what it ends with is no worse than they were."""
    shifts = len(stored(planned))
    ran = roster(planned, "--start", "2026-11-09")
    assert ran.code == 0, ran.err
    answer = ran.json
    assert answer["start"] == {"from": "2026-11-09", "shifts": shifts}
    assert (answer["warnings"], answer["audit"]) == ([], [])
    first = roster(planned).json["summary"]
    assert answer["summary"]["objective"] <= first["objective"] + 1e-6


@pytest.mark.parametrize("start", ["last-week", "2026-11-09"])
def test_a_week_before(planned: Path, start: str) -> None:
    """Last week's roster, named as such or by its plan, moves on by seven days; in one of nine days its two
    come twice. People are told how many shifts it is."""
    shifts = len(stored(planned))
    ran = run("plan", planned, "--from", "2026-11-16", "--days", 9, *SECONDS, "--start", start)
    assert ran.code == 0, ran.err
    assert ran.json["start"] == {"from": start, "shifts": 2 * shifts}
    assert ran.json["audit"] == []
    words = run(
        "roster", planned, "--from", "2026-11-16", "--time-limit", 1, "--lang", "en", "--start", start
    )
    named = "last week's roster" if start == "last-week" else f"the plan of {start}"
    assert f"The search starts from {named} ({2 * shifts} shifts)." in words.out


def test_any_file_with_people_and_shifts_that_nobody_knows(planned: Path, tmp_path: Path) -> None:
    """They are left out and named once each, and what is against the rules (leave, a lock, two shifts on one
    day, no rest after a night) does not get into the plan."""
    file = tmp_path / "上周.csv"
    rows = [
        "工号,日期,班次",
        "A2,2026-11-09,早班",  # on leave
        "007,2026-11-10,早班",  # locked to the night
        "A4,2026-11-09,早班",
        "A4,2026-11-09,晚班",
        "A8,2026-11-09,夜班",
        "A8,2026-11-10,早班",
        "ZZ,2026-11-09,早班",
        "ZZ,2026-11-10,早班",
        "A7,2026-11-10,大夜班",
        "A5,2026-11-10,休息",
        "A3,2026-10-30,早班",
    ]
    file.write_text("\n".join(rows) + "\n", encoding="gbk")
    ran = roster(planned, "--start", file)
    assert ran.code == 0, ran.err
    assert [(w["code"], w["file"], w["row"], w["value"]) for w in ran.json["warnings"]] == [
        ("guessed_gbk", "上周.csv", None, "工号"),
        ("start_unknown_agent", "上周.csv", 8, "ZZ"),
        ("start_unknown_shift", "上周.csv", 10, "大夜班"),
    ]
    assert "2 shifts" in ran.json["warnings"][1]["message"]
    assert ran.json["start"]["shifts"] == 6
    assert ran.json["audit"] == []


def test_a_roster_of_other_days_only(planned: Path, tmp_path: Path) -> None:
    """A file with later days has nothing for these: it is said, and the search goes on without."""
    file = tmp_path / "later.csv"
    file.write_text("agent_id,date,shift\nA4,2026-12-07,早班\n", encoding="utf-8")
    ran = roster(planned, "--start", file)
    assert ran.code == 0, ran.err
    assert [warning["code"] for warning in ran.json["warnings"]] == ["start_empty"]


@pytest.mark.parametrize(
    ("start", "code", "place"),
    [
        ("yesterday", "option_start", "--start"),
        ("2026-01-05", "plan_missing", "plans/2026-01-05"),
        ("nowhere.csv", "no_such_file", "nowhere.csv"),
        ("broken.csv", "missing_column", "broken.csv"),
        ("dates.csv", "bad_date", "dates.csv"),
        ("empty.csv", "no_rows", "empty.csv"),
    ],
)
def test_what_is_no_roster(
    planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str, code: str, place: str
) -> None:
    """Exit code 2 with the place named, and the plan stays as it was."""
    monkeypatch.chdir(tmp_path)
    Path("broken.csv").write_text("agent_id,date\nA4,2026-11-09\n", encoding="utf-8")
    Path("dates.csv").write_text("agent_id,date,shift\nA4,someday,早班\n", encoding="utf-8")
    Path("empty.csv").write_text("agent_id,date,shift\n", encoding="utf-8")
    before = state_of(planned)
    ran = roster(planned, "--start", start)
    assert ran.code == 2
    assert (code, place) in [(error["code"], error["file"]) for error in ran.json["errors"]]
    assert state_of(planned) == before


def test_the_desk_begins_from_the_plan_that_lies_on_it(planned: Path) -> None:
    """Solving the rest again: the first roster that is told of is the present one, and none worse comes out;
    with a cell changed by hand, whatever no longer fits beside it gives way."""
    desk = open_desk(planned, date(2026, 11, 9))
    told: list[Progress] = []
    found = solve_rest(desk, {}, Limits.within(5), ProgressObserver(progress=told.append))
    before, after = desk.plan.summary, found.outcome.plan.summary
    assert before is not None
    assert after is not None
    changes = before["objective_parts"]["queue_changes"]["points"]  # not known before queues are handed out
    assert told[0].objective == pytest.approx(before["objective"] - changes, abs=1e-3)
    assert not found.before.is_better_than(found.after)
    assert (
        after["objective"] <= before["objective"] + 0.05
    )  # a search counts in whole thousandths of an agent
    changed = solve_rest(desk, {("A4", date(2026, 11, 9)): "晚班"}, Limits.within(5), ProgressObserver())
    assert changed.outcome.violations == ()
