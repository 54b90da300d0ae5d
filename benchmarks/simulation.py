"""How fast the simulation plays a week, how long it is compiled, and how far it is from the exact formulas.

    .venv/bin/python benchmarks/simulation.py [--replications 200]

The week: 60 agents in staggered shifts, five days of seven, meals taken, two queues of chats between which
they move, 30,000 chats in daily waves. Seconds are of one thread, and per replication of two. The same week
with its chats as conversations of six replies is played in turn with it, so that the ratio holds on a busy
machine too. Ciw plays the same customers of a telephone queue in the same run. Compilation is timed in new
processes, with an empty cache folder and with a filled one. Deviations are from
``scheduler.queueing.performance`` in steady states, beside what chance explains (the half width of the 95 %
confidence interval).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time

import ciw
import numpy as np

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, performance
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand, play, replicate, simulate
from scheduler.simulation.answer_times import answer_times
from scheduler.simulation.demand import Customers, draw_customers

HOUR = 3600.0
CHATS = 30_000
AGENTS = 60
CHAT = ServiceModel(300, 3, (1.0, 0.8, 0.6), 240)
TALK = Conversation(replies=6, reply_seconds=25, customer_seconds=30)
CASES = {
    "Erlang C, 10 agents": (ServiceModel(180), 10, 180.0),
    "Erlang A, 10 agents": (ServiceModel(180, 1, None, 120), 10, 200.0),
    "Erlang A, 60 agents, overloaded": (ServiceModel(180, 1, None, 120), 60, 1300.0),
    "3 chats, 1 agent, patience": (CHAT, 1, 19.0),
    "3 chats, 10 agents, patience": (CHAT, 10, 200.0),
    "3 chats, 60 agents, patience": (CHAT, 60, 1250.0),
    "3 chats, 10 agents, nobody leaves": (ServiceModel(300, 3, (1.0, 0.8, 0.6)), 10, 195.0),
    "3 chats, 60 agents, nobody leaves": (ServiceModel(300, 3, (1.0, 0.8, 0.6)), 60, 1220.0),
}
FIRST_RUN = """
import time
import numpy as np
from scheduler.queueing import ServiceModel
from scheduler.simulation import SimulatedDemand, DutyPeriods, ServiceSystem, simulate
edges = np.array([0.0, 3600.0])
system = ServiceSystem((ServiceModel(300),), (30,), edges, DutyPeriods.of_counts([[3]], edges))
demand = SimulatedDemand(np.array([[20.0]]), np.array([[300.0]]))
begun, worked = time.perf_counter(), time.process_time()
simulate(system, demand, 1, 0)
print(time.perf_counter() - begun, time.process_time() - worked)
"""


def week() -> tuple[ServiceSystem, SimulatedDemand]:
    """A rostered week of half hours and its chats."""
    edges = np.arange(7 * 48 + 1) * HOUR / 2
    rows = []
    for agent in range(AGENTS):
        for day in range(7):
            if (day + agent) % 7 < 5:
                start = (day * 24 + 8 + agent % 8) * HOUR
                meal = start + 4 * HOUR
                rows.append((agent, agent % 2, start, meal))
                rows.append((agent, (agent + agent % 3) % 2, meal + HOUR / 2, start + 8.5 * HOUR))
    agent, queue, start, end = (np.array(column) for column in zip(*rows, strict=True))
    hour = (edges[:-1] / HOUR) % 24
    wave = np.clip(np.sin((hour - 7) / 18 * np.pi), 0.02, None)
    arrivals = np.stack([wave, wave]) * CHATS / (2 * wave.sum())
    system = ServiceSystem((CHAT, CHAT), (30, 30), edges, DutyPeriods(agent, queue, start, end))
    return system, SimulatedDemand(arrivals, np.full(arrivals.shape, 300.0))


def speed(replications: int) -> None:
    """Seconds per replication of the week, alone and on two threads, after compilation."""
    system, demand = week()
    played = simulate(system, demand, 1, 0)
    print(f"week: {AGENTS} agents, {played.arrived.sum():,} chats", end=", ")
    print(f"{played.in_time.sum() / played.arrived.sum():.1%} in time", end=", ")
    print(f"{played.left.sum() / played.arrived.sum():.1%} left")
    for jobs in (1, 2):
        begun, worked = time.perf_counter(), time.process_time()
        replicate(system, [demand] * replications, seed=1, jobs=jobs)
        clock = (time.perf_counter() - begun) / replications
        work = (time.process_time() - worked) / replications
        print(
            f"  {jobs} thread(s): {clock * 1000:.1f} ms a replication, {work * 1000:.1f} ms of processor time"
        )


def conversations(replications: int) -> None:
    """The week with chats of six replies, in turn with the plain week; all measures are counted."""
    plain, demand = week()
    model = ServiceModel(300, CHAT.concurrency, None, CHAT.patience_seconds, TALK)
    system = ServiceSystem((model, model), plain.within_seconds, plain.edges, plain.duty)
    seconds: dict[str, list[float]] = {"plain": [], "conversations": []}
    for number in range(replications + 1):
        for name, played in (("plain", plain), ("conversations", system)):
            begun = time.process_time()
            found = play(played, demand, 1, number)
            counts = found.counts()
            if played is system:
                for queue in range(2):
                    found.in_time("first_reply", queue, 30)
                    found.in_time("reply_rate", queue, 180)
            seconds[name].append(time.process_time() - begun)
    # The first is compiled.
    plain_ms, talk_ms = (1000 * float(np.median(values[1:])) for values in seconds.values())
    print(
        f"  as conversations: {counts.messages.sum():,} messages, {talk_ms:.1f} ms of processor time beside "
        f"{plain_ms:.1f} ms: {talk_ms / plain_ms:.1f} times as long"
    )


def against_ciw() -> None:
    """The same 30,000 calls for 10 agents played by both, in turn."""
    edges = np.arange(7 * 24 + 1) * HOUR
    shape = (1, edges.size - 1)
    system = ServiceSystem(
        (ServiceModel(180),), (30,), edges, DutyPeriods.of_counts(np.full(shape, 10), edges)
    )
    demand = SimulatedDemand(np.full(shape, CHATS / shape[1]), np.full(shape, 180.0))
    came = draw_customers(system, demand, np.random.default_rng(1))
    answer_times(system, came)
    begun = time.process_time()
    ours = answer_times(system, came)
    between = time.process_time()
    theirs = by_ciw(came, 10)
    ended = time.process_time()
    print(
        f"{CHATS:,} calls, 10 agents: {(between - begun) * 1000:.1f} ms, Ciw {ended - between:.1f} s",
        end=", ",
    )
    print(f"{(ended - between) / (between - begun):,.0f} times as long; ", end="")
    print(f"answers differ by at most {np.abs(ours - theirs).max():.1e} s")


def by_ciw(came: Customers, agents: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """When Ciw answers each customer, given the same times of arrival and the same lengths."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*np.diff(came.arrival, prepend=0.0), float("inf")])],
        service_distributions=[ciw.dists.Sequential(came.work.tolist())],
        number_of_servers=[agents],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(came.arrival[-1] + 100 * HOUR)
    answered = np.full(came.arrival.size, np.nan)
    for record in simulation.get_all_records():
        answered[record.id_number - 1] = record.service_start_date
    return answered


def compilation() -> None:
    """The first replication of a new process, compiled and read from the cache."""
    with tempfile.TemporaryDirectory() as folder:
        for case in ("compiled", "read from the cache"):
            done = subprocess.run(
                [sys.executable, "-c", FIRST_RUN],
                env=os.environ | {"NUMBA_CACHE_DIR": folder},
                capture_output=True,
                text=True,
                check=True,
            )
            clock, work = map(float, done.stdout.split())
            print(f"first replication, {case}: {clock:.2f} s, {work:.2f} s of processor time")


def deviations(replications: int) -> None:
    """Simulated minus exact, in points of service level, seconds of wait, points of leaving and occupancy."""
    print(f"simulated - exact (± 95 % interval), {replications} replications of 40,000 chats")
    warm_up = 24
    for name, (model, agents, hourly) in CASES.items():
        hours = warm_up + round(40_000 / hourly)
        edges, shape = np.arange(hours + 1) * HOUR, (1, hours)
        system = ServiceSystem((model,), (30,), edges, DutyPeriods.of_counts(np.full(shape, agents), edges))
        demand = SimulatedDemand(np.full(shape, hourly), np.full(shape, model.mean_seconds))
        played = replicate(system, [demand] * replications, seed=1)
        total = {
            field: getattr(played, field)[:, 0, warm_up:].sum(axis=1)
            for field in ("arrived", "in_time", "waited", "left", "taken", "capacity")
        }
        exact = performance(model, hourly, agents, 30)
        print(f"  {name}")
        for label, values, right, unit in (
            ("service level", total["in_time"] / total["arrived"], exact.service_level, 100),
            ("wait", total["waited"] / total["arrived"], exact.average_wait, 1),
            ("leaving", total["left"] / total["arrived"], exact.share_leaving, 100),
            ("occupancy", total["taken"] / total["capacity"], exact.occupancy, 100),
        ):
            half = 1.96 * values.std(ddof=1) / np.sqrt(values.size)
            print(f"    {label:14} exact {right * unit:8.3f}", end="  ")
            print(f"{(values.mean() - right) * unit:+8.3f} ± {half * unit:.3f}")


def main() -> None:
    """Measure all of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=200)
    options = parser.parse_args()
    compilation()
    speed(options.replications)
    conversations(options.replications)
    against_ciw()
    deviations(options.replications)


if __name__ == "__main__":
    main()
