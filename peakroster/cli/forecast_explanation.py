"""``forecast --explain``: one number of the forecast taken apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from peakroster.cli.options import moment
from peakroster.cli.output import Answer
from peakroster.messages import Translator
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.suggestions import nearest_first

OPTION = "--explain"


def tell_explanation(
    answer: Answer,
    folder: Path,
    asked: tuple[str, str],
    first: date | None,
    days: int,
    seed: int,
    as_of: str | None = None,
) -> None:
    """Answer ``--explain TIMESTAMP QUEUE``.

    first: of the plan that is meant; without it, the plan that holds the moment, or else the forecast from
    what was known before that day. as_of: what was known then; without it, when that plan was made. Nothing
    is written.
    """
    asked_moment = moment(asked[0], OPTION)
    shop = read_shop(folder)
    queue = queue_asked_for(asked[1], shop)
    from peakroster.explanations.forecast_hour import explain_hour, fit_for_plan
    from peakroster.explanations.forecast_words import as_json, headline, lines, summary
    from peakroster.planning.forecast.as_of import check_as_of, known_until

    store = PlanStore(shop.folder)
    if first is None:
        plan = store.holding(asked_moment)
        first = asked_moment.date() if plan is None else plan.first_day
        days = 1 if plan is None else plan.days
    else:
        plan = store.read(first) if first in store.plans() else None
        days = days if plan is None else plan.days
    answer.progress.print(answer.translate("commands.stage_explain"), markup=False)
    known_at = None if plan is None else known_until(plan)
    if as_of is not None:
        known_at = moment(as_of, "--as-of")
        check_as_of(shop, first, days, known_at)
    hour = explain_hour(fit_for_plan(shop, queue, first, days, seed, known_at), asked_moment, plan)
    names = {queue.id: queue.name for queue in shop.settings.queues}
    answer.give(explanation=as_json(hour, names, answer.translate))
    if answer.json:
        return
    answer.line(headline(hour, names, answer.translate))
    table = _table(answer.translate)
    for line in lines(hour, answer.translate):
        style = {"total": "bold", "detail": "dim"}.get(line.kind, "")
        what = Text(("    " if line.kind == "detail" else "") + line.what, style=style)
        table.add_row(
            what, line.factor, line.change, Text(line.so_far, style=style), end_section=line.kind == "total"
        )
    answer.show(table)
    for sentence in summary(hour, answer.translate):
        answer.line(sentence)
    answer.say("explain_plan" if plan is not None else "explain_no_plan", first=first)


def _table(translate: Translator) -> Table:
    table = Table()
    table.add_column(translate("hour.column_what"))
    for column in ("factor", "change", "so_far"):
        table.add_column(translate(f"hour.column_{column}"), justify="right", no_wrap=True)
    return table


def queue_asked_for(text: str, shop: ShopFolder) -> str:
    """A queue by its id, or by its name where only one has it."""
    named = [queue.id for queue in shop.settings.queues if queue.name == text]
    if text in shop.queue_ids:
        return text
    if len(named) == 1:
        return named[0]
    details = {"token": text, "known": nearest_first(text, shop.queue_ids)}
    raise InputError([Finding("error", "unknown_queue", OPTION, value=text, details=details)])


def first_day_needed(translate: Translator) -> typer.BadParameter:
    """What to raise where neither a plan nor an hour to explain is named."""
    return typer.BadParameter(translate("commands.from_needed"), param_hint="--from")
