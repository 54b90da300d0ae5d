"""``forecast --explain``: one number of the forecast, broken down into its factors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.table import Table
from rich.text import Text

from peakroster.cli.options import moment
from peakroster.cli.output import CommandOutput
from peakroster.explanations.forecast_hour import explain_hour, fit_for_plan
from peakroster.explanations.forecast_words import as_json, headline, lines, summary
from peakroster.messages import Translator
from peakroster.planning.forecast.as_of import check_as_of, known_until
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.suggestions import nearest_first

OPTION = "--explain"


def explain_forecast(
    output: CommandOutput,
    folder: Path,
    asked: tuple[str, str],
    first: date | None,
    days: int,
    seed: int,
    as_of: str | None = None,
) -> None:
    """Print or add to the JSON the breakdown of one hour of a queue; nothing is written.

    Parameters
    ----------
    asked
        Timestamp and queue as typed after ``--explain``.
    first
        First day of the plan that is meant. None takes the plan that contains the hour, or else a forecast
        made from what was known before that day.
    days, seed
        Of the forecast, where there is no plan.
    as_of
        What was known then; None takes the time at which the plan was made.
    """
    asked_moment = moment(asked[0], OPTION)
    shop = read_shop(folder)
    queue = find_queue(asked[1], shop)
    store = PlanStore(shop.folder)
    if first is None:
        plan = store.holding(asked_moment)
        first = asked_moment.date() if plan is None else plan.first_day
        days = 1 if plan is None else plan.days
    else:
        plan = store.read(first) if first in store.plans() else None
        days = days if plan is None else plan.days
    translate = output.translate
    output.progress(translate("commands.stage_explain"))
    known_at = None if plan is None else known_until(plan)
    if as_of is not None:
        known_at = moment(as_of, "--as-of")
        check_as_of(shop, first, days, known_at)
    hour = explain_hour(fit_for_plan(shop, queue, first, days, seed, known_at), asked_moment, plan)
    names = shop.queue_names
    output.add_json(explanation=as_json(hour, names, translate))
    if output.json:
        return
    output.line(headline(hour, names, translate))
    table = _table(translate)
    for line in lines(hour, translate, names):
        style = {"total": "bold", "detail": "dim"}.get(line.kind, "")
        what = Text(("    " if line.kind == "detail" else "") + line.what, style=style)
        table.add_row(
            what, line.factor, line.change, Text(line.so_far, style=style), end_section=line.kind == "total"
        )
    output.table(table)
    for sentence in summary(hour, translate, names):
        output.line(sentence)
    output.message("explain_plan" if plan is not None else "explain_no_plan", first=first)


def _table(translate: Translator) -> Table:
    table = Table()
    table.add_column(translate("hour.column_what"))
    for column in ("factor", "change", "so_far"):
        table.add_column(translate(f"hour.column_{column}"), justify="right", no_wrap=True)
    return table


def find_queue(text: str, shop: ShopFolder, *, teams: bool = False) -> str:
    """The queue with this id, or with this name if only one has it; with ``teams`` also a team of [[shared]].

    Raises
    ------
    InputError
        If there is none.
    """
    names = shop.desk_names if teams else shop.queue_names
    named = [name for name, shown in names.items() if shown == text]
    if text in names:
        return text
    if len(named) == 1:
        return named[0]
    details = {"token": text, "known": nearest_first(text, tuple(names))}
    raise InputError([Finding("error", "unknown_queue", OPTION, value=text, details=details)])
