"""How often the confidence limits of a simulated share hold the truth, where lateness is rare.

    .venv/bin/python benchmarks/simulation_limits.py [--trials 4000]

Every replication has about fifty customers; some replications have a bad hour in which each of them is late
with the same chance, the others have nobody late. Beside it stands Student's t times the standard error of
the ratio alone, as the limits were until November 2026.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy import stats

from peakroster.simulation.statistics import ratio_estimate

CASES = ((0.005, 0.5), (0.02, 0.3), (0.1, 0.1), (0.3, 0.1), (0.45, 0.2), (0.8, 0.1), (1.0, 0.02))
"""Share of replications with a bad hour, and share of customers who are late in it."""


def main() -> None:
    """Print a line for each number of replications and case."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=int, default=4000)
    trials = parser.parse_args().trials
    rng = np.random.default_rng(1)
    print("replications, bad ones, late in them | truth held, mean width | by the standard error alone")
    for count in (20, 200):
        for often, late in CASES:
            whole = rng.poisson(50, size=(count, trials))
            part = whole - rng.binomial(whole, np.where(rng.random(whole.shape) < often, late, 0.0))
            found, truth = ratio_estimate(part, whole), 1 - often * late
            strayed = ((part - found.value * whole) ** 2).sum(axis=0)
            error = np.sqrt(strayed / (count * (count - 1))) / whole.mean(axis=0)
            reach = stats.t.ppf(0.975, count - 1) * error
            alone = (np.clip(found.value - reach, 0, 1), np.clip(found.value + reach, 0, 1))
            held = [
                ((low <= truth) & (truth <= high)).mean() for low, high in ((found.low, found.high), alone)
            ]
            width = [(high - low).mean() for low, high in ((found.low, found.high), alone)]
            print(f"{count:3} {often:5.1%} {late:4.0%} | {held[0]:6.1%} {width[0]:.4f}", end="")
            print(f" | {held[1]:6.1%} {width[1]:.4f}")


if __name__ == "__main__":
    main()
