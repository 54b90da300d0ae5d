"""``plan`` and its stages, and ``audit``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from peakroster.auditing import as_json, audit_written, describe
from peakroster.cli.forecast_explanation import first_day_needed, tell_explanation
from peakroster.cli.options import (
    AsOf,
    Days,
    Engine,
    Fast,
    Folder,
    From,
    Json,
    Lang,
    Seed,
    StartFrom,
    TimeLimit,
    first_day,
    help_of,
    moment,
)
from peakroster.cli.output import BROKEN, Answer, answering
from peakroster.cli.rendering import day_table, key_figures, objective_table
from peakroster.explanations.shortage_words import advice, headline, overload_lines, reasons_line
from peakroster.messages import Translator
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding
from scheduler.audit import Violation
from scheduler.diagnosis.shortages import Shortage
from scheduler.roster.problem.solution import Assignment, Limits

if TYPE_CHECKING:  # statsmodels and OR-Tools take seconds to load: only the commands that need them wait
    from peakroster.pipeline.stages import Outcome

_MOST_OF_A_CODE = 10
"""Violations of one code that are told in words; --json has them all."""


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
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Forecast, agents needed, roster, audit."""
    with answering(json, lang) as answer:
        first = first_day(start)
        shop = read_shop(folder)
        known_at, odd = _known_at(as_of, shop, first, days)
        start_from, left_out = _start(answer, starting, shop, first, days)
        answer.findings((*shop.warnings, *odd, *left_out), "warnings")
        from peakroster.pipeline.stages import run_plan

        limits = Limits.within(time_limit, seed, engine, fast)
        replaces = first in PlanStore(shop.folder).plans()
        outcome = run_plan(shop, first, days, limits, answer.watcher(), known_at, start_from)
        _tell(answer, shop, outcome, replaces)


def plan_forecast(
    folder: Folder,
    start: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help=help_of("from"))] = None,
    days: Days = 7,
    seed: Seed = 1,
    as_of: AsOf = None,
    explain: Annotated[
        tuple[str, str] | None, typer.Option("--explain", metavar="TIMESTAMP QUEUE", help=help_of("explain"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The forecast alone; or one of its numbers taken apart."""
    with answering(json, lang) as answer:
        if explain is not None:
            planned = None if start is None else first_day(start)
            tell_explanation(answer, folder, explain, planned, days, seed, as_of)
            return
        if start is None:
            raise first_day_needed(answer.translate)
        first = first_day(start)
        shop = read_shop(folder)
        known_at, odd = _known_at(as_of, shop, first, days)
        answer.findings((*shop.warnings, *odd), "warnings")
        from peakroster.pipeline.stages import run_forecast

        replaces = first in PlanStore(shop.folder).plans()
        outcome = run_forecast(shop, first, days, seed, answer.watcher(), known_at)
        _tell_notes(answer, shop, outcome)
        _tell_forecast(answer, shop, outcome)
        if replaces:
            answer.say("replaced")


def _known_at(
    text: str | None, shop: ShopFolder, first: date, days: int
) -> tuple[datetime | None, tuple[Finding, ...]]:
    """The moment after ``--as-of``, and what is odd about it."""
    if text is None:
        return None, ()
    from peakroster.planning.forecast.as_of import check_as_of

    as_of = moment(text, "--as-of")
    return as_of, check_as_of(shop, first, days, as_of)


def _start(
    answer: Answer, text: str | None, shop: ShopFolder, first: date, days: int
) -> tuple[tuple[Assignment, ...], tuple[Finding, ...]]:
    """The roster after ``--start``, and what of it was left out."""
    if text is None:
        return (), ()
    from peakroster.planning.roster.warm_start import starting_roster

    begin = starting_roster(shop, text, first, days)
    answer.give(start={"from": text, "shifts": len(begin.assignments)})
    answer.say("start_from", start=text, count=len(begin.assignments))
    return begin.assignments, begin.warnings


def plan_size(
    folder: Folder,
    start: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help=help_of("from"))] = None,
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option("--explain", metavar="TIMESTAMP QUEUE", help=help_of("explain_size")),
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The agents needed, from the forecast that is there; or one of these numbers taken apart."""
    with answering(json, lang) as answer:
        if explain is not None:
            from peakroster.cli.staffing_explanation import tell_size_explanation

            planned = None if start is None else first_day(start)
            tell_size_explanation(answer, folder, explain, planned)
            return
        if start is None:
            raise first_day_needed(answer.translate)
        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        from peakroster.pipeline.stages import run_size

        _tell_requirement(answer, shop, run_size(shop, first, answer.watcher()))


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
    """The roster, from the requirement that is there."""
    with answering(json, lang) as answer:
        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        days = PlanStore(shop.folder).read(first).days
        start_from, left_out = _start(answer, starting, shop, first, days)
        answer.findings(left_out, "warnings")
        from peakroster.pipeline.stages import run_roster

        limits = Limits.within(time_limit, seed, engine, fast)
        _tell(answer, shop, run_roster(shop, first, limits, answer.watcher(), start_from))


def audit_plan(folder: Folder, start: From, json: Json = False, lang: Lang = None) -> None:
    """Recompute every rule and figure of a written plan."""
    with answering(json, lang) as answer:
        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        _tell_audit(answer, shop, tuple(audit_written(shop, first)))


def _tell(answer: Answer, shop: ShopFolder, outcome: Outcome, replaces: bool = False) -> None:
    """A finished plan: figures, days, what is short and why, the audit."""
    plan, translate = outcome.plan, answer.translate
    queues = _queue_names(shop)
    answer.give(folder=PlanStore(shop.folder).path(plan.first_day), summary=plan.summary)
    answer.give(shortages=[_shortage_json(shortage, translate, queues) for shortage in outcome.shortages])
    if not answer.json:
        answer.show(day_table(shop, plan, translate))
        for line in key_figures(plan, translate):
            answer.line(line)
        parts = objective_table(plan, translate)
        if parts is not None:
            answer.show(parts)
        for line in overload_lines(plan, translate, queues):
            answer.line(line)
        if outcome.shortages:
            answer.say("shortages_head")
            for shortage in outcome.shortages:
                answer.line(f"  {headline(shortage, translate, queues)}")
                answer.line(f"    {reasons_line(shortage, translate)}")
            answer.say("advice_head")
            # Shortages of one evening have the same remedies: each is told once, the most frequent first.
            helps = Counter(
                text for shortage in outcome.shortages for text in advice(shortage, translate, queues)
            )
            for text, _ in helps.most_common():
                answer.line(f"  {text}")
    _tell_notes(answer, shop, outcome)
    answer.say("written", folder=_plan_folder(shop, outcome))
    if replaces:
        answer.say("replaced")
    _tell_audit(answer, shop, outcome.violations)


def _shortage_json(shortage: Shortage, translate: Translator, queues: Mapping[str, str]) -> dict[str, Any]:
    return {
        **asdict(shortage),
        "message": headline(shortage, translate, queues),
        "advice": advice(shortage, translate, queues),
    }


def _tell_audit(answer: Answer, shop: ShopFolder, violations: tuple[Violation, ...]) -> None:
    names = {agent.id: agent.name for agent in shop.agents}
    answer.give(audit=[as_json(violation, answer.translate, names) for violation in violations])
    if violations:
        answer.say("audit_broken", count=len(violations))
        for line in _violation_lines(violations, answer.translate, names):
            answer.line(f"  {line}")
        raise typer.Exit(BROKEN)
    answer.say("audit_clean")


def _violation_lines(
    violations: tuple[Violation, ...], translate: Translator, names: Mapping[str, str]
) -> Iterator[str]:
    """Each violation in words; of one code only the first few: they are mostly one mistake."""
    of_code: dict[str, list[Violation]] = {}
    for violation in violations:
        of_code.setdefault(violation.code, []).append(violation)
    for alike in of_code.values():
        for violation in alike[:_MOST_OF_A_CODE]:
            yield describe(violation, translate, names)
        if len(alike) > _MOST_OF_A_CODE:
            yield translate("commands.audit_more", count=len(alike) - _MOST_OF_A_CODE)


def _tell_notes(answer: Answer, shop: ShopFolder, outcome: Outcome) -> None:
    from peakroster.planning.forecast.notes import describe_note, note_json

    answer.give(notes=[note_json(queue, note, answer.translate) for queue, note in outcome.notes])
    if outcome.notes:
        answer.say("notes_head")
        names = _queue_names(shop)
        for queue, note in outcome.notes:
            answer.line("  " + describe_note(names.get(queue, queue), note, answer.translate))


def _plan_folder(shop: ShopFolder, outcome: Outcome) -> Path:
    return PlanStore(shop.folder).path(outcome.plan.first_day)


def _tell_forecast(answer: Answer, shop: ShopFolder, outcome: Outcome) -> None:
    """Inquiries of each day and queue."""
    table = outcome.plan.forecast
    assert table is not None
    answer.give(folder=_plan_folder(shop, outcome), rows=table.to_dict("records") if answer.json else [])
    for day, queue, rows in _by_day(shop, outcome, table):
        mean = rows["mean"]
        answer.say("forecast_day", day=day, queue=queue, total=mean.sum(), peak=mean.max())
    answer.say("written", folder=_plan_folder(shop, outcome))


def _tell_requirement(answer: Answer, shop: ShopFolder, outcome: Outcome) -> None:
    """Agents needed at their desks on each day and in each queue."""
    table = outcome.plan.requirement
    assert table is not None
    answer.give(folder=_plan_folder(shop, outcome), rows=table.to_dict("records") if answer.json else [])
    hours = shop.settings.interval_minutes / 60
    for day, queue, rows in _by_day(shop, outcome, table):
        agents = rows["agents"]
        answer.say("requirement_day", day=day, queue=queue, total=agents.sum() * hours, peak=agents.max())
    answer.say("written", folder=_plan_folder(shop, outcome))


def _by_day(
    shop: ShopFolder, outcome: Outcome, table: pd.DataFrame
) -> Iterator[tuple[date, str, pd.DataFrame]]:
    """Day, name of the queue and rows; without the tail, which would look like one more, quiet day."""
    names = _queue_names(shop)
    inside = table[table["timestamp"] < outcome.plan.end]
    keys: Any
    for keys, rows in inside.groupby([inside["timestamp"].dt.date, "queue"], sort=False):
        day, queue = keys
        yield day, names.get(queue, queue), rows


def _queue_names(shop: ShopFolder) -> dict[str, str]:
    return {queue.id: queue.name for queue in shop.settings.queues}
