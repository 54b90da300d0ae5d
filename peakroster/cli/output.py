"""The output of a command: text or JSON on standard output, progress on standard error, one exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from peakroster.cli.finding_lines import finding_lines
from peakroster.cli.stop_request import StopRequest
from peakroster.json_text import json_text
from peakroster.messages import LANGUAGES, Translator, default_language
from peakroster.tables.atomic_files import recorded_changes
from peakroster.tables.causes import explained
from peakroster.tables.errors import file_failure, reason_of
from peakroster.tables.findings import CollisionError, Finding, InputError
from peakroster.wording import at_most_share

if TYPE_CHECKING:  # loading the engines takes seconds: only the commands that run them wait
    from peakroster.pipeline.stages import ProgressObserver
    from scheduler.roster.problem.solution import Progress

SUCCESS, FAILURE, BAD_INPUT, COLLISION, BROKEN = 0, 1, 2, 3, 4
"""Exit codes."""

_KEEPING = 2
"""Requests to stop that keep the best roster so far; the next one ends the command."""
_PIPE_WIDTH = 1000
"""Columns where standard output is no terminal, so that a table's row is always one line of text."""


class CommandOutput:
    """Collects and prints what one command has to say, in one language.

    Parameters
    ----------
    json
        Whether standard output gets one JSON object instead of text.
    language
        ``zh`` or ``en``.

    Attributes
    ----------
    translate
        Looks up messages in the language.
    stop
        Whether somebody asked to stop, with Ctrl-C or SIGTERM.
    changes
        Files and folders that the command has put in place so far.
    """

    def __init__(self, json: bool, language: str) -> None:
        self.json = json
        self.translate = Translator(language)
        self.stop = StopRequest()
        width = None if sys.stdout.isatty() else _PIPE_WIDTH
        self.stdout = Console(highlight=False, soft_wrap=True, width=width)
        self.stderr = Console(stderr=True, highlight=False, soft_wrap=True)
        self.changes: list[Path] = []
        self.searched: float | None = None
        self._content: dict[str, Any] = {}
        # Looked up now: without memory nothing can be read any more.
        self._out_of_memory = self.translate("commands.out_of_memory")

    def message(self, key: str, **parameters: Any) -> None:
        """Print a message of the catalogue ``commands``; nothing with ``--json``."""
        self.line(self.translate(f"commands.{key}", **parameters))

    def line(self, text: str) -> None:
        """Print a line without interpreting markup; nothing with ``--json``."""
        if not self.json:
            with to_stdout():
                self.stdout.print(text, markup=False)

    def table(self, renderable: Any) -> None:
        """Print a rich table; nothing with ``--json``."""
        if not self.json:
            with to_stdout():
                self.stdout.print(renderable)

    def progress(self, text: str) -> None:
        """Print a line on standard error, with or without ``--json``."""
        self.stderr.print(text, markup=False)

    def add_json(self, **content: Any) -> None:
        """Add keys to the JSON object."""
        self._content.update(content)

    def findings(self, findings: Sequence[Finding], key: str) -> None:
        """Print findings about the input, or add them to the JSON object under ``key``."""
        self.add_json(**{key: [finding.as_json(self.translate) for finding in findings]})
        if not self.json:
            for finding in explained(findings):
                for line in finding_lines(finding, self.translate, one_line=not self.stdout.is_terminal):
                    self.table(line)

    def failure(self, key: str, **parameters: Any) -> None:
        """Print a failure that is not the input's fault on standard error; ``error`` in the JSON object."""
        self.failure_line(self.translate(f"commands.{key}", **parameters))

    def failure_line(self, line: str) -> None:
        """The same, in words that are there already."""
        self.add_json(error=line)
        self.progress(line)

    def failure_kept(self, line: str) -> None:
        """Print what went wrong in a command that has an answer all the same; ``search_failure`` in JSON."""
        self.add_json(search_failure=line)
        self.progress(line)

    def no_memory(self) -> None:
        """Tell a lack of memory, with as little of it as possible."""
        self.add_json(error=self._out_of_memory)
        print(self._out_of_memory, file=sys.stderr)

    def observer(self) -> ProgressObserver:
        """Callbacks for the pipeline: stages and progress go to standard error.

        From the roster search on, the first Ctrl-C asks the search to stop, and the second does not wait for
        it any more; both keep the best roster. So does SIGTERM.
        """
        from peakroster.explanations.search_words import progress_gap
        from peakroster.pipeline.stages import ProgressObserver

        latest: list[str] = []

        def stage(name: str) -> None:
            if name == "roster":
                self.stop.catch(_KEEPING)
            self.progress(self.translate(f"commands.stage_{name}"))

        def progress(state: Progress) -> None:
            if state.objective is None:
                return
            self.searched = state.objective
            gap = progress_gap(state)
            words = "progress_unbounded" if gap is None else "progress_optimal" if gap <= 0 else "progress"
            shown = at_most_share(gap or 0.0)
            news = self.translate(f"commands.{words}", objective=state.objective, gap=shown)
            if [news] != latest:  # a bound that moves only behind the printed decimals is not worth a line
                latest[:] = [news]
                self.progress(self.translate("commands.progress_seconds", seconds=state.seconds) + news)

        def should_stop() -> bool:
            if self.stop.made:
                stage("stopping")
            return self.stop.made

        def should_end() -> bool:
            if self.stop.count < _KEEPING:
                return False
            stage("ending")
            return True

        return ProgressObserver(
            stage=stage, progress=progress, should_stop=should_stop, should_end=should_end
        )

    def changed(self) -> str:
        """Whether files were changed before the command failed, as a sentence."""
        if not self.changes:
            return self.translate("commands.nothing_changed")
        return self.translate("commands.written_before", files=", ".join(map(str, self.changes)))

    def finish(self) -> None:
        """Print the JSON object, if one was asked for."""
        if self.json:
            print_json(self._content)


def print_json(content: Mapping[str, Any]) -> None:
    """Print a JSON object on standard output. Raises OutputError."""
    with to_stdout():
        print(json_text(content), flush=True)


class OutputError(Exception):
    """Standard output takes nothing more; its argument is the reason, none for a reader that has gone."""


@contextmanager
def to_stdout() -> Iterator[None]:
    """Around what writes to standard output and to nothing else: OutputError where it takes no more."""
    try:
        yield
    except BrokenPipeError as error:
        raise OutputError from error
    except OSError as error:
        raise OutputError(reason_of(error)) from error


def give_up_output(error: OutputError, translate: Translator) -> None:
    """Say that the answer cannot be written, and throw away what is still waiting to be."""
    try:
        waste = os.open(os.devnull, os.O_WRONLY)
        os.dup2(waste, sys.stdout.fileno())
        os.close(waste)
    except (OSError, ValueError):  # standard output is no file, as in a test
        pass
    if error.args:
        print(translate("commands.output_failed", reason=error.args[0]), file=sys.stderr)


@contextmanager
def command_output(json: bool, language: str | None) -> Iterator[CommandOutput]:
    """Run a command's body; exceptions become messages and the exit code.

    Parameters
    ----------
    json
        The option ``--json``.
    language
        The option ``--lang``; None takes the language of the environment.

    Raises
    ------
    typer.Exit
        With the exit code, unless it is 0.
    typer.BadParameter
        For a language that does not exist; those of the body pass through.
    """
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"{language}: zh | en", param_hint="--lang")
    output = CommandOutput(json, language or default_language())
    code = FAILURE
    try:
        with recorded_changes() as output.changes:
            yield output
        code = SUCCESS
    except typer.Exit as leaving:
        code = leaving.exit_code
    except typer.BadParameter:
        raise
    except InputError as error:
        output.findings(error.findings, "errors")
        output.findings(error.warnings, "warnings")
        output.message("bad_input", count=len(error.findings), changed=output.changed())
        code = BAD_INPUT
    except CollisionError as error:
        output.findings(error.findings, "collisions")
        output.message("collisions", count=len(error.findings), changed=output.changed())
        code = COLLISION
    except KeyboardInterrupt:
        # One more than those that keep what was found: then what was promised at the first is taken back.
        given_up = output.stop.count > 1 and not output.changes
        output.failure("interrupted_again" if given_up else "interrupted", changed=output.changed())
    except OutputError as error:
        give_up_output(error, output.translate)
        output.json = False
    except OSError as error:
        output.failure_line(file_failure(error, output.translate))
    except MemoryError:
        output.no_memory()
    except Exception as error:
        code = _unexpected(output, error)
    finally:
        output.stop.release()
    output.add_json(exit_code=code)
    try:
        output.finish()
        with to_stdout():
            sys.stdout.flush()
    except OutputError as error:
        give_up_output(error, output.translate)
        code = FAILURE
    except MemoryError:
        output.no_memory()
        code = FAILURE
    if code:
        raise typer.Exit(code)


def _unexpected(output: CommandOutput, error: Exception) -> int:
    """Exit code of an exception of the search, or of a defect, which also prints its traceback."""
    from peakroster.explanations.search_words import failure_key
    from scheduler.roster.client import SearchFailedError
    from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError

    if isinstance(error, RulesCollideError):
        output.failure("rules_collide", changed=output.changed())
        return COLLISION
    if isinstance(error, NothingFoundError):
        output.failure("nothing_found", changed=output.changed())
    elif isinstance(error, SearchFailedError):
        print(error, file=sys.stderr)
        reason, changed = str(error).splitlines()[-1], output.changed()
        output.failure(failure_key(error.signal), reason=reason, changed=changed)
    else:
        traceback.print_exception(error)
        output.failure("defect", reason=f"{type(error).__name__}: {error}")
    return FAILURE
