"""docs/architecture.md knows every folder of the packages."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_folder_has_its_sentence() -> None:
    """The first level below each package; deeper ones are told by their own docstrings."""
    folders = [
        f"{package}/{path.parent.name}"
        for package in ("forecast", "scheduler", "peakroster")
        for path in sorted((ROOT / package).glob("*/__init__.py"))
    ]
    assert [folder for folder in folders if f"\n| `{folder}` | " not in PAGE] == []


def test_the_page_can_be_read_in_ten_minutes() -> None:
    """At two hundred words a minute."""
    assert len(PAGE.split()) < 2000
