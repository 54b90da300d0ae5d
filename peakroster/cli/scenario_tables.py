"""Scenarios as tables in a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table

from peakroster.desk.roster import Desk
from peakroster.desk.scenarios.comparing import compared, shown_difference, shown_value
from peakroster.desk.scenarios.figures import ScenarioFigures, figures_as_json
from peakroster.desk.scenarios.keeping import Scenario
from peakroster.desk.scenarios.overrides import as_json
from peakroster.desk.scenarios.results import Depth, ScenarioResult
from peakroster.desk.scenarios.words import scenario_line
from peakroster.messages import Translator
from peakroster.wording import listed

Listed = tuple[Desk, Scenario, dict[Depth, ScenarioResult], dict[Depth, tuple[str, ...]]]


def list_table(rows: Iterable[Listed], translate: Translator) -> Table:
    """A row for each scenario."""
    table = Table()
    for name in ("plan", "name", "otherwise", "computed", "who"):
        table.add_column(translate(f"scenario.list_{name}"))
    for desk, scenario, results, outdated in rows:
        depths = [translate(f"scenario.{depth}") + (" *" if outdated.get(depth) else "") for depth in results]
        line = scenario_line(desk.shop, desk.plan, scenario.overrides, translate)
        table.add_row(f"{scenario.first_day}", scenario.name, line, listed(depths, translate), scenario.who)
    return table


def comparison_table(
    desk: Desk, now: ScenarioFigures, results: Sequence[ScenarioResult], translate: Translator
) -> Table:
    """A row for each figure: the plan, then each result with its difference."""
    table = Table()
    table.add_column(translate("scenario.column_figure"))
    table.add_column(translate("scenario.list_plan"), justify="right")
    for each in results:
        table.add_column(translate(f"scenario.{each.depth}"), justify="right")
    figures = [each.figures for each in results]
    for row in compared(now, figures):
        cells = []
        for figure, of in zip(row.scenarios, figures, strict=True):
            value = shown_value(figure.value, row.unit, translate, of.wishes)
            more = shown_difference(figure, row.unit, translate)
            mark = {"worse": "▼", "better": "▲"}.get(figure.verdict, "")
            cells.append(f"{value} {mark}{more}".rstrip())
        plan = shown_value(row.plan, row.unit, translate, now.wishes)
        table.add_row(row.name(desk.shop, translate), plan, *cells)
    return table


def scenario_json(
    desk: Desk,
    scenario: Scenario,
    results: Mapping[Depth, ScenarioResult],
    outdated: Mapping[Depth, tuple[str, ...]],
    translate: Translator,
) -> dict[str, Any]:
    """A scenario with the figures of its results."""
    return {
        "from": scenario.first_day,
        "name": scenario.name,
        "message": scenario_line(desk.shop, desk.plan, scenario.overrides, translate),
        "overrides": as_json(scenario.overrides),
        "who": scenario.who,
        "at": scenario.at.isoformat(timespec="seconds"),
        "results": {
            depth: {
                "figures": figures_json(each.figures),
                "people": [list(names) for names in each.people],
                "told": dict(each.told),
                "outdated": list(outdated.get(depth, ())),
                "at": each.at.isoformat(timespec="seconds"),
            }
            for depth, each in results.items()
        },
    }


def figures_json(figures: ScenarioFigures) -> dict[str, Any]:
    """Figures as of ``--json``, rounded."""
    return {key: _rounded(value) for key, value in figures_as_json(figures).items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return value
