"""The scenarios of a plan with their results, and which of these are out of date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peakroster.desk.draft import Draft
from peakroster.desk.scenarios.keeping import Scenario, scenarios_of
from peakroster.desk.scenarios.results import (
    OVERRIDES,
    Depth,
    ScenarioResult,
    fingerprint_of,
    result_moments,
    results_of,
    roster_digest,
)
from peakroster.desk.solving import UNSAVED
from peakroster.messages import Translator
from peakroster.wording import listed
from ui import state
from ui.outdated import file_names


@dataclass(frozen=True)
class Known:
    """A scenario with its results. outdated: of each depth what it was computed from and is otherwise now."""

    scenario: Scenario
    results: dict[Depth, ScenarioResult]
    outdated: dict[Depth, tuple[str, ...]]

    @property
    def deepest(self) -> ScenarioResult | None:
        """The roster that a scenario is judged by: the solved one where there is one."""
        return self.results.get("solved") or self.results.get("as_it_is")


def known_scenarios(draft: Draft) -> list[Known]:
    """The scenarios of the plan with their results; these are read again only where there are others.

    Raises InputError where the store cannot be read.
    """
    desk = draft.working_desk()
    folder, first_day = desk.shop.folder, desk.plan.first_day
    moments = result_moments(folder, first_day)
    roster = state.cached("scenario-roster", (state.version(),), lambda: roster_digest(desk))
    found = []
    for scenario in scenarios_of(folder, first_day):
        key = (scenario.id, moments.get(scenario.id))
        results = state.cached(f"scenario-{scenario.id}", key, _reading(draft, scenario))
        now = fingerprint_of(desk, scenario.overrides, roster)
        outdated = {depth: each.basis.changed_to(now) for depth, each in results.items()}
        found.append(Known(scenario, results, {d: names for d, names in outdated.items() if names}))
    return found


def _reading(draft: Draft, scenario: Scenario) -> Callable[[], dict[Depth, ScenarioResult]]:
    return lambda: results_of(draft.desk.shop.folder, scenario)


def outdated_words(names: tuple[str, ...], translate: Translator) -> str:
    """What a result was computed from and is otherwise now."""
    files = [name for name in names if name not in (UNSAVED, OVERRIDES)]
    parts = []
    if OVERRIDES in names:
        parts.append(translate("scenario.outdated_overrides"))
    if UNSAVED in names:
        parts.append(translate("scenario.outdated_roster"))
    if files:
        parts.append(translate("scenario.outdated_files", files=file_names(files, translate)))
    return translate("scenario.outdated", what=listed(parts, translate))
