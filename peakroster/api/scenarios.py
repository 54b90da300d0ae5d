"""Scenarios as a function: what a roster, or one searched anew, makes of other circumstances."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from peakroster.api.results import Roster
from peakroster.desk.roster import Desk, examine
from peakroster.desk.scenarios.comparing import compared
from peakroster.desk.scenarios.computing import result_as_it_is, result_solved
from peakroster.desk.scenarios.figures import figures_of
from peakroster.desk.scenarios.overrides import Override, overrides_of
from peakroster.desk.scenarios.solving import Way
from peakroster.desk.scenarios.words import override_lines
from peakroster.messages import Translator
from peakroster.pipeline.stages import ProgressObserver
from peakroster.shop.model import ShopFolder
from scheduler.roster.problem.solution import Limits, Progress


@dataclass(frozen=True, repr=False)
class Scenario:
    """What came of a scenario.

    Attributes
    ----------
    roster
        The plan that it came to, with its forecast, its requirement and its roster.
    table
        A row a figure: ``figure``, ``queue`` (None = of the whole plan), ``plan``, ``scenario``,
        ``difference`` and ``verdict`` (``same``, ``better``, ``worse`` or ``other``).
    people
        Ids of who is away or gone, by their place among the overrides.
    sentences
        What is otherwise, in words.
    """

    roster: Roster
    table: pd.DataFrame
    people: tuple[tuple[str, ...], ...]
    sentences: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Scenario: {'; '.join(self.sentences) or 'nothing is otherwise'}>"

    def _repr_html_(self) -> str:
        return f"<p>{'; '.join(self.sentences)}</p>{self.table.to_html(max_rows=40)}"


def scenario(
    shop: ShopFolder,
    roster: Roster,
    overrides: Sequence[Override | Mapping[str, Any]],
    *,
    solve: bool = False,
    way: Way = "replan",
    time_limit: float = 30.0,
    seed: int = 1,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    language: str = "en",
) -> Scenario:
    """See what a roster makes of other circumstances, or search another one for them; nothing is written.

    Parameters
    ----------
    shop, roster
        The plan and the shop that it was made for.
    overrides
        What is otherwise, as in a file for ``peakroster scenario --overrides``: mappings with ``kind``, or
        what :mod:`peakroster.desk.scenarios.overrides` has.
    solve
        Whether a roster is searched; else everybody who is there works what they work.
    way
        ``replan``: a shift that is another costs a change; ``free``: changes cost nothing.
    time_limit
        Seconds of the search on a quiet machine.
    seed
        Of the search.
    on_progress
        Told each improvement.
    language
        Of the words, ``en`` or ``zh``.

    Raises
    ------
    InputError
        If an override names what is not there, or says what cannot be.
    CollisionError
        If its rules, locks and leave cannot all hold.
    """
    if way not in ("replan", "free"):
        raise ValueError(f"way must be replan or free, not {way!r}")
    stated = overrides_of(
        [each.model_dump() if isinstance(each, Override) else dict(each) for each in overrides]
    )
    desk = Desk(shop, roster.plan, roster.earlier)
    if solve:
        limits, observer = Limits.within(time_limit, seed), ProgressObserver(progress=on_progress)
        found = result_solved(desk, stated, way, limits, observer)
    else:
        found = result_as_it_is(desk, stated)
    now = figures_of(desk, examine(desk), desk.plan)
    rows = [
        (row.key, row.queue, row.plan, figure.value, figure.difference, figure.verdict)
        for row in compared(now, [found.figures])
        for figure in row.scenarios
    ]
    columns = ["figure", "queue", "plan", "scenario", "difference", "verdict"]
    words = override_lines(shop, roster.plan, stated, Translator(language))
    return Scenario(
        Roster(found.plan, roster.earlier), pd.DataFrame(rows, columns=columns), found.people, tuple(words)
    )
