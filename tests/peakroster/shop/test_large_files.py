"""Large files: nonsense is refused in little memory, long histories are read whole.

How fast they are is measured by ``benchmarks/reading.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.history import day_steps
from peakroster.tables.findings import InputError
from peakroster.tables.report import MOST_PER_KIND
from tests.peakroster.shop.shops import Case, check, findings_of, write_shop

pytestmark = pytest.mark.slow

MEGABYTE = 1_000_000
HEADER = b"timestamp,queue,inquiries\n"
PARTS = {
    "binary": (b"", os.urandom(MEGABYTE), "not_text"),
    "one line": (b"", b"x" * MEGABYTE, "endless_line"),
    "commas": (b"", b"," * MEGABYTE, "endless_line"),
    "words": (b"", b"what is this, and who wrote it\n" * (MEGABYTE // 31), "no_header"),
    "latin": (b"", bytes(range(128, 256)) + b"\n", "bad_encoding"),
    "spreadsheet": (b"", b"PK\x03\x04" + os.urandom(MEGABYTE), "workbook_as_text"),
    "words under a header": (
        HEADER,
        b"what is this, and who wrote it\n" * (MEGABYTE // 31),
        "mostly_unreadable",
    ),
    "cells under a header": (HEADER, b"what,is,this\n" * (MEGABYTE // 13), "mostly_unreadable"),
    "blank lines": (HEADER, b"\n" * MEGABYTE, "mostly_unreadable"),
    "empty cells": (HEADER, b",,\n" * (MEGABYTE // 3), "mostly_unreadable"),
    "an open quotation mark": (HEADER + b'"', b"a,b\n" * (MEGABYTE // 4), "bad_quotes"),
}


SCRIPT = """
import resource, sys
from pathlib import Path
from peakroster.tables.findings import InputError
from peakroster.shop.folder import read_shop
from tests.peakroster.shop.test_large_files import MEGABYTE, PARTS

folder = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for head, part, _ in PARTS.values():
    with (folder / "history.csv").open("wb") as file:
        file.write(head)
        for _ in range(100 * MEGABYTE // len(part)):
            file.write(part)
    try:
        read_shop(folder)
    except InputError as error:
        print(*[finding.code for finding in error.findings])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_hundred_megabytes_of_nonsense_are_one_error(tmp_path: Path) -> None:
    """A clear message, and at most 150 MB of memory beyond what the program needs."""
    folder = write_shop(tmp_path / "shop")
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", SCRIPT, str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    *lines, megabytes = result.stdout.split("\n")[:-1]
    found = [line.split(" ") for line in lines]
    expected = [code for _, _, code in PARTS.values()]
    assert [code in codes for codes, code in zip(found, expected, strict=True)] == [True] * len(PARTS)
    assert max(map(len, found)) < 400
    assert int(megabytes) < 150
    (folder / "history.csv").unlink()


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


@pytest.mark.parametrize("rows", [40_000, 200_000])
def test_long_histories_are_read_whole(rows: int, tmp_path: Path) -> None:
    """Five years of hours, and two of five minutes."""
    folder = write_shop(tmp_path / "shop", {"history.csv": long_history(rows)})
    assert len(read_shop(folder).history) == rows


def test_many_bad_rows_are_all_counted(tmp_path: Path) -> None:
    """A column of dates that Excel mangled gives some findings, and the count of the rest."""
    rows = 100_000
    history = "timestamp,queue,inquiries\n" + "".join(
        f"{n % 12 + 1}/{n % 28 + 1}/2026 {n % 24}:00,presale,{n}.5\n" for n in range(rows)
    )
    folder = write_shop(tmp_path / "shop", {"history.csv": history})
    with pytest.raises(InputError) as error:
        read_shop(folder)
    totals = [
        finding.details["count"] for finding in error.value.findings if finding.code == "more_like_this"
    ]
    assert totals == [rows - MOST_PER_KIND] * 2


def test_the_step_of_each_day_is_its_own() -> None:
    """Hours on the first day, half hours on the second, one stray row on the first."""
    times = [f"2026-11-01T{hour:02d}:00" for hour in range(24)] + ["2026-11-01T12:07"]
    times += [f"2026-11-02T{hour:02d}:{minute}" for hour in range(24) for minute in ("00", "30")]
    stamps = pd.Series(pd.to_datetime(times))
    steps = day_steps(stamps, pd.Series("a", index=stamps.index))
    assert np.unique(steps[:25]).tolist() == [60]
    assert np.unique(steps[25:]).tolist() == [30]
