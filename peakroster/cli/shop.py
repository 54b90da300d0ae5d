"""``check`` and ``adopt``: a shop folder before its first plan."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peakroster.cli.options import Folder, FromIfAny, Json, Lang, first_day, help_of
from peakroster.cli.output import CommandOutput, command_output
from peakroster.tables.findings import CollisionError, Finding

if TYPE_CHECKING:  # pandas takes long to load: only the commands that read tables wait
    from peakroster.shop.model import ShopFolder


OF_A_WEEK = frozenset(
    f"collision_{code}"
    for code in (
        "max_hours_per_week",
        "agent_hours_per_week",
        "max_days_per_week",
        "max_night_shifts_per_week",
        "max_consecutive_days",
    )
)
"""Collisions with limits over several days whose findings do not say which days these are."""
MOST_SPEEDS = 20
WORTH_TELLING = 0.05
"""Share by which a speed must differ from 1, or from what agents.csv says, to be told by itself."""
"""Learned speeds that ``check`` lists for people; a programme gets all of them."""


def check_shop(folder: Folder, json: Json = False, lang: Lang = None) -> None:
    """Validate every input."""
    with command_output(json, lang) as output:
        from peakroster.shop.folder import read_shop

        output.add_json(errors=[], collisions=[], warnings=[])
        shop = read_shop(folder, history_required=False)
        output.progress(output.translate("commands.stage_history"))
        from peakroster.planning.forecast.history_anomalies import anomaly_findings, event_findings
        from peakroster.planning.forecast.sale_proposals import check_sales
        from peakroster.planning.roster.changed_ids import changed_ids
        from peakroster.planning.roster.infeasibility import contradictions_ahead

        odd_history = [*check_sales(shop, anomaly_findings(shop)), *event_findings(shop)]
        warnings = [*shop.warnings, *changed_ids(shop), *odd_history, *_stray_plans(shop)]
        output.findings(warnings, "warnings")
        _tell_speeds(output, shop)
        collisions = _collisions(shop)
        told = {finding.details["agent"] for finding in collisions}  # whose rules cannot be added up yet
        collisions += [each for each in contradictions_ahead(shop) if each.details["agent"] not in told]
        if collisions:
            raise CollisionError(collisions)
        output.message(
            "check_done" if len(shop.history) or shop.profiles else "check_done_without_history",
            queues=len(shop.settings.queues),
            agents=len(shop.agents),
            shifts=sum(shift.rest_of is None for shift in shop.shifts),
            rows=len(shop.history),
            warnings=len(warnings),
        )


def _tell_speeds(output: CommandOutput, shop: ShopFolder) -> None:
    """Whose speed was learned, from how many chats, the furthest from 1 first; who is near it is counted."""
    if not shop.learned_speeds:
        return
    stated = {agent.id: dict(agent.speeds) for agent in shop.agents}
    rows: list[dict[str, Any]] = [
        {
            "agent": one.agent_id,
            "name": shop.agent_names[one.agent_id],
            "queue": one.queue,
            "chats": one.chats,
            "observed": one.observed,
            "speed": one.speed,
            "stated": None if one.is_used else stated[one.agent_id][one.queue],
        }
        for one in sorted(shop.learned_speeds, key=lambda one: -abs(math.log(one.speed)))
    ]
    output.add_json(speeds=rows)
    learned = [row for row in rows if row["stated"] is None]
    telling = [row for row in learned if abs(row["speed"] - 1) >= WORTH_TELLING]
    overruled = [row for row in rows if row["stated"] is not None]
    against = [row for row in overruled if abs(row["speed"] / row["stated"] - 1) >= WORTH_TELLING]
    for key, code, shown in (("learned", "check_speed", telling), ("stated", "check_speed_stated", against)):
        if shown:
            output.message(f"check_speeds_{key}", count=len(shown))
        for row in shown[:MOST_SPEEDS]:
            output.message(code, **{**row, "queue": shop.queue_names[row["queue"]]})
        if len(shown) > MOST_SPEEDS:
            output.message("check_speeds_more", count=len(shown) - MOST_SPEEDS)
    if len(learned) > len(telling):
        output.message("check_speeds_even", count=len(learned) - len(telling))
    if len(overruled) > len(against):
        output.message("check_speeds_agree", count=len(overruled) - len(against))


def _stray_plans(shop: ShopFolder) -> list[Finding]:
    """Folders in ``plans`` that are named after a day that no plan can have."""
    from peakroster.plans.store import PlanStore
    from peakroster.tables.timestamps import FIRST_YEAR, LAST_YEAR

    years = {"first_year": FIRST_YEAR, "last_year": LAST_YEAR}
    return [
        Finding("warning", "stray_plan", f"plans/{day}", value=f"{day}", details=years)
        for day in PlanStore(shop.folder).implausible()
    ]


def _collisions(shop: ShopFolder) -> list[Finding]:
    """Collisions of the locks with each other and with the plans before them.

    The locks are checked twice: against each other from the Monday of the first lock on, as if all those days
    were planned anew, and from the end of each plan on against the work before it, as the next plan will be.
    """
    days = [lock.day for lock in shop.locks]
    if not days:
        return []
    from peakroster.auditing import lock_collisions
    from peakroster.plans.store import PlanStore

    store = PlanStore(shop.folder)
    plans = (store.read(first) for first in store.plans())
    ends = {plan.last_day + timedelta(days=1) for plan in plans if plan.roster is not None}
    monday = min(days) - timedelta(days=min(days).weekday())
    found: list[Finding] = []
    for first in sorted({monday, *(end for end in ends if monday < end <= max(days))}):
        length = (max(days) - first).days + 1
        known = {_occasion(finding) for finding in found}
        found += [
            finding
            for finding in lock_collisions(shop, first, length, store.before(first), one_plan=False)
            if _occasion(finding) not in known
        ]
    return found


def _occasion(collision: Finding) -> tuple[object, ...]:
    """What makes two collisions one: the lock, or for a limit over several days the agent and these days.

    Which of the locks goes past such a limit depends on what was worked before.
    """
    from peakroster.auditing.words import shown

    code, details = collision.code, collision.details
    if details.get("last") not in (None, shown(None)):
        return code, details["agent"], details["first"], details["last"]
    if code in OF_A_WEEK:
        day = date.fromisoformat(details["day"])
        return code, details["agent"], day - timedelta(days=day.weekday())
    return code, details["agent"], collision.row


def adopt_roster(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=help_of("adopt_file"))],
    start: FromIfAny = None,
    days: Annotated[int | None, typer.Option("--days", min=1, max=42, help=help_of("days"))] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Take a roster that was really worked as the previous plan."""
    with command_output(json, lang) as output:
        from peakroster.planning.roster.adopting import adopt
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop

        first: date | None = None if start is None else first_day(start)
        shop = read_shop(folder, history_required=False)
        existing = PlanStore(shop.folder).plans()
        plan, warnings = adopt(shop, file, first, days)
        output.findings(warnings, "warnings")
        assert plan.roster is not None
        output.add_json(
            folder=PlanStore(shop.folder).path(plan.first_day),
            first_day=plan.first_day,
            days=plan.days,
            shifts=len(plan.roster),
        )
        output.message("adopt_done", shifts=len(plan.roster), first=plan.first_day, last=plan.last_day)
        if plan.first_day in existing:
            output.message("replaced")
