"""``python -m tools.sample DIR`` writes the inputs of the sample shop into DIR."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.sample.write import write_sample


def main(arguments: list[str]) -> int:
    """Write the sample into the one folder named; 2 when the arguments are not that."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m tools.sample DIR", file=sys.stderr)
        return 2
    write_sample(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
