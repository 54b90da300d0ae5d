"""``size --explain``: one number of the requirement taken apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.table import Table
from rich.text import Text

from peakroster.cli.forecast_explanation import OPTION, queue_asked_for
from peakroster.cli.options import moment
from peakroster.cli.output import Answer
from peakroster.explanations.interval import StaffedInterval, explain_interval, staffed_plan
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.explanations.interval_words import (
    as_json,
    headline,
    lines,
    rule_lines,
    team_table,
)
from peakroster.messages import Translator
from peakroster.shop.folder import read_shop


def tell_size_explanation(answer: Answer, folder: Path, asked: tuple[str, str], first: date | None) -> None:
    """Answer ``--explain TIMESTAMP QUEUE``; nothing is written.

    first: of the plan that is meant; without it, the plan that holds the moment.
    """
    asked_moment = moment(asked[0], OPTION)
    shop = read_shop(folder, history_required=False)
    queue = queue_asked_for(asked[1], shop)
    plan = staffed_plan(shop, asked_moment, first)
    interval = explain_interval(shop, plan, queue, asked_moment)
    names = {queue.id: queue.name for queue in shop.settings.queues}
    answer.give(explanation=as_json(interval, names, answer.translate))
    if answer.json:
        return
    answer.line(headline(interval, names, answer.translate))
    for table in (_steps, _rules, _teams):
        answer.show(table(interval, answer.translate))
    for sentence in summary_sentences(interval, answer.translate):
        answer.line(sentence)


def _steps(interval: StaffedInterval, translate: Translator) -> Table:
    table = Table()
    table.add_column(translate("sizing.column_step"))
    table.add_column(translate("sizing.column_figure"), justify="right", no_wrap=True)
    for line in lines(interval, translate):
        is_detail = line.kind == "detail"
        table.add_row(
            Text(("    " if is_detail else "") + line.what, style="dim" if is_detail else ""), line.figure
        )
    return table


def _rules(interval: StaffedInterval, translate: Translator) -> Table:
    table = Table()
    table.add_column(translate("sizing.column_rule"))
    table.add_column(translate("sizing.column_agents"), justify="right", no_wrap=True)
    table.add_column(translate("sizing.column_note"))
    for line in rule_lines(interval, translate):
        style = "bold" if line.decides else ""
        table.add_row(Text(line.what, style=style), Text(line.agents, style=style), line.note)
    return table


def _teams(interval: StaffedInterval, translate: Translator) -> Table:
    heads, rows = team_table(interval, translate)
    table = Table()
    table.add_column(heads[0])
    for head in heads[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table
