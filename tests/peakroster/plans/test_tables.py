from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakroster.plans.reading import read_plan_files, read_summary, read_table
from peakroster.plans.tables import (
    TABLES,
    empty_table,
    plan_files,
    rounded_forecast,
    summary_bytes,
    table_bytes,
)
from tests.peakroster.plans.conftest import FIRST_DAY, make_plan, typed

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", [*(f"{table}.csv" for table in TABLES), "summary.json"])
def test_golden_files(name: str) -> None:
    """Each file of a plan, byte for byte: BOM, headers, timestamps, decimals, order of keys."""
    plan = make_plan()
    short = {table: getattr(plan, table).head(4) for table in TABLES}
    assert plan_files(replace(plan, **short))[name] == (GOLDEN / name).read_bytes()


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    """Every table comes back with the same types and values, the forecast rounded as written."""
    plan = make_plan(days=3)
    for name, content in plan_files(plan).items():
        (tmp_path / name).write_bytes(content)
    tables, summary = read_plan_files(tmp_path)
    assert list(tables) == list(TABLES)
    for name, table in tables.items():
        expected = getattr(plan, name)
        pd.testing.assert_frame_equal(table, rounded_forecast(expected) if name == "forecast" else expected)
    assert summary == {"from": "2026-11-09", "days": 3, **(plan.summary or {})}


def test_a_stage_that_was_not_run_has_no_file(tmp_path: Path) -> None:
    """What a plan does not hold is not written, and reads back as not there."""
    plan = replace(make_plan(), roster=None, activities=None, coverage=None, summary=None)
    files = plan_files(plan)
    assert sorted(files) == ["forecast.csv", "requirement.csv"]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    tables, summary = read_plan_files(tmp_path)
    assert list(tables) == ["forecast", "requirement"]
    assert summary is None


@pytest.mark.parametrize("name", TABLES)
def test_tables_without_rows(tmp_path: Path, name: str) -> None:
    """A table without rows keeps its columns and their types."""
    (tmp_path / f"{name}.csv").write_bytes(table_bytes(name, empty_table(name)))
    pd.testing.assert_frame_equal(read_table(tmp_path / f"{name}.csv"), empty_table(name))


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=5))
def test_numbers_are_not_rounded(numbers: list[float]) -> None:
    """Needs and service levels read back as the same float; the forecast is within half of 0.0001."""
    rows = [
        (pd.Timestamp("2026-11-09T00:00"), f"q{n}", number, 1, number) for n, number in enumerate(numbers)
    ]
    lines = table_bytes("coverage", typed("coverage", rows)).decode("utf-8-sig").splitlines()[1:]
    assert [float(line.split(",")[2]) for line in lines] == numbers
    assert [float(line.split(",")[4]) for line in lines] == numbers
    forecast = [(row[0], row[1], *[number] * 4) for row, number in zip(rows, numbers, strict=True)]
    lines = table_bytes("forecast", typed("forecast", forecast)).decode("utf-8-sig").splitlines()[1:]
    for line, number in zip(lines, numbers, strict=True):
        written = line.split(",")[2]
        assert abs(float(written) - number) <= 0.5e-4 + 1e-9 * number
        assert len(written.partition(".")[2]) <= 4 or "e" in written


def test_a_forecast_is_never_minus_zero() -> None:
    """A tiny number below 0 is written as 0.0, and writing what was read changes nothing."""
    table = typed("forecast", [(pd.Timestamp("2026-11-09"), "q", -1e-9, 0.00004, 1 / 3, 2e5 + 0.00005)])
    first = table_bytes("forecast", table)
    assert first.decode("utf-8-sig").splitlines()[1].startswith("2026-11-09T00:00,q,0.0,0.0,0.3333,")
    assert table_bytes("forecast", rounded_forecast(table)) == first


def test_further_quantiles_are_kept(tmp_path: Path) -> None:
    """Quantiles on demand are written after the columns of the format and read back as numbers."""
    forecast = make_plan().forecast
    assert forecast is not None
    wide = forecast.assign(p975=1.0).rename(columns={"p975": "p97.5"}).assign(p95=2.25)
    (tmp_path / "forecast.csv").write_bytes(table_bytes("forecast", wide))
    read = read_table(tmp_path / "forecast.csv")
    assert list(read.columns) == [*TABLES["forecast"], "p97.5", "p95"]
    assert (read["p97.5"] == 1.0).all()
    assert (read["p95"] == 2.25).all()


def test_numbers_that_are_not_there(tmp_path: Path) -> None:
    """NaN is an empty cell and comes back as NaN, where the format allows it."""
    rows = [(pd.Timestamp("2026-11-09"), "q", 1.0, 1, math.nan)]
    content = table_bytes("coverage", typed("coverage", rows))
    assert content.endswith(b"2026-11-09T00:00,q,1.0,1,\n")
    (tmp_path / "coverage.csv").write_bytes(content)
    assert read_table(tmp_path / "coverage.csv")["service_level"].isna().all()


def test_a_table_without_a_column_is_not_written() -> None:
    """A stage that forgets a column is stopped before it writes half a table."""
    with pytest.raises(ValueError, match="scheduled"):
        table_bytes("coverage", empty_table("coverage").drop(columns="scheduled"))


def test_summary_in_jsons_own_types(tmp_path: Path) -> None:
    """NumPy's numbers, dates, NaN and infinity become what any reader of JSON understands."""
    summary = {
        "zeta": np.int64(3),
        "objective": math.inf,
        "gap": np.float64("nan"),
        "days": 99,
        "list": [np.float32(0.5), FIRST_DAY, (np.bool_(True),)],
        "from": "elsewhere",
    }
    content = summary_bytes(summary, FIRST_DAY, 2)
    read = json.loads(content)
    expected = {
        "from": "2026-11-09",
        "days": 2,
        "objective": None,
        "gap": None,
        "list": [0.5, "2026-11-09", [True]],
        "zeta": 3,
    }
    assert read == expected
    assert list(read) == list(expected)
    (tmp_path / "summary.json").write_bytes(content)
    assert read_summary(tmp_path / "summary.json") == expected


def test_the_order_of_keys_does_not_depend_on_the_writer() -> None:
    """The same summary filled in another order is the same file."""
    summary = make_plan().summary
    assert summary is not None
    turned = dict(reversed(list(summary.items())))
    assert summary_bytes(turned, FIRST_DAY, 1) == summary_bytes(summary, FIRST_DAY, 1)
