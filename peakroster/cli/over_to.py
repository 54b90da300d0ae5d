"""``export`` and ``ui``: over to the attendance system, over to the desk."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from peakroster.cli.options import Folder, From, Json, Lang, first_day, help_of
from peakroster.cli.output import answering
from peakroster.exports import FORMATS, export, export_findings
from peakroster.messages import default_language
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop


def export_plan(
    folder: Folder,
    start: From,
    format: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=help_of("format"))],
    target: Annotated[Path | None, typer.Option("--to", metavar="DIR", help=help_of("target"))] = None,
    version: Annotated[int, typer.Option("--version", min=1, help=help_of("version"))] = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Write the roster for people or for an attendance system."""
    with answering(json, lang) as answer:
        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        plan = PlanStore(shop.folder).read(first)
        findings = export_findings(shop, plan, format, today=date.today())
        answer.findings([f for f in findings if f.severity == "warning"], "warnings")
        files = export(shop, plan, format, target=target, version=version, language=answer.translate.language)
        answer.give(files=files)
        for file in files[:3]:
            answer.say("export_file", file=file)
        answer.say("export_done", count=len(files))


def open_ui(
    folder: Folder,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help=help_of("port"))] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=help_of("browser"))] = True,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Open the manager's desk in a browser."""
    with answering(json, lang) as answer:
        # By name: the application does not depend on its screens, it only opens them.
        launch = importlib.import_module("ui.launch").launch
        code = launch(folder, lang or default_language(), port=port, open_browser=browser)
        answer.give(code=code)
        if code:
            raise typer.Exit(1)
