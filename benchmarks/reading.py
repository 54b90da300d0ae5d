"""How long a long history takes to read, as a multiple of reading it with pandas alone in the same run.

``python -m benchmarks.reading`` prints a row for each length: rows, CPU seconds of ``read_shop``, of
``pandas.read_csv`` with parsed dates, and their ratio; the best of three of each, in turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from peakroster.shop.folder import read_shop
from peakroster.shop.new_folder import new_shop

ROUNDS = 3


def seconds(action: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    began = time.process_time()
    action()
    return time.process_time() - began


def main() -> None:
    """One row for each length of history."""
    print("rows      read_shop  pandas  ratio")
    for rows in (10_000, 40_000, 200_000):
        with TemporaryDirectory() as name:
            folder = Path(name) / "shop"
            new_shop(folder, sample=False)
            history = folder / "history.csv"
            queue = pd.read_csv(history)["queue"].iloc[0]
            step = "h" if rows <= 100_000 else "5min"
            hours = pd.date_range("2020-01-01", periods=rows, freq=step).strftime("%Y/%m/%d %H:%M")
            pd.DataFrame({"timestamp": hours, "queue": queue, "inquiries": 7}).to_csv(history, index=False)
            ours, plain = [], []
            for _ in range(ROUNDS):
                ours.append(seconds(lambda folder=folder: read_shop(folder)))
                plain.append(seconds(lambda history=history: pd.read_csv(history, parse_dates=["timestamp"])))
            best, least = min(ours), min(plain)
            print(f"{rows:<9} {best:9.2f} {least:7.2f} {best / least:6.1f}")


if __name__ == "__main__":
    main()
