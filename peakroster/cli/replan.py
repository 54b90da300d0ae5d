"""``replan``: a stored plan made anew after absences, a new forecast, other locks or new people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peakroster.cli.options import Folder, From, Json, Lang, Seed, first_day, help_of, moment
from peakroster.cli.output import CommandOutput, command_output

if TYPE_CHECKING:  # loading the engines takes seconds: only the commands that run them wait
    from peakroster.pipeline.replan import ReplanOutcome
    from peakroster.shop.model import ShopFolder


def replan_stored(
    folder: Folder,
    start: From,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIMESTAMP", help=help_of("replan_as_of"))
    ] = None,
    because: Annotated[
        Path | None, typer.Option("--because", metavar="FILE", help=help_of("replan_because"))
    ] = None,
    frozen_until: Annotated[
        str | None, typer.Option("--frozen-until", metavar="TIMESTAMP", help=help_of("replan_frozen"))
    ] = None,
    time_limit: Annotated[float, typer.Option("--time-limit", min=1.0, help=help_of("replan_limit"))] = 30.0,
    seed: Seed = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Change the stored plan where that is worth it, and say why."""
    with command_output(json, lang) as output:
        from peakroster.cli.plan_report import report_plan
        from peakroster.pipeline.replan import run_replan, stored_plan_of
        from peakroster.planning.roster.made_with import settings_changed
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop
        from peakroster.shop.inputs.absences import absences_of
        from scheduler.roster.problem.solution import Limits

        named = first_day(start)
        shop = read_shop(folder, history_required=False, with_history=False)
        first, over = stored_plan_of(folder, named)
        known_at = None if as_of is None else moment(as_of, "--as-of")
        frozen = None if frozen_until is None else moment(frozen_until, "--frozen-until")
        absences = () if because is None else absences_of(because, shop)
        if over is not None:
            output.message("replan_inside", day=named, first=first)
            frozen = over if frozen is None else max(over, frozen)
        older = settings_changed(shop.stated, PlanStore(folder).read(first), roster=False)
        output.findings((*shop.warnings, *older), "warnings")
        limits = Limits.within(time_limit, seed)
        found = run_replan(shop, first, limits, output.observer(), known_at, frozen, absences)
        tell_changes(output, shop, found)
        if found.leave:
            output.line(output.translate("replan.leave_entered", count=found.leave))
        if not found.is_written:
            output.line(output.translate("replan.not_written"))
            return
        report_plan(output, shop, found.outcome, replaces=True)


def tell_changes(output: CommandOutput, shop: ShopFolder, found: ReplanOutcome) -> None:
    """Say which shifts were lost and changed, and what that brings."""
    from peakroster.explanations.change_words import ChangeWords

    words = ChangeWords(found.replan, output.translate, shop.agent_names, shop.queue_names)
    changes, lost = (
        [{**row, "message": message} for row, message in zip(found.replan[key], told, strict=True)]
        for key, told in (("changes", words.changes()), ("lost", words.lost()))
    )
    output.add_json(
        replan={
            **found.replan,
            "written": found.is_written,
            "changes": changes,
            "lost": lost,
            "message": words.verdict(),
        }
    )
    for line in (*words.lost(), *words.changes(), words.verdict()):
        output.line(line)
