"""docs/reference/commands.md names every command, option and exit code."""

from __future__ import annotations

import re

import pytest
import typer.main

from peakroster.cli import output
from peakroster.cli.app import app
from tests.docs.pages import page, section

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
FREQUENT = {"--json", "--lang", "--from"}
"""Options of (nearly) every command; the page does not list theirs."""


def rows() -> list[list[str]]:
    """The cells of the table of options, without its head."""
    lines = [line for line in section("commands.md", "Options").splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_command_stands_in_the_table() -> None:
    """Of each, at least one row, and no other commands."""
    found = re.findall(r"^\| `peakroster ([\w-]+)", page("commands.md"), re.MULTILINE)
    assert sorted(set(found)) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_explained(name: str) -> None:
    """Each option has a row that names the command, and each row only commands that have it."""
    options = {option for parameter in COMMANDS[name].params for option in option_names(parameter)}
    listed = {
        option
        for row in rows()
        for option in re.findall(r"--[a-z-]+", row[0])
        if option not in FREQUENT and f"`{name}`" in row[2]
    }
    assert listed == options - FREQUENT


def option_names(parameter: object) -> list[str]:
    names = [*parameter.opts, *parameter.secondary_opts]  # type: ignore[attr-defined]
    return [name for name in names if name.startswith("--")]


def test_the_exit_codes() -> None:
    """The numbers of the table are those of the code."""
    codes = re.findall(r"^\| (\d) \|", section("commands.md", "Exit codes"), re.MULTILINE)
    known = (output.SUCCESS, output.FAILURE, output.BAD_INPUT, output.COLLISION, output.BROKEN)
    assert codes == [str(code) for code in known]
