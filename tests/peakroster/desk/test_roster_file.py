"""A roster that was changed in a spreadsheet, laid over the plan on the desk."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from peakroster.desk.downloads import download
from peakroster.desk.draft import Draft
from peakroster.desk.roster import open_desk
from peakroster.desk.roster_file import read_cells
from peakroster.desk.stored import shifts_of
from peakroster.tables.findings import InputError
from tests.ui.conftest import FIRST_DAY, shop, small_shop  # noqa: F401

pytestmark = pytest.mark.slow


def test_an_exported_workbook_comes_back(shop: Path) -> None:  # noqa: F811
    """Unchanged it changes nothing; with one cell changed it changes that one, and nothing is written."""
    desk = open_desk(shop, FIRST_DAY)
    draft = Draft.of(desk)
    made = download(desk.shop, desk.plan, "xlsx")
    assert draft.with_changes(read_cells(desk, made.name, made.content).cells) is draft
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    before = shifts_of(draft.outcome.plan).get(("001", FIRST_DAY))
    book.worksheets[0]["C4"] = "休" if before else "早"
    content = io.BytesIO()
    book.save(content)
    changed = draft.with_changes(read_cells(desk, "改过.xlsx", content.getvalue()).cells)
    after = None if before else "早班"
    assert changed.step.changes == {("001", FIRST_DAY): after}
    assert shifts_of(changed.outcome.plan).get(("001", FIRST_DAY)) == after
    assert changed.undone().differences() == []


def test_a_file_of_other_days(shop: Path) -> None:  # noqa: F811
    """It is said, with the days that it has."""
    desk = open_desk(shop, FIRST_DAY)
    later = FIRST_DAY + timedelta(days=30)
    with pytest.raises(InputError) as error:
        read_cells(desk, "x.csv", f"agent_id,date,shift\n001,{later},早班\n".encode())
    (finding,) = error.value.findings
    assert (finding.code, finding.file) == ("roster_file_other_days", "x.csv")


def packed_zeros(megabytes: int) -> bytes:
    """A workbook of nearly no bytes that unpacks to many."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * megabytes * 1_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    "name", ["", "..", "../..", "班表" * 90 + ".csv", "a\x00b.csv", "C:\\rosters\\a.csv", "/a.csv"]
)
def test_a_browser_may_call_a_file_anything(shop: Path, name: str) -> None:  # noqa: F811
    """Its name leads nowhere, and is never too long for the disk."""
    desk = open_desk(shop, FIRST_DAY)
    content = f"agent_id,date,shift\n001,{FIRST_DAY},早班\n".encode()
    if name.endswith(".csv"):
        assert read_cells(desk, name, content).cells == {("001", FIRST_DAY): "早班"}
    else:
        with pytest.raises(InputError):
            read_cells(desk, name, content)


def test_a_workbook_that_unpacks_to_more_than_any_roster_is_not_read(shop: Path) -> None:  # noqa: F811
    """It is refused before it is unpacked."""
    with pytest.raises(InputError) as refused:
        read_cells(open_desk(shop, FIRST_DAY), "班表.xlsx", packed_zeros(61))
    assert [one.code for one in refused.value.findings] == ["file_too_big"]
