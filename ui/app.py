"""The script that Streamlit runs: ``streamlit run ui/app.py -- DIR [--lang zh|en]``, or that of a server."""

from __future__ import annotations

import argparse
from pathlib import Path

from peakroster.messages import LANGUAGES, default_language
from ui.app_shell import show_app
from ui.hosting import first_language, guest, is_hosted
from ui.logged_out import show_logged_out
from ui.own_page import show_own


def main() -> None:
    """Show the desk of the shop named on the command line, or of the server's shop that the guest is in."""
    if is_hosted():
        one = guest()
        if one is None:
            show_logged_out(first_language())
        elif not one.reads:
            show_own(one, first_language())
        else:
            show_app(one.folder, first_language())
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=LANGUAGES, default=default_language())
    chosen = parser.parse_args()
    show_app(chosen.folder, chosen.lang)


main()
