"""The desk with a search that finds only a roster with the last shift less; run by Streamlit."""

from __future__ import annotations

import runpy
from typing import Any

from peakroster.desk import solving
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits, Solution
from scheduler.roster.solve import arrange_roster
from ui.launch import APP


def poor(
    shop: Any, day: Any, problem: Problem, limits: Limits, observer: Any, start: tuple[Assignment, ...]
) -> Solution:
    """In place of ``solve_roster``."""
    return arrange_roster(problem, limits, start[:-1])


solving.solve_roster = poor
runpy.run_path(str(APP), run_name="__main__")
