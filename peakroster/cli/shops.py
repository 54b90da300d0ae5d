"""``init``, ``check`` and ``adopt``: the shop folder before there is a plan."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from peakroster.auditing import lock_collisions
from peakroster.cli.options import Folder, Json, Lang, first_day, help_of
from peakroster.cli.output import answering
from peakroster.planning.roster.adopting import adopt
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.shop.new_folder import new_shop
from peakroster.tables.findings import CollisionError, Finding


def init_shop(
    folder: Folder,
    sample: Annotated[bool, typer.Option("--sample", help=help_of("sample"))] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """A new shop folder."""
    with answering(json, lang) as answer:
        files = new_shop(folder, sample=sample)
        answer.give(folder=folder, files=files)
        answer.say("init_done", folder=folder, count=len(files))
        answer.say("init_next_sample" if sample else "init_next", folder=folder)


def check_shop(folder: Folder, json: Json = False, lang: Lang = None) -> None:
    """Validate every input."""
    with answering(json, lang) as answer:
        answer.give(errors=[], collisions=[], warnings=[])
        shop = read_shop(folder, history_required=False)
        answer.progress.print(answer.translate("commands.stage_history"), markup=False)
        from peakroster.planning.forecast.history_anomalies import anomaly_findings
        from peakroster.planning.roster.infeasibility import contradictions_ahead

        warnings = [*shop.warnings, *anomaly_findings(shop)]
        answer.findings(warnings, "warnings")
        # Which of two locks holds has to be known before anybody's rules can be added up.
        collisions = _collisions(shop) or contradictions_ahead(shop)
        if collisions:
            raise CollisionError(collisions)
        answer.say(
            "check_done",
            queues=len(shop.settings.queues),
            agents=len(shop.agents),
            shifts=len(shop.shifts),
            rows=len(shop.history),
            warnings=len(warnings),
        )


def _collisions(shop: ShopFolder) -> list[Finding]:
    """Collisions of the locks, among themselves and with the plans that lie before them.

    Locks are held against each other from the week of the first one on, as if those days were planned anew;
    and from the end of each plan on against what it leaves behind, as the next plan will be.
    """
    days = [lock.day for lock in shop.locks]
    if not days:
        return []
    store = PlanStore(shop.folder)
    plans = (store.read(first) for first in store.plans())
    ends = {plan.last_day + timedelta(days=1) for plan in plans if plan.roster is not None}
    monday = min(days) - timedelta(days=min(days).weekday())
    found: list[Finding] = []
    for first in sorted({monday, *(end for end in ends if monday < end <= max(days))}):
        length = (max(days) - first).days + 1
        told = {(finding.code, finding.details["agent"]) for finding in found}
        found += [
            finding
            for finding in lock_collisions(shop, first, length, store.before(first), one_plan=False)
            if (finding.code, finding.details["agent"]) not in told
        ]
    return found


def adopt_roster(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=help_of("adopt_file"))],
    start: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help=help_of("from"))] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, max=42, help=help_of("days"))] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Put a roster that was really worked in place as the plan before."""
    with answering(json, lang) as answer:
        first: date | None = None if start is None else first_day(start)
        shop = read_shop(folder, history_required=False)
        stood = PlanStore(shop.folder).plans()
        plan, warnings = adopt(shop, file, first, days)
        answer.findings(warnings, "warnings")
        assert plan.roster is not None
        answer.give(
            folder=PlanStore(shop.folder).path(plan.first_day),
            first_day=plan.first_day,
            days=plan.days,
            shifts=len(plan.roster),
        )
        answer.say("adopt_done", shifts=len(plan.roster), first=plan.first_day, last=plan.last_day)
        if plan.first_day in stood:
            answer.say("replaced")
