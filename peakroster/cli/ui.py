"""``ui``: the manager's desk in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from peakroster.cli.options import Folder, Json, Lang, help_of
from peakroster.cli.output import command_output
from peakroster.messages import default_language


def open_ui(
    folder: Folder,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help=help_of("port"))] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=help_of("browser"))] = True,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Open the manager's desk in a browser."""
    with command_output(json, lang) as output:
        from ui.launch import launch

        code = launch(folder, lang or default_language(), port=port, open_browser=browser)
        output.add_json(code=code)
        if code:
            raise typer.Exit(1)
