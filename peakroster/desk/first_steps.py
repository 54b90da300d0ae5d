"""The first steps of a shop without a plan: a folder with a shop in it, and a whole week planned."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from peakroster.pipeline.stages import PlanOutcome, ProgressObserver, run_plan
from peakroster.shop.folder import read_shop
from peakroster.shop.new_folder import new_shop
from scheduler.roster.problem.solution import Limits

READ = "read"
"""The stage before those of the pipeline."""


def make_shop(folder: Path, *, sample: bool) -> None:
    """Make the sample shop, or an annotated template, in a folder that is empty or not there.

    Raises InputError when something else lies there.
    """
    new_shop(folder, sample=sample)


def plan_week(
    folder: Path, first_day: date, days: int, limits: Limits, observer: ProgressObserver
) -> PlanOutcome:
    """Forecast, staffing, roster and audit from the files as they are now, as the command ``plan`` does.

    Raises InputError and CollisionError with everything that is in the way; OutdatedError when a file changed
    meanwhile, and then the plan is kept as a version.
    """
    observer.stage(READ)
    return run_plan(read_shop(folder), first_day, days, limits, observer)
