"""``size --shared``: what one team for several queues would need, beside a team for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rich.table import Table

from peakroster.cli.output import CommandOutput
from peakroster.messages import Translator
from peakroster.planning.staffing.requirement_file import read_requirement
from peakroster.planning.staffing.shared_team import SharedTeam, queues_to_share, shared_team
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import Finding, InputError
from peakroster.wording import day_label, listed


def report_shared_team(output: CommandOutput, folder: Path, names: str, first: date) -> None:
    """Print or add to the JSON the agent-hours of each day, separately and together; nothing is written.

    names: queues in order of priority, as typed after ``--shared``.
    """
    shop = read_shop(folder, history_required=False)
    queues = queues_to_share(shop, names)
    store = PlanStore(shop.folder)
    plan = store.read(first)
    if plan.requirement is None:
        raise InputError([Finding("error", "stage_missing", f"plans/{first}/requirement.csv")])
    table = read_requirement(store.path(first) / "requirement.csv", shop, plan)
    table = table[table["timestamp"] < plan.end].reset_index(drop=True)
    team = shared_team(shop, table, queues)
    output.add_json(shared_team=_as_json(team, plan.dates))
    output.table(_table(team, plan.dates, output.translate))
    for line in _lines(team, output.translate):
        output.line(line)


def _as_json(team: SharedTeam, days: tuple[date, ...]) -> dict[str, Any]:
    def hours(day: date | None = None) -> dict[str, float]:
        separate, shared = team.agent_hours(day)
        return {"separate_agent_hours": round(separate, 4), "shared_agent_hours": round(shared, 4)}

    return {
        "queues": [queue.id for queue in team.queues],
        **hours(),
        "days": [{"date": day.isoformat(), **hours(day)} for day in days],
        "intervals": [
            {"timestamp": f"{start:%Y-%m-%dT%H:%M}", "separate": separate, "shared": shared}
            for start, separate, shared in zip(
                team.starts, team.separate.T.tolist(), team.shared.tolist(), strict=True
            )
        ],
    }


def _table(team: SharedTeam, days: tuple[date, ...], translate: Translator) -> Table:
    names = listed((queue.name for queue in team.queues), translate)
    table = Table(title=translate("sizing.shared_title", queues=names))
    table.add_column(translate("commands.day"), no_wrap=True)
    for column in ("shared_separate", "shared_together", "shared_less"):
        table.add_column(translate(f"sizing.{column}"), justify="right")
    for day in days:
        separate, shared = team.agent_hours(day)
        table.add_row(
            day_label(day, translate), f"{separate:,.1f}", f"{shared:,.1f}", _less(separate, shared)
        )
    separate, shared = team.agent_hours()
    table.add_row(
        translate("sizing.shared_all"), f"{separate:,.1f}", f"{shared:,.1f}", _less(separate, shared)
    )
    return table


def _less(separate: float, shared: float) -> str:
    return f"{1 - shared / separate:.1%}" if separate else "–"


def _lines(team: SharedTeam, translate: Translator) -> Iterator[str]:
    most = int(team.separate.sum(axis=0).argmax()) if len(team.starts) else 0
    if len(team.starts):
        yield translate(
            "sizing.shared_peak",
            time=f"{team.starts[most]:%m-%d %H:%M}",
            separate=int(team.separate[:, most].sum()),
            shared=int(team.shared[most]),
        )
    yield translate("sizing.shared_note")
