"""``backtest``: how wrong the forecast would have been, against the simple methods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from peakroster.cli.backtest_tables import lines_and_tables, verdict_lines
from peakroster.cli.options import Folder, Json, Lang, help_of
from peakroster.cli.output import Answer, answering
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError

if TYPE_CHECKING:  # statsmodels takes seconds to load: only the commands that need it wait
    from peakroster.backtest.rolling_origin import BacktestObserver

HORIZONS = (7, 28)
WEEKS = 12


def backtest_shop(
    folder: Folder,
    horizon: Annotated[
        list[int] | None, typer.Option("--horizon", min=1, max=91, help=help_of("horizon"))
    ] = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=520, help=help_of("weeks"))] = WEEKS,
    queue: Annotated[list[str] | None, typer.Option("--queue", metavar="ID", help=help_of("queue"))] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Forecast the past from what was known before it."""
    with answering(json, lang) as answer:
        shop = read_shop(folder)
        answer.findings(shop.warnings, "warnings")
        queues = _queues(shop, queue)
        from peakroster.backtest.content import content, write_backtest
        from peakroster.backtest.rolling_origin import run_backtest
        from peakroster.charts.backtest import backtest_html

        with _watching(answer) as watcher:
            backtest = run_backtest(shop, queues, horizon or HORIZONS, weeks, watcher)
        if not backtest.done:
            raise KeyboardInterrupt
        figures = content(shop, backtest)
        names = {queue.id: queue.name for queue in shop.settings.queues}
        page = backtest_html(figures, backtest.errors.hours, names, answer.translate)
        files = write_backtest(shop.folder, figures, backtest, page)
        said = verdict_lines(figures, names, answer.translate)
        answer.give(folder=files[0].parent, files=files, **figures)
        answer.give(messages=said)
        for part in lines_and_tables(figures, names, answer.translate):
            if isinstance(part, str):
                answer.line(part)
            else:
                answer.show(part)
        for line in said:
            answer.line(line)
        listed = ", ".join(file.name for file in files)
        answer.line(answer.translate("backtest.written", folder=files[0].parent, files=listed))


def _queues(shop: ShopFolder, asked: Sequence[str] | None) -> tuple[str, ...]:
    """The queues asked for in the order of shop.toml, all where none is."""
    unknown = [name for name in asked or () if name not in shop.queue_ids]
    if unknown:
        known = "; ".join(shop.queue_ids)
        raise InputError(
            [
                Finding(
                    "error", "unknown_queue", "--queue", value=name, details={"token": name, "known": known}
                )
                for name in unknown
            ]
        )
    return tuple(name for name in shop.queue_ids if not asked or name in asked)


@contextmanager
def _watching(answer: Answer) -> Iterator[BacktestObserver]:
    """A bar on standard error; the first Ctrl-C ends the work after the forecast that is being made."""
    from peakroster.backtest.rolling_origin import BacktestObserver

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=answer.progress, transient=True) as bar:
        task = bar.add_task(answer.translate("backtest.bar"), total=None)

        def step(done: int, planned: int) -> None:
            if not done:
                answer.progress.print(answer.translate("backtest.stage", planned=planned), markup=False)
            bar.update(task, completed=done, total=planned)

        def should_stop() -> bool:
            if answer.stop.made:
                answer.progress.print(answer.translate("backtest.stopping"), markup=False)
            return answer.stop.made

        answer.stop.catch()
        yield BacktestObserver(step=step, should_stop=should_stop)
