"""Options, languages, JSON and exit codes that all commands have in common."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import peakroster.auditing
from peakroster.cli import output as output_module
from scheduler.roster.client import SearchFailedError
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from tests.peakroster.cli.small_shop import run

pytestmark = pytest.mark.slow

WRONG = {
    "no such command": ("rooster", "SHOP"),
    "no folder": ("check",),
    "no first day": ("plan", "SHOP"),
    "no first day of a forecast": ("forecast", "SHOP"),
    "no such option": ("plan", "SHOP", "--from", "2026-11-09", "--day", "7"),
    "no days": ("plan", "SHOP", "--from", "2026-11-09", "--days", "0"),
    "too many days": ("plan", "SHOP", "--from", "2026-11-09", "--days", "43"),
    "no time": ("plan", "SHOP", "--from", "2026-11-09", "--time-limit", "0"),
    "no number": ("plan", "SHOP", "--from", "2026-11-09", "--time-limit", "nan"),
    "endless": ("plan", "SHOP", "--from", "2026-11-09", "--time-limit", "inf"),
    "a seed below 0": ("plan", "SHOP", "--from", "2026-11-09", "--seed", "-1"),
    "no such language": ("check", "SHOP", "--lang", "fr"),
    "no format": ("export", "SHOP", "--from", "2026-11-09"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage(shop: Path, name: str) -> None:
    """Exit code 2 and a line on standard error; with ``--json`` also JSON on standard output."""
    arguments = [str(shop) if part == "SHOP" else part for part in WRONG[name]]
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    ran = run(*arguments, "--json")
    assert ran.code == 2
    assert ran.json["error"] in ran.err
    assert not (shop / "plans").exists()


@pytest.mark.parametrize("text", ["09.11.2026", "11/09", "2026-02-30", "tomorrow", "2026-W46-1", ""])
def test_a_first_day_that_is_none(shop: Path, text: str) -> None:
    """Exit code 2, the value is named; it is found before anything is read."""
    (shop / "shop.toml").unlink()
    for command in (
        ("plan",),
        ("forecast",),
        ("size",),
        ("roster",),
        ("audit",),
        ("export", "--format", "csv"),
    ):
        name, *options = command
        ran = run(name, shop, "--from", text, *options, "--json", "--lang", "zh")
        assert ran.code == 2
        (error,) = ran.json["errors"]
        assert (error["code"], error["value"]) == ("option_date", text)
        assert "日期" in error["message"]


@pytest.mark.parametrize("text", ["2026-11-09", "2026/11/9", "2026.11.09", "2026年11月9日"])
def test_a_first_day_as_the_tables_may_have_it(planned: Path, text: str) -> None:
    """Every form with the year in front."""
    assert run("audit", planned, "--from", text).code == 0


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (NothingFoundError(), 1, "--time-limit"),
        (RulesCollideError("INFEASIBLE"), 3, "contradict each other"),
        (SearchFailedError("Traceback\nMemoryError"), 1, "MemoryError"),
        (OSError(28, "No space left on device"), 1, "No space left"),
        (ZeroDivisionError("a defect"), 1, "ZeroDivisionError: a defect"),
        (KeyboardInterrupt(), 1, "Interrupted"),
    ],
)
def test_whatever_happens_the_answer_is_json(
    planned: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: str
) -> None:
    """Failures that are not the input's: a line on standard error, ``error`` and ``exit_code`` in JSON."""

    def fail(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(peakroster.auditing, "audit_written", fail)
    ran = run("audit", planned, "--from", "2026-11-09", "--json", "--lang", "en")
    assert ran.code == code
    assert words in ran.json["error"]
    assert ran.json["error"] in ran.err
    assert run("audit", planned, "--from", "2026-11-09", "--lang", "en").code == code


def test_json_has_no_numbers_that_json_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    """NaN and infinity become null."""
    output_module.print_json({"level": float("nan"), "more": [float("inf"), 1.5, None, True]})
    assert json.loads(capsys.readouterr().out) == {"level": None, "more": [None, 1.5, None, True]}


def test_the_installed_command(shop: Path) -> None:
    """``peakroster`` as it lies beside the interpreter: help in the language asked for, check, exit codes;
    a check does not wait for the solver and the regressions to load."""
    command = Path(sys.executable).with_name("peakroster")
    helped = subprocess.run(
        [command, "plan", "--help", "--lang", "zh"], capture_output=True, text=True, check=False
    )
    assert helped.returncode == 0
    assert "计划的第一天" in helped.stdout
    done = subprocess.run([command, "check", shop, "--json"], capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["errors"]) == (0, [])
    loaded = "import sys, peakroster.cli; print({'ortools', 'statsmodels'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
