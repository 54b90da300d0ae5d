"""``init``, ``check`` and ``adopt``: the shop folder before there is a plan."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from peakroster.audit import lock_collisions
from peakroster.commands.answer import answering
from peakroster.commands.options import Folder, Json, Lang, first_day, help_of
from peakroster.pipeline.adopting import adopt
from peakroster.plans.store import PlanStore
from peakroster.shop.findings import CollisionError, Finding
from peakroster.shop.folder import read_shop
from peakroster.shop.model import Shop
from peakroster.shop.new_folder import new_shop


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
        shop = read_shop(folder, history_required=False)
        answer.findings(shop.warnings, "warnings")
        collisions = _collisions(shop)
        if collisions:
            raise CollisionError(collisions)
        answer.give(errors=[], collisions=[])
        answer.say(
            "check_done",
            queues=len(shop.settings.queues),
            agents=len(shop.agents),
            shifts=len(shop.shifts),
            rows=len(shop.history),
            warnings=len(shop.warnings),
        )


def _collisions(shop: Shop) -> list[Finding]:
    """Collisions of the locks that are still to come: of days that no earlier plan has settled."""
    days = [lock.day for lock in shop.locks]
    if not days:
        return []
    first = min(days) - timedelta(days=min(days).weekday())
    earlier = PlanStore(shop.folder).before(first)
    return lock_collisions(shop, first, (max(days) - first).days + 1, earlier)


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
        shop = read_shop(folder, history_required=False)
        first: date | None = None if start is None else first_day(start)
        plan, warnings = adopt(shop, file, first, days)
        answer.findings(warnings, "warnings")
        assert plan.roster is not None
        answer.give(folder=plan.folder, first_day=plan.first_day, days=plan.days, shifts=len(plan.roster))
        answer.say("adopt_done", shifts=len(plan.roster), first=plan.first_day, last=plan.last_day)
