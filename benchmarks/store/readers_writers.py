"""A hundred readers and ten writers of one shop at once: no error, nothing lost, every refusal explained.

``python -m benchmarks.store.readers_writers [--seconds 60] [--readers 100] [--writers 10] [--postgresql]``.
Writers put plans in place that they made from the plan as they saw it, a third of the times an old one; half
of them edit a table besides. Readers read the log, versions, and the plan, and hold each to what it must be.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.store.kills import database
from benchmarks.store.work import DAY, amiss, new_shop, plan, small_plan
from peakroster.plans.store import PlanStore
from peakroster.shop.inputs.requests_file import add_requests
from peakroster.store.door import require_expected
from peakroster.store.engine import forget_engines
from peakroster.store.log import logged_changes
from peakroster.store.outdated import OutdatedError, digests
from peakroster.store.versions import files_of_version, versions_of
from scheduler.domain.requests import Request

READERS_A_PROCESS = 25


def write_for(shop: Path, writer: int, until: float, told: Any) -> None:
    """One writer: how many changes it made, how many were refused, and what went wrong."""
    counted: Counter[str] = Counter()
    chance, done, path = random.Random(writer), [], f"plans/{DAY}/roster.csv"
    seen = digests(shop, [shop / path])
    number = 1000 * (writer + 1)
    while time.monotonic() < until:
        if chance.random() < 2 / 3:
            seen = digests(shop, [shop / path])
        os.environ["PEAKROSTER_USER"] = f"n{number}"
        try:
            _change(shop, number, seen, leave=writer % 2 == 0)
            done.append(number)
            seen = digests(shop, [shop / path])
        except OutdatedError as error:
            counted["refused"] += 1
            counted["explained"] += all(one.code == "file_outdated_by" for one in error.findings)
            seen = digests(shop, [shop / path])
        except Exception as error:
            told.put(("error", f"writer: {type(error).__name__}: {error}"))
        number += 1
    told.put(("written", json.dumps({**counted, "done": done})))


def _change(shop: Path, number: int, seen: dict[str, str], *, leave: bool) -> None:
    def expected() -> None:
        require_expected(shop, seen)

    def also() -> None:
        if leave:
            add_requests(shop, [Request(f"n{number}", DAY, "leave", None, 1.0, 0)])

    PlanStore(shop).write(small_plan(number), expected, also)


def read_for(shop: Path, readers: int, until: float, told: Any) -> None:
    """Readers in threads of one process: how often they read, and what was wrong with what they read."""
    counts = [0] * readers

    def reading(place: int) -> None:
        last = 0
        while time.monotonic() < until:
            try:
                log, versions = logged_changes(shop, most=3), versions_of(shop, DAY)
                numbers = [one.number for one in versions]
                if numbers != list(range(1, len(numbers) + 1)) or len(numbers) < last or not log:
                    told.put(("error", f"reader: versions {last} -> {numbers[-3:]}"))
                last = len(numbers)
                files = files_of_version(shop, versions[-1])
                if json.loads(files["summary.json"])["number"] < 0:
                    told.put(("error", "reader: a plan of nobody"))
                if PlanStore(shop).plans() != [DAY]:
                    told.put(("error", "reader: no plan"))
            except Exception as error:
                told.put(("error", f"reader: {type(error).__name__}: {error}"))
            counts[place] += 1

    threads = [threading.Thread(target=reading, args=(place,)) for place in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(("read", json.dumps(counts)))


def run(shop: Path, seconds: float, readers: int, writers: int) -> tuple[Counter[str], list[str]]:
    """Returns what was counted, and what was wrong."""
    os.environ["PEAKROSTER_USER"] = "n0"
    plan(shop, 0)
    forget_engines()
    fork = multiprocessing.get_context("fork")
    told, until = fork.Queue(), time.monotonic() + seconds
    shares = [min(READERS_A_PROCESS, readers - n) for n in range(0, readers, READERS_A_PROCESS)]
    work = [(write_for, (shop, writer, until, told)) for writer in range(writers)]
    work += [(read_for, (shop, share, until, told)) for share in shares]
    processes = [fork.Process(target=target, args=arguments) for target, arguments in work]
    for process in processes:
        process.start()
    counted, wrong, done, ended = Counter[str](), [], [0], 0
    while ended < len(processes):
        kind, said = told.get(timeout=seconds + 120)
        if kind == "error":
            wrong.append(said)
            continue
        ended += 1
        if kind == "read":
            counts = json.loads(said)
            counted["read"] += sum(counts)
            counted["readers that never read"] += counts.count(0)
        else:
            found = json.loads(said)
            done += found.pop("done")
            counted.update(found)
    for process in processes:
        process.join()
    counted["written"] = len(done)
    os.environ["PEAKROSTER_USER"] = "n-1"
    wrong += amiss(shop, done, max(done) + 1)
    if counted["explained"] != counted["refused"]:
        wrong.append(f"{counted['refused'] - counted['explained']} refusals do not say who changed what")
    return counted, wrong


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--writers", type=int, default=10)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with database(options.postgresql), tempfile.TemporaryDirectory() as place:
        shop = new_shop(Path(place) / "shop")
        counted, wrong = run(shop, options.seconds, options.readers, options.writers)
    where = "PostgreSQL" if options.postgresql else "SQLite"
    print(f"{where}: {dict(counted)}, {len(wrong)} faults")
    print("\n".join(wrong[:20]))
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
