"""A requirement of one's own and the clock: there is no planning interval in an hour that clocks skip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from peakroster.planning.staffing.requirement_file import read_requirement
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from tests.peakroster.cli.small_shop import write_small_shop

BERLIN = "Europe/Berlin"
LATE = "late_minus_3,late_minus_2,late_minus_1,late,late_plus_1,late_plus_2,late_plus_3"


@pytest.mark.parametrize(("zone", "refused"), [(BERLIN, True), ("Asia/Shanghai", False)])
def test_an_hour_that_clocks_skip(tmp_path: Path, zone: str, refused: bool) -> None:
    """In Berlin 02:00 of 2026-03-29 does not exist; the row is named. In Shanghai it does."""
    folder = write_small_shop(tmp_path / "shop")
    shop = read_shop(folder)
    shop = replace(shop, settings=replace(shop.settings, timezone=zone))
    path = folder / "requirement.csv"
    rows = [f"2026-03-29T{hour},presale,1,1" for hour in ("01:00", "02:00", "03:00")]
    path.write_text("\n".join(["timestamp,queue,inquiries,agents", *rows]) + "\n", encoding="utf-8")
    plan = Plan(date(2026, 3, 29), 1)
    if not refused:
        assert len(read_requirement(path, shop, plan)) == 3
        return
    with pytest.raises(InputError) as raised:
        read_requirement(path, shop, plan)
    (finding,) = raised.value.findings
    assert (finding.code, finding.row, finding.value) == ("not_an_interval", 3, "2026-03-29T02:00")


def test_late_columns_are_numbers(tmp_path: Path) -> None:
    """Not below 0, and empty where nobody would be left or nothing is known."""
    folder = write_small_shop(tmp_path / "shop")
    shop, path, plan = read_shop(folder), folder / "requirement.csv", Plan(date(2026, 3, 29), 1)
    header = f"timestamp,queue,inquiries,agents,{LATE}"
    good = "2026-03-29T01:00,presale,10,2,,9,4,1,0.2,0,0"
    path.write_text(f"{header}\n{good}\n2026-03-29T02:00,presale,10,2,,,,,,,\n", encoding="utf-8")
    assert read_requirement(path, shop, plan)["late"].tolist()[0] == 1
    path.write_text(f"{header}\n{good.replace(',4,', ',-4,')}\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_requirement(path, shop, plan)
    (finding,) = raised.value.findings
    assert (finding.code, finding.column, finding.value) == ("out_of_range", "late_minus_1", "-4")
