"""``scenarios`` and ``scenario``: what if, kept by name, solved and compared with the plan."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peakroster.cli.options import Folder, FromIfAny, Json, Lang, Seed, finite, first_day, help_of
from peakroster.cli.output import CommandOutput, command_output

if TYPE_CHECKING:  # loading the engines takes seconds: only the commands that run them wait
    from peakroster.desk.roster import Desk
    from peakroster.desk.scenarios.keeping import Scenario
    from peakroster.desk.scenarios.overrides import Override
    from peakroster.desk.scenarios.results import Depth, ScenarioResult


class WayChoice(StrEnum):
    """How a roster is searched for a scenario."""

    REPLAN = "replan"
    FREE = "free"


def list_scenarios(folder: Folder, start: FromIfAny = None, json: Json = False, lang: Lang = None) -> None:
    """List the scenarios of a shop's plans, and how far each is computed."""
    with command_output(json, lang) as output:
        from peakroster.cli.scenario_tables import list_table, scenario_json
        from peakroster.desk.roster import open_desk, plans
        from peakroster.desk.scenarios.keeping import scenarios_of
        from peakroster.desk.scenarios.results import fingerprint_of, results_of

        days = plans(folder) if start is None else [first_day(start)]
        rows, told = [], []
        for day in days:
            found = scenarios_of(folder, day)
            desk = open_desk(folder, day) if found else None
            for each in found:
                assert desk is not None
                results = results_of(folder, each)
                now = fingerprint_of(desk, each.overrides)
                outdated = {depth: one.basis.changed_to(now) for depth, one in results.items()}
                rows.append((desk, each, results, outdated))
                told.append(scenario_json(desk, each, results, outdated, output.translate))
        output.add_json(scenarios=told)
        if not rows:
            output.line(output.translate("scenario.no_scenarios"))
            return
        output.table(list_table(rows, output.translate))


def work_scenario(
    folder: Folder,
    name: Annotated[str, typer.Argument(metavar="NAME", help=help_of("scenario_name"))],
    start: FromIfAny = None,
    traffic: Annotated[
        float | None, typer.Option("--traffic", min=0.0, max=20.0, help=help_of("scenario_traffic"))
    ] = None,
    queue: Annotated[
        str | None, typer.Option("--queue", metavar="QUEUE", help=help_of("scenario_queue"))
    ] = None,
    ill: Annotated[str | None, typer.Option("--ill", metavar="N|ID,ID", help=help_of("scenario_ill"))] = None,
    dates: Annotated[
        str | None, typer.Option("--dates", metavar="DATE[:DATE]", help=help_of("scenario_dates"))
    ] = None,
    overrides: Annotated[
        Path | None, typer.Option("--overrides", metavar="FILE", help=help_of("scenario_overrides"))
    ] = None,
    solve: Annotated[bool, typer.Option("--solve", help=help_of("scenario_solve"))] = False,
    way: Annotated[WayChoice, typer.Option("--way", help=help_of("scenario_way"))] = WayChoice.REPLAN,
    simulate: Annotated[bool, typer.Option("--simulate", help=help_of("scenario_simulate"))] = False,
    delete: Annotated[bool, typer.Option("--delete", help=help_of("scenario_delete"))] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1.0, callback=finite, help=help_of("scenario_limit"))
    ] = 30.0,
    seed: Seed = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Keep a scenario, compute it, and compare it with the plan."""
    with command_output(json, lang) as output:
        from peakroster.cli.scenario_tables import comparison_table, figures_json, scenario_json
        from peakroster.desk.roster import examine, open_desk
        from peakroster.desk.scenarios.comparing import uncertainty_lines
        from peakroster.desk.scenarios.figures import figures_of
        from peakroster.desk.scenarios.keeping import delete_scenario
        from peakroster.desk.scenarios.words import scenario_line

        first = _plan(folder, start)
        if delete:
            delete_scenario(folder, first, name)
            output.message("scenario_deleted", name=name)
            return
        desk = open_desk(folder, first)
        given = _given(desk, traffic, queue, ill, dates, overrides, seed)
        scenario = _kept(desk, name, given)
        output.line(scenario_line(desk.shop, desk.plan, scenario.overrides, output.translate))
        results = _computed(output, desk, scenario, solve, way.value, simulate, time_limit, seed)
        now = figures_of(desk, examine(desk), desk.plan)
        output.add_json(
            scenario=scenario_json(desk, scenario, results, {}, output.translate),
            plan=figures_json(now),
        )
        shown = [each for depth, each in results.items() if depth != "simulated"]
        output.table(comparison_table(desk, now, shown, output.translate))
        for each in shown:
            depth = output.translate(f"scenario.{each.depth}")
            for line in uncertainty_lines(each.figures, each.depth == "solved", output.translate):
                output.line(f"{depth}: {line}")
        for line in _simulated_lines(desk, results, output):
            output.line(line)


def _plan(folder: Path, start: str | None) -> date:
    """The plan that is meant; without a date the latest."""
    from peakroster.desk.roster import plans
    from peakroster.tables.findings import Finding, InputError

    if start is not None:
        return first_day(start)
    days = plans(folder)
    if not days:
        raise InputError([Finding("error", "plan_missing", "plans", value="–")])
    return days[-1]


def _given(
    desk: Desk,
    traffic: float | None,
    queue: str | None,
    ill: str | None,
    dates: str | None,
    file: Path | None,
    seed: int,
) -> list[Override]:
    """The overrides of the options; empty where none says anything."""
    from peakroster.desk.scenarios.option_overrides import options_as_overrides, overrides_in_file

    first, _, last = (dates or "").partition(":")
    span = None
    if dates:
        begin = first_day(first, "--dates")
        span = (begin, first_day(last, "--dates") if last else begin)
    found = options_as_overrides(desk.shop, traffic, queue, ill, span, seed)
    return [*found, *(() if file is None else overrides_in_file(file))]


def _kept(desk: Desk, name: str, given: list[Override]) -> Scenario:
    """The scenario of this name, with what the options say in place of what it said."""
    from peakroster.desk.scenarios.applying import apply
    from peakroster.desk.scenarios.keeping import keep_scenario, scenario_named
    from peakroster.desk.scenarios.overrides import Promotion
    from peakroster.desk.scenarios.people import with_people_named

    folder, first = desk.shop.folder, desk.plan.first_day
    if not given:
        return scenario_named(folder, first, name)
    apply(desk.shop, desk.plan, [each for each in given if not isinstance(each, Promotion)])
    named = with_people_named(desk.shop, desk.plan, given)
    return keep_scenario(folder, first, name, named, replaces=True)


def _computed(
    output: CommandOutput,
    desk: Desk,
    scenario: Scenario,
    solve: bool,
    way: Any,
    simulate: bool,
    seconds: float,
    seed: int,
) -> dict[Depth, ScenarioResult]:
    """Results of today; what is kept already and still holds is not computed again, a search apart."""
    from peakroster.desk.scenarios.computing import result_as_it_is, result_simulated, result_solved
    from peakroster.desk.scenarios.results import fingerprint_of, keep_result, results_of
    from scheduler.roster.problem.solution import Limits

    folder, overrides = desk.shop.folder, scenario.overrides
    now = fingerprint_of(desk, overrides)
    kept = {d: each for d, each in results_of(folder, scenario).items() if not each.basis.changed_to(now)}
    found: dict[Depth, ScenarioResult] = {}

    def keep(result: ScenarioResult) -> None:
        keep_result(folder, scenario, result)
        found[result.depth] = result

    if "as_it_is" in kept:
        found["as_it_is"] = kept["as_it_is"]
    else:
        output.progress(output.translate("scenario.stage_as_it_is"))
        keep(result_as_it_is(desk, overrides))
    if solve:
        keep(result_solved(desk, overrides, way, Limits.within(seconds, seed), output.observer()))
    elif "solved" in kept:
        found["solved"] = kept["solved"]
    if simulate:
        output.progress(output.translate("scenario.stage_simulated"))
        of = found.get("solved", found["as_it_is"])
        keep(result_simulated(desk, overrides, of, seed=seed))
    elif "simulated" in kept:
        found["simulated"] = kept["simulated"]
    return found


def _simulated_lines(desk: Desk, results: dict[Depth, ScenarioResult], output: CommandOutput) -> list[str]:
    from peakroster.desk.scenarios.comparing import simulated_lines

    played = results.get("simulated")
    return [] if played is None else simulated_lines(desk.shop, played.told, output.translate)
