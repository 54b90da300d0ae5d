"""Cooling schedule: how far marginal costs are smoothed, from the first best responses to exact costs."""

from __future__ import annotations

import numpy as np

from scheduler.roster.problem.problem import Problem


def smoothing_widths(problem: Problem) -> list[int]:
    """Widths in agents, halved step by step, from about half the standard deviation of the largest
    requirement.

    A requirement of ``n`` agents is taken for a Poisson number, with standard deviation ``sqrt(n)``.
    """
    largest = float(problem.required.max(initial=0)) / 1000
    covers = max((cover.wanted for cover in problem.shift_cover), default=0)
    width = 2 ** max(0, round(np.log2(max(1.0, np.sqrt(max(largest, covers)) / 2))))
    return [width >> k for k in range(int(width).bit_length())]
