"""Options that the commands share, described in the language that is asked for."""

from __future__ import annotations

import math
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from peakroster.messages import LANGUAGES, Translator, default_language
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.timestamps import parse_day, parse_timestamps
from scheduler.roster.problem.solution import Engine as EngineName


def _language_asked_for(arguments: list[str]) -> str:
    """``--lang`` as given, before anything is parsed: the help itself is to be in that language."""
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or (arguments[position + 1] if position + 1 < len(arguments) else "")
            return value if value in LANGUAGES else default_language()
    return default_language()


words = Translator(_language_asked_for(sys.argv[1:]))
"""Speaks the language of the help texts."""


def help_of(key: str) -> str:
    """Help text ``help_<key>``."""
    return words(f"commands.help_{key}")


def _finite(number: float) -> float:
    """A number that the range check cannot tell from a right one: ``nan`` is never below the least."""
    if not math.isfinite(number):
        raise typer.BadParameter(f"{number}")
    return number


Folder = Annotated[Path, typer.Argument(metavar="DIR", help=help_of("folder"))]
From = Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help=help_of("from"))]
Days = Annotated[int, typer.Option("--days", min=1, max=42, help=help_of("days"))]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", min=1.0, callback=_finite, help=help_of("time_limit"))
]
Engine = Annotated[EngineName, typer.Option("--engine", help=help_of("engine"))]
Fast = Annotated[bool, typer.Option("--fast", help=help_of("fast"))]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help=help_of("seed"))]
StartFrom = Annotated[
    str | None, typer.Option("--start", metavar="DATE|FILE|last-week", help=help_of("start"))
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="TIMESTAMP", help=help_of("as_of"))]
Json = Annotated[bool, typer.Option("--json", help=help_of("json"))]
Lang = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help=help_of("lang"))]


def first_day(text: str) -> date:
    """The date after ``--from``, as the tables may have it; raises InputError for anything else."""
    try:
        return parse_day(text.strip())
    except UnreadableError:
        raise InputError([Finding("error", "option_date", "--from", value=text)]) from None


def moment(text: str, option: str) -> datetime:
    """The moment after ``option``, as the tables may have it; raises InputError for anything else."""
    values, codes = parse_timestamps(pd.Series([text.strip()], dtype="str"))
    if not text.strip() or codes.iloc[0]:
        raise InputError([Finding("error", "option_timestamp", option, value=text)])
    found: datetime = values.iloc[0].to_pydatetime()
    return found
