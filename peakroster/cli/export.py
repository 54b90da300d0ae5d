"""``export``: the roster as a file for people or for an attendance system."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from peakroster.cli.options import Folder, From, Json, Lang, first_day, help_of
from peakroster.cli.output import command_output
from peakroster.exports.formats import FORMATS

_MOST_FILES = 3
"""Files that are listed by name."""


def export_plan(
    folder: Folder,
    start: From,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=help_of("format"))],
    target: Annotated[Path | None, typer.Option("--to", metavar="DIR", help=help_of("target"))] = None,
    version: Annotated[int, typer.Option("--version", min=1, help=help_of("version"))] = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Write the roster in one of the export formats."""
    with command_output(json, lang) as output:
        from peakroster.exports.dispatch import export, export_findings
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        plan = PlanStore(shop.folder).read(first)
        findings = export_findings(shop, plan, format, today=date.today())
        output.findings([f for f in findings if f.severity == "warning"], "warnings")
        files = export(shop, plan, format, target=target, version=version, language=output.translate.language)
        output.add_json(files=files)
        for file in files[:_MOST_FILES]:
            output.message("export_file", file=file)
        if len(files) > _MOST_FILES:
            output.message("export_more", count=len(files) - _MOST_FILES, folder=files[0].parent)
        output.message("export_done", count=len(files))
