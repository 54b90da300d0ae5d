"""Options that several commands share; their help texts follow ``--lang``."""

from __future__ import annotations

import math
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from peakroster.messages import LANGUAGES, Translator, default_language
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError

EngineName = Literal["auto", "cp-sat", "hybrid"]
"""The scheduler's ``Engine``, written out: help texts must not load the scheduler."""


def _help_language(arguments: list[str]) -> str:
    """The language of ``--lang``, read before anything is parsed: help texts are in that language, too."""
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or (arguments[position + 1] if position + 1 < len(arguments) else "")
            return value if value in LANGUAGES else default_language()
    return default_language()


HELP = Translator(_help_language(sys.argv[1:]))
"""Looks up the words of help texts."""


def help_of(key: str) -> str:
    """The help text ``help_<key>`` of the catalogue ``commands``."""
    return HELP(f"commands.help_{key}")


def finite(number: float) -> float:
    """Refuse ``nan`` and ``inf``, which pass the range check: ``nan`` is never below the minimum."""
    if not math.isfinite(number):
        raise typer.BadParameter(f"{number}")
    return number


Folder = Annotated[Path, typer.Argument(metavar="DIR", help=help_of("folder"))]
From = Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help=help_of("from"))]
FromIfAny = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help=help_of("from"))]
Days = Annotated[int, typer.Option("--days", min=1, max=42, help=help_of("days"))]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", min=1.0, callback=finite, help=help_of("time_limit"))
]
Engine = Annotated[
    EngineName, typer.Option("--engine", metavar="|".join(get_args(EngineName)), help=help_of("engine"))
]
Fast = Annotated[bool, typer.Option("--fast", help=help_of("fast"))]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help=help_of("seed"))]
StartFrom = Annotated[
    str | None, typer.Option("--start", metavar="DATE|FILE|last-week", help=help_of("start"))
]
Keep = Annotated[bool, typer.Option("--keep", help=help_of("keep"))]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="TIMESTAMP", help=help_of("as_of"))]
Json = Annotated[bool, typer.Option("--json", help=help_of("json"))]
Lang = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help=help_of("lang"))]


def first_day(text: str, option: str = "--from") -> date:
    """The date of an option, in any form that the tables accept.

    Raises
    ------
    InputError
        For anything else, and for days that no table may have.
    """
    from peakroster.plans.bounds import check_days
    from peakroster.tables.timestamps import parse_day

    try:
        day = parse_day(text.strip())
    except UnreadableError:
        raise InputError([Finding("error", "option_date", option, value=text)]) from None
    check_days(day, value=text, place=option)
    return day


def moment(text: str, option: str) -> datetime:
    """The timestamp of ``option``, in any form that the tables accept.

    Raises
    ------
    InputError
        For anything else.
    """
    import pandas as pd

    from peakroster.tables.timestamps import parse_timestamps

    values, codes = parse_timestamps(pd.Series([text.strip()], dtype="str"))
    if not text.strip() or codes.iloc[0]:
        raise InputError([Finding("error", "option_timestamp", option, value=text)])
    found: datetime = values.iloc[0].to_pydatetime()
    return found
