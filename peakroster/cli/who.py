"""``who``: who else could work one shift of a plan."""

from __future__ import annotations

from typing import Annotated

import typer

from peakroster.cli.options import Folder, From, Json, Lang, first_day, help_of
from peakroster.cli.output import command_output


def who_could_work(
    folder: Folder,
    start: From,
    date: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help=help_of("who_date"))],
    shift: Annotated[str | None, typer.Option("--shift", metavar="SHIFT", help=help_of("who_shift"))] = None,
    agent: Annotated[str | None, typer.Option("--agent", metavar="ID", help=help_of("who_agent"))] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help=help_of("who_most"))] = 10,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Rank everybody for one shift, and the swaps that would free its agent."""
    with command_output(json, lang) as output:
        from peakroster.cli.who_tables import report_who
        from peakroster.desk.roster import open_desk
        from peakroster.desk.who_could import who_could
        from peakroster.explanations.who_words import AnswerWords

        first = first_day(start)
        day = first_day(date, "--date")
        desk = open_desk(folder, first)
        answer = who_could(desk, day, shift, agent, most)
        words = AnswerWords(answer, desk.shop, desk.plan.first_day, output.translate)
        output.add_json(who=words.as_json())
        if not output.json:
            report_who(output, words, most)
