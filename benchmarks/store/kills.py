"""Kills a writer at random moments, and looks each time whether anything acknowledged is lost or half done.

``python -m benchmarks.store.kills [--kills 200] [--seed 1] [--longest 1] [--postgresql]``: plans, saves and
imports, each writer in a process of its own that gets SIGKILL; then the shop is opened as the next command
does. With --postgresql the store is on a server that is started for it.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.store.work import WORK, amiss, new_shop, working
from peakroster.store.engine import forget_engines
from peakroster.store.place import VARIABLE
from tests.postgres import new_database, server

LONGEST = 1.0
"""Seconds that a writer lives at most, if not told otherwise; on a quiet machine a change takes a tenth."""


def kill_one(shop: Path, kinds: tuple[str, ...], first: int, seconds: float) -> list[int]:
    """Start a writer, kill it so many seconds after it began; returns the numbers that it acknowledged."""
    forget_engines()  # no connection is shared with the child
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            working(shop, kinds, first, writer)
        finally:
            os._exit(1)
    os.close(writer)
    time.sleep(seconds)
    ended, status = os.waitpid(child, os.WNOHANG)
    os.kill(child, signal.SIGKILL)
    if not ended:
        _, status = os.waitpid(child, 0)
    with os.fdopen(reader) as pipe:
        told = [int(line) for line in pipe.read().split()]
    if not os.WIFSIGNALED(status):
        raise AssertionError("the writer ended by itself")
    return told


def run(shop: Path, kills: int, seed: int, longest: float = LONGEST) -> tuple[int, list[str]]:
    """Returns how many changes were acknowledged, and what was wrong."""
    chance, acknowledged, wrong, number = random.Random(seed), [0], [], 1
    kinds = tuple(WORK)
    os.environ["PEAKROSTER_USER"] = "n0"
    WORK["plan"](shop, 0)
    for kill in range(kills):
        acknowledged += kill_one(shop, kinds, number, chance.uniform(0.0, longest))
        os.environ["PEAKROSTER_USER"] = "n-1"
        found = amiss(shop, acknowledged, number)
        wrong += [f"after kill {kill + 1}: {each}" for each in found]
        number += 1000  # a change that was begun and not told has a number of its own
    return len(acknowledged), wrong


@contextmanager
def database(postgresql: bool) -> Iterator[None]:
    """The store on a server of one's own, or in the folder."""
    if not postgresql:
        yield
        return
    with server() as address:
        os.environ[VARIABLE] = new_database(address, "kills")
        yield
        forget_engines()


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=LONGEST, help="seconds that a writer lives at most")
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    begun = time.perf_counter()
    with database(options.postgresql), tempfile.TemporaryDirectory() as place:
        changes, wrong = run(new_shop(Path(place) / "shop"), options.kills, options.seed, options.longest)
    where = "PostgreSQL" if options.postgresql else "SQLite"
    seconds = round(time.perf_counter() - begun)
    print(f"{where}: {options.kills} kills, {changes} changes acknowledged, {len(wrong)} faults, {seconds} s")
    print("\n".join(wrong[:20]))
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
