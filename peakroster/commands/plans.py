"""``plan`` and its stages, and ``audit``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import typer

from peakroster.audit import as_json, audit_written, describe
from peakroster.commands.answer import BROKEN, Answer, answering
from peakroster.commands.options import Days, Folder, From, Json, Lang, Seed, TimeLimit, first_day
from peakroster.commands.rendering import day_table, key_figures
from peakroster.explanation import advice, headline, shortage_lines
from peakroster.messages import Translator
from peakroster.pipeline.notes import describe_note, note_json
from peakroster.pipeline.planning import Outcome, run_forecast, run_plan, run_roster, run_size
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import Shop
from scheduler.audit import Violation
from scheduler.explain import Shortage
from scheduler.roster.solution import Limits


def plan_all(
    folder: Folder,
    start: From,
    days: Days = 7,
    time_limit: TimeLimit = 60.0,
    seed: Seed = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Forecast, agents needed, roster, audit."""
    with answering(json, lang) as answer:
        shop = read_shop(folder)
        answer.findings(shop.warnings, "warnings")
        limits = Limits.within(time_limit, seed)
        _tell(answer, shop, run_plan(shop, first_day(start), days, limits, answer.watcher()))


def plan_forecast(
    folder: Folder, start: From, days: Days = 7, seed: Seed = 1, json: Json = False, lang: Lang = None
) -> None:
    """The forecast alone."""
    with answering(json, lang) as answer:
        shop = read_shop(folder)
        answer.findings(shop.warnings, "warnings")
        outcome = run_forecast(shop, first_day(start), days, seed, answer.watcher())
        _tell_notes(answer, outcome)
        _tell_table(answer, outcome, "forecast")


def plan_size(folder: Folder, start: From, json: Json = False, lang: Lang = None) -> None:
    """The agents needed, from the forecast that is there."""
    with answering(json, lang) as answer:
        shop = read_shop(folder, history_required=False)
        outcome = run_size(shop, first_day(start), answer.watcher())
        _tell_table(answer, outcome, "requirement")


def plan_roster(
    folder: Folder,
    start: From,
    time_limit: TimeLimit = 60.0,
    seed: Seed = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The roster, from the requirement that is there."""
    with answering(json, lang) as answer:
        shop = read_shop(folder, history_required=False)
        limits = Limits.within(time_limit, seed)
        _tell(answer, shop, run_roster(shop, first_day(start), limits, answer.watcher()))


def audit_plan(folder: Folder, start: From, json: Json = False, lang: Lang = None) -> None:
    """Recompute every rule and figure of a written plan."""
    with answering(json, lang) as answer:
        shop = read_shop(folder, history_required=False)
        _tell_audit(answer, shop, tuple(audit_written(shop, first_day(start))))


def _tell(answer: Answer, shop: Shop, outcome: Outcome) -> None:
    """A finished plan: figures, days, what is short and why, the audit."""
    plan, translate = outcome.plan, answer.translate
    queues = {queue.id: queue.name for queue in shop.settings.queues}
    answer.give(folder=PlanStore(shop.folder).path(plan.first_day), summary=plan.summary)
    answer.give(shortages=[_shortage_json(shortage, translate, queues) for shortage in outcome.shortages])
    if not answer.json:
        answer.show(day_table(shop, plan, translate))
        for line in key_figures(plan, translate):
            answer.show(line)
        if outcome.shortages:
            answer.say("shortages_head")
            for shortage in outcome.shortages:
                first, *others = shortage_lines(shortage, translate, queues=queues)
                answer.out.print(f"  {first}", markup=False)
                for line in others:
                    answer.out.print(f"    {line}", markup=False)
    _tell_notes(answer, outcome)
    answer.say("written", folder=PlanStore(shop.folder).path(plan.first_day))
    _tell_audit(answer, shop, outcome.violations)


def _shortage_json(shortage: Shortage, translate: Translator, queues: Mapping[str, str]) -> dict[str, Any]:
    return {
        **asdict(shortage),
        "message": headline(shortage, translate, queues),
        "advice": advice(shortage, translate, queues),
    }


def _tell_audit(answer: Answer, shop: Shop, violations: tuple[Violation, ...]) -> None:
    names = {agent.id: agent.name for agent in shop.agents}
    answer.give(audit=[as_json(violation, answer.translate, names) for violation in violations])
    if violations:
        answer.say("audit_broken", count=len(violations))
        for violation in violations:
            if not answer.json:
                answer.out.print("  " + describe(violation, answer.translate, names), markup=False)
        raise typer.Exit(BROKEN)
    answer.say("audit_clean")


def _tell_notes(answer: Answer, outcome: Outcome) -> None:
    answer.give(notes=[note_json(queue, note, answer.translate) for queue, note in outcome.notes])
    if outcome.notes:
        answer.say("notes_head")
        for queue, note in outcome.notes:
            if not answer.json:
                answer.out.print("  " + describe_note(queue, note, answer.translate), markup=False)


def _tell_table(answer: Answer, outcome: Outcome, name: str) -> None:
    plan = outcome.plan
    table = getattr(plan, name)
    folder = plan.folder
    rows: list[dict[str, Any]] = [] if not answer.json else table.to_dict("records")
    answer.give(folder=folder, rows=rows)
    figure = "mean" if name == "forecast" else "agents"
    for (day, queue), part in table.groupby([table["timestamp"].dt.date, "queue"], sort=False):
        answer.say(
            f"{name}_day",
            day=day,
            queue=queue,
            total=float(part[figure].sum()),
            peak=float(part[figure].max()),
        )
    answer.say("written", folder=folder)
