"""Rosters of every size: how good after so many seconds, how soon the first, in how much memory.

    .venv/bin/python -m benchmarks.rosters.run --suite curtois-qu --instances FOLDER
    .venv/bin/python -m benchmarks.rosters.run --suite call-centre --plain
    .venv/bin/python -m benchmarks.rosters.run --suite catalogue [--shop data/sample]
    .venv/bin/python -m benchmarks.rosters.run --suite all --instances FOLDER --out FOLDER

Every case has the seconds that the issue gives it; ``--seconds`` sets others. ``--only`` takes the cases
whose name contains one of the texts (``=`` before a text: is it). ``--engine`` forces one or more of the
project's engines. ``--plain`` solves each case with plain CP-SAT too, ``--peers`` with the packages of
peers.py that can take it, all in the same time. Prints one table; ``--out`` also writes table.md, rows.json
(with the course of each search) and growth.svg. The cost is recounted from the roster by code of the
benchmark's own; the last column says what does not hold: a rule that is broken, a cost that is not the
objective, a gap or a time that is too large. The gap is to the best known cost where the case is published,
else to the bound that the search has proven or, with ``--bound``, to the better of that and the benchmark's
own (aggregated_bound.py; the call-centre weeks only, minutes for the large ones).
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import get_args

from benchmarks.rosters import measured, peers
from benchmarks.rosters.cases import SUITES, cases
from benchmarks.rosters.report import Row, row_of, table, write
from scheduler.roster.problem.solution import Engine


def main() -> None:
    """Solve, judge, print."""
    given = _options().parse_args()
    rows: list[Row] = []
    for suite in SUITES if given.suite == "all" else (given.suite,):
        for case in cases(suite, given.instances, given.shop):
            if not _wanted(case.name, given.only):
                continue
            problem, seconds = case.problem(), given.seconds or case.seconds
            own = measured.own_bound(problem) if given.bound and suite == "call-centre" else None
            engines = {f"own ({name})": partial(measured.own, problem, name) for name in given.engine}
            if given.plain:
                engines["plain CP-SAT"] = partial(measured.plain, problem)
            if given.peers and case.instance is not None:
                engines |= {name: partial(solve, case.instance()) for name, solve in peers.PEERS.items()}
            for name, solve in engines.items():
                run = solve(seconds)
                judged = case.judge(problem, run.solution) if run.solution else None
                rows.append(row_of(case, name, problem, run, judged, seconds, own))
                print(table(rows[-1:]).splitlines()[-1], *rows[-1].broken[:3], file=sys.stderr, flush=True)
                if given.out:
                    write(rows, given.out)
    print(table(rows))


def _wanted(name: str, only: list[str]) -> bool:
    return not only or any(name == text[1:] if text.startswith("=") else text in name for text in only)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--suite", choices=(*SUITES, "all"), required=True)
    parser.add_argument("--instances", type=Path, help="folder of Curtois & Qu's InstanceN.txt")
    parser.add_argument("--shop", type=Path, default=Path("data/sample"))
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--engine", nargs="+", choices=get_args(Engine), default=["auto"])
    parser.add_argument("--only", nargs="+", default=[], metavar="TEXT")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--bound", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--out", type=Path)
    return parser


if __name__ == "__main__":
    main()
