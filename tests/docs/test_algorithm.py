"""docs/algorithm.md: every file that it names exists, and it names every module of the search."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "algorithm.md").read_text(encoding="utf-8")
ROSTER = ROOT / "scheduler" / "roster"


def test_every_file_that_it_names_exists() -> None:
    """Paths are below scheduler/roster."""
    named = set(re.findall(r"[\w/]+\.py\b", PAGE))
    assert len(named) > 40
    assert [name for name in sorted(named) if not (ROSTER / name).is_file()] == []


def test_every_function_that_it_names_exists() -> None:
    """``file.py: name`` points to a function of that file."""
    for name, function in re.findall(r"([\w/]+\.py): (\w+)", PAGE):
        assert f"def {function}(" in (ROSTER / name).read_text(encoding="utf-8")


def test_it_leaves_no_module_of_the_engines_out() -> None:
    """Who reads the page has heard of every file that does something."""
    for folder in ("assignment", "team", "local_search", "column_generation", "cpsat", "hybrid"):
        for path in (ROSTER / folder).glob("[!_]*.py"):
            name = f"{folder}/{path.name}"
            assert name in PAGE or path.name in ("arrays.py", "worked_shifts.py"), name
