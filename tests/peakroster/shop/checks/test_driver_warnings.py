"""What is legal but odd about drivers is told as a warning."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from peakroster.shop.folder import read_shop
from tests.peakroster.shop.shops import Case, check, further_warnings, write_shop

D = "drivers.csv"
DAYS = [f"{day:%Y-%m-%d}" for day in pd.date_range("2026-10-01", "2026-11-20")]
"""The history ends on 3 November; what comes after is the plan."""


def table(days: list[str] = DAYS, name: str = "orders", **values: str) -> str:
    """Orders of these days; values: of some of them, by ``d2026_11_01``."""
    lines = (
        f"{day},{name},{values.get('d' + day.replace('-', '_'), str(100 + place % 7))},\n"
        for place, day in enumerate(days)
    )
    return "date,driver,value,planned\n" + "".join(lines)


CASES = [
    Case("driver_alike", {D: table() + "2026-11-21,Orders,5,\n"}, D, 53, "driver", "Orders"),
    Case("driver_far_off", {D: table(d2026_10_10="10200")}, D, 11, "value", "10200"),
    Case("driver_far_off", {D: table(d2026_11_11="123456")}, D, 43, "value", "123456"),
    Case("driver_far_off", {D: table(d2026_11_11="0.9")}, D, 43, "value", "0.9"),
    Case("driver_constant", {D: "date,driver,value\n" + "".join(f"{d},gmv,0\n" for d in DAYS)}, D, 2),
    Case("driver_few_days", {D: table(DAYS[30:])}, D, 2, "driver", "orders"),
    Case("driver_gaps", {D: table(DAYS[:10] + DAYS[13:])}, D, 12, "driver", "orders"),
    Case("driver_stale", {D: table(DAYS[:30])}, D, 31, "driver", "orders"),
    Case("driver_no_plan", {D: table(DAYS[:34])}, D, 35, "driver", "orders"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_oddity_is_a_warning(case: Case, tmp_path: Path) -> None:
    """The shop is read, and the warning names its place and has its words in both languages."""
    shop = read_shop(write_shop(tmp_path / "shop", case.files))
    check(case, list(shop.warnings))
    assert {finding.severity for finding in shop.warnings} == {"warning"}


def test_ordinary_drivers_are_not_odd(tmp_path: Path) -> None:
    """Whole, planned, with a sale of five times the usual."""
    text = table(d2026_11_11="520", d2026_10_20="0")
    assert further_warnings(read_shop(write_shop(tmp_path / "shop", {D: text}))) == ()
