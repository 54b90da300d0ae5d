"""How a command answers: words or JSON on standard output, progress on standard error, one exit code."""

from __future__ import annotations

import json as json_library
import math
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from peakroster.cli.finding_lines import finding_lines
from peakroster.cli.stop_request import StopRequest
from peakroster.messages import LANGUAGES, Translator, default_language
from peakroster.tables.findings import CollisionError, Finding, InputError

if TYPE_CHECKING:  # statsmodels and OR-Tools take seconds to load: only the commands that need them wait
    from peakroster.pipeline.stages import Watcher
    from scheduler.roster.problem.solution import Progress

SUCCESS, FAILURE, BAD_INPUT, COLLISION, BROKEN = 0, 1, 2, 3, 4
"""Exit codes."""

_NO_TERMINAL_WIDTH = 1000
"""Columns where nobody looks on: a table's row is then always one line of the file or the pipe."""


class Answer:
    """One command's answer in one language."""

    def __init__(self, json: bool, language: str) -> None:
        self.json = json
        self.translate = Translator(language)
        width = None if sys.stdout.isatty() else _NO_TERMINAL_WIDTH
        self.out = Console(highlight=False, soft_wrap=True, width=width)
        self.progress = Console(stderr=True, highlight=False, soft_wrap=True)
        self.stop = StopRequest()
        self._content: dict[str, Any] = {}

    def say(self, key: str, **parameters: Any) -> None:
        """A line of the catalogue ``commands``, for people only."""
        self.line(self.translate(f"commands.{key}", **parameters))

    def line(self, text: str) -> None:
        """A line as it is, for people only."""
        if not self.json:
            self.out.print(text, markup=False)

    def show(self, renderable: Any) -> None:
        """A rich table or text, for people only."""
        if not self.json:
            self.out.print(renderable)

    def give(self, **content: Any) -> None:
        """Content of the JSON answer."""
        self._content.update(content)

    def findings(self, findings: Sequence[Finding], key: str) -> None:
        """Findings about the input, under this key of the JSON answer."""
        self.give(**{key: [finding.as_json(self.translate) for finding in findings]})
        if not self.json:
            for finding in findings:
                for line in finding_lines(finding, self.translate, one_line=not self.out.is_terminal):
                    self.out.print(line)

    def watcher(self) -> Watcher:
        """Tells stages and progress on standard error; from the search on, Ctrl-C is a wish to stop."""
        from peakroster.pipeline.stages import Watcher

        said: list[str] = []

        def stage(name: str) -> None:
            if name == "roster":
                self.stop.catch()
            self.progress.print(self.translate(f"commands.stage_{name}"), markup=False)

        def progress(state: Progress) -> None:
            if state.objective is None:
                return
            gap = (state.objective - state.bound) / state.objective if state.objective > 0 else 0.0
            news = self.translate("commands.progress", objective=state.objective, gap=max(0.0, gap))
            if news not in said[-1:]:  # a proof that creeps on behind the decimals is no news
                said.append(news)
                seconds = self.translate("commands.progress_seconds", seconds=state.seconds)
                self.progress.print(seconds + news, markup=False)

        def should_stop() -> bool:
            if self.stop.made:
                stage("stopping")
            return self.stop.made

        return Watcher(stage=stage, progress=progress, should_stop=should_stop)

    def tell_failure(self, key: str, **parameters: Any) -> None:
        """Something that is not the input's fault: a line on standard error, and ``error`` in the JSON."""
        line = self.translate(f"commands.{key}", **parameters)
        self.give(error=line)
        self.progress.print(line, markup=False)

    def finish(self) -> None:
        """Print the JSON answer, if one was asked for."""
        if self.json:
            print_json(self._content)


def print_json(content: Mapping[str, Any]) -> None:
    """JSON on standard output: timestamps and dates as in the tables, paths as text, NaN as null."""
    print(json_library.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):  # numpy's float64 is one
        return float(value) if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value.item() if hasattr(value, "item") else str(value)


@contextmanager
def answering(json: bool, language: str | None) -> Iterator[Answer]:
    """Run a command's body; turn what it raises into words and the exit code."""
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"{language}: zh | en", param_hint="--lang")
    answer = Answer(json, language or default_language())
    code = FAILURE
    try:
        yield answer
        code = SUCCESS
    except typer.Exit as leaving:
        code = leaving.exit_code
    except typer.BadParameter:
        raise
    except InputError as error:
        answer.findings(error.findings, "errors")
        answer.findings(error.warnings, "warnings")
        answer.say("bad_input", count=len(error.findings))
        code = BAD_INPUT
    except CollisionError as error:
        answer.findings(error.findings, "collisions")
        answer.say("collisions", count=len(error.findings))
        code = COLLISION
    except KeyboardInterrupt:
        answer.tell_failure("interrupted")
    except OSError as error:
        answer.tell_failure("file_failed", reason=error)
    except Exception as error:
        code = _other_failure(answer, error)
    finally:
        answer.stop.release()
    answer.give(exit_code=code)
    answer.finish()
    sys.stdout.flush()
    if code:
        raise typer.Exit(code)


def _other_failure(answer: Answer, error: Exception) -> int:
    from scheduler.roster.client import SearchFailedError
    from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError

    if isinstance(error, RulesCollideError):
        answer.tell_failure("rules_collide")
        return COLLISION
    if isinstance(error, NothingFoundError):
        answer.tell_failure("nothing_found")
    elif isinstance(error, SearchFailedError):
        print(error, file=sys.stderr)
        answer.tell_failure("search_failed", reason=str(error).splitlines()[-1])
    else:
        traceback.print_exception(error)
        answer.tell_failure("defect", reason=f"{type(error).__name__}: {error}")
    return FAILURE
