"""What a command loads: a help text waits for Typer and rich, and for nothing heavier."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import pytest

from peakroster.cli.options import EngineName
from scheduler.roster.problem.solution import Engine

pytestmark = pytest.mark.slow

HEAVY = frozenset(
    {"altair", "holidays", "icalendar", "numba", "numpy", "openpyxl", "ortools", "pandas", "scipy"}
    | {"statsmodels", "streamlit", "threadpoolctl", "forecast", "scheduler", "ui"}
)
COMMANDS = (
    *("init", "check", "plan", "forecast", "size", "roster", "replan", "adopt", "audit", "backtest"),
    *("simulate", "export", "ui"),
)


def loaded(*arguments: str) -> set[str]:
    """Top-level names of the modules in memory after the command ran in a process of its own."""
    script = (
        "import sys\n"
        "from peakroster.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(' '.join({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=lambda words: "".join(words))
def test_help_loads_nothing_heavy(command: tuple[str, ...]) -> None:
    """Neither data frames nor engines nor screens, for ``--help`` of the program and of each command."""
    assert loaded(*command, "--help") & HEAVY == set()


def test_the_package_alone_loads_nothing_heavy() -> None:
    """``import peakroster`` costs nothing; what a script needs is loaded when it asks for it."""
    script = "import sys, peakroster; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {name.partition(".")[0] for name in done.stdout.split()} & HEAVY == set()


def test_a_plan_is_made_anew_without_regressions_and_screens() -> None:
    """What ``replan`` imports holds neither of them, nor the libraries of workbooks and distributions."""
    script = (
        "import sys, peakroster.cli.plan_report, peakroster.pipeline.replan; print(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    slow = {"statsmodels", "scipy.stats", "scipy.signal", "openpyxl", "streamlit", "altair"}
    assert {*done.stdout.split()} & slow == set()


def test_a_new_shop_needs_no_engine(tmp_path: object) -> None:
    """``init`` writes files and loads neither the forecast nor the solver."""
    assert loaded("init", f"{tmp_path}/shop") & {"statsmodels", "ortools", "scipy", "forecast"} == set()


def test_the_engines_are_those_of_the_scheduler() -> None:
    """``--engine`` spells them out so that help texts need not load the scheduler."""
    assert get_args(EngineName) == get_args(Engine)
