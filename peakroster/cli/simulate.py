"""``simulate``: the rostered days played against sampled customers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from peakroster.cli.options import Folder, From, Json, Lang, Seed, first_day, help_of
from peakroster.cli.output import command_output

REPLICATIONS = 200


class DemandChoice(StrEnum):
    """Which demand the customers are sampled from."""

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
    shared: Annotated[
        str | None, typer.Option("--shared", metavar="QUEUE,QUEUE", help=help_of("shared_simulate"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Simulate a plan: are the service targets met, and where not?"""
    with command_output(json, lang) as output:
        from peakroster.cli.progress_bar import progress_bar
        from peakroster.cli.simulation_tables import day_table, summary_lines
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        output.findings(shop.warnings, "warnings")
        PlanStore(shop.folder).check_space()
        from peakroster.simulation.demand import simulated_demands
        from peakroster.simulation.late_share import late_shares
        from peakroster.simulation.replications import run_replications
        from peakroster.simulation.report import (
            interval_statistics,
            interval_table,
            report_content,
            write_simulation,
        )
        from peakroster.simulation.sharing import places_to_share, stated_teams
        from peakroster.simulation.simulation_input import read_simulation_input
        from peakroster.wording import listed

        translate = output.translate
        inputs = read_simulation_input(shop, first)
        together = () if shared is None else places_to_share(inputs, shared)
        groups = (*stated_teams(inputs), together) if together else None
        output.progress(translate("simulation.stage_demand"))
        expected = simulated_demands(inputs, demand.value, replications, seed)
        output.progress(translate("simulation.stage", replications=replications))
        with progress_bar(output, translate("simulation.bar"), replications) as step:
            played = run_replications(inputs, expected, seed, step, shared=groups)
        by_interval = interval_statistics(played)
        # What the plan expects is that of a team for each queue.
        late = {} if together else late_shares(played, demand.value, seed)
        figures = report_content(played, by_interval, demand.value, seed, late)
        if shop.settings.shared:
            figures["teams"] = {team.id: list(team.queues) for team in shop.settings.shared}
        if together:
            figures["shared"] = [shop.queue_ids[place] for place in together]
        files = write_simulation(inputs, figures, interval_table(inputs, by_interval))
        messages = list(summary_lines(shop, figures, files[-1].name, translate))
        output.add_json(folder=files[0].parent, files=files, **figures)
        output.add_json(messages=messages)
        output.table(day_table(shop, figures, translate))
        for team in shop.settings.shared:
            queues = listed((shop.queue_names[name] for name in team.queues), translate)
            output.line(translate("simulation.team", team=team.name, queues=queues))
        if together:
            sharing = listed((inputs.queues[place].name for place in together), translate)
            output.line(translate("simulation.shared", queues=sharing))
        for line in messages:
            output.line(line)
        names = ", ".join(file.name for file in files)
        output.line(translate("simulation.written", folder=files[0].parent, files=names))
