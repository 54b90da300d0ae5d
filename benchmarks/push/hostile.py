"""Pushes 500 people × 31 days to servers that behave badly, and holds the report to what they then hold.

    .venv/bin/python -m benchmarks.push.hostile [--people 500] [--days 31] [--seeds 1] [--kills 200]

One call in ten loses its connection, half of these after it was carried out; one in ten is answered after
25 s, which is later than we wait. A token lasts 300 s whatever was promised. Two rows of a hundred are
refused whenever they are sent. Each row is in effect up to a minute later, one in ten twice. WeCom is
played in two ways, since no document says what it does with a wrong row: it leaves the row out without a
word, or refuses the call. Time is virtual; all else is as in `peakroster push`. Exit code 1 where a report
errs, or where a second push sends anything.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from peakroster.push.pushing import push_roster
from tests.peakroster.push.servers import Hostility, WeComServer
from tests.peakroster.push.servers.doors import Deadly, Killed
from tests.peakroster.push.worlds import PLATFORM_NAMES, World, make_world

HOSTILE = {"dropped": 0.1, "slow": 0.1, "token_seconds": 300, "refused": 0.02, "delay": 60, "duplicated": 0.1}


def played(world: World) -> tuple[str, bool]:
    """A push and another one: a line of the table, and whether all was as it should be."""
    started, server = time.process_time(), world.server
    report = world.push()
    seconds, minutes = time.process_time() - started, world.clock.now() / 60
    wrong = 0
    try:
        world.agree(report)
    except AssertionError as error:
        wrong = 1
        print(error)
    sent = server.sent_rows()
    second = world.push()
    refused = sum(server.is_refused((f"u-{row.agent}", row.day)) for row in report.rows)
    agrees = second.counts == report.counts and len(report.open) == refused
    good = not wrong and agrees and server.sent_rows() == sent and report.problem is None
    counts = report.counts
    cells = [
        len(report.rows),
        counts["in_effect"],
        counts["refused"],
        counts["not_confirmed"],
        report.calls,
        report.rows_sent,
        f"{minutes:.0f}",
        second.rows_sent,
        f"{seconds:.1f}",
        "yes" if good else "NO",
    ]
    return " | ".join(map(str, cells)), good


def killed(kills: int, seed: int) -> bool:
    """Pushes that are killed at a random call, some of them several times, until one is not: is it whole?"""
    draw = random.Random(seed)
    good = left = 0
    hostility = {**HOSTILE, "refused": 0.0}
    while left < kills:
        name = draw.choice(PLATFORM_NAMES)
        with tempfile.TemporaryDirectory() as folder:
            world = make_world(Path(folder), name, Hostility(**hostility), people=20, days=31, seed=left)
            deaths = draw.randint(1, 3)
            for _ in range(deaths):
                number, after = draw.randint(1, 25), draw.random() < 0.5
                around = world.around(transport=Deadly(world.server, number, after))
                try:
                    push_roster(world.roster, name, around=around)
                except Killed:
                    left += 1
            report = world.push()
            world.agree(report)
            good += report.is_whole and world.push().rows_sent == 0
            if not report.is_whole:
                print(f"not whole: {name}, {report.counts}, {report.problem}")
                return False
    print(f"{left} kills, {good} pushes after them: all whole")
    return True


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--kills", type=int, default=0, help="instead: kill pushes so often at random calls")
    options = parser.parse_args()
    if options.kills:
        return 0 if killed(options.kills, options.seeds) else 1
    heads = "platform, seed, rows, in effect, refused, not confirmed, calls, rows sent, virtual minutes, "
    heads += "rows of the second push, CPU seconds, report equals the server"
    print("| " + " | ".join(heads.split(", ")) + " |")
    all_good = True
    for name, leaves_out in [*((name, True) for name in PLATFORM_NAMES), ("wecom", False)]:
        for seed in range(1, options.seeds + 1):
            with tempfile.TemporaryDirectory() as folder:
                world = make_world(
                    Path(folder),
                    name,
                    Hostility(**HOSTILE),
                    people=options.people,
                    days=options.days,
                    seed=seed,
                )
                if isinstance(world.server, WeComServer):
                    world.server.leaves_out = leaves_out
                line, good = played(world)
            manner = "" if name != "wecom" else ", rows left out" if leaves_out else ", calls refused"
            print(f"| {name}{manner} | {seed} | {line} |", flush=True)
            all_good = all_good and good
    return 0 if all_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
