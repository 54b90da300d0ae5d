"""A progress bar on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from peakroster.cli.output import CommandOutput


@contextmanager
def progress_bar(
    output: CommandOutput, description: str, total: int | None = None
) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while the body runs; yields a function that takes the steps done and their total."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=output.stderr, transient=True) as bar:
        task = bar.add_task(description, total=total)
        yield lambda done, total: bar.update(task, completed=done, total=total)
