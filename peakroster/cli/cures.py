"""``cures`` and ``why-not``: what would help, and what rules and weights cost."""

from __future__ import annotations

from typing import Annotated

import typer

from peakroster.cli.options import Folder, From, Json, Lang, Seed, finite, first_day, help_of, moment
from peakroster.cli.output import command_output

TrialsLimit = Annotated[
    float, typer.Option("--time-limit", min=1.0, callback=finite, help=help_of("trials_limit"))
]


def cure_shortage(
    folder: Folder,
    start: From,
    queue: Annotated[str | None, typer.Option("--queue", metavar="ID", help=help_of("cures_queue"))] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIMESTAMP", help=help_of("cures_at"))] = None,
    time_limit: TrialsLimit = 30.0,
    seed: Seed = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Try cures for a shortage of a plan, from the roster at hand."""
    with command_output(json, lang) as output:
        from peakroster.cli.cure_tables import report_cures
        from peakroster.cli.progress_bar import progress_bar
        from peakroster.desk.cures import cures
        from peakroster.desk.roster import open_desk

        at_moment = None if at is None else moment(at, "--at")
        desk = open_desk(folder, first_day(start))
        with progress_bar(output, output.translate("cures.bar")) as step:
            output.stop.catch()
            found = cures(desk, queue, at_moment, time_limit, seed, step, lambda: output.stop.made)
        report_cures(output, desk, found)


def ask_why_not(
    folder: Folder,
    start: From,
    time_limit: TrialsLimit = 30.0,
    seed: Seed = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Loosen each rule and change each weight a little, from the roster at hand."""
    with command_output(json, lang) as output:
        from peakroster.cli.cure_tables import report_why_not
        from peakroster.cli.progress_bar import progress_bar
        from peakroster.desk.roster import open_desk
        from peakroster.desk.why_not import why_not

        desk = open_desk(folder, first_day(start))
        with progress_bar(output, output.translate("cures.bar")) as step:
            output.stop.catch()
            found = why_not(desk, time_limit, seed, step, lambda: output.stop.made)
        report_why_not(output, desk, found)
