"""``plan`` and its stages one by one: ``forecast``, ``size`` and ``roster``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peakroster.cli.options import (
    AsOf,
    Days,
    Engine,
    Fast,
    Folder,
    From,
    FromIfAny,
    Json,
    Keep,
    Lang,
    Seed,
    StartFrom,
    TimeLimit,
    first_day,
    help_of,
    moment,
)
from peakroster.cli.output import CommandOutput, command_output
from peakroster.messages import Translator

if TYPE_CHECKING:  # loading the engines takes seconds: only the commands that run them wait
    from peakroster.shop.model import ShopFolder
    from peakroster.tables.findings import Finding
    from scheduler.roster.problem.solution import Assignment


def plan_all(
    folder: Folder,
    start: From,
    days: Days = 7,
    time_limit: TimeLimit = 60.0,
    seed: Seed = 1,
    engine: Engine = "auto",
    fast: Fast = False,
    as_of: AsOf = None,
    starting: StartFrom = None,
    keep: Keep = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Run all stages: forecast, staffing requirement, roster, audit."""
    with command_output(json, lang) as output:
        from peakroster.cli.plan_report import report_plan
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop
        from scheduler.roster.problem.solution import Limits

        first = first_day(start)
        shop = read_shop(folder)
        known_at, as_of_warnings = _known_at(as_of, shop, first, days)
        start_from, start_warnings = _warm_start(output, starting, shop, first, days)
        from peakroster.planning.forecast.sale_proposals import missing_sale_findings
        from peakroster.planning.roster.changed_ids import changed_ids

        unsaid = missing_sale_findings(shop, first, days)
        warnings = (*unsaid, *shop.warnings, *changed_ids(shop, first), *as_of_warnings, *start_warnings)
        output.findings(warnings, "warnings")
        limits = Limits.within(time_limit, seed, engine, fast)
        replaces = first in PlanStore(shop.folder).plans()
        if keep:
            if not start_from:
                raise typer.BadParameter(output.translate("commands.keep_needs_start"), param_hint="--keep")
            from peakroster.cli.replan import tell_changes
            from peakroster.pipeline.replan import run_plan_keeping

            kept = run_plan_keeping(shop, first, days, limits, output.observer(), start_from, known_at)
            tell_changes(output, shop, kept)
            report_plan(output, shop, kept.outcome, replaces)
            return
        from peakroster.pipeline.stages import run_plan

        outcome = run_plan(shop, first, days, limits, output.observer(), known_at, start_from)
        report_plan(output, shop, outcome, replaces)


def plan_forecast(
    folder: Folder,
    start: FromIfAny = None,
    days: Days = 7,
    seed: Seed = 1,
    as_of: AsOf = None,
    explain: Annotated[
        tuple[str, str] | None, typer.Option("--explain", metavar="TIMESTAMP QUEUE", help=help_of("explain"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Run the forecast alone, or explain one of its numbers."""
    with command_output(json, lang) as output:
        if explain is not None:
            from peakroster.cli.forecast_explanation import explain_forecast

            planned = None if start is None else first_day(start)
            explain_forecast(output, folder, explain, planned, days, seed, as_of)
            return
        if start is None:
            raise _first_day_needed(output.translate)
        from peakroster.cli.plan_report import report_forecast
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop

        first = first_day(start)
        shop = read_shop(folder)
        known_at, as_of_warnings = _known_at(as_of, shop, first, days)
        from peakroster.pipeline.stages import run_forecast
        from peakroster.planning.forecast.sale_proposals import missing_sale_findings

        unsaid = missing_sale_findings(shop, first, days)
        output.findings((*unsaid, *shop.warnings, *as_of_warnings), "warnings")

        replaces = first in PlanStore(shop.folder).plans()
        outcome = run_forecast(shop, first, days, seed, output.observer(), known_at)
        report_forecast(output, shop, outcome, replaces)


def plan_size(
    folder: Folder,
    start: FromIfAny = None,
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option("--explain", metavar="TIMESTAMP QUEUE", help=help_of("explain_size")),
    ] = None,
    shared: Annotated[
        str | None, typer.Option("--shared", metavar="QUEUE,QUEUE", help=help_of("shared_size"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Compute the staffing requirement of the forecast that is there, or explain one of its numbers."""
    with command_output(json, lang) as output:
        if explain is not None:
            from peakroster.cli.staffing_explanation import explain_staffing

            planned = None if start is None else first_day(start)
            explain_staffing(output, folder, explain, planned)
            return
        if start is None:
            raise _first_day_needed(output.translate)
        if shared is not None:
            from peakroster.cli.shared_team import report_shared_team

            report_shared_team(output, folder, shared, first_day(start))
            return
        from peakroster.cli.plan_report import report_requirement
        from peakroster.shop.folder import read_shop

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        from peakroster.pipeline.stages import run_size

        report_requirement(output, shop, run_size(shop, first, output.observer()))


def plan_roster(
    folder: Folder,
    start: From,
    time_limit: TimeLimit = 60.0,
    seed: Seed = 1,
    engine: Engine = "auto",
    fast: Fast = False,
    starting: StartFrom = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Search the roster for the staffing requirement that is there."""
    with command_output(json, lang) as output:
        from peakroster.cli.plan_report import report_plan
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop
        from scheduler.roster.problem.solution import Limits

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        days = PlanStore(shop.folder).read(first).days
        start_from, start_warnings = _warm_start(output, starting, shop, first, days)
        from peakroster.planning.roster.changed_ids import changed_ids

        output.findings((*changed_ids(shop, first), *start_warnings), "warnings")
        from peakroster.pipeline.stages import run_roster

        limits = Limits.within(time_limit, seed, engine, fast)
        report_plan(output, shop, run_roster(shop, first, limits, output.observer(), start_from))


def _known_at(
    text: str | None, shop: ShopFolder, first: date, days: int
) -> tuple[datetime | None, tuple[Finding, ...]]:
    """The moment of ``--as-of``, and warnings about it."""
    if text is None:
        return None, ()
    from peakroster.planning.forecast.as_of import check_as_of

    as_of = moment(text, "--as-of")
    return as_of, check_as_of(shop, first, days, as_of)


def _warm_start(
    output: CommandOutput, text: str | None, shop: ShopFolder, first: date, days: int
) -> tuple[tuple[Assignment, ...], tuple[Finding, ...]]:
    """The roster of ``--start``, and warnings about what of it was left out."""
    if text is None:
        return (), ()
    from peakroster.planning.roster.warm_start import starting_roster

    begin = starting_roster(shop, text, first, days)
    output.add_json(start={"from": text, "shifts": len(begin.assignments)})
    if begin.assignments:
        start = _start_named(text, output.translate)
        output.message("start_from", start=start, count=len(begin.assignments))
    return begin.assignments, begin.warnings


def _start_named(text: str, translate: Translator) -> str:
    """The roster of ``--start`` in words."""
    from peakroster.planning.roster.warm_start import LAST_WEEK
    from peakroster.shop.inputs.roster_files import ENDINGS

    if text.strip() == LAST_WEEK:
        return translate("commands.start_last_week")
    if Path(text).suffix.casefold() in ENDINGS:
        return translate("commands.start_file", file=Path(text).name)
    return translate("commands.start_plan", first=text.strip())


def _first_day_needed(translate: Translator) -> typer.BadParameter:
    """The error where neither ``--from`` nor ``--explain`` is given."""
    return typer.BadParameter(translate("commands.from_needed"), param_hint="--from")
