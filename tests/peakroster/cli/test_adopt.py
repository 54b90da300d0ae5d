"""``peakroster adopt``: last week as it was really worked, in a file of the manager's own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.slow

HEADER = ["工号", "日期", "班次"]
WORKED = [
    ["007", "2026-11-07", "早班"],
    ["007", "2026-11-08", "夜班"],
    ["A4", "2026-11-08", "晚班"],
    ["A2", "2026-11-08", "休息"],
]


def workbook(path: Path, rows: list[list[str]]) -> Path:
    """An .xlsx with the Chinese headers and these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *rows]:
        sheet.append(row)
    book.save(path)
    return path


def test_a_plan_goes_on_from_a_roster_in_a_workbook(shop: Path, tmp_path: Path) -> None:
    """Chinese headers, .xlsx, times as in shifts.csv: Sunday's night shift serves Monday's morning, its
    agent rests, no hour is unplannable any more, and the audit is clean."""
    ran = run("adopt", shop, workbook(tmp_path / "上周.xlsx", WORKED), "--lang", "zh")
    assert ran.code == 0, ran.out
    assert "2026-11-07 至 2026-11-08，共 3 个班" in ran.out
    (shop / "locks.csv").unlink()
    arguments = ("--from", "2026-11-09", "--days", 1, "--time-limit", 5, "--json")
    ran = run("plan", shop, *arguments)
    assert ran.code == 0, ran.err
    answer = ran.json
    assert answer["audit"] == []
    assert answer["summary"]["unplannable_hours"] == 0
    folder = shop / "plans" / "2026-11-09"
    coverage = pd.read_csv(folder / "coverage.csv")
    at_three = coverage[(coverage["timestamp"] == "2026-11-09T02:00") & (coverage["queue"] == "presale")]
    assert list(at_three["scheduled"]) == [1]
    roster = pd.read_csv(folder / "roster.csv", dtype=str)
    assert roster[(roster["agent_id"] == "007") & (roster["start"] < "2026-11-09T19:00")].empty


def test_ids_that_excel_changed_since_the_plan_before_are_named(shop: Path, tmp_path: Path) -> None:
    """Excel saved agents.csv and made 7 of 007: without a word, Sunday night would not count for
    Monday's rest. Each command names the person and both ids."""
    assert run("adopt", shop, workbook(tmp_path / "上周.xlsx", WORKED)).code == 0
    for name in ("agents.csv", "locks.csv"):
        text = (shop / name).read_text(encoding="utf-8")
        (shop / name).write_text(text.replace("\n007,", "\n7,"), encoding="utf-8")
    (shop / "mapping.csv").unlink()
    plan = ("--from", "2026-11-09", "--days", 1)
    for arguments in (
        ("check", shop),
        ("plan", shop, *plan, "--time-limit", 5),
        ("roster", shop, "--from", "2026-11-09", "--time-limit", 5),
        ("audit", shop, "--from", "2026-11-09"),
    ):
        told = [
            finding
            for finding in run(*arguments, "--json").json["warnings"]
            if finding["code"] == "id_changed"
        ]
        assert [(finding["file"], finding["row"], finding["value"]) for finding in told] == [
            ("agents.csv", 2, "7")
        ]
        assert "王芳" in told[0]["message"]
        assert "007" in told[0]["remedy"]


BROKEN = {
    "no date": ([["007", "Nov-07", "早班"]], "date_without_year", 2),
    "an unknown shift": (
        [["007", "2026-11-07", "早班"], ["A4", "2026-11-07", "大夜"]],
        "adopted_no_times",
        3,
    ),
    "two shifts": ([["007", "2026-11-07", "早班"], ["007", "2026-11-07", "晚班"]], "adopted_duplicate", 3),
    "a wrong year": (
        [["007", "2025-11-07", "早班"], ["A4", "2026-11-07", "早班"]],
        "adopted_too_many_days",
        None,
    ),
    "nobody": ([["007", "2026-11-07", "off"]], "no_rows", None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_roster_that_cannot_be_adopted(planned: Path, tmp_path: Path, name: str) -> None:
    """Exit code 2 with the row; the plans that are there are untouched."""
    rows, code, row = BROKEN[name]
    before = state_of(planned)
    ran = run("adopt", planned, workbook(tmp_path / "last.xlsx", rows), "--json")
    assert ran.code == 2
    (error,) = ran.json["errors"]
    assert (error["code"], error["row"], error["file"]) == (code, row, "last.xlsx")
    assert state_of(planned) == before


def test_days_that_are_asked_for(shop: Path, tmp_path: Path) -> None:
    """``--from`` and ``--days`` cut the file: what lies outside is told; when nothing is left, an error."""
    file = workbook(tmp_path / "last.xlsx", WORKED)
    ran = run("adopt", shop, file, "--from", "2026/11/8", "--days", 7, "--json")
    assert ran.code == 0
    answer = ran.json
    assert (answer["first_day"], answer["days"], answer["shifts"]) == ("2026-11-08", 7, 2)
    assert [warning["code"] for warning in answer["warnings"]] == ["adopted_outside"]
    for options in (("--from", "2026-12-01"), ("--from", "2026-10-01", "--days", 7)):
        ran = run("adopt", shop, file, *options, "--json", "--lang", "en")
        assert ran.code == 2
        (error,) = ran.json["errors"]
        assert error["code"] == "adopted_nothing_inside"
        assert "2026-11-07 to 2026-11-08" in error["message"]
    assert run("adopt", shop, tmp_path / "nowhere.csv").code == 2


def test_the_audit_of_an_adopted_roster_asks_for_no_other_file(shop: Path, tmp_path: Path) -> None:
    """It has shifts and nothing else: these are held against the rules, and that is said."""
    assert run("adopt", shop, workbook(tmp_path / "上周.xlsx", WORKED)).code == 0
    ran = run("audit", shop, "--from", "2026-11-07", "--lang", "en")
    assert ran.code == 0, ran.out
    assert "only its shifts are audited" in ran.out
    assert "Audit passed: every rule holds." in ran.out
    broken = [["A2", "2026-11-07", "夜班"], ["A2", "2026-11-08", "早班"]]
    assert run("adopt", shop, workbook(tmp_path / "上周.xlsx", broken)).code == 0
    ran = run("audit", shop, "--from", "2026-11-07", "--json")
    assert ran.code == 4
    assert {violation["file"] for violation in ran.json["audit"]} == {"roster.csv"}
    assert ran.json["audited"] == ["roster"]


def test_a_file_that_is_not_there(shop: Path, tmp_path: Path) -> None:
    """It may lie anywhere: nobody is told to put it into the shop's folder."""
    for language, words in (("en", "There is no file"), ("zh", "找不到文件")):
        ran = run("adopt", shop, tmp_path / "nowhere.xlsx", "--lang", language)
        assert ran.code == 2
        assert f"{words} {tmp_path / 'nowhere.xlsx'}" in ran.out
        assert "shop folder" not in ran.out
        assert "店铺文件夹" not in ran.out
