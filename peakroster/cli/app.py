"""All commands under one name."""

from __future__ import annotations

import io
import sys

import typer

from peakroster.cli.backtest import backtest_shop
from peakroster.cli.json_group import JsonGroup
from peakroster.cli.options import help_of
from peakroster.cli.over_to import export_plan, open_ui
from peakroster.cli.plans import audit_plan, plan_all, plan_forecast, plan_roster, plan_size
from peakroster.cli.shops import adopt_roster, check_shop, init_shop
from peakroster.cli.simulate import simulate_plan

app = typer.Typer(
    name="peakroster",
    cls=JsonGroup,
    help=help_of("app"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("init", help=help_of("init"))(init_shop)
app.command("check", help=help_of("check"))(check_shop)
app.command("plan", help=help_of("plan"))(plan_all)
app.command("forecast", help=help_of("forecast"))(plan_forecast)
app.command("size", help=help_of("size"))(plan_size)
app.command("roster", help=help_of("roster"))(plan_roster)
app.command("adopt", help=help_of("adopt"))(adopt_roster)
app.command("audit", help=help_of("audit"))(audit_plan)
app.command("backtest", help=help_of("backtest"))(backtest_shop)
app.command("simulate", help=help_of("simulate"))(simulate_plan)
app.command("export", help=help_of("export"))(export_plan)
app.command("ui", help=help_of("ui"))(open_ui)


def main() -> None:
    """Entry point of the console command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without ★ shows ? and does not end the program
            stream.reconfigure(errors="replace")
    app()
