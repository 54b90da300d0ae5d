"""``backtest``: the forecast's errors at past origins, against the naive methods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from peakroster.cli.options import Folder, Json, Lang, help_of
from peakroster.cli.output import CommandOutput, command_output
from peakroster.tables.atomic_files import check_space
from peakroster.tables.findings import Finding, InputError

if TYPE_CHECKING:  # loading the engines takes seconds: only the commands that run them wait
    from peakroster.backtest.rolling_origin import BacktestObserver
    from peakroster.shop.model import ShopFolder

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
    with command_output(json, lang) as output:
        from peakroster.shop.folder import read_shop

        shop = read_shop(folder)
        check_space(shop.folder)
        output.findings(shop.warnings, "warnings")
        queues = _queues(shop, queue)
        from peakroster.backtest.content import content, write_backtest
        from peakroster.backtest.rolling_origin import run_backtest
        from peakroster.charts.backtest import backtest_html
        from peakroster.cli.backtest_tables import lines_and_tables, note_lines, verdict_lines

        translate = output.translate
        with _watching(output) as watcher:
            backtest = run_backtest(shop, queues, horizon or HORIZONS, weeks, watcher)
        if not backtest.done:
            raise KeyboardInterrupt
        figures = content(shop, backtest)
        names = shop.queue_names
        page = backtest_html(figures, backtest.errors.hours, names, translate)
        files = write_backtest(shop.folder, figures, backtest, page)
        verdicts = verdict_lines(figures, names, translate)
        output.add_json(folder=files[0].parent, files=files, **figures)
        output.add_json(messages=[*verdicts, *note_lines(figures, names, translate)])
        for part in lines_and_tables(figures, names, translate):
            if isinstance(part, str):
                output.line(part)
            else:
                output.table(part)
        for line in verdicts:
            output.line(line)
        listed = ", ".join(file.name for file in files)
        output.line(translate("backtest.written", folder=files[0].parent, files=listed))


def _queues(shop: ShopFolder, chosen: Sequence[str] | None) -> tuple[str, ...]:
    """The chosen queues in the order of shop.toml; all of them if none is chosen."""
    unknown = [name for name in chosen or () if name not in shop.queue_ids]
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
    return tuple(name for name in shop.queue_ids if not chosen or name in chosen)


@contextmanager
def _watching(output: CommandOutput) -> Iterator[BacktestObserver]:
    """A progress bar; the first Ctrl-C ends the backtest after the forecast that is being made."""
    from peakroster.backtest.rolling_origin import BacktestObserver
    from peakroster.cli.progress_bar import progress_bar

    with progress_bar(output, output.translate("backtest.bar")) as update:

        def step(done: int, planned: int) -> None:
            if not done:
                output.progress(output.translate("backtest.stage", planned=planned))
            update(done, planned)

        def should_stop() -> bool:
            if output.stop.made:
                output.progress(output.translate("backtest.stopping"))
            return output.stop.made

        output.stop.catch()
        yield BacktestObserver(step=step, should_stop=should_stop)
