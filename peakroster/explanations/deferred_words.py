"""Deferred work in words: why an interval has its agents, and what a plan makes of backlog and deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from peakroster.explanations.interval_figures import count_figure, text
from peakroster.messages import Translator
from scheduler.domain.plan import Plan

if TYPE_CHECKING:  # the staffing engines take a while to load; who reads a plan needs none
    from peakroster.explanations.interval import DeferredFigures, StaffedInterval

_LEAST_MISSING, _LEAST_SHARE = 1.0, 0.02
"""Agent-hours of a plan, and of those needed, that must be missing before a team is called too small."""


def deferred_sentences(
    interval: StaffedInterval, figures: DeferredFigures, translate: Translator
) -> Iterator[str]:
    """What is promised, why so many agents are there, and which cases the interval leaves."""
    deferral = figures.deferral
    yield text(
        translate,
        f"deferred_promise_{deferral.counts}",
        hours=f"{deferral.deadline_hours:g}",
        share=f"{100 * deferral.share:.4g}",
    )
    yield text(translate, "deferred_placed" if interval.agents else "deferred_put_off")
    if figures.late > 0.005:
        yield text(translate, "deferred_late", late=count_figure(figures.late), due=count_figure(figures.due))
    else:
        yield text(translate, "deferred_in_time", due=count_figure(figures.due))


def deferred_table(
    interval: StaffedInterval, figures: DeferredFigures, translate: Translator
) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: cases before, in and after the interval with the agents that the plan asks for."""
    heads = [
        text(translate, "column_cases"),
        text(translate, "column_needed", agents=interval.agents),
    ]
    names = ("waiting", "arrived", "able", "left", "due", "late")
    rows = [[text(translate, f"row_deferred_{name}"), count_figure(getattr(figures, name))] for name in names]
    return heads, rows


def deferred_lines(plan: Plan, translate: Translator, queues: Mapping[str, str]) -> list[str]:
    """Share in time and backlog of a plan's deferred work, and whose team is too small; none without."""
    told = []
    for queue, figures in ((plan.summary or {}).get("deferred") or {}).items():
        backlog = figures["backlog"]
        if figures["share_in_time"] is None or not backlog:
            continue
        most = max(backlog, key=lambda day: float(backlog[day]))
        told.append(
            translate(
                "commands.deferred",
                queue=queues.get(queue, queue),
                share=figures["share_in_time"],
                due=round(figures["due"]),
                late=round(figures["late"]),
                most=round(backlog[most]),
                day=date.fromisoformat(most),
                last=round(list(backlog.values())[-1]),
            )
        )
        told += _too_few(plan, queue, translate, queues)
    return told


def _too_few(plan: Plan, queue: str, translate: Translator, queues: Mapping[str, str]) -> list[str]:
    """That all its hours together are fewer than the work needs: then no other shifts of theirs help."""
    if plan.coverage is None:
        return []
    own = plan.coverage[(plan.coverage["queue"] == queue) & (plan.coverage["timestamp"] < plan.end)]
    lasting = own["timestamp"].diff().min() / timedelta(hours=1)
    needed, there = (float(own[name].sum()) * lasting for name in ("required", "scheduled"))
    if not needed - there > max(_LEAST_MISSING, _LEAST_SHARE * needed):
        return []
    name = queues.get(queue, queue)
    return [translate("commands.deferred_too_few", queue=name, needed=needed, there=there)]
