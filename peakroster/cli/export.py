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
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", min=1, help=help_of("export_version"))
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help=help_of("export_draft"))] = False,
    changes_since: Annotated[
        int | None, typer.Option("--changes-since", metavar="N", min=1, help=help_of("changes_since"))
    ] = None,
    meals: Annotated[bool, typer.Option("--meals", help=help_of("meals"))] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Write the roster in one of the export formats: as it was published last, or as it lies there."""
    with command_output(json, lang) as output:
        from peakroster.exports.dispatch import export, export_findings, export_into_sheet
        from peakroster.publishing.exported import to_export
        from peakroster.shop.folder import read_shop
        from peakroster.tables.findings import Finding, InputError

        first = first_day(start)
        if version is not None and draft:
            raise typer.BadParameter(output.translate("commands.version_or_draft"), param_hint="--draft")
        shop = read_shop(folder, history_required=False)
        what = to_export(shop, first, version=version, draft=draft, changes_since=changes_since)
        output.add_json(version=what.version, published=what.published, draft_differs=what.differs)
        if (format == SHEET) != (template is not None):
            raise InputError([Finding("error", "template_and_format", "--template", value=format)])
        if template is not None:
            files, warnings, cells = export_into_sheet(shop, what.plan, template, target=target)
            output.add_json(cells=cells)
            output.message("export_cells", count=cells)
        else:
            findings = export_findings(shop, what.plan, format, today=date.today(), since=what.since)
            warnings = tuple(found for found in findings if found.severity == "warning")
            files = export(
                shop,
                what.plan,
                format,
                target=target,
                version=what.version,
                language=output.translate.language,
                table=what.table,
                since=what.since,
                meals=meals,
            )
        output.findings(list(warnings), "warnings")
        output.add_json(files=files)
        for file in files[:_MOST_FILES]:
            output.message("export_file", file=file)
        if len(files) > _MOST_FILES:
            output.message("export_more", count=len(files) - _MOST_FILES, folder=files[0].parent)
        if what.since is not None and not files:
            output.message("export_nothing", number=what.since.number)
        else:
            output.message("export_done", count=len(files))
        told = "export_version" if what.published else "export_draft" if draft else "export_unpublished"
        output.message(told, number=what.version, first=first)
        if what.differs:
            output.message("export_differs", count=what.differs)
