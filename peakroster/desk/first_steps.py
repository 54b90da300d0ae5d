"""The first steps of a shop without a plan: what lies in the folder, a shop in it, a whole week planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from peakroster.pipeline.stages import PlanOutcome, ProgressObserver, run_plan, run_roster, run_size
from peakroster.plans.store import PlanStore
from peakroster.plans.versions import restore_version
from peakroster.shop.folder import read_shop
from peakroster.shop.new_folder import new_shop
from peakroster.shop.settings.read import FILE
from peakroster.store.place import has_store
from peakroster.tables.decoding import text_encoding
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import InputError
from scheduler.roster.problem.solution import Limits

READ = "read"
"""The stage before those of the pipeline."""

Kind = Literal["missing", "no_folder", "empty", "no_shop", "shop"]

_NEAR = 6
_MEGABYTES = 100


@dataclass(frozen=True)
class Situation:
    """What is in the place of a shop folder.

    kind: nothing, no folder, an empty folder, a folder of other things, or a shop. near: shop folders in it
    and beside it, which may be meant instead.
    """

    kind: Kind
    near: tuple[Path, ...] = ()

    @property
    def may_be_filled(self) -> bool:
        """Whether a shop can be made there."""
        return self.kind in ("missing", "empty")


@dataclass(frozen=True)
class FileRow:
    """A line of a text file as a person sees it. number: from 1. meant: whether a finding speaks of it."""

    number: int
    text: str
    meant: bool


def situation(folder: Path) -> Situation:
    """What lies in this place."""
    try:
        if (folder / FILE).is_file():
            return Situation("shop")
        kind: Kind = "no_shop"
        if not folder.exists():
            kind = "missing"
        elif not folder.is_dir():
            kind = "no_folder"
        elif not any(folder.iterdir()):
            kind = "empty"
        around = [folder, folder.parent] if folder.is_dir() else [folder.parent]
        near = [
            each
            for place in around
            if place.is_dir()
            for each in sorted(place.iterdir())
            if each != folder and (each / FILE).is_file()
        ]
    except OSError:  # a folder that nobody may look into
        return Situation("no_shop")
    return Situation(kind, tuple(near[:_NEAR]))


def make_sample(folder: Path) -> None:
    """Make the sample shop in a folder that is empty or not there.

    Raises InputError when something else lies there.
    """
    new_shop(folder, sample=True)


def plan_week(
    folder: Path, first_day: date, days: int, limits: Limits, observer: ProgressObserver
) -> PlanOutcome:
    """Forecast, staffing, roster and audit from the files as they are now, as the command ``plan`` does.

    Raises InputError and CollisionError with everything that is in the way; OutdatedError when a file changed
    meanwhile, and then the plan is kept as a version.
    """
    observer.stage(READ)
    return run_plan(read_shop(folder), first_day, days, limits, observer)


def finish_week(folder: Path, first_day: date, limits: Limits, observer: ProgressObserver) -> PlanOutcome:
    """Make the roster of a plan that has none, from the requirement or the forecast that lies there.

    Raises as :func:`plan_week`.
    """
    observer.stage(READ)
    shop = read_shop(folder, history_required=False)
    if not (PlanStore(folder).path(first_day) / "requirement.csv").is_file():
        run_size(shop, first_day, observer)
    return run_roster(shop, first_day, limits, observer)


def last_version(folder: Path, first_day: date) -> int | None:
    """Number of the newest version of a plan that the store keeps; None where it keeps none."""
    if not has_store(folder):
        return None
    from peakroster.store.versions import versions_of

    try:
        return max((one.number for one in versions_of(folder, first_day)), default=None)
    except InputError:
        return None


def restore(folder: Path, first_day: date, number: int) -> None:
    """Put a version in the place of a plan. Raises InputError."""
    restore_version(folder, first_day, number)


def rows_around(folder: Path, file: str, row: int, around: int = 2) -> list[FileRow]:
    """The lines of a text file around one of them; empty for a file that is no text, or has no such line."""
    path = folder / file
    try:
        with path.open(encoding=text_encoding(path, _MEGABYTES).codec) as lines:
            return [
                FileRow(number, line.rstrip("\r\n"), number == row)
                for number, line in enumerate(lines, 1)
                if abs(number - row) <= around
            ]
    except (OSError, ValueError, UnreadableError):
        return []
