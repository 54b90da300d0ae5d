"""Start and end of events, adjustments and exclusions: a date alone as an end includes that day."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.table_specs import ADJUSTMENTS, EVENTS, EXCLUDE
from peakroster.store.editing import edit_table
from peakroster.tables.editing import TableEdit
from peakroster.tables.findings import InputError
from peakroster.tables.specs import TableSpec
from tests.peakroster.shop.shops import write_shop

pytestmark = pytest.mark.slow

TABLES = {
    "events.csv": ("event,kind,start,end", "a,b,{start},{end}"),
    "adjustments.csv": ("start,end,multiply", "{start},{end},2"),
    "exclude.csv": ("start,end,reason", "{start},{end},"),
}
DAY_AFTER = datetime(2026, 11, 12)


def span_in(folder: Path, file: str) -> tuple[datetime, datetime]:
    """Start and end of the one row of the file."""
    shop = read_shop(folder)
    rows = {"events": shop.events, "adjustments": shop.adjustments, "exclude": shop.exclusions}
    row = rows[file.partition(".")[0]][0]
    return row.start, row.end


def read_span(folder: Path, file: str, start: str, end: str) -> tuple[datetime, datetime]:
    header, row = TABLES[file]
    return span_in(write_shop(folder, {file: f"{header}\n{row.format(start=start, end=end)}\n"}), file)


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize("end", ["2026-11-11", "2026/11/11", "2026.11.11", "2026年11月11日", "46337"])
def test_a_date_alone_as_an_end_includes_that_day(file: str, end: str, tmp_path: Path) -> None:
    """双11,大促,2026-11-10,2026-11-11 runs for two days, in every form of a date."""
    assert read_span(tmp_path / "shop", file, "2026-11-10", end) == (datetime(2026, 11, 10), DAY_AFTER)


@pytest.mark.parametrize("file", TABLES)
def test_equal_dates_are_one_day(file: str, tmp_path: Path) -> None:
    """A sale of one day starts and ends on it."""
    span = read_span(tmp_path / "shop", file, "2026-11-11", "2026-11-11")
    assert span == (datetime(2026, 11, 11), DAY_AFTER)


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize(
    "end", ["2026-11-12T00:00", "2026/11/12 0:00", "2026-11-11 24:00", "2026-11-12 00:00:00"]
)
def test_a_time_as_an_end_is_excluded(file: str, end: str, tmp_path: Path) -> None:
    """Midnight that somebody wrote stays that moment."""
    assert read_span(tmp_path / "shop", file, "2026-11-10T20:00", end)[1] == DAY_AFTER


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize(
    ("cell", "number_format", "end"),
    [
        (datetime(2026, 11, 11), "yyyy-mm-dd", DAY_AFTER),
        (datetime(2026, 11, 11), '[$-804]yyyy"年"m"月"d"日";@', DAY_AFTER),
        (datetime(2026, 11, 12), "yyyy-mm-dd hh:mm", DAY_AFTER),
        (datetime(2026, 11, 12), "yyyy/m/d h:mm;@", DAY_AFTER),
        (date(2026, 11, 11), "m/d/yy", DAY_AFTER),
        (46337, "General", DAY_AFTER),
    ],
)
def test_a_workbook_means_what_it_shows(
    file: str, cell: date | int, number_format: str, end: datetime, tmp_path: Path
) -> None:
    """A cell that shows a date is a day, one that shows a time is a moment: Excel stores both alike."""
    header, row = TABLES[file]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(header.split(","))
    (cells,) = csv.reader(io.StringIO(row.format(start="2026-11-10", end="END")))
    sheet.append(cells)
    place = header.split(",").index("end") + 1
    sheet.cell(2, place).value = cell
    sheet.cell(2, place).number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    workbook = file.replace(".csv", ".xlsx")
    folder = write_shop(tmp_path / "shop", {file: None, workbook: stream.getvalue()})
    assert span_in(folder, file) == (datetime(2026, 11, 10), end)


@pytest.mark.parametrize("form", [".csv", ".xlsx"])
@pytest.mark.parametrize("spec", [EVENTS, ADJUSTMENTS, EXCLUDE], ids=lambda spec: spec.stem)
def test_midnight_that_the_program_writes_is_read_back(spec: TableSpec, form: str, tmp_path: Path) -> None:
    """What the desk saves as a moment is that moment again, in a CSV as in a workbook."""
    folder = write_shop(tmp_path / "shop", {f"{spec.stem}.csv": None})
    if form == ".xlsx":
        book = openpyxl.Workbook()
        book.worksheets[0].append([column.name for column in spec.columns])
        book.save(folder / f"{spec.stem}.xlsx")
    row = {"event": "a", "kind": "b", "start": datetime(2026, 11, 10), "end": DAY_AFTER, "multiply": 2.0}
    row = {column.name: row[column.name] for column in spec.columns if column.name in row}
    edit_table(folder, spec, lambda _: TableEdit(added=[row]))
    assert span_in(folder, f"{spec.stem}.csv") == (datetime(2026, 11, 10), DAY_AFTER)


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize("end", ["2026-11-10", "2026-11-11T00:00", "46336"])
def test_an_end_before_its_start_is_an_error(file: str, end: str, tmp_path: Path) -> None:
    """A day before the first one, or the very moment of the start; the message quotes the cell."""
    with pytest.raises(InputError) as error:
        read_span(tmp_path / "shop", file, "2026-11-11", end)
    (finding,) = error.value.findings
    assert (finding.code.partition("_")[2], finding.row, finding.column) == ("ends_early", 2, "end")
    assert finding.value == end


def test_the_last_day_of_the_last_year_is_a_day(tmp_path: Path) -> None:
    """The bounds hold for what is written, not for the midnight after it; beyond them is an error."""
    span = read_span(tmp_path / "shop", "events.csv", "2100-12-31", "2100-12-31")
    assert span[1] == datetime(2101, 1, 1)
    for end in ("2101-01-01", "9999-12-31", "0001-01-01"):
        with pytest.raises(InputError) as error:
            read_span(tmp_path / "shop", "events.csv", "2100-12-31", end)
        assert [finding.code for finding in error.value.findings] == ["date_implausible"]
