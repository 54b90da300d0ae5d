"""``peakroster audit`` and ``export`` on a written plan."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.peakroster.cli.small_shop import AGENTS, run, state_of

pytestmark = pytest.mark.slow

START = ("--from", "2026-11-09")


def test_the_audit_of_a_clean_plan(planned: Path) -> None:
    """Exit code 0, and nothing is written."""
    before = state_of(planned)
    assert "核查通过：规则全部遵守，数字全部正确" in run("audit", planned, *START, "--lang", "zh").out
    ran = run("audit", planned, *START, "--json")
    assert (ran.code, ran.json["audit"]) == (0, [])
    whole = ["forecast", "requirement", "roster", "activities", "coverage", "summary"]
    assert (ran.json["audited"], "own_tables" in ran.json) == (whole, False)
    assert state_of(planned) == before


def drop_rows(text: str) -> str:
    """Only the header."""
    return text.splitlines()[0] + "\n"


def more_hours(text: str) -> str:
    """One more hour of rostered work than there is."""
    summary = json.loads(text)
    return json.dumps({**summary, "paid_hours": summary["paid_hours"] + 1})


TAMPERED = {
    "roster.csv": lambda text: text.replace("A8,2026-11-09,夜班", "A8,2026-11-09,早班"),
    "activities.csv": lambda text: text.replace("meal", "presale"),
    "coverage.csv": drop_rows,
    "requirement.csv": lambda text: text.replace(",1,240.0,", ",0,240.0,", 1),
    "forecast.csv": lambda text: text.replace("T14:00,presale,", "T14:00,presale,1", 1),
    "summary.json": more_hours,
}


@pytest.mark.parametrize("name", TAMPERED)
def test_the_audit_of_a_tampered_file(planned: Path, name: str) -> None:
    """Exit code 4 with the list, in words and in JSON; files are named."""
    path = planned / "plans" / "2026-11-09" / name
    text = path.read_text(encoding="utf-8-sig")
    changed = TAMPERED[name](text)
    assert changed != text
    path.write_text(changed, encoding="utf-8-sig" if name.endswith(".csv") else "utf-8")
    ran = run("audit", planned, *START, "--lang", "en")
    assert ran.code == 4
    count = len(run("audit", planned, *START, "--json").json["audit"])
    assert f"Audit found {count} problem" in ran.out
    assert any((line.startswith("  ") and ".csv" in line) or ".json" in line for line in ran.out.splitlines())


def test_many_alike_are_told_once(planned: Path) -> None:
    """Of each kind of violation the first ten, and how many more; JSON has them all."""
    (planned / "plans" / "2026-11-09" / "coverage.csv").unlink()
    path = planned / "plans" / "2026-11-09" / "requirement.csv"
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    cells = [row.split(",") for row in rows[1:]]
    overstaffed = [",".join([*row[:3], "9", *row[4:]]) for row in cells]
    path.write_text("\n".join([rows[0], *overstaffed]), "utf-8-sig")
    answer = run("audit", planned, *START, "--json").json
    assert len(answer["audit"]) > 40
    ran = run("audit", planned, *START, "--lang", "en")
    assert len(ran.out.splitlines()) < 40
    assert "more of this kind" in ran.out


@pytest.mark.parametrize(
    ("format", "files"),
    [
        ("csv", ["roster.csv"]),
        ("xlsx", ["roster.xlsx"]),
        ("ics", ["-".join(line.split(",")[:2]) + ".ics" for line in AGENTS.splitlines()[1:]]),
        ("dingtalk", ["schedule-001.json"]),
    ],
)
def test_exports(planned: Path, tmp_path: Path, format: str, files: list[str]) -> None:
    """Each format writes its files, into the shop or where it is told to; the plan is not touched."""
    before = state_of(planned / "plans")
    ran = run("export", planned, *START, "--format", format, "--to", tmp_path / "out", "--json")
    assert ran.code == 0, ran.out
    written = [Path(file) for file in ran.json["files"]]
    assert [path.name for path in written] == files
    assert all(path.stat().st_size > 100 for path in written)
    if format == "xlsx":
        assert openpyxl.load_workbook(written[0]).sheetnames
    ran = run("export", planned, *START, "--format", format, "--lang", "en")
    assert ran.code == 0
    assert f"{len(files)} file" in ran.out
    assert ("more in" in ran.out) is (len(files) > 3)
    assert (planned / "exports" / "2026-11-09").is_dir()
    assert state_of(planned / "plans") == before


def test_what_cannot_be_exported(planned: Path) -> None:
    """An unknown format, a person without an id on the platform: exit code 2, and what to do."""
    ran = run("export", planned, *START, "--format", "pdf", "--lang", "en")
    assert ran.code == 2
    assert "csv, xlsx, png, ics, dingtalk, feishu, wecom, frappe, odoo" in ran.out
    mapping = planned / "mapping.csv"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("agent,dingtalk,A4,104\n", ""), encoding="utf-8")
    ran = run("export", planned, *START, "--format", "dingtalk", "--lang", "zh")
    assert ran.code == 2
    assert "张伟" in ran.out
    assert "agent,dingtalk,A4," in ran.out
    assert not (planned / "exports").exists()


@pytest.mark.parametrize("command", [("audit",), ("export", "--format", "csv")])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plan_that_is_not_there(planned: Path, command: tuple[str, ...], language: str) -> None:
    """Exit code 2, with the command that makes it."""
    name, *options = command
    ran = run(name, planned, "--from", "2026-11-16", *options, "--lang", language)
    assert ran.code == 2
    assert "peakroster plan DIR --from 2026-11-16" in ran.out
