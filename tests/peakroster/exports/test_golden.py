"""Each format, byte for byte, as it was checked by hand against ATTENDANCE's facts and RFC 5545."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from peakroster.exports.dispatch import export
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("format", "written", "golden"),
    [
        ("csv", "roster.csv", "roster.csv"),
        ("ics", "calendars/007-王芳.ics", "007.ics"),
        ("ics", "calendars/A9-~3dZhao.ics", "A9.ics"),
        ("dingtalk", "dingtalk/schedule-001.json", "schedule-001.json"),
    ],
)
def test_shanghai(shop: Shop, plan: Plan, format: str, written: str, golden: str) -> None:
    """A plan of three days in Shanghai: id with zeros in front, night shift last, somebody without shifts."""
    export(shop, plan, format)
    actual = (shop.folder / "exports" / "2026-11-09" / written).read_bytes()
    assert actual == (GOLDEN / golden).read_bytes()


@pytest.mark.parametrize(
    ("format", "written", "golden"),
    [("csv", "roster.csv", "berlin.csv"), ("ics", "calendars/007-王芳.ics", "berlin-007.ics")],
)
def test_berlin(berlin_shop: Shop, berlin_plan: Plan, format: str, written: str, golden: str) -> None:
    """The night in which the clocks of Berlin go back: +02:00 before it, +01:00 after it."""
    export(berlin_shop, berlin_plan, format, language="en")
    actual = (berlin_shop.folder / "exports" / "2026-10-24" / written).read_bytes()
    assert actual == (GOLDEN / golden).read_bytes()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_grid(shop: Shop, plan: Plan, language: str) -> None:
    """The people's sheet, as text: value and fill of every cell."""
    (path,) = export(shop, plan, "xlsx", language=language)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert _dump(sheet) == (GOLDEN / f"grid-{language}.txt").read_text(encoding="utf-8")


def _dump(sheet: Worksheet) -> str:
    """A line for each row, a field for each cell; its fill in brackets where it has one."""
    lines = []
    for row in sheet.iter_rows():
        fields = []
        for cell in row:
            value = "" if cell.value is None else str(cell.value).removesuffix(" 00:00:00")
            fill = cell.fill.start_color.rgb[2:] if cell.fill.fill_type else ""
            fields.append(f"{value} [{fill}]" if fill else value)
        lines.append(" | ".join(fields).rstrip(" |"))
    return f"sheet {sheet.title}, frozen at {sheet.freeze_panes}\n" + "\n".join(lines) + "\n"
