"""Usage errors as JSON: ``--json`` holds for them, too."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

from peakroster.cli.help_text import print_help
from peakroster.cli.options import HELP
from peakroster.cli.output import BAD_INPUT, print_json


class JsonGroup(TyperGroup):
    """A group of commands whose usage errors are JSON on standard output with ``--json``."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help text in the reader's language."""
        print_help(self, ctx, HELP)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run a command; with ``--json``, a usage error goes to both outputs, with exit code 2."""
        arguments = list(sys.argv[1:] if args is None else args)
        if "--json" not in arguments or not options.get("standalone_mode", True):
            return super().main(args, *rest, **options)
        try:
            code = super().main(args, *rest, **{**options, "standalone_mode": False})
        except Exception as error:
            # Typer may bundle its own click, so that usage errors are recognised by their interface.
            if not hasattr(error, "format_message"):
                raise
            message = error.format_message()
            print(message, file=sys.stderr)
            print_json({"error": message, "exit_code": BAD_INPUT})
            sys.exit(BAD_INPUT)
        sys.exit(code if isinstance(code, int) else 0)
