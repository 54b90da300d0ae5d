"""What a command loads: a help text waits for Typer and rich, and for nothing heavier."""

from __future__ import annotations

import json
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


SCRIPT = """
import json, sys
from peakroster.cli import main

loaded = []
for arguments in json.loads(sys.argv[1]):
    sys.argv[1:] = arguments
    try:
        main()
    except SystemExit as end:
        loaded.append([end.code, sorted({name.partition('.')[0] for name in sys.modules})])
print()
print(json.dumps(loaded))
"""


def loaded(*commands: tuple[str, ...]) -> list[set[str]]:
    """Top-level names of the modules in memory after each of the commands, which succeed, one after the other
    in one process of their own."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(commands)], capture_output=True, text=True, check=True
    )
    answers = json.loads(done.stdout.splitlines()[-1])
    assert [code for code, _ in answers] == [0] * len(commands)
    return [set(names) for _, names in answers]


def test_help_loads_nothing_heavy() -> None:
    """Neither data frames nor engines nor screens, for ``--help`` of the program and of each command."""
    commands = [("--help",), *((name, "--help") for name in COMMANDS)]
    heavy = [names & HEAVY for names in loaded(*commands)]
    assert dict(zip(commands, heavy, strict=True)) == {command: set() for command in commands}


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
    (names,) = loaded(("init", f"{tmp_path}/shop", "--yes"))
    assert names & {"statsmodels", "ortools", "scipy", "forecast"} == set()


def test_the_engines_are_those_of_the_scheduler() -> None:
    """``--engine`` spells them out so that help texts need not load the scheduler."""
    assert get_args(EngineName) == get_args(Engine)
