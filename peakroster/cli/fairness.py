"""``fairness``: who had how much of nights, weekends and the like, beside the fair share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from peakroster.cli.options import Folder, Json, Lang, first_day, help_of
from peakroster.cli.output import command_output

if TYPE_CHECKING:  # pandas takes long to load: only the commands that read tables wait
    from peakroster.desk.fairness import FairnessTable, Had
    from peakroster.messages import Translator

LONGEST = 52
"""Weeks: ``scheduler.domain.fairness.LONGEST_MEMORY``, written out because help texts load no scheduler."""


def show_fairness(
    folder: Folder,
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help=help_of("fairness_until"))
    ] = None,
    weeks: Annotated[
        int | None, typer.Option("--weeks", min=1, max=LONGEST, help=help_of("fairness_weeks"))
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help=help_of("fairness_csv"))] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Who had how much of nights, weekends, sale days and the like."""
    with command_output(json, lang) as output:
        from peakroster.desk.fairness import fairness_csv, fairness_until
        from peakroster.shop.folder import read_shop
        from peakroster.tables.atomic_files import write_file

        output.add_json(fairness=[], warnings=[])
        shop = read_shop(folder, history_required=False)
        last = None if until is None else first_day(until, "--until")
        table = fairness_until(shop, last, weeks)
        output.add_json(
            first=f"{table.first}",
            last=f"{table.last}",
            days=table.days,
            fairness=[_row_json(row.agent, row.name, row.kinds) for row in table.rows],
            spread={
                kind: {"total": one.total, "people": one.people, "above": one.above, "below": one.below}
                for kind, one in table.spreads.items()
            },
        )
        if csv is not None:
            write_file(csv, fairness_csv(table))
        output.line(output.translate("fairness.title", first=table.first, last=table.last, days=table.days))
        if not table.days:
            output.line(output.translate("fairness.nothing"))
            return
        output.table(_people(table, output.translate))
        output.table(_spreads(table, output.translate))
        output.line(output.translate("fairness.legend"))
        if csv is not None:
            output.line(output.translate("fairness.written", file=csv))


def _row_json(agent: str, name: str, kinds: dict[str, Had]) -> dict[str, Any]:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    return {
        "agent_id": agent,
        "name": name,
        **{
            kind: {"had": rounded(one.had), "share": rounded(one.share), "balance": rounded(one.balance)}
            for kind, one in kinds.items()
        },
    }


def _people(table: FairnessTable, translate: Translator) -> Table:
    shown = Table(title_justify="left")
    shown.add_column(translate("fairness.agent"))
    for kind in table.spreads:
        shown.add_column(translate(f"fairness.{kind}"), justify="right")
    for row in table.rows:
        shown.add_row(f"{row.agent} {row.name}", *(_cell(one) for one in row.kinds.values()))
    return shown


def _cell(one: Had) -> str:
    """What somebody had, and by how much it is beyond the fair share."""
    if one.balance is None:
        return f"{one.had:g}" if one.had else "–"
    return f"{one.had:.3g} ({round(one.balance, 1) + 0.0:+.1f})"


def _spreads(table: FairnessTable, translate: Translator) -> Table:
    shown = Table(title=translate("fairness.spread"), title_justify="left")
    for column in ("kind", "total", "people", "above", "below"):
        shown.add_column(
            translate(f"fairness.column_{column}"), justify="left" if column == "kind" else "right"
        )
    for kind, one in table.spreads.items():
        above, below = f"{one.above:+.1f}", f"{one.below:+.1f}"
        shown.add_row(translate(f"fairness.{kind}"), f"{one.total:.4g}", f"{one.people}", above, below)
    return shown
