"""The command ``peakroster``: its subcommands under one name.

Modules that declare commands load nothing but Typer: a help text must not wait for pandas. What a command
needs is imported in its body.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import typer

from peakroster.cli.audit import audit_plan
from peakroster.cli.backtest import backtest_shop
from peakroster.cli.export import export_plan
from peakroster.cli.json_group import JsonGroup
from peakroster.cli.options import help_of
from peakroster.cli.plan import plan_all, plan_forecast, plan_roster, plan_size
from peakroster.cli.shop import adopt_roster, check_shop, init_shop
from peakroster.cli.simulate import simulate_plan
from peakroster.cli.ui import open_ui

app = typer.Typer(
    name="peakroster",
    cls=JsonGroup,
    help=help_of("app"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_COMMANDS: dict[str, Callable[..., None]] = {
    "init": init_shop,
    "check": check_shop,
    "plan": plan_all,
    "forecast": plan_forecast,
    "size": plan_size,
    "roster": plan_roster,
    "adopt": adopt_roster,
    "audit": audit_plan,
    "backtest": backtest_shop,
    "simulate": simulate_plan,
    "export": export_plan,
    "ui": open_ui,
}
for _name, _command in _COMMANDS.items():
    app.command(_name, help=help_of(_name))(_command)


def main() -> None:
    """Entry point of the console command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without ★ shows ? instead of failing
            stream.reconfigure(errors="replace")
    app()
