"""Several queues: transfers, returns and shared teams, planned and played.

    .venv/bin/python benchmarks/staffing/several_queues.py [--replications 100]

Part 1: ten days of a pre-sale queue of which 15 % goes on after sale, with and without the transfers in the
staffing, played with them. Part 2: a queue whose customers abandon and come back, staffed with and without
those, played with them. Part 3: shares in time of two and three queues with one team, by the formulas and
played, in random cases near the promise. Part 4: what one team saves beside a team for each of two equal
queues, by their size.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.queueing.priority import shared_performance
from scheduler.simulation import DutyPeriods, FurtherVisits, ServiceSystem, SimulatedDemand, play
from scheduler.staffing import ServiceTarget, agents_needed
from scheduler.staffing.returns import Returns, returning_customers
from scheduler.staffing.shared_team import TeamQueue, shared_agents_needed
from scheduler.staffing.time_varying import DemandScenarios, time_varying_agents_needed
from scheduler.staffing.transfers import transferred_customers

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DAYS, HALF_HOUR = 10, 0.5
PRESALE = ServiceModel(240, 3, (1.0, 0.9, 0.8), 240)
AFTERSALE = ServiceModel(400, 3, (1.0, 0.9, 0.8), 240)
PROMISE = ServiceTarget("service_level", 30, 0.9)


def wave(peak: float) -> Floats:
    """Customers of each half hour, in daily waves."""
    hour = np.arange(48 * DAYS) / 2 % 24
    return np.asarray(peak / 2 * np.clip(np.sin((hour - 7) / 17 * np.pi), 0.05, None))


def staffed(model: ServiceModel, customers: Floats, target: ServiceTarget = PROMISE) -> Integers:
    """Agents of each half hour, followed through time."""
    count = len(customers)
    begins = np.zeros(count, dtype=np.bool_)
    late = InTime("service_level", target.within_seconds)
    scenarios = DemandScenarios(customers[np.newaxis] / HALF_HOUR, np.ones(1))
    active = [(target, np.ones(count, dtype=np.bool_))]
    return time_varying_agents_needed(model, scenarios, HALF_HOUR, begins, active, late).agents


def played(
    models: tuple[ServiceModel, ...],
    customers: Floats,
    agents: Integers,
    visits: FurtherVisits,
    within: float,
    replications: int,
) -> tuple[Floats, Floats]:
    """Share in time, and share of half hours that keep nine tenths in time; of each queue."""
    edges = np.arange(customers.shape[1] + 1) * 3600 * HALF_HOUR
    system = ServiceSystem(models, (within,) * len(models), edges, DutyPeriods.of_counts(agents, edges))
    seconds = np.repeat([[model.mean_seconds] for model in models], customers.shape[1], axis=1)
    demand = SimulatedDemand(customers, seconds)
    counts = [play(system, demand, 1, number, visits).counts() for number in range(replications)]
    arrived = np.sum([each.arrived for each in counts], axis=0)
    in_time = np.sum([each.in_time for each in counts], axis=0)
    kept = (in_time / np.maximum(arrived, 1) >= PROMISE.share).mean(axis=1)
    return in_time.sum(axis=1) / arrived.sum(axis=1), kept


def transfers(replications: int) -> None:
    """Part 1."""
    customers = np.stack([wave(200), wave(70)])
    shares, count = np.array([[0.0, 0.15], [0.0, 0.0]]), customers.shape[1]
    open_ = np.ones(customers.shape, dtype=np.bool_)
    seconds = np.repeat([[PRESALE.mean_seconds], [AFTERSALE.mean_seconds]], count, axis=1)
    edges = np.arange(count + 1) * 1800.0
    inflow = transferred_customers(customers, shares, seconds, edges, open_, np.array([True, True]))
    visits = FurtherVisits(shares, np.zeros(2), np.zeros(2), open_)
    print("15 % of 200 pre-sale chats an hour go on after sale (70 an hour of its own)")
    first = staffed(PRESALE, customers[0])
    for name, own in (("not staffed for", customers[1]), ("staffed for", customers[1] + inflow[1])):
        agents = np.stack([first, staffed(AFTERSALE, own)])
        level, kept = played((PRESALE, AFTERSALE), customers, agents, visits, 30, replications)
        print(
            f"  {name}: {agents[1].sum() / 2 / DAYS:.1f} agent-hours a day, peak {agents[1].max()}", end="; "
        )
        print(f"after sale {level[1]:.1%} in time, {kept[1]:.1%} of half hours keep 90 %")


def returns(replications: int) -> None:
    """Part 2."""
    model, target = ServiceModel(300, 2, (1.0, 0.8), 60), ServiceTarget("service_level", 60, 0.9)
    customers, share, minutes = wave(120), 0.5, 40.0
    count = len(customers)
    visits = FurtherVisits(
        np.zeros((1, 1)), np.array([share]), np.array([60 * minutes]), np.ones((1, count), dtype=np.bool_)
    )
    print("half of those who abandon after 60 s of patience are back in 40 minutes; 90 % in 60 s")
    agents = staffed(model, customers, target)
    nobody = FurtherVisits(visits.transfers, np.zeros(1), visits.returns_seconds, visits.taken)
    back, rounds, before = np.zeros(count), 0, np.zeros(count, dtype=np.int64)
    staffings = [("nobody comes back", agents, nobody, back), ("not staffed for", agents, visits, back)]
    while not np.array_equal(before, agents):
        rounds, before = rounds + 1, agents
        back = returning_customers(
            model,
            Returns(share, 60 * minutes),
            customers / HALF_HOUR,
            agents.astype(np.float64),
            np.full(count, HALF_HOUR),
            np.zeros(count),
            np.full(count, model.mean_seconds),
            np.ones(count, dtype=np.bool_),
            time_varying=True,
        )
        agents = staffed(model, customers + back, target)
    staffings.append((f"staffed for in {rounds} rounds", agents, visits, back))
    for name, there, how, more in staffings:
        level, kept = played((model,), customers[np.newaxis], there[np.newaxis], how, 60, replications)
        print(f"  {name}: {there.sum() / 2 / DAYS:.1f} agent-hours a day", end="; ")
        print(f"{level[0]:.1%} in time, {kept[0]:.1%} of half hours keep 90 %", end="; ")
        print(f"{more.sum() / DAYS:.1f} expected back a day")


def priorities(replications: int) -> None:
    """Part 3."""
    rng, differences = np.random.default_rng(7), []
    for case in range(40):
        queues, chats = int(rng.integers(2, 4)), int(rng.integers(1, 5))
        slowdown = tuple((1 - 0.08 * np.arange(chats)).tolist())
        patience = None if case % 2 else float(rng.uniform(60, 300))
        equal = case < 20
        length = rng.uniform(120, 600, queues) if not equal else np.full(queues, rng.uniform(120, 600))
        models = tuple(ServiceModel(float(each), chats, slowdown, patience) for each in length)
        rates = rng.uniform(10, 100, queues)
        target = [(ServiceTarget("service_level", 30, 0.85), np.ones(1, dtype=np.bool_))]
        team = [
            TeamQueue(model, np.array([rate]), np.array([model.mean_seconds]), target)
            for model, rate in zip(models, rates, strict=True)
        ]
        (agents,) = shared_agents_needed(team)
        found = shared_performance(models, rates.tolist(), int(agents), [(30.0,)] * queues)
        hours = 20 * replications
        edges = np.array([0.0, 3600.0 * hours])
        duty = DutyPeriods.of_counts(np.array([[agents]] + [[0]] * (queues - 1)), edges)
        system = ServiceSystem(models, (30.0,) * queues, edges, duty, (), (tuple(range(queues)),))
        demand = SimulatedDemand(rates[:, np.newaxis] * hours, np.array(length)[:, np.newaxis])
        counts = play(system, demand, 1, case).counts()
        shares = counts.in_time[:, 0] / counts.arrived[:, 0]
        differences.append(
            (equal, [abs(q.service_levels[0] - s) for q, s in zip(found, shares, strict=True)])
        )
    for name, kind in (("equal lengths", True), ("lengths that differ", False)):
        off = np.concatenate([each for equal, each in differences if equal == kind])
        print(f"  {name}: {off.mean():.2%} off in the mean, {off.max():.2%} at most")


def savings() -> None:
    """Part 4."""
    model, counts = ServiceModel(300, 3, (1.0, 0.9, 0.8), 240), np.ones(1, dtype=np.bool_)
    target = [(ServiceTarget("service_level", 30, 0.95), counts)]
    for rate in (5, 10, 20, 40, 80, 160, 320):
        hourly, seconds = np.array([float(rate)]), np.array([300.0])
        (alone,) = agents_needed(model, hourly, target)
        (together,) = shared_agents_needed([TeamQueue(model, hourly, seconds, target)] * 2)
        print(
            f"  {rate} chats an hour each: {2 * alone} or {together} agents, "
            f"{1 - together / (2 * alone):.0%} fewer"
        )


def main() -> None:
    """All parts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=100)
    replications = parser.parse_args().replications
    transfers(replications)
    returns(replications)
    print("one team: formulas and simulation, share in time at the least agents for 85 % in 30 s")
    priorities(replications)
    print("one team for two queues, 95 % in 30 s:")
    savings()


if __name__ == "__main__":
    main()
