"""Large files: nonsense is refused fast and in little memory, long histories are read fast."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.shop.findings import InputError
from peakroster.shop.folder import read_shop
from peakroster.shop.history import day_steps

from .shops import Case, check, findings_of, write_shop

MEGABYTE = 1_000_000
PARTS = {
    "binary": (os.urandom(MEGABYTE), "not_text"),
    "one line": (b"x" * MEGABYTE, "endless_line"),
    "commas": (b"," * MEGABYTE, "endless_line"),
    "words": (b"what is this, and who wrote it\n" * (MEGABYTE // 31), "no_header"),
    "latin": (bytes(range(128, 256)) + b"\n", "bad_encoding"),
    "spreadsheet": (b"PK\x03\x04" + os.urandom(MEGABYTE), "workbook_as_text"),
}


SCRIPT = """
import resource, sys, time
from pathlib import Path
from peakroster.shop.findings import InputError
from peakroster.shop.folder import read_shop

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for folder in sys.argv[1:]:
    began = time.process_time()
    try:
        read_shop(Path(folder))
    except InputError as error:
        print(*[finding.code for finding in error.findings], time.process_time() - began)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_hundred_megabytes_of_nonsense_are_one_error(tmp_path: Path) -> None:
    """One clear message within seconds, and at most 150 MB of memory beyond what the program needs."""
    for kind, (part, _) in PARTS.items():
        folder = write_shop(tmp_path / kind)
        with (folder / "history.csv").open("wb") as file:
            for _ in range(100 * MEGABYTE // len(part)):
                file.write(part)
    folders = [str(tmp_path / kind) for kind in PARTS]
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT, *folders], capture_output=True, text=True, check=True, timeout=120
    )
    *lines, megabytes = result.stdout.split("\n")[:-1]
    assert [line.split(" ")[:-1] for line in lines] == [[code] for _, code in PARTS.values()]
    assert max(float(line.split(" ")[-1]) for line in lines) < 10
    assert int(megabytes) < 150


@pytest.mark.parametrize(("name", "megabytes"), [("history.csv", 201), ("agents.csv", 21), ("shop.toml", 2)])
def test_files_that_cannot_be_right_are_not_opened(name: str, megabytes: int, tmp_path: Path) -> None:
    """A file larger than any real one of its kind is refused by its size."""
    folder = write_shop(tmp_path / "shop")
    os.truncate(folder / name, megabytes * MEGABYTE)  # sparse: takes no room on the disk
    check(Case("file_too_big", {}, name), findings_of(folder))


def long_history(rows: int) -> str:
    """A history of one queue in Excel's spelling: hours, or steps of five minutes."""
    step = "h" if rows <= 100_000 else "5min"
    texts = pd.date_range("2020-01-01", periods=rows, freq=step).strftime("%Y/%m/%d %H:%M")
    return "timestamp,queue,inquiries\n" + "".join(f"{text},presale,7\n" for text in texts)


@pytest.mark.parametrize(("rows", "seconds"), [(40_000, 4.0), (300_000, 15.0)])
def test_long_histories_are_read_fast(rows: int, seconds: float, tmp_path: Path) -> None:
    """Five years of hours, and three of five minutes; the bounds allow for a busy machine."""
    folder = write_shop(tmp_path / "shop", {"history.csv": long_history(rows)})
    began = time.process_time()
    shop = read_shop(folder)
    assert time.process_time() - began < seconds
    assert len(shop.history) == rows


def test_many_bad_rows_are_all_counted_and_fast(tmp_path: Path) -> None:
    """A column of dates that Excel mangled gives a hundred findings, the count of the rest, and no wait."""
    rows = 100_000
    history = "timestamp,queue,inquiries\n" + "".join(
        f"{n % 12 + 1}/{n % 28 + 1}/2026 {n % 24}:00,presale,{n}.5\n" for n in range(rows)
    )
    folder = write_shop(tmp_path / "shop", {"history.csv": history})
    began = time.process_time()
    with pytest.raises(InputError) as error:
        read_shop(folder)
    assert time.process_time() - began < 15
    totals = [
        finding.details["count"] for finding in error.value.findings if finding.code == "more_like_this"
    ]
    assert totals == [rows - 100, rows - 100]


def test_the_step_of_each_day_is_its_own() -> None:
    """Hours on the first day, half hours on the second, one stray row on the first."""
    times = [f"2026-11-01T{hour:02d}:00" for hour in range(24)] + ["2026-11-01T12:07"]
    times += [f"2026-11-02T{hour:02d}:{minute}" for hour in range(24) for minute in ("00", "30")]
    stamps = pd.Series(pd.to_datetime(times))
    steps = day_steps(stamps, pd.Series("a", index=stamps.index))
    assert np.unique(steps[:25]).tolist() == [60]
    assert np.unique(steps[25:]).tolist() == [30]
