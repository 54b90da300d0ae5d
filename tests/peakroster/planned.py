"""The small shop with ten weeks of history, an hour of which was recorded wrongly, and a plan of two days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from peakroster.pipeline.stages import ProgressObserver, run_plan
from peakroster.shop.folder import read_shop
from scheduler.roster.problem.solution import Limits
from tests.peakroster.cli.small_shop import history, write_small_shop

DAY = date(2026, 12, 14)
ODD_HOUR = "2026-12-02T14:00"


def write_planned_shop(folder: Path) -> Path:
    """Make it, in seconds; the odd hour is one of ``presale``."""
    write_small_shop(folder, "stationary")
    text = history(days=70).replace(f"{ODD_HOUR},presale,", f"{ODD_HOUR},presale,9")
    (folder / "history.csv").write_text(text, encoding="utf-8")
    run_plan(read_shop(folder), DAY, 2, Limits.within(2), ProgressObserver())
    return folder
