"""Help texts: whole in every terminal, in either language."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from peakroster.cli import app
from peakroster.cli.help_text import WrappedText, _plain_piece, wrapped
from peakroster.cli.json_group import language_behind
from peakroster.messages import Translator

COMMANDS = [command.name for command in app.registered_commands]


def test_chinese_breaks_anywhere_but_before_its_punctuation() -> None:
    """A letter takes two columns; words in Latin letters stay whole, brackets stay with what they hold."""
    text = "排班引擎：cp-sat（小团队，可证明最优）或 hybrid（大团队）。"
    for width in range(8, 60):
        lines = wrapped(text, width)
        assert all(cell_len(line) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in "，。）：" or line[-1] == "（" for line in lines)
        assert any("hybrid" in line for line in lines)
    assert wrapped("words are kept whole", 9) == ["words are", "kept", "whole"]
    assert wrapped("", 9) == []


def test_a_narrow_column_cuts_nothing() -> None:
    """In a table as narrow as it may be, every letter is there."""
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(ratio=1)
    text = "用满全部时间；再运行一次可能得到不同的结果。"
    table.add_row("--fast", WrappedText(text))
    stream = io.StringIO()
    Console(file=stream, width=20).print(table)
    assert text in "".join(stream.getvalue().replace("--fast", "").split())


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", [None, "plan", "adopt", "backtest", "simulate", "export"])
def test_a_terminal_of_eighty_columns_shows_everything(command: str | None, language: str) -> None:
    """No line is longer, no sentence is cut, and the frame is in the language, too."""
    arguments = [] if command is None else [command]
    ran = subprocess.run(
        [sys.executable, "-m", "peakroster", *arguments, "--help"],
        capture_output=True,
        env={**os.environ, "PEAKROSTER_LANG": language, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    shown = ran.stdout.decode()
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert "…" not in shown.replace("1…", "")
    translate = Translator(language)
    plain = "".join(shown.replace("│", "").split())
    keys = ["options"] if command else ["options", "commands", *filter(None, COMMANDS)]
    keys += {"plan": ["as_of", "start", "time_limit"], "simulate": ["demand"]}.get(command or "", [])
    for key in keys:
        assert "".join(translate(f"commands.help_{key.replace('-', '_')}").split()) in plain
    assert ("Show this" in shown) == (language == "en")


@pytest.mark.parametrize(
    ("piece", "shown"),
    [("{DIR}", "DIR"), ("{FILE…}...", "FILE…"), ("{DIR...}...", "DIR..."), ("[FILE]...", "[FILE]...")],
)
def test_a_usage_says_once_that_there_may_be_several(piece: str, shown: str) -> None:
    """No bracket of the parser's own is left, and no second row of dots."""
    assert _plain_piece(piece) == shown


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["--lang", "en", "check", "DIR"], ["check", "--lang", "en", "DIR"]),
        (["--lang=en", "check", "DIR", "--lang", "zh"], ["check", "--lang=en", "DIR", "--lang", "zh"]),
        (["check", "DIR", "--lang", "zh"], ["check", "DIR", "--lang", "zh"]),
        (["--lang", "en", "--help"], ["--help"]),
        (["--lang"], ["--lang"]),
        ([], []),
    ],
)
def test_the_language_may_stand_before_the_command(given: list[str], meant: list[str]) -> None:
    """``--lang en check`` is ``check --lang en``; the one behind the command counts."""
    assert language_behind(given) == meant
