"""What ``plan``, its stages and ``audit`` print about a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import typer

from peakroster.auditing import as_json, describe
from peakroster.cli.output import BROKEN, CommandOutput
from peakroster.cli.plan_tables import day_table, key_figures, objective_table, period_lines
from peakroster.explanations.deferred_words import deferred_lines
from peakroster.explanations.meeting_words import meeting_lines
from peakroster.explanations.objective_words import dearer_plan_lines
from peakroster.explanations.search_words import failure_line
from peakroster.explanations.shortage_words import (
    advice,
    advice_for_all,
    headline,
    overload_lines,
    reasons_line,
)
from peakroster.explanations.team_rule_words import team_rule_lines
from peakroster.messages import Translator
from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from scheduler.audit import Violation
from scheduler.diagnosis.shortages import Shortage

if TYPE_CHECKING:  # audit prints too, and needs neither the regressions nor the solver
    from peakroster.pipeline.stages import PlanOutcome

_MOST_PER_CODE = 10
"""Violations of one code that are printed; --json has them all."""
_MOST_BREACHES = 10
"""Broken rules of the team that are printed; summary.json has them all."""


def report_plan(
    output: CommandOutput, shop: ShopFolder, outcome: PlanOutcome, replaces: bool = False
) -> None:
    """Report a finished plan: figures, days, shortages with their reasons, audit.

    Parameters
    ----------
    replaces
        Whether an earlier plan of the same first day was moved to the history.

    Raises
    ------
    typer.Exit
        With ``BROKEN`` if the audit found violations.
    """
    plan, translate = outcome.plan, output.translate
    queues = shop.desk_names
    output.add_json(folder=_folder(shop, outcome), summary=plan.summary)
    output.add_json(shortages=[_shortage_json(shortage, translate, queues) for shortage in outcome.shortages])
    if not output.json:
        output.table(day_table(shop, plan, translate))
        for line in (*key_figures(plan, translate), *period_lines(plan, translate, queues)):
            output.line(line)
        parts = objective_table(plan, translate)
        if parts is not None:
            output.table(parts)
        if output.searched is not None:
            for line in dearer_plan_lines(plan, output.searched, translate):
                output.line(line)
        for line in (*deferred_lines(plan, translate, queues), *overload_lines(plan, translate, queues)):
            output.line(line)
        for line in meeting_lines(plan, translate, shop.agent_names):
            output.line(line)
        _print_team_rules(output, team_rule_lines(shop, plan, translate))
        _print_shortages(output, outcome.shortages, queues)
    _report_notes(output, shop, outcome)
    _report_backlogs(output, shop, outcome)
    output.message("written", folder=_folder(shop, outcome))
    if replaces:
        output.message("replaced")
    if outcome.search_failure:
        output.failure_kept(failure_line(outcome.search_failure, translate))
    _report_sales(
        output, shop, outcome
    )  # again, beside the audit: that all is well speaks of the rules alone
    report_audit(output, shop, outcome.violations, plan.own)


def _report_sales(output: CommandOutput, shop: ShopFolder, outcome: PlanOutcome) -> None:
    """Sale days of the plan that nobody entered."""
    if output.json:
        return
    from peakroster.planning.forecast.sale_proposals import missing_sale_findings

    for finding in missing_sale_findings(shop, outcome.plan.first_day, outcome.plan.days):
        output.line(finding.message(output.translate))


def _print_team_rules(output: CommandOutput, lines: list[str]) -> None:
    if not lines:
        return
    output.message("team_rules_head", count=len(lines))
    for line in lines[:_MOST_BREACHES]:
        output.line(f"  {line}")
    if len(lines) > _MOST_BREACHES:
        output.line(f"  {output.translate('commands.audit_more', count=len(lines) - _MOST_BREACHES)}")


def _print_shortages(output: CommandOutput, shortages: Sequence[Shortage], queues: Mapping[str, str]) -> None:
    if not shortages:
        return
    translate = output.translate
    output.message("shortages_head")
    for shortage in shortages:
        output.line(f"  {headline(shortage, translate, queues)}")
        output.line(f"    {reasons_line(shortage, translate)}")
    output.message("advice_head")
    for text in advice_for_all(shortages, translate, queues):
        output.line(f"  {text}")


def _shortage_json(shortage: Shortage, translate: Translator, queues: Mapping[str, str]) -> dict[str, Any]:
    return {
        **asdict(shortage),
        "message": headline(shortage, translate, queues),
        "advice": advice(shortage, translate, queues),
    }


def report_audit(
    output: CommandOutput,
    shop: ShopFolder,
    violations: tuple[Violation, ...],
    own: frozenset[str] = frozenset(),
    clean: str = "audit_clean",
) -> None:
    """Report the violations of an audit.

    Parameters
    ----------
    clean
        Message of the catalogue ``commands`` where there are none.

    Raises
    ------
    typer.Exit
        With ``BROKEN`` if there are any.
    """
    names = shop.agent_names
    output.add_json(audit=[as_json(violation, output.translate, names) for violation in violations])
    if own:
        output.add_json(own_tables=sorted(own))
        output.message("audit_own", tables=", ".join(f"{name}.csv" for name in sorted(own)))
    if violations:
        output.message("audit_broken", count=len(violations))
        for line in _violation_lines(violations, output.translate, names):
            output.line(f"  {line}")
        raise typer.Exit(BROKEN)
    output.message(clean)


def _violation_lines(
    violations: tuple[Violation, ...], translate: Translator, names: Mapping[str, str]
) -> Iterator[str]:
    """The violations, of one code only the first few, because most of the time they have one cause."""
    of_code: dict[str, list[Violation]] = {}
    for violation in violations:
        of_code.setdefault(violation.code, []).append(violation)
    for alike in of_code.values():
        for violation in alike[:_MOST_PER_CODE]:
            yield describe(violation, translate, names)
        if len(alike) > _MOST_PER_CODE:
            yield translate("commands.audit_more", count=len(alike) - _MOST_PER_CODE)


def report_forecast(
    output: CommandOutput, shop: ShopFolder, outcome: PlanOutcome, replaces: bool = False
) -> None:
    """Report a forecast: inquiries of each day and queue."""
    _report_notes(output, shop, outcome)
    for day, queue, rows in _report_table(output, shop, outcome, outcome.plan.forecast):
        mean = rows["mean"]
        output.message("forecast_day", day=day, queue=queue, total=mean.sum(), peak=mean.max())
    output.message("written", folder=_folder(shop, outcome))
    if replaces:
        output.message("replaced")


def report_requirement(output: CommandOutput, shop: ShopFolder, outcome: PlanOutcome) -> None:
    """Report a staffing requirement: agent-hours of each day and queue."""
    hours = shop.settings.interval_minutes / 60
    own = {shop.queue_names[name] for name in shop.shared_queues}
    for day, queue, rows in _report_table(output, shop, outcome, outcome.plan.requirement):
        if queue in own:
            continue  # its team has the agents
        agents = rows["agents"]
        output.message("requirement_day", day=day, queue=queue, total=agents.sum() * hours, peak=agents.max())
    _report_backlogs(output, shop, outcome)
    output.message("written", folder=_folder(shop, outcome))


def _report_backlogs(output: CommandOutput, shop: ShopFolder, outcome: PlanOutcome) -> None:
    """Say where a backlog that shop.toml states does not count."""
    if not any(queue.deferred is not None and queue.deferred.backlog > 0 for queue in shop.settings.queues):
        return
    from peakroster.planning.staffing.deferred import unused_backlogs

    first_day, names = outcome.plan.first_day, shop.queue_names
    earlier = PlanStore(shop.folder).before(first_day)
    for queue, cases in unused_backlogs(shop, earlier, first_day).items():
        output.message("backlog_unused", queue=names.get(queue, queue), backlog=f"{cases:g}")


def _report_notes(output: CommandOutput, shop: ShopFolder, outcome: PlanOutcome) -> None:
    """Report the notes of the forecast."""
    from peakroster.planning.forecast.notes import note_json, note_lines

    output.add_json(notes=[note_json(queue, note, output.translate) for queue, note in outcome.notes])
    if outcome.notes:
        output.message("notes_head")
        names = shop.queue_names
        for line in note_lines(outcome.notes, names, output.translate):
            output.line(f"  {line}")


def _report_table(
    output: CommandOutput, shop: ShopFolder, outcome: PlanOutcome, table: pd.DataFrame | None
) -> Iterator[tuple[date, str, pd.DataFrame]]:
    """Add all rows to the JSON; yield day, queue name and rows of each day of the plan, without its tail."""
    assert table is not None
    rows = table.to_dict("records") if output.json else []
    output.add_json(folder=_folder(shop, outcome), rows=rows)
    names = shop.desk_names
    inside = table[table["timestamp"] < outcome.plan.end]
    keys: Any
    for keys, part in inside.groupby([inside["timestamp"].dt.date, "queue"], sort=False):
        day, queue = keys
        yield day, names.get(queue, queue), part


def _folder(shop: ShopFolder, outcome: PlanOutcome) -> Path:
    return PlanStore(shop.folder).path(outcome.plan.first_day)
