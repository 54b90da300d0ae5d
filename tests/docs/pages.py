"""Where the pages lie that tests hold to the code."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    """The text of a page of docs/reference."""
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """The text of a page below a heading of the second level, up to the next one."""
    return page(name).split(f"\n## {heading}\n")[1].split("\n## ")[0]
