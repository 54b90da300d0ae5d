"""The whole comparison in one run: the peers, ours, the speed, the report.

    .venv/bin/python benchmarks/forecasting/run.py SERIES... CACHE --peers-python PATH [--origins 20]

SERIES are CSV files or folders of them (more_series.py builds some); each needs a row in series.csv or in
``--table``. PATH is the Python of the peers' environment:

    python3.11 -m venv PEERS
    PEERS/bin/pip install --require-hashes -r benchmarks/forecasting/peers-requirements.txt

A cache that has the peers' forecasts already spares hours; ours are always recomputed. Delete the cache to
have everything from one run. The report goes to ``CACHE/report.md`` too.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from protocol import options

HERE = Path(__file__).parent


def main() -> None:
    """One script after the other; the first that fails ends it."""
    parser = options(__doc__)
    parser.add_argument("--peers-python", type=Path, required=True)
    given = parser.parse_args()
    series = [str(place) for place in given.series]
    table = ["--table", str(given.table)]
    shared = [*series, str(given.cache), "--origins", str(given.origins), *table]
    python, peers = sys.executable, str(given.peers_python)
    speed_out = ["--out", str(given.cache / "speed.json")]
    for command in (
        [peers, str(HERE / "peers.py"), *shared],
        [python, str(HERE / "ours.py"), *shared],
        [python, str(HERE / "speed.py"), "--peers-python", peers, *speed_out],
        [python, str(HERE / "report.py"), *shared, "--out", str(given.cache / "report.md")],
    ):
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
