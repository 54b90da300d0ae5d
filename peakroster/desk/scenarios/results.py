"""Results of scenarios: kept beside them, with the fingerprint of what they were computed from."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from peakroster.desk.roster import Desk, activities_on, assignments_of
from peakroster.desk.scenarios.figures import ScenarioFigures, figures_as_json, figures_from_json
from peakroster.desk.scenarios.keeping import Scenario
from peakroster.desk.scenarios.overrides import Override, as_json
from peakroster.desk.solving import UNSAVED
from peakroster.plans.tables import plan_files
from peakroster.plans.versions import plan_of_files
from peakroster.store.door import writing
from peakroster.store.outdated import differing
from peakroster.store.who import acting_as
from peakroster.store.who import who as who_is
from scheduler.domain.plan import Plan

if TYPE_CHECKING:  # SQLAlchemy takes long to load
    from sqlalchemy.engine import Connection

    from peakroster.store.engine import Store
    from peakroster.store.scenarios import StoredResult

Depth = Literal["as_it_is", "solved", "simulated"]
OVERRIDES = "overrides"
"""In place of a file's name: the scenario itself is another one now."""


@dataclass(frozen=True)
class Fingerprint:
    """What a result was computed from. files: as of a basis. roster: digest of the roster on the desk, its
    activities and its locks. overrides: digest of the scenario's."""

    files: Mapping[str, str]
    roster: str
    overrides: str

    def changed_to(self, other: Fingerprint) -> tuple[str, ...]:
        """What is otherwise: files by name, UNSAVED for the roster alone, OVERRIDES."""
        files = differing(self.files, other.files)
        roster = () if files or self.roster == other.roster else (UNSAVED,)
        return (*files, *roster, *(() if self.overrides == other.overrides else (OVERRIDES,)))


@dataclass(frozen=True)
class ScenarioResult:
    """What was computed of a scenario.

    plan: what it came to. people: of each override who is away or gone by it. told: what else is to be said,
    in the types of JSON: ``way`` and ``seconds`` of a search, ``simulation`` of a simulated one.
    """

    depth: Depth
    basis: Fingerprint
    figures: ScenarioFigures
    people: tuple[tuple[str, ...], ...]
    plan: Plan
    told: Mapping[str, Any]
    who: str
    at: datetime


def fingerprint_of(desk: Desk, overrides: Sequence[Override], roster: str | None = None) -> Fingerprint:
    """What is computed now from the roster on this desk. roster: its digest, where it is known already."""
    roster = roster_digest(desk) if roster is None else roster
    return Fingerprint(dict(desk.basis.files), roster, _digest(as_json(overrides)))


def roster_digest(desk: Desk) -> str:
    """Of the roster on a desk, its activities and its locks."""
    locks = sorted((lock.agent_id, f"{lock.day}", lock.shift) for lock in desk.shop.locks)
    cells = sorted((each.agent, each.day, each.shift) for each in assignments_of(desk))
    rows = sorted((each.agent, each.start, each.end, each.what) for each in activities_on(desk))
    return _digest([cells, rows, locks])


def keep_result(folder: Path, scenario: Scenario, result: ScenarioResult) -> bool:
    """Keep a result beside its scenario, in place of an older one of its depth.

    Returns whether it was kept: a scenario that was deleted meanwhile has no results. Raises InputError,
    OSError where the store cannot be used.
    """
    kept: list[bool] = []

    def keep(connection: Connection, store: Store, change: int) -> None:
        from peakroster.store.scenarios import StoredResult, put_result, read_scenarios

        if all(each.id != scenario.id for each in read_scenarios(connection, store, scenario.first_day)):
            return
        basis = result.basis
        stored = StoredResult(
            result.depth,
            {"files": dict(basis.files), "roster": basis.roster, "overrides": basis.overrides},
            {
                "figures": figures_as_json(result.figures),
                "people": [list(each) for each in result.people],
                "told": dict(result.told),
            },
            _zipped(plan_files(result.plan)),
            result.who,
            result.at,
        )
        put_result(connection, scenario.id, stored)
        kept.append(True)

    with ExitStack() as acting:
        acting.enter_context(acting_as(result.who))
        note = f"{scenario.name}: {result.depth}"
        with writing(folder, kind="scenario", what=f"plans/{scenario.first_day}", note=note) as change:
            change.also(keep)
    return bool(kept)


def results_of(folder: Path, scenario: Scenario) -> dict[Depth, ScenarioResult]:
    """The results that are kept of a scenario, by depth. Raises InputError, OSError."""
    from peakroster.store.scenarios import results_in

    found = [_result(each, scenario.first_day) for each in results_in(folder, scenario.id)]
    return {each.depth: each for each in found}


def result_moments(folder: Path, first_day: date) -> dict[int, tuple[tuple[str, datetime], ...]]:
    """Of each scenario of a plan, by its id, which depths are kept and since when."""
    from peakroster.store.scenarios import result_moments_in

    return result_moments_in(folder, first_day)


def new_result(
    depth: Depth,
    basis: Fingerprint,
    figures: ScenarioFigures,
    people: tuple[tuple[str, ...], ...],
    plan: Plan,
    told: Mapping[str, Any],
) -> ScenarioResult:
    """A result of this moment, by who is at work."""
    return ScenarioResult(depth, basis, figures, people, plan, told, who_is(), datetime.now(UTC))


def _result(stored: StoredResult, first_day: date) -> ScenarioResult:
    depths: dict[str, Depth] = {"as_it_is": "as_it_is", "solved": "solved", "simulated": "simulated"}
    content, basis = stored.content, stored.basis
    return ScenarioResult(
        depths[stored.depth],
        Fingerprint(basis["files"], basis["roster"], basis["overrides"]),
        figures_from_json(content["figures"]),
        tuple(tuple(each) for each in content["people"]),
        plan_of_files(first_day, _unzipped(stored.plan or b"")),
        content["told"],
        stored.who,
        stored.at,
    )


def _zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
