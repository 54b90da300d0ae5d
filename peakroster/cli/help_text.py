"""Help texts in the reader's language and as wide as the terminal.

Rich, which Typer prints with, breaks lines at blanks only and cuts what is longer than its column: most of a
Chinese sentence. Here lines break between any two Chinese letters, each of which takes two columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from typer.core import TyperCommand

from peakroster.cli.options import HELP, help_of
from peakroster.messages import Translator
from peakroster.store.who import SCRIPT, working_with

_WIDE = "\u2e80-\u2fff\u3003-\u9fff\uac00-\ud7af"
_OPENING, _CLOSING = r"“‘（《〈【\[", r"”’），。、；：？！》〉】…\]"
_UNIT = re.compile(
    rf"\s+|[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*", re.UNICODE
)
"""What no line break divides: a word, or a Chinese letter, with the punctuation that belongs to it."""


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns, as far as a single word allows it."""
    lines, line = [], ""
    for unit in filter(None, _UNIT.findall(text)):
        if cell_len(line) + cell_len(unit.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = ""
        line += unit if line or not unit.isspace() else ""
    return [*lines, line.rstrip()] if line.strip() else lines


_MOST_SHOWN = 1_000_000
"""A larger bound of a number is none that anybody has to know."""


class WrappedText:
    """A text for Rich that breaks its lines as :func:`wrapped` does."""

    def __init__(self, text: str, style: str = "") -> None:
        self._text, self._style = text, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Line by line."""
        for line in wrapped(self._text, options.max_width):
            yield Text(line, style=self._style, no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From the longest word to the whole text in one line."""
        units = [cell_len(unit) for unit in _UNIT.findall(self._text)]
        return Measurement(min(max(units), options.max_width), min(cell_len(self._text), options.max_width))


def print_help(command: Any, context: typer.Context, translate: Translator) -> None:
    """Usage, purpose, arguments, options and commands of a command or group."""
    console = Console(highlight=False)
    pieces = command.collect_usage_pieces(context)
    pieces = [
        translate("commands.usage_options") if piece == "[OPTIONS]" else _plain_piece(piece)
        for piece in pieces
    ]
    usage = translate("commands.usage", command=context.command_path, pieces=" ".join(pieces))
    console.print(Padding(WrappedText(usage, "bold"), (1, 1)))
    console.print(Padding(WrappedText(command.help or ""), (0, 1, 1, 1)))
    parameters = [each for each in command.get_params(context) if not getattr(each, "hidden", False)]
    for kind in ("argument", "option"):
        rows = [_parameter(each, translate) for each in parameters if each.param_type_name == kind]
        _panel(console, translate(f"commands.help_{kind}s"), rows)
    if hasattr(command, "list_commands"):
        commands = [command.get_command(context, name) for name in command.list_commands(context)]
        _panel(
            console, translate("commands.help_commands"), [(each.name, "", each.help) for each in commands]
        )


def _plain_piece(piece: str) -> str:
    """``FILE…`` of ``{FILE…}...``: a name that says by itself that there may be several says it once."""
    name = re.sub(r"[{}]", "", piece)
    return re.sub(r"(…|\.{3})\.{3}$", r"\1", name)


def _panel(console: Console, title: str, rows: Sequence[tuple[str, str, str]]) -> None:
    """A frame around names, what can be written behind them, and what they do."""
    if not rows:
        return
    table = Table(box=None, show_header=False, expand=True, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold cyan")
    if any(values for _, values, _ in rows):
        table.add_column(no_wrap=True, style="yellow")
    table.add_column(ratio=1)
    for name, values, text in rows:
        cells = [name, values] if len(table.columns) == 3 else [name]
        table.add_row(*map(Text, cells), WrappedText(text))
    console.print(Panel(table, title=title, title_align="left", border_style="dim", box=box.ROUNDED))


def _parameter(parameter: Any, translate: Translator) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        name, values = parameter.metavar or parameter.name.upper(), ""
    else:
        name = ", ".join(sorted([*parameter.opts, *parameter.secondary_opts], key=len))
        values = parameter.metavar or _bounds(parameter)
    text = help_of("help") if parameter.name == "help" else parameter.help or ""
    return name, values, " ".join([text, *_notes(parameter, translate)])


def _bounds(parameter: Any) -> str:
    """The bounds of a number."""
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if low is None or parameter.is_flag:
        return ""
    return f"≥ {low:g}" if high is None or high > _MOST_SHOWN else f"{low:g}…{high:g}"


def _notes(parameter: Any, translate: Translator) -> Iterator[str]:
    if parameter.required:
        yield translate("commands.help_required")
    default = getattr(parameter, "default", None)
    if isinstance(default, int | float | str) and not isinstance(default, bool):
        value = f"{default:g}" if isinstance(default, float) else f"{default}"
        yield translate("commands.help_default", value=value)


class HelpfulCommand(TyperCommand):
    """A command with such a help text; while it runs, the log has its name beside each change."""

    def invoke(self, ctx: Any) -> Any:
        """Run it."""
        with working_with(ctx.info_name or SCRIPT):
            return super().invoke(ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print it."""
        print_help(self, ctx, HELP)
