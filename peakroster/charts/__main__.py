"""``python -m peakroster.charts SHOP FIRST_DAY FILE [zh|en]``: a plan in one picture, .png or .svg."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from peakroster.charts.picture import week_picture
from peakroster.messages import Translator
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop


def main(arguments: list[str]) -> int:
    """Draw and save; returns the exit code."""
    if len(arguments) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    folder, day, target = Path(arguments[0]), date.fromisoformat(arguments[1]), Path(arguments[2])
    shop = read_shop(folder, history_required=False)
    translator = Translator(arguments[3] if len(arguments) == 4 else "en")
    week_picture(shop, PlanStore(folder).read(day), translator).save(str(target), scale_factor=1.5)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
