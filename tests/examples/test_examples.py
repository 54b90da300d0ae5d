"""Every example runs as it stands and says what its docstring promises."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peakroster.resources import data_folder
from tests.peakroster.cli.small_shop import write_small_shop

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(path.name for path in EXAMPLES.glob("*.py"))
TRIED = {
    "folder_to_export.py",
    "forecast_with_a_promotion.py",
    "roster_with_an_own_rule.py",
    "staffing_for_chats.py",
    "what_if_in_a_loop.py",
}
SECONDS = "8"


def main_of(script: str) -> Callable[..., Any]:
    main: Callable[..., Any] = runpy.run_path(str(EXAMPLES / script))["main"]
    return main


def test_every_example_is_tried_and_listed() -> None:
    """A new script needs a test below and a line in the folder's README."""
    assert set(SCRIPTS) == TRIED
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"({script})" in listed for script in SCRIPTS)


def test_forecast_with_a_promotion(capsys: pytest.CaptureFixture[str]) -> None:
    """The sale multiplies the hour, and the explanation names it."""
    main_of("forecast_with_a_promotion.py")(str(data_folder() / "sample"))
    said = capsys.readouterr().out
    assert "<Forecast:" in said
    assert "Double 11 2026" in said


def test_staffing_for_chats(capsys: pytest.CaptureFixture[str]) -> None:
    """One chat at a time is Erlang C (asserted within); three at once need fewer people."""
    main_of("staffing_for_chats.py")()
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert all(int(several) < int(alone) == int(textbook) for _, alone, textbook, several in rows)


def test_roster_with_an_own_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the rule A8 works every night that the law allows; with it, the rule is kept."""
    folder = write_small_shop(tmp_path / "shop")
    main_of("roster_with_an_own_rule.py")(str(folder), "2026-11-09", SECONDS)
    without, with_rule = [
        line for line in capsys.readouterr().out.splitlines() if line.startswith("  the rule")
    ]
    assert with_rule == "  the rule is broken 0 times"
    assert without != with_rule


def test_what_if_in_a_loop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """More traffic and fewer people never leave less missing."""
    main_of("what_if_in_a_loop.py")(str(write_small_shop(tmp_path / "shop")), "2026-11-09", SECONDS)
    short = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()[1:]]
    assert len(short) == 8
    assert short[:4] == sorted(short[:4])
    assert all(away > there for there, away in zip(short[:4], short[4:], strict=True))


def test_folder_to_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The audit is clean and the workbook is there."""
    folder = write_small_shop(tmp_path / "shop")
    main_of("folder_to_export.py")(str(folder), "2026-11-09", str(tmp_path / "out"), SECONDS)
    assert "every rule and figure holds" in capsys.readouterr().out
    assert (tmp_path / "out" / "roster.xlsx").exists()
    assert not (folder / "plans").exists()
