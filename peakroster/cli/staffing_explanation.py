"""``size --explain``: one number of the staffing requirement, broken down."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.table import Table
from rich.text import Text

from peakroster.cli.forecast_explanation import OPTION, find_queue
from peakroster.cli.options import moment
from peakroster.cli.output import CommandOutput
from peakroster.explanations import team_interval
from peakroster.explanations.interval import StaffedInterval, explain_interval, staffed_plan
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.explanations.interval_words import (
    as_json,
    headline,
    lines,
    rule_lines,
    team_table,
)
from peakroster.explanations.team_interval import TeamInterval, explain_team, refuse_shared_queue
from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from scheduler.domain.shop import Shop


def explain_staffing(output: CommandOutput, folder: Path, asked: tuple[str, str], first: date | None) -> None:
    """Print or add to the JSON the breakdown of one interval of a queue; nothing is written.

    Parameters
    ----------
    asked
        Timestamp and queue as typed after ``--explain``.
    first
        First day of the plan that is meant; None takes the plan that contains the interval.
    """
    asked_moment = moment(asked[0], OPTION)
    shop = read_shop(folder, history_required=False)
    queue = find_queue(asked[1], shop, teams=True)
    refuse_shared_queue(shop, queue, asked_moment)
    plan = staffed_plan(shop, asked_moment, first)
    if queue not in shop.queue_ids:
        _explain_team(output, shop, explain_team(shop, plan, queue, asked_moment))
        return
    interval = explain_interval(shop, plan, queue, asked_moment)
    names, translate = shop.queue_names, output.translate
    output.add_json(explanation=as_json(interval, names, translate))
    if output.json:
        return
    output.line(headline(interval, names, translate))
    for table in (_step_table, _rule_table, _team_table):
        filled = table(interval, translate)
        if filled.row_count:
            output.table(filled)
    for sentence in summary_sentences(interval, translate):
        output.line(sentence)


def _explain_team(output: CommandOutput, shop: Shop, interval: TeamInterval) -> None:
    """A team that shares queues."""
    names, translate = shop.desk_names, output.translate
    output.add_json(explanation=team_interval.as_json(interval, names, translate))
    if output.json:
        return
    output.line(team_interval.headline(interval, names, translate))
    output.table(_levels(*team_interval.levels_table(interval, names, translate)))
    for sentence in team_interval.sentences(interval, names, translate):
        output.line(sentence)


def _step_table(interval: StaffedInterval, translate: Translator) -> Table:
    table = Table()
    table.add_column(translate("sizing.column_step"))
    table.add_column(translate("sizing.column_figure"), justify="right", no_wrap=True)
    for line in lines(interval, translate):
        is_detail = line.kind == "detail"
        table.add_row(
            Text(("    " if is_detail else "") + line.what, style="dim" if is_detail else ""), line.figure
        )
    return table


def _rule_table(interval: StaffedInterval, translate: Translator) -> Table:
    table = Table()
    table.add_column(translate("sizing.column_rule"))
    table.add_column(translate("sizing.column_agents"), justify="right", no_wrap=True)
    table.add_column(translate("sizing.column_note"))
    for line in rule_lines(interval, translate):
        style = "bold" if line.decides else ""
        table.add_row(Text(line.what, style=style), Text(line.agents, style=style), line.note)
    return table


def _team_table(interval: StaffedInterval, translate: Translator) -> Table:
    return _levels(*team_table(interval, translate))


def _levels(heads: list[str], rows: list[list[str]]) -> Table:
    table = Table()
    table.add_column(heads[0])
    for head in heads[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table
