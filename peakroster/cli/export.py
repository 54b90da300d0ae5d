"""``export``: the roster as a file for people or for an attendance system."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from peakroster.cli.options import Folder, From, Json, Lang, first_day, help_of
from peakroster.cli.output import command_output
from peakroster.exports.formats import SHEET

_MOST_FILES = 3
"""Files that are listed by name."""


def export_plan(
    folder: Folder,
    start: From,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help=help_of("format"))],
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE", help=help_of("template"))
    ] = None,
    target: Annotated[Path | None, typer.Option("--to", metavar="DIR", help=help_of("target"))] = None,
    version: Annotated[int, typer.Option("--version", min=1, help=help_of("version"))] = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Write the roster in one of the export formats."""
    with command_output(json, lang) as output:
        from peakroster.exports.dispatch import export, export_findings, export_into_sheet
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop
        from peakroster.tables.findings import Finding, InputError

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        plan = PlanStore(shop.folder).read(first)
        if (format == SHEET) != (template is not None):
            raise InputError([Finding("error", "template_and_format", "--template", value=format)])
        if template is not None:
            files, warnings, cells = export_into_sheet(shop, plan, template, target=target)
            output.add_json(cells=cells)
            output.message("export_cells", count=cells)
        else:
            findings = export_findings(shop, plan, format, today=date.today())
            warnings = tuple(found for found in findings if found.severity == "warning")
            language = output.translate.language
            files = export(shop, plan, format, target=target, version=version, language=language)
        output.findings(list(warnings), "warnings")
        output.add_json(files=files)
        for file in files[:_MOST_FILES]:
            output.message("export_file", file=file)
        if len(files) > _MOST_FILES:
            output.message("export_more", count=len(files) - _MOST_FILES, folder=files[0].parent)
        output.message("export_done", count=len(files))
