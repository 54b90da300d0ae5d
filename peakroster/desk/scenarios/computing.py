"""A scenario computed to one of three depths, as a result that can be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from peakroster.desk.roster import Desk
from peakroster.desk.scenarios.figures import figures_of
from peakroster.desk.scenarios.overrides import Override
from peakroster.desk.scenarios.results import Depth, ScenarioResult, fingerprint_of, new_result
from peakroster.desk.scenarios.solving import ScenarioOutcome, Way, as_it_is, circumstances, solved
from peakroster.pipeline.stages import ProgressObserver
from scheduler.roster.problem.solution import Limits

REPLICATIONS = 100


def result_as_it_is(desk: Desk, overrides: Sequence[Override]) -> ScenarioResult:
    """The present roster under a scenario. Raises InputError as :func:`circumstances`."""
    return _result("as_it_is", desk, overrides, as_it_is(desk, overrides), {})


def result_solved(
    desk: Desk, overrides: Sequence[Override], way: Way, limits: Limits, observer: ProgressObserver
) -> ScenarioResult:
    """A roster searched for a scenario. Raises as :func:`peakroster.desk.scenarios.solving.solved`."""
    found = solved(desk, overrides, way, limits, observer)
    told = {"way": way, "seconds": limits.seconds, "seed": limits.seed}
    return _result("solved", desk, overrides, found, told)


def result_simulated(
    desk: Desk,
    overrides: Sequence[Override],
    of: ScenarioResult,
    replications: int = REPLICATIONS,
    seed: int = 1,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> ScenarioResult:
    """The plan of another result played against sampled customers; shares with their 95 % intervals.

    The customers are those that the scenario's requirement is staffed for, by chance more and fewer.
    """
    from peakroster.simulation.demand import simulated_demands
    from peakroster.simulation.replications import run_replications
    from peakroster.simulation.report import interval_statistics, report_content
    from peakroster.simulation.simulation_input import simulation_input_of

    under = circumstances(desk, overrides).desk
    plan = of.plan
    assert plan.requirement is not None
    inputs = simulation_input_of(under.shop, plan, under.earlier, plan.requirement)
    inputs = replace(inputs, forecast=plan.forecast)
    expected = simulated_demands(inputs, "planned", replications, seed)
    played = run_replications(inputs, expected, seed, step)
    content = report_content(played, interval_statistics(played), "planned", seed, {})
    told: dict[str, Any] = {
        "of": of.depth,
        "replications": replications,
        "seed": seed,
        "queues": {each["queue"]: each["total"] for each in content["queues"]},
    }
    return new_result("simulated", of.basis, of.figures, of.people, plan, told)


def _result(
    depth: Depth, desk: Desk, overrides: Sequence[Override], found: ScenarioOutcome, told: dict[str, Any]
) -> ScenarioResult:
    figures = figures_of(found.desk, found.outcome, desk.plan)
    basis = fingerprint_of(desk, overrides)
    return new_result(depth, basis, figures, found.people, found.outcome.plan, told)
