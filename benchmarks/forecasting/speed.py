"""CPU seconds of ours, Prophet and MSTL + AutoETS for the same two-year series, in one run.

    .venv/bin/python benchmarks/forecasting/speed.py [SERIES.csv ...] --peers-python PATH [--out speed.json]

Each time: fit, forecast of seven days, 80 % and 95 % intervals (ours: and the folds, and 1,000 sample paths)
on one thread. The three take turns, in ``--rounds`` rounds of ``--repeats`` each, so that what else the
machine does hits all of them; the median counts. A synthetic series of 105 weeks is always measured; real
ones may follow.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from synthetic import synthetic_counts

HERE = Path(__file__).parent
OURS, PEERS = "peakroster", ("prophet", "mstl-ets")
WEEKS = 106  # 105 to learn from: a little over two years, so that Prophet takes its yearly season


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("series", type=Path, nargs="*")
    parser.add_argument("--peers-python", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        synthetic_counts(seed=1, days=7 * WEEKS).to_csv(
            folder / "two_years.csv", date_format="%Y-%m-%dT%H:%M"
        )
        found = {}
        for series in [folder / "two_years.csv", *given.series]:
            seconds: dict[str, list[float]] = {name: [] for name in (OURS, *PEERS)}
            for _ in range(given.rounds):
                for name, values in seconds.items():
                    values += _seconds(name, series, folder / "cache", given.peers_python, given.repeats)
            found[series.stem] = {name: statistics.median(values) for name, values in seconds.items()}
            print(_line(series.stem, found[series.stem]), flush=True)
    if given.out:
        given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _seconds(name: str, series: Path, cache: Path, peers_python: Path, repeats: int) -> list[float]:
    if name == OURS:
        command = [sys.executable, str(HERE / "ours.py"), str(series), str(cache)]
    else:
        command = [str(peers_python), str(HERE / "peers.py"), str(series), str(cache), "--methods", name]
    done = subprocess.run([*command, "--seconds", str(repeats)], check=True, capture_output=True, text=True)
    return list(json.loads(done.stdout))


def _line(series: str, seconds: dict[str, float]) -> str:
    ours = seconds[OURS]
    peers = ", ".join(f"{name} {seconds[name]:.2f} s = {seconds[name] / ours:.1f} x" for name in PEERS)
    return f"{series}: ours {ours:.3f} s; {peers}"


if __name__ == "__main__":
    main()
