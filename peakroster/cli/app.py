"""The command ``peakroster``: its subcommands under one name.

Modules that declare commands load nothing but Typer: a help text must not wait for pandas. What a command
needs is imported in its body.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

import typer

from peakroster.cli.attendance import compare_attendance
from peakroster.cli.audit import audit_plan
from peakroster.cli.backtest import backtest_shop
from peakroster.cli.conversations import estimate_conversations
from peakroster.cli.cures import ask_why_not, cure_shortage
from peakroster.cli.export import export_plan
from peakroster.cli.fairness import show_fairness
from peakroster.cli.help_text import HelpfulCommand
from peakroster.cli.import_files import import_files
from peakroster.cli.init import init_shop
from peakroster.cli.json_group import JsonGroup
from peakroster.cli.mapping import map_platform
from peakroster.cli.options import help_of
from peakroster.cli.output import FAILURE, OutputError, give_up_output, to_stdout
from peakroster.cli.plan import plan_all, plan_forecast, plan_roster, plan_size
from peakroster.cli.publish import compare_plan, publish_plan
from peakroster.cli.push import push_plan
from peakroster.cli.replan import replan_stored
from peakroster.cli.requests import manage_requests
from peakroster.cli.scenarios import list_scenarios, work_scenario
from peakroster.cli.serve import manage_tokens, manage_users, serve_shops
from peakroster.cli.shifts import design_catalogue
from peakroster.cli.shop import adopt_roster, check_shop
from peakroster.cli.simulate import simulate_plan
from peakroster.cli.ui import open_ui
from peakroster.cli.versions import list_versions, restore_plan, show_log
from peakroster.cli.who import who_could_work
from peakroster.messages import Translator, default_language

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
    "import": import_files,
    "check": check_shop,
    "plan": plan_all,
    "forecast": plan_forecast,
    "size": plan_size,
    "roster": plan_roster,
    "replan": replan_stored,
    "adopt": adopt_roster,
    "audit": audit_plan,
    "who": who_could_work,
    "fairness": show_fairness,
    "cures": cure_shortage,
    "why-not": ask_why_not,
    "conversations": estimate_conversations,
    "backtest": backtest_shop,
    "simulate": simulate_plan,
    "scenarios": list_scenarios,
    "scenario": work_scenario,
    "shifts": design_catalogue,
    "publish": publish_plan,
    "diff": compare_plan,
    "versions": list_versions,
    "restore": restore_plan,
    "log": show_log,
    "requests": manage_requests,
    "export": export_plan,
    "push": push_plan,
    "mapping": map_platform,
    "attendance": compare_attendance,
    "ui": open_ui,
    "serve": serve_shops,
    "users": manage_users,
    "tokens": manage_tokens,
}
for _name, _command in _COMMANDS.items():
    app.command(_name, cls=HelpfulCommand, help=help_of(_name.replace("-", "_")))(_command)


def main() -> None:
    """Entry point of the console command."""
    translate = Translator(default_language())
    if sys.stderr is None:  # closed: the next file to be opened would take its place
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open as long as the program runs
    if sys.stdout is None:
        print(translate("commands.no_output"), file=sys.stderr)
        sys.exit(FAILURE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without ★ shows ? instead of failing
            stream.reconfigure(errors="replace")
    try:
        with to_stdout():  # help texts, and usage errors
            app()
    except OutputError as error:
        give_up_output(error, translate)
        sys.exit(FAILURE)
