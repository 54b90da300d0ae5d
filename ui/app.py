"""The script that Streamlit runs: ``streamlit run ui/app.py -- DIR [--lang zh|en]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from peakroster.messages import LANGUAGES, default_language
from ui.app_shell import show_app


def main() -> None:
    """Show the desk of the shop named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=LANGUAGES, default=default_language())
    chosen = parser.parse_args()
    show_app(chosen.folder, chosen.lang)


main()
