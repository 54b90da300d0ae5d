"""Starts Streamlit with the desk of one shop."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

APP = Path(__file__).resolve().parent / "app.py"
SERVER = Path(__file__).resolve().parent / "server.py"
FLAGS: dict[str, bool | str] = {
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    # Else all of the shop is gone through for garbage after each run of the page, so at each look at a
    # running search, which waits meanwhile. Python's own collection, by need, remains.
    "runner.postScriptGC": False,
}
"""Settings of Streamlit wherever the desk is served."""
OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""What a browser may call the desk; whoever forwards a port to another machine calls it so there, too."""


def command(folder: Path, language: str, port: int | None = None, open_browser: bool = True) -> list[str]:
    """The command line that :func:`launch` runs. Colours and the like are in ``.streamlit/config.toml``.

    ``-P`` keeps the folder that the user happens to be in off Python's path: a file there that is called
    ``click.py`` or ``calendar.py`` must not be taken for a package.
    """
    flags = {
        "server.headless": str(not open_browser).lower(),
        "server.address": "localhost",  # the roster is nobody else's business
        "server.showEmailPrompt": "false",
        **{name: str(value).lower() for name, value in FLAGS.items()},
    }
    if port is not None:
        flags["server.port"] = str(port)
    options = [f"--{name}={value}" for name, value in flags.items()]
    run = [sys.executable, "-P", "-m", "streamlit", "run", str(SERVER), *options]
    return [*run, "--", str(folder.resolve()), "--lang", language]


def launch(folder: Path, language: str, port: int | None = None, open_browser: bool = True) -> int:
    """Serve the desk of the shop in ``folder`` until it is stopped; returns the exit code.

    language: ``zh`` or ``en``, the one the pages begin with. port: None = the first free from 8501 on.
    Ctrl-C is the way to end it, and no failure.
    """
    try:
        return subprocess.call(
            command(folder, language, port, open_browser),
            env={**os.environ, "PYTHONSAFEPATH": "1"},  # as -P, for the search that the desk starts
        )
    except KeyboardInterrupt:
        return 0
