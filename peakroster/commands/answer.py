"""How a command answers: words or JSON on standard output, progress on standard error, one exit code."""

from __future__ import annotations

import json as json_library
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from peakroster.messages import LANGUAGES, Translator, default_language
from peakroster.pipeline.planning import Watcher
from peakroster.shop.findings import CollisionError, Finding, InputError
from scheduler.roster.model import NothingFoundError
from scheduler.roster.search import SearchFailedError
from scheduler.roster.solution import Progress

SUCCESS, FAILURE, BAD_INPUT, COLLISION, BROKEN = 0, 1, 2, 3, 4
"""Exit codes."""


class Answer:
    """One command's answer in one language."""

    def __init__(self, json: bool, language: str) -> None:
        self.json = json
        self.translate = Translator(language)
        self.out = Console(highlight=False, soft_wrap=True)
        self.progress = Console(stderr=True, highlight=False)
        self._content: dict[str, Any] = {}

    def say(self, key: str, **parameters: Any) -> None:
        """A line of the catalogue ``commands``, for people only."""
        if not self.json:
            self.out.print(self.translate(f"commands.{key}", **parameters), markup=False)

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
        if findings and not self.json:
            table = Table(show_edge=False, pad_edge=False, header_style="bold")
            for column in ("severity", "place", "value", "message", "remedy"):
                table.add_column(self.translate(f"commands.column_{column}"), overflow="fold")
            for finding in findings:
                table.add_row(*map(_plain, _cells(finding, self.translate)))
            self.out.print(table)

    def watcher(self) -> Watcher:
        """Tells stages and progress on standard error."""

        def stage(name: str) -> None:
            self.progress.print(self.translate(f"commands.stage_{name}"), markup=False)

        def progress(state: Progress) -> None:
            if state.objective is not None:
                gap = 100 * (state.objective - state.bound) / state.objective if state.objective > 0 else 0.0
                line = self.translate(
                    "commands.progress", seconds=state.seconds, objective=state.objective, gap=gap
                )
                self.progress.print(line, markup=False)

        return Watcher(stage=stage, progress=progress)

    def finish(self) -> None:
        """Print the JSON answer, if one was asked for."""
        if self.json:
            print(json_library.dumps(self._content, ensure_ascii=False, indent=1, default=str))


def _plain(text: str) -> str:
    """Text that rich must not take for markup."""
    return text.replace("[", "\\[")


def _cells(finding: Finding, translate: Translator) -> tuple[str, str, str, str, str]:
    place = finding.file
    if finding.row is not None:
        place += translate("commands.place_row", row=finding.row)
    if finding.column:
        place += translate("commands.place_column", column=finding.column)
    return (
        translate(f"commands.severity_{finding.severity}"),
        place,
        finding.value or "",
        finding.message(translate),
        finding.remedy(translate),
    )


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
    except InputError as error:
        answer.findings(error.findings, "errors")
        answer.findings(error.warnings, "warnings")
        answer.say("bad_input", count=len(error.findings))
        code = BAD_INPUT
    except CollisionError as error:
        answer.findings(error.findings, "collisions")
        answer.say("collisions", count=len(error.findings))
        code = COLLISION
    except NothingFoundError:
        _fail(answer, "nothing_found", {})
    except SearchFailedError as error:
        _fail(answer, "search_failed", {"reason": str(error).splitlines()[-1]})
    except KeyboardInterrupt:
        _fail(answer, "interrupted", {})
    except OSError as error:
        _fail(answer, "file_failed", {"reason": error})
    answer.give(exit_code=code)
    answer.finish()
    sys.stdout.flush()
    if code:
        raise typer.Exit(code)


def _fail(answer: Answer, key: str, parameters: Mapping[str, Any]) -> None:
    line = answer.translate(f"commands.{key}", **parameters)
    answer.give(error=line)
    answer.progress.print(line, markup=False)
