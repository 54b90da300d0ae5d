"""``simulate``: the rostered days played against sampled customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from peakroster.cli.options import Folder, From, Json, Lang, Seed, first_day, help_of
from peakroster.cli.output import Answer, answering
from peakroster.cli.simulation_tables import day_table, words_about
from peakroster.shop.folder import read_shop

REPLICATIONS = 200


class DemandChoice(StrEnum):
    """How many customers come."""

    FORECAST = "forecast"
    PLANNED = "planned"


def simulate_plan(
    folder: Folder,
    start: From,
    demand: Annotated[DemandChoice, typer.Option("--demand", help=help_of("demand"))] = DemandChoice.FORECAST,
    replications: Annotated[
        int, typer.Option("--replications", min=1, max=10_000, help=help_of("replications"))
    ] = REPLICATIONS,
    seed: Seed = 1,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Is the promise kept, and where not?"""
    with answering(json, lang) as answer:
        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        answer.findings(shop.warnings, "warnings")
        from peakroster.simulation.demand import simulated_demands
        from peakroster.simulation.replications import run_replications
        from peakroster.simulation.report import (
            interval_statistics,
            interval_table,
            report_content,
            write_simulation,
        )
        from peakroster.simulation.simulation_input import read_simulation_input

        inputs = read_simulation_input(shop, first)
        answer.progress.print(answer.translate("simulation.stage_demand"), markup=False)
        expected = simulated_demands(inputs, demand.value, replications, seed)
        with _bar(answer, replications) as step:
            played = run_replications(inputs, expected, seed, step)
        by_interval = interval_statistics(played)
        figures = report_content(played, by_interval, demand.value, seed)
        files = write_simulation(inputs, figures, interval_table(inputs, by_interval))
        answer.give(folder=files[0].parent, files=files, **figures)
        answer.show(day_table(shop, figures, answer.translate))
        words = list(words_about(shop, figures, files[-1].name, answer.translate))
        answer.give(messages=words)
        for line in words:
            answer.line(line)
        listed = ", ".join(file.name for file in files)
        answer.line(answer.translate("simulation.written", folder=files[0].parent, files=listed))


@contextmanager
def _bar(answer: Answer, replications: int) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error."""
    answer.progress.print(answer.translate("simulation.stage", replications=replications), markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=answer.progress, transient=True) as bar:
        task = bar.add_task(answer.translate("simulation.bar"), total=replications)
        yield lambda done, of: bar.update(task, completed=done, total=of)
