"""Erlang C beside pyworkforce: the same numbers where it is right, where it is not and why, and the time.

    .venv/bin/python benchmarks/staffing/versus_pyworkforce.py [FOLDER]

Makes an environment of its own in FOLDER (default: benchmarks/.cache/pyworkforce) from the pinned
pyworkforce-requirements.txt. pyworkforce 0.5.1 knows Erlang C with a service level and a cap on occupancy; it
has no Erlang A, no average wait as a target and no chats, so there is nothing of these to compare.

Numbers: agents for 41 loads × 5 times × 4 shares × 3 caps. Where the two differ, the number of agents is
looked at with fifty digits (mpmath): who is right, and by which line of pyworkforce the other is wrong.

Time: a year of half hours × 20 queues, 350,400 loads that all differ, with days, weeks, noise and eight sale
days, for a shop, its queues from 3 to 1,600 inquiries an hour, and for a platform, 100 to 8,000. Ours is
timed on all of them, in one call; pyworkforce's loop, one ErlangC a row, on every 150th (platform: 1,500th)
load, scaled. CPU seconds of one thread; of ours the best of five. Its loop takes some 10 µs for an interval
of a few erlangs, which no array gets below a thousandth of; the ratio grows with the load.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from mpmath import mp, mpf
from numpy.typing import NDArray

from scheduler.queueing import ServiceModel, erlang_c
from scheduler.staffing import ServiceTarget, agents_needed

HERE = Path(__file__).parent
HANDLING_SECONDS = 300.0
SIZES = {"shop": (3.0, 1600.0, 150), "platform": (100.0, 8000.0, 1500)}
"""Inquiries an hour of the smallest and the largest queue; pyworkforce is timed on every so many-th load."""

mp.dps = 50

Asked = tuple[float, float, float, float | None]


def environment(folder: Path) -> Path:
    """The Python of pyworkforce's environment, made at the first call."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pins = ["--require-hashes", "-r", str(HERE / "pyworkforce-requirements.txt")]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *pins], check=True)
    return python


def cases() -> list[Asked]:
    """Loads in erlangs, times in handling times, shares, caps."""
    loads = [
        0.0,
        0.01,
        0.05,
        0.17,
        0.4,
        0.5,
        0.6,
        0.85,
        0.9,
        1.0,
        1.4,
        1.5,
        1.7,
        2.1,
        2.5,
        3.4,
        3.6,
        4.2,
        5.0,
    ]
    loads += [6.8, 7.5, 8.5, 9.5, 10.2, 12.5, 13.6, 17.0, 20.5, 25.5, 34.0, 42.5, 50.0, 68.0, 85.0, 99.5]
    loads += [120.0, 170.0, 250.6, 400.0, 700.5, 1500.0]
    return list(product(loads, (0.0, 1 / 15, 0.1, 0.6, 4.0), (0.5, 0.8, 0.95, 0.99), (None, 0.85, 0.7)))


def ours(case: Asked) -> int:
    """The least number of agents."""
    load, waited, share, cap = case
    target = ServiceTarget("service_level", waited * HANDLING_SECONDS, share)
    arrivals = load * 3600 / HANDLING_SECONDS
    return int(agents_needed(ServiceModel(HANDLING_SECONDS), arrivals, [(target, True)], cap))


def is_enough(case: Asked, agents: int) -> bool:
    """Whether so many agents keep the promise, with fifty digits; load and cap as written in decimal."""
    if case[0] == 0:
        return True
    exact_load, cap = Fraction(repr(case[0])), case[3]
    if agents <= exact_load or (cap is not None and exact_load > Fraction(repr(cap)) * agents):
        return False
    load, waited, share = (mpf(repr(value)) for value in case[:3])
    blocked = mpf(1)
    for agent in range(1, agents + 1):
        blocked = load * blocked / (agent + load * blocked)
    waits = blocked / (1 - load / agents * (1 - blocked))
    return bool(1 - waits * mp.exp(-(agents - load) * waited) >= share)


def reason(case: Asked, theirs: int | str, right: int) -> str:
    """Why pyworkforce's answer is not ``right``."""
    load, waited, _, cap = case
    if isinstance(theirs, str):
        if load == 0:
            return "no demand: raises instead of asking for nobody"
        if waited == 0:
            return "answered at once (0 s): raises, though P(wait) is all that it takes"
        return theirs
    if cap is not None and theirs == right + 1 and math.isclose(load / cap, right):
        return "cap on occupancy: load / cap is a whole number, but not in binary; ceil adds an agent"
    if theirs == round(load + 1) > right:
        return "start value: the search begins at round(load + 1) and never looks below"
    return "unexplained"


def compare(asked: list[Asked], answers: list[int | str]) -> None:
    """Print agreement and disagreement."""
    differing: dict[str, list[str]] = {}
    wrong = 0
    for case, theirs in zip(asked, answers, strict=True):
        mine = ours(case)
        wrong += not is_enough(case, mine) or (mine > 0 and is_enough(case, mine - 1))
        if mine != theirs:
            load, waited, share, cap = case
            text = f"{load:g} erlangs, {share:.0%} within {waited * HANDLING_SECONDS:.0f} s, cap {cap}: "
            differing.setdefault(reason(case, theirs, mine), []).append(f"{text}{theirs} instead of {mine}")
    same = len(asked) - sum(map(len, differing.values()))
    print(
        f"agents for {len(asked)} cases: {same} the same; with fifty digits {wrong} of ours are not the least"
    )
    for why, examples in differing.items():
        print(f"  {len(examples):>4} × {why}")
        for example in (examples[0], examples[len(examples) // 2]):
            print(f"         {example}")


def compare_waits(asked: list[tuple[float, int]], answers: list[float | str]) -> None:
    """Print how far its probability of waiting is from ours, and what it says where no queue is stable."""
    stable = [(*case, theirs) for case, theirs in zip(asked, answers, strict=True) if case[0] < case[1]]
    load, agents, theirs = (np.array(column) for column in zip(*stable, strict=True))
    apart = np.abs(theirs / erlang_c(load, agents.astype(np.int64)) - 1).max()
    print(f"P(wait) for {len(stable)} stable queues: the same but for {apart:.0e} at the most; overload:")
    for (load, agents), theirs in zip(asked, answers, strict=True):
        if load >= agents:
            print(
                f"         {load:g} erlangs, {agents} agents: {theirs} instead of {erlang_c(load, agents):g}"
            )


def year(smallest: float, largest: float) -> NDArray[np.float64]:
    """Arrivals an hour of 20 queues in each half hour of a year, shape (20, 17520)."""
    rng = np.random.default_rng(11)
    hours = np.arange(365 * 48) / 2
    day, week = hours % 24, hours // 24 % 7
    shape = 0.12 + np.exp(-(((day - 11) / 3.5) ** 2)) + 1.3 * np.exp(-(((day - 20.5) / 2.5) ** 2))
    shape *= np.where(week >= 5, 1.2, 0.95)
    shape *= np.where(np.isin(hours // 24, rng.choice(365, 8, replace=False)), 3.0, 1.0)
    means = np.geomspace(smallest, largest, 20)[:, np.newaxis]
    return np.asarray(means * shape / shape.mean() * rng.gamma(25, 1 / 25, (20, hours.size)))


def seconds_of(
    targets: list[tuple[ServiceTarget, bool]], model: ServiceModel, arrivals: NDArray[np.float64]
) -> float:
    """CPU seconds of one call, the best of five."""
    taken = []
    for _ in range(5):
        begun = time.process_time()
        agents_needed(model, arrivals, targets, 0.85)
        taken.append(time.process_time() - begun)
    return min(taken)


def ask(python: Path, **request: list[Any]) -> dict[str, Any]:
    """What pyworkforce_answers.py says."""
    command = [str(python), str(HERE / "pyworkforce_answers.py")]
    process = subprocess.run(
        command, input=json.dumps(request), stdout=subprocess.PIPE, text=True, check=True
    )
    return dict(json.loads(process.stdout))


def main() -> None:
    """Compare, time and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE.parent / ".cache" / "pyworkforce")
    python = environment(parser.parse_args().folder)
    asked = cases()
    waits = [(0.3, 1), (0.3, 4), (4.0, 5), (48.0, 55), (400.0, 440), (0.3, 0), (4.0, 3), (48.0, 40)]
    answers = ask(python, asked=asked, waits=waits)
    compare(asked, answers["answers"])
    compare_waits(waits, answers["waits"])

    calls, chats = ServiceModel(HANDLING_SECONDS), ServiceModel(HANDLING_SECONDS, 3, (1.0, 0.9, 0.8), 240.0)
    level, wait = (ServiceTarget("service_level", 30, 0.95), True), (ServiceTarget("average_wait", 30), True)
    for name, (smallest, largest, every) in SIZES.items():
        arrivals = year(smallest, largest)
        loads = arrivals.ravel() * (HANDLING_SECONDS / 3600)
        sample = loads[::every]
        loop = ask(python, timed=sample.tolist())["seconds"] / sample.size * loads.size
        same = seconds_of([level], calls, arrivals)
        print(f"{name}: {np.unique(loads).size:,} different loads, median {np.median(loads):.1f}, ", end="")
        print(f"mean {loads.mean():.1f}, largest {loads.max():.0f} erlangs; 95 % in 30 s, occupancy <= 0.85")
        print(f"  pyworkforce's loop {loop:.1f} s, from {sample.size:,} intervals; ", end="")
        print(f"ours {same:.3f} s: {loop / same:,.0f} times as fast")
        print(f"  and average wait <= 30 s: ours {seconds_of([level, wait], calls, arrivals):.3f} s", end="")
        print(
            f"; that with three chats and patience: ours {seconds_of([level, wait], chats, arrivals):.3f} s"
        )


if __name__ == "__main__":
    main()
