"""``replan``: a stored plan made anew after absences, a new forecast, other locks or new people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peakroster.cli.options import Folder, From, Json, Lang, Seed, first_day, help_of, moment
from peakroster.cli.output import command_output


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
        from peakroster.explanations.change_words import ChangeWords
        from peakroster.pipeline.replan import run_replan
        from peakroster.shop.folder import read_shop
        from peakroster.shop.inputs.absences import absences_of
        from scheduler.roster.problem.solution import Limits

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        known_at = None if as_of is None else moment(as_of, "--as-of")
        frozen = None if frozen_until is None else moment(frozen_until, "--frozen-until")
        absences = () if because is None else absences_of(because, shop)
        output.findings(shop.warnings, "warnings")
        limits = Limits.within(time_limit, seed)
        found = run_replan(shop, first, limits, output.observer(), known_at, frozen, absences)
        words = ChangeWords(found.replan, output.translate, shop.agent_names, shop.queue_names)
        output.add_json(
            replan={
                **found.replan,
                "written": found.is_written,
                "changes": [
                    {**row, "message": message}
                    for row, message in zip(found.replan["changes"], words.changes(), strict=True)
                ],
                "lost": [
                    {**row, "message": message}
                    for row, message in zip(found.replan["lost"], words.lost(), strict=True)
                ],
                "message": words.verdict(),
            }
        )
        for line in (*words.lost(), *words.changes(), words.verdict()):
            output.line(line)
        if found.leave:
            output.line(output.translate("replan.leave_entered", count=found.leave))
        if not found.is_written:
            output.line(output.translate("replan.not_written"))
            return
        report_plan(output, shop, found.outcome, replaces=True)
