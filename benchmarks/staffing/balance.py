"""By how many agents the balanced chain errs, because agents do not hand chats round.

    .venv/bin/python benchmarks/staffing/balance.py [--agents 1 2 … 20] [--concurrency 2 3 4 5 6] [--simulate]

``scheduler.queueing`` spreads the chats in hand evenly over the agents. Really an arrival goes to an agent
with the fewest, and nobody takes over when another's chats end. ``occupancy_chain.py`` solves that exactly.
For each number of agents n the most arrivals with which the promise is kept are found by both. What the
balanced chain promises too much, divided by what the n-th agent adds, is its error in agents: 0.1 means that
it asks for one agent too few in one load of ten around n, and for the right number in nine; from 1 on it
always would.

``--simulate`` plays a handful of the cases instead, with ``scheduler.simulation``, at the most arrivals that
the exact chain allows: what it counts must be the promised share. All of it takes ten minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from occupancy_chain import OccupancyChain, log_weight_below
from scipy.interpolate import BarycentricInterpolator
from scipy.optimize import brentq

from scheduler.queueing import ServiceModel, SteadyState, steady_state
from scheduler.queueing.birth_death import relative_mass_below
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand, replicate

Floats = NDArray[np.float64]

MEAN_SECONDS = 300.0
PROMISES = ((0.95, 30.0), (0.90, 180.0))
PATIENCES = (None, 300.0, 60.0)
NODES = 9
SLOWDOWNS = {
    "all at full speed": lambda j: 1.0,
    "1, 0.91, 0.83, …": lambda j: 1 / (1 + 0.1 * (j - 1)),
    "1, 0.75, 0.6, …": lambda j: 1 / (1 + (j - 1) / 3),
    "two at full speed, then no faster": lambda j: min(1.0, 2 / j),
    "no faster than one alone": lambda j: 1 / j,
    "half speed from the second on": lambda j: 1.0 if j == 1 else 0.5,
}


@dataclass(frozen=True)
class Case:
    """One number of agents, one way to serve, one promise, and the most erlangs that both chains allow."""

    agents: int
    model: ServiceModel
    share: float
    within_seconds: float
    balanced: float
    exact: float
    one_agent: float

    @property
    def error(self) -> float:
        """In agents; above 0 where the balanced chain asks for too few."""
        return (self.balanced - self.exact) / self.one_agent


def cases(agents: int, concurrency: int, name: str, chain: OccupancyChain) -> Iterator[Case]:
    """Every patience and promise for this many agents."""
    slowdown = tuple(SLOWDOWNS[name](j) for j in range(1, concurrency + 1))
    models = [ServiceModel(MEAN_SECONDS, concurrency, slowdown, patience) for patience in PATIENCES]
    asked = [(model, *promise) for model in models for promise in PROMISES]
    balanced = [most_load(model, agents, share, within) for model, share, within in asked]
    speeds = models[0].speeds
    low, high = 0.8 * min(balanced), 1.02 * max(balanced)
    nodes = (low + high) / 2 - (high - low) / 2 * np.cos((np.arange(NODES) + 0.5) / NODES * np.pi)
    exact_weight = log_weight_below(chain.mean_speeds(speeds, nodes), nodes)
    balanced_weight = np.log(relative_mass_below(nodes, np.full(NODES, agents), speeds, full=False))
    correction = BarycentricInterpolator(nodes, exact_weight - balanced_weight)
    for (model, share, within), most in zip(asked, balanced, strict=True):
        exact = most_load(model, agents, share, within, correction, (low, min(high, 1.02 * most)))
        fewer = most_load(model, agents - 1, share, within) if agents > 1 else 0.0
        yield Case(agents, model, share, within, most, exact, most - fewer)


def most_load(
    model: ServiceModel,
    agents: int,
    share: float,
    within: float,
    correction: BarycentricInterpolator | None = None,
    bounds: tuple[float, float] | None = None,
) -> float:
    """Most erlangs with which this share of the customers is answered in time."""
    full = agents * model.speeds[-1]
    low, high = bounds or (1e-6 * full, (2.0 if model.patience_seconds else 1 - 1e-9) * full)
    if model.patience_seconds is None:
        high = min(high, (1 - 1e-9) * full)

    def spare(load: float) -> float:
        state = steady_state(model, load / MEAN_SECONDS * 3600, agents)
        if correction is not None:
            state = _shifted(state, float(correction(load)))
        return float(state.service_level(within)) - share

    return float(brentq(spare, low, high, xtol=1e-10 * full))


def _shifted(state: SteadyState, shift: float) -> SteadyState:
    """The state with P(no wait) / P(one slot free) multiplied; the waiting line itself stays as it is."""
    return replace(state, log_odds=state.log_odds - shift, log_weight=state.log_weight + shift)


def report(agents: Sequence[int], concurrency: Sequence[int]) -> None:
    """Print a row for each way to slow down and each number of slots: the worst over agents and patiences."""
    found: dict[tuple[str, int], list[Case]] = {(name, k): [] for name in SLOWDOWNS for k in concurrency}
    for k in concurrency:
        for n in agents:
            chain = OccupancyChain.of(n, k)
            for name in SLOWDOWNS:
                found[name, k] += cases(n, k, name, chain)
    promises = [f"{share:.0%} in {within:.0f} s" for share, within in PROMISES]
    print(f"agents {min(agents)} … {max(agents)}; patience " + ", ".join(map(_patience, PATIENCES)))
    print("error in agents: worst (at n, with patience), and mean over all n and patiences")
    print(f"{'speed of each of j chats':<36}{'k':>2}  " + "".join(f"{text:<36}" for text in promises))
    for (name, k), of_name in found.items():
        cells = []
        for share, _ in PROMISES:
            of_promise = [case for case in of_name if case.share == share]
            worst = max(of_promise, key=lambda case: abs(case.error))
            mean = np.mean([case.error for case in of_promise])
            where = f"(n = {worst.agents}, {_patience(worst.model.patience_seconds)})"
            cells.append(f"{worst.error:+.3f} {where:<18} {mean:+.3f}")
        print(f"{name:<36}{k:>2}  " + "".join(f"{cell:<36}" for cell in cells), flush=True)
    everything = [case for of_name in found.values() for case in of_name]
    worst = max(everything, key=lambda case: abs(case.error))
    print(
        f"worst of all {len(everything)}: {worst.error:+.3f} agents; more than one agent: "
        f"{sum(abs(case.error) >= 1 for case in everything)}"
    )


PLAYED = (
    (2, 3, "1, 0.75, 0.6, …"),
    (5, 2, "no faster than one alone"),
    (12, 3, "1, 0.75, 0.6, …"),
    (20, 2, "no faster than one alone"),
    (20, 3, "two at full speed, then no faster"),
)
REPLICATIONS = 40
HOURS = 500.0


def simulate() -> None:
    """Print what the simulation counts beside what the balanced chain promises."""
    print(
        "share answered in time at the most arrivals that the exact chain allows: promised, by the balanced"
    )
    print(f"chain, simulated ± standard error ({REPLICATIONS} replications of {HOURS:.0f} hours)")
    for n, k, name in PLAYED:
        for case in cases(n, k, name, OccupancyChain.of(n, k)):
            hourly = case.exact / MEAN_SECONDS * 3600
            balanced = steady_state(case.model, hourly, n).service_level(case.within_seconds)
            share, error = played(case, hourly)
            print(
                f"n = {n:>2}, k = {k}, {name:<34} {case.within_seconds:>4.0f} s, patience "
                f"{_patience(case.model.patience_seconds):<8} {case.share:.4f} {float(balanced):.4f} "
                f"{share:.4f} ± {error:.4f}",
                flush=True,
            )


def played(case: Case, hourly: float) -> tuple[float, float]:
    """Simulated share answered in time, and its standard error; the first tenth of the hours is left out."""
    edges = np.array([0.0, HOURS * 360, HOURS * 3600])
    duty = DutyPeriods.of_counts(np.full((1, 2), case.agents), edges)
    system = ServiceSystem((case.model,), (case.within_seconds,), edges, duty)
    demand = SimulatedDemand(hourly / 3600 * np.diff(edges)[np.newaxis], np.full((1, 2), MEAN_SECONDS))
    counts = replicate(system, [demand] * REPLICATIONS, seed=1)
    in_time, arrived = counts.in_time[:, 0, 1], counts.arrived[:, 0, 1]
    share = in_time.sum() / arrived.sum()
    return float(share), float(np.std(in_time / arrived, ddof=1) / np.sqrt(REPLICATIONS))


def _patience(seconds: float | None) -> str:
    return "endless" if seconds is None else f"{seconds:.0f} s"


def main() -> None:
    """Solve and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--agents", type=int, nargs="+", default=list(range(1, 21)))
    parser.add_argument("--concurrency", type=int, nargs="+", default=[2, 3, 4, 5, 6])
    parser.add_argument("--simulate", action="store_true")
    given = parser.parse_args()
    if given.simulate:
        simulate()
    else:
        report(given.agents, given.concurrency)


if __name__ == "__main__":
    main()
