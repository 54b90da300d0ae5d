"""Texts that a spreadsheet would run: neutralised in every export, and read back as they were."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakroster.exports.dispatch import export
from peakroster.shop.inputs.adopted import adopted_roster
from peakroster.tables.formula_guard import guarded, without_guard
from scheduler.domain.shifts import Shift
from tests.peakroster.exports.conftest import SHANGHAI_FIRST_DAY, agent, make_plan, make_shop

pytestmark = pytest.mark.slow

HOSTILE = "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", [HOSTILE, "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "－2", "'=1"])
def test_names_are_texts_in_every_export(text: str, tmp_path: Path) -> None:
    """In the .csv behind an apostrophe, in the workbook marked as text with nothing added; ids stay."""
    people = [agent("007", text, 2), agent("-2", "王芳", 3), agent("+1", "李雷", 4)]
    shop = make_shop(tmp_path, agents=people)
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("-2", 0, "早班")], days=1)
    (file,) = export(shop, plan, "csv")
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    assert [row["employee_id"] for row in rows] == ["007", "-2", "+1"]
    assert [row["employee_name"] for row in rows] == ["'" + text.replace("\r", "\n"), "王芳", "李雷"]
    (book,) = export(shop, plan, "xlsx")
    grid, neutral = openpyxl.load_workbook(book).worksheets
    for cell in (grid["B4"], neutral["B2"]):
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
        assert str(cell.value).strip() == text.strip()
    assert [neutral["A3"].value, grid["A5"].value] == ["-2", "-2"]
    assert not neutral["B3"].quotePrefix


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_ids_and_shifts_come_back(format: str, tmp_path: Path) -> None:
    """Whatever they begin with; an id that a spreadsheet would run is neutralised too."""
    people = [agent(name, name, row) for row, name in enumerate(["-2", "+1", "@A1", HOSTILE, "=A1"], start=2)]
    evening = Shift("-晚", 900, 1380, 0, None, row=4)
    shop = make_shop(tmp_path, agents=people)
    shop = replace(shop, shifts=(*shop.shifts, evening))
    worked = [(person.id, day, "-晚") for person in people for day in range(2)]
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, worked, days=2, catalogue=shop.shifts)
    (file,) = export(shop, plan, format)
    if format == "csv":
        assert not [line for line in file.read_text("utf-8-sig").splitlines() if line.startswith(("=", "@"))]
    found = adopted_roster(file, shop)
    assert list(zip(found["agent_id"], found["date"], found["shift"], strict=True)) == [
        (name, SHANGHAI_FIRST_DAY + timedelta(days=day), shift) for name, day, shift in worked
    ]


@given(st.text(alphabet="'=+-@a＝ \t", max_size=6))
def test_a_guard_comes_off_again(text: str) -> None:
    """And no guarded text begins as a formula."""
    assert without_guard(pd.Series([guarded(text)], dtype="str")).tolist() == [text]
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "＝"))
