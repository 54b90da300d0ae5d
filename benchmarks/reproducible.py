"""The same plan twice: every file byte for byte, summary.json but for its seconds.

    python benchmarks/reproducible.py SHOP --from 2026-11-09

SHOP is copied twice to a temporary folder; the shop itself is left alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def content(file: Path) -> bytes:
    """What must be the same."""
    if file.name != "summary.json":
        return file.read_bytes()
    summary = json.loads(file.read_text(encoding="utf-8"))
    del summary["seconds"]
    return json.dumps(summary, sort_keys=True).encode()


def main() -> None:
    """Plan twice, compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--from", dest="first_day", default="2026-11-09")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for name in ("first", "second"):
            copy = Path(folder) / name
            shutil.copytree(options.shop, copy)
            plan = [
                sys.executable,
                "-m",
                "peakroster",
                "plan",
                str(copy),
                "--from",
                options.first_day,
                "--json",
            ]
            subprocess.run(plan, check=True, stdout=subprocess.DEVNULL)
            made.append(copy / "plans" / options.first_day)
        summary = json.loads((made[0] / "summary.json").read_text(encoding="utf-8"))
        print({key: summary[key] for key in ("status", "objective", "bound", "gap", "stopped_by", "seconds")})
        different = [f.name for f in sorted(made[0].iterdir()) if content(f) != content(made[1] / f.name)]
        print("different:", different or "nothing")
        sys.exit(bool(different))


if __name__ == "__main__":
    main()
