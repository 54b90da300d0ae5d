"""Cures for a shortage of the plan on the desk: which one, what helps, and how many people to hire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from peakroster.desk.roster import Desk
from peakroster.desk.standing import standing
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.suggestions import nearest_first
from scheduler.alternatives.cures import Clinic, Cures, Stretch
from scheduler.audit import PlanData
from scheduler.diagnosis.shortages import Shortage, short_stretches
from scheduler.roster.problem.solution import WORK_A_SECOND

_TRIALS = 34
"""Trials that share the seconds: cures of every kind, the series of more people, and the roster itself."""


@dataclass(frozen=True)
class ShortageCures:
    """What cures a shortage; cures is None where the plan has none."""

    shortage: Shortage | None
    cures: Cures | None


def cures(
    desk: Desk,
    queue: str | None = None,
    moment: datetime | None = None,
    seconds: float = 30.0,
    seed: int = 1,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ShortageCures:
    """Try cures for one shortage, the worst of the plan unless a queue or a moment is named.

    Parameters
    ----------
    queue
        Id of the queue, or of the team that shares several, that is short; None = any.
    moment
        Within the shortage; None = the worst one.
    seconds
        For all trials together, on a quiet machine; each gets the same deterministic work.
    on_progress
        Told the trials done and about how many there are.
    should_stop
        Asked between trials; those that are left are then left out.

    Raises
    ------
    InputError
        For a queue that there is none of, and for a moment at which nobody is missing.
    """
    problem, roster = standing(desk)
    if queue is not None and queue not in problem.queues:
        details = {"token": queue, "known": nearest_first(queue, problem.queues)}
        raise InputError([Finding("error", "unknown_queue", "--queue", value=queue, details=details)])
    found = [
        one
        for one in short_stretches(PlanData(desk.shop, desk.plan, desk.earlier))
        if (queue is None or one.queue == queue) and (moment is None or one.start <= moment < one.end)
    ]
    if not found:
        if moment is not None:
            raise InputError(
                [Finding("error", "option_no_shortage", "--at", value=f"{moment:%Y-%m-%d %H:%M}")]
            )
        return ShortageCures(None, None)
    shortage = found[0]
    interval = timedelta(minutes=desk.shop.settings.interval_minutes)
    stretch = Stretch(
        problem.queues.index(shortage.queue),
        (shortage.start - desk.plan.start) // interval,
        (shortage.end - desk.plan.start) // interval,
    )
    work = seconds * WORK_A_SECOND / _TRIALS
    clinic = Clinic(problem, roster, stretch, work, seed, on_progress, should_stop)
    return ShortageCures(shortage, clinic.run())
