"""The table, the JSON and the chart of a run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import altair as alt
import pandas as pd

from benchmarks.rosters.cases import Case, Judgement
from benchmarks.rosters.measured import Run
from scheduler.roster.problem.problem import Problem

_EXACT = 1e-9
"""Share that is lost in a division."""


@dataclass(frozen=True)
class Row:
    """One case and engine.

    gap: of the cost above the best known cost, or of the objective above the bound, where that is the
    reference; None where a rule is broken.
    """

    suite: str
    case: str
    engine: str
    agents: int
    days: int
    shifts: int
    first_seconds: float | None
    first_objective: float | None
    objective: float | None
    cost: float | None
    bound: float | None
    own_bound: float | None
    reference: float | None
    gap: float | None
    uncovered: float | None
    megabytes: float
    seconds: float
    limit: float
    status: str
    broken: tuple[str, ...]
    failures: tuple[str, ...]
    history: tuple[tuple[float, float | None, float], ...]


def row_of(
    case: Case,
    engine: str,
    problem: Problem,
    run: Run,
    judged: Judgement | None,
    seconds: float,
    own_bound: float | None,
) -> Row:
    """The figures of a run; what does not hold goes to ``failures``.

    own_bound: a bound that the engine had no part in.
    """
    solution = run.solution
    objective = solution.objective if solution else None
    bound = solution.bound if solution else None
    # A bound is of the objective; that the objective is the cost is looked at below.
    reached = objective if case.best_known is None or judged is None else judged.cost
    reference = case.best_known
    if reference is None:
        reference = max((b for b in (bound, own_bound) if b is not None), default=None)
    gap = None
    if reached is not None and reference is not None and not (judged and judged.broken):
        above = max(0.0, reached - reference)
        # As a solution's own: of what can be avoided at all.
        share_of = reference - (solution.unavoidable if solution and case.best_known is None else 0.0)
        gap = above / share_of if share_of > 0 else float("inf") if above else 0.0
    row = Row(
        suite=case.suite,
        case=case.name,
        engine=engine,
        agents=len(problem.agents),
        days=problem.days,
        shifts=len(problem.shifts),
        first_seconds=run.first_seconds,
        first_objective=next((p.objective for p in run.history if p.objective is not None), None),
        objective=objective,
        cost=judged.cost if judged else None,
        bound=bound,
        own_bound=own_bound,
        reference=reference,
        gap=gap,
        uncovered=judged.uncovered if judged else None,
        megabytes=run.megabytes,
        seconds=run.seconds,
        limit=seconds,
        status=run.failure or (solution.stopped_by if solution else ""),
        broken=judged.broken if judged else (),
        failures=(),
        history=tuple((p.seconds, p.objective, p.bound) for p in run.history),
    )
    return replace(row, failures=tuple(_failures(case, row)))


def _failures(case: Case, row: Row) -> Iterable[str]:
    bars = case.bars
    if row.objective is None:
        yield "no roster"
        return
    if row.broken:
        yield f"{len(row.broken)} rules broken"
        return
    if row.cost is not None and abs(row.cost - row.objective) > case.rounding * max(1.0, row.cost):
        yield f"objective {row.objective:.3f} is not the cost"
    if row.own_bound is not None and row.own_bound > row.objective * (1 + _EXACT):
        yield "objective below the benchmark's own bound"
    if row.bound is not None and row.bound > row.objective * (1 + _EXACT):
        yield "bound above the objective"
    if bars.gap is not None and (row.gap is None or row.gap > bars.gap + _EXACT):
        yield f"gap > {bars.gap:.1%}"
    if bars.uncovered is not None and (row.uncovered or 0.0) > bars.uncovered:
        yield f"uncovered > {bars.uncovered:.1%}"
    if bars.first is not None and (row.first_seconds is None or row.first_seconds > bars.first):
        yield f"first > {bars.first:g} s"
    if row.seconds > 1.05 * row.limit:
        yield "over time"


def table(rows: Sequence[Row]) -> str:
    """All rows as Markdown."""
    heads = "instance|engine|agents|days|first s|objective|recounted|bound|own bound|reference|gap|uncovered"
    heads += "|MB|seconds|stopped by|does not hold"
    columns = heads.split("|")
    lines = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    for row in rows:
        cells = [
            row.case,
            row.engine,
            f"{row.agents}",
            f"{row.days}",
            _number(row.first_seconds, ".1f"),
            _number(row.objective, ",.1f"),
            _number(row.cost, ",.1f"),
            _number(row.bound, ",.1f"),
            _number(row.own_bound, ",.1f"),
            _number(row.reference, ",.1f"),
            _number(row.gap, ".2%"),
            _number(row.uncovered, ".2%"),
            f"{row.megabytes:,.0f}",
            f"{row.seconds:.1f}",
            row.status,
            "; ".join(row.failures),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def write(rows: Sequence[Row], folder: Path) -> None:
    """rows.json, table.md and growth.svg in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)
    (folder / "rows.json").write_text(text + "\n", encoding="utf-8")
    (folder / "table.md").write_text(table(rows) + "\n", encoding="utf-8")
    picture = growth(rows)
    if picture is not None:
        picture.save(str(folder / "growth.svg"))


_MEASURES = {
    "first_seconds": "seconds to the first roster",
    "seconds_to_near": "seconds to 1.5 % above the bound",
    "megabytes": "memory of the search, MB",
}


def growth(rows: Sequence[Row]) -> alt.TopLevelMixin | None:
    """Time and memory against agents, a panel for each measure; None without two sizes of anything."""
    records = [
        {
            "agents": row.agents,
            "what": f"{row.suite}, {row.engine}",
            "first_seconds": row.first_seconds,
            "seconds_to_near": _seconds_to(row, 0.015),
            "megabytes": row.megabytes,
        }
        for row in rows
        if row.suite != "curtois-qu" and row.days == 7 and "15 min" not in row.case
    ]
    data = pd.DataFrame(records)
    if data.empty or data["agents"].nunique() < 2:
        return None
    panels = []
    for measure, title in _MEASURES.items():
        chart = alt.Chart(data[data[measure].notna()], title=title).mark_line(point=True)
        x = alt.X("agents:Q", title="agents", scale=alt.Scale(zero=True))
        panels.append(
            chart.encode(
                x=x, y=alt.Y(f"{measure}:Q", title=None), color=alt.Color("what:N", title=None)
            ).properties(width=260, height=200)
        )
    picture: alt.TopLevelMixin = alt.hconcat(*panels).properties(background="white", padding=16)
    return picture


def _seconds_to(row: Row, gap: float) -> float | None:
    if row.bound is None:
        return None
    goal = row.bound * (1 + gap)
    return next((at for at, found, _ in row.history if found is not None and found <= goal), None)
