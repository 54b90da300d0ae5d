"""A plan in a terminal: a table of its days and queues, its objective, its key figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from rich.table import Table
from rich.text import Text

from peakroster.explanations.objective_words import part_lines
from peakroster.explanations.overtime_words import overtime_lines
from peakroster.messages import Translator
from peakroster.wording import at_most_share, weekday_name
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

_PRACTICALLY_NONE = 0.001
"""A gap below this is none that anybody would notice."""
_SERIOUS = 0.03
"""Share of a day's requirement; a shortage above it is red."""


def day_table(shop: Shop, plan: Plan, translate: Translator) -> Table:
    """Required, rostered and missing agent-hours of each day and queue.

    The tail is left out. The missing hours exclude those that no shift of the plan can reach.
    """
    assert plan.coverage is not None
    hours = shop.settings.interval_minutes / 60
    names = shop.rostered_names
    coverage = plan.coverage[(plan.coverage["timestamp"] < plan.end) & plan.coverage["queue"].isin(names)]
    short = (coverage["required"] - coverage["scheduled"]).clip(lower=0)
    plannable = coverage["timestamp"] >= _first_reach(shop, plan)
    figures = coverage.assign(short=short.where(plannable, 0.0), day=coverage["timestamp"].dt.date)
    title = Text(translate("commands.days_title", name=shop.settings.name))
    table = Table(title=title, title_justify="left")
    table.add_column(translate("commands.day"))
    table.add_column(translate("commands.queue"))
    for column in ("needed", "rostered", "short", "short_share", "peak"):
        table.add_column(translate(f"commands.{column}"), justify="right")
    keys: Any
    for keys, part in figures.groupby(["day", "queue"], sort=False):
        day, queue = keys
        needed, missing = part["required"].sum() * hours, part["short"].sum() * hours
        share = missing / needed if needed else 0.0
        weekday = weekday_name(day, translate)
        table.add_row(
            f"{day} {weekday} {'★' if has_promotion(shop, day, queue) else ''}",
            Text(names.get(queue, queue)),
            f"{needed:,.1f}",
            f"{part['scheduled'].sum() * hours:,.1f}",
            f"{missing:,.1f}",
            Text(f"{share:.1%}", style="bold red" if share > _SERIOUS else ""),
            f"{part['required'].max():,.0f}",
        )
    return table


def objective_table(plan: Plan, translate: Translator) -> Table | None:
    """The terms of the objective; None where the plan does not hold them."""
    lines = part_lines(plan, translate)
    if not lines:
        return None
    table = Table(title=Text(translate("objective.title")), title_justify="left")
    table.add_column(translate("objective.column_part"))
    table.add_column(translate("objective.column_amount"), justify="right")
    table.add_column(translate("objective.column_points"), justify="right")
    for line in lines:
        table.add_row(line.name, line.amount, f"{line.points:,.1f}", end_section=line in lines[-2:-1])
    return table


def _first_reach(shop: Shop, plan: Plan) -> datetime:
    """The start of the earliest shift where no earlier plan covers the morning, else the first midnight."""
    if not (plan.summary or {}).get("unplannable_hours") or not shop.shifts:
        return plan.start
    return plan.start + timedelta(minutes=min(shift.start for shift in shop.shifts))


def has_promotion(shop: Shop, day: date, queue: str) -> bool:
    """Whether a promotion of the queue, or of one of the team's, runs on the day."""
    queues = shop.queues_behind(queue)
    return any(event.runs_on(day) and any(map(event.concerns, queues)) for event in shop.events)


def key_figures(plan: Plan, translate: Translator) -> Iterator[str]:
    """The key figures of the summary, one line each."""
    summary = plan.summary or {}
    needed = summary["required_hours"] or 0.0
    share = summary["shortage_hours"] / needed if needed else 0.0
    yield translate("commands.figure_hours", **summary, share=share)
    if summary["unplannable_hours"]:
        yield translate("commands.figure_unplannable", **summary)
    if summary["cost"] is not None:
        yield translate("commands.figure_cost", **summary)
    yield from overtime_lines(summary, translate)
    wishes = summary["wishes_kept"] + summary["wishes_broken"]
    yield translate("commands.figure_wishes" if wishes else "commands.figure_moves", **summary)
    if summary["shortfalls"]:
        rows = summary["shortfalls"]
        most = max(rows, key=lambda row: row["missing_hours"])
        yield translate(
            "commands.figure_shortfalls",
            count=len({row["agent_id"] for row in rows}),
            missing=sum(row["missing_hours"] for row in rows),
            due=sum(row["minimum_hours"] for row in rows),
            agent=most["agent_id"],
            week=most["week"],
            paid=most["paid_hours"],
            minimum=most["minimum_hours"],
        )
    if summary["stopped_by"] == "optimal":
        yield translate("commands.figure_optimal")
        return
    stopped = translate(f"commands.stopped_{summary['stopped_by']}")
    gap = summary["gap"]
    # Of a bound of nothing nothing can be said, and "at most 0.0% better" would be odd.
    proof = "unbounded" if gap >= 1 else "proof" if gap >= _PRACTICALLY_NONE else "practical"
    yield translate(f"commands.figure_{proof}", gap=at_most_share(gap), stopped=stopped)


def period_lines(plan: Plan, translate: Translator, names: Mapping[str, str]) -> Iterator[str]:
    """How many days or months keep a share that counts over them. names: queue id → name."""
    of_queue: dict[str, list[Mapping[str, Any]]] = {}
    for row in (plan.summary or {}).get("periods", ()):
        of_queue.setdefault(row["queue"], []).append(row)
    for queue, rows in of_queue.items():
        worst = min(rows, key=lambda row: row["reached"])
        yield translate(
            f"commands.figure_per_{worst['per']}",
            queue=names.get(queue, queue),
            share=f"{100 * worst['share']:.4g}",
            seconds=f"{worst['within_seconds']:g}",
            kept=sum(row["reached"] >= row["share"] for row in rows),
            count=len(rows),
            least=worst["reached"],
            first=worst["from"],
        )
