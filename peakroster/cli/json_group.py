"""The group of all commands: usage errors as JSON with ``--json``, ``--lang`` before a command, after it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

from peakroster.cli.help_text import print_help
from peakroster.cli.options import HELP
from peakroster.cli.output import BAD_INPUT, print_json


class JsonGroup(TyperGroup):
    """A group of commands whose usage errors are JSON on standard output with ``--json``.

    ``--lang`` may also stand before the name of the command.
    """

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help text in the reader's language."""
        print_help(self, ctx, HELP)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run a command; with ``--json``, a usage error goes to both outputs, with exit code 2."""
        args = arguments = language_behind(list(sys.argv[1:] if args is None else args))
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


def language_behind(arguments: Sequence[str]) -> list[str]:
    """The arguments with a ``--lang`` that stands before the command's name put behind that name.

    With no command, as in ``--lang en --help``, it is left out: help texts have found it by themselves. One
    behind the command goes before it, and a value that is no language is told by the command.
    """
    rest, moved = list(arguments), []
    while rest and (rest[0] == "--lang" or rest[0].startswith("--lang=")):
        taken = 2 if rest[0] == "--lang" else 1
        if len(rest) < taken:
            break
        moved, rest = rest[:taken], rest[taken:]
    if not rest or rest[0].startswith("-"):
        return rest
    return [rest[0], *moved, *rest[1:]]
