"""The same shop in other encodings, headers and kinds of file is the same shop."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.table_specs import SHOP_TABLES
from peakroster.tables.workbook_records import value_text
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from tests.peakroster.shop.shops import GOOD, Content, further_warnings, write_shop

pytestmark = pytest.mark.slow

DATE_LIKE = {"timestamp", "start", "end", "date", "from", "until"}


def rows_of(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(GOOD[name])))


def as_text(rows: list[list[str]], delimiter: str = ",", newline: str = "\n") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return stream.getvalue()


def in_chinese(name: str) -> list[list[str]]:
    spec = next(spec for spec in SHOP_TABLES if f"{spec.stem}.csv" == name)
    chinese = {column.name: column.chinese for column in spec.columns}
    header, *rest = rows_of(name)
    return [[chinese[cell] for cell in header], *rest]


def mangled_by_excel(rows: list[list[str]]) -> list[list[str]]:
    """What Excel writes when it opened the file and saved it: its dates, empty columns, blank lines."""
    header, *rest = rows
    changed = [
        [mangle(cell) if head in DATE_LIKE else cell for head, cell in zip(header, row, strict=True)]
        + ["", ""]
        for row in rest
    ]
    return [[*header, "", ""], *changed, [""] * (len(header) + 2), []]


def mangle(cell: str) -> str:
    for form in ("%Y-%m-%dT%H:%M", "%Y-%m-%d"):
        try:
            moment = datetime.strptime(cell, form)
        except ValueError:
            continue
        return f"{moment.year}/{moment.month}/{moment.day}" + (
            f" {moment:%H:%M}".replace(" 0", " ") if "T" in cell else ""
        )
    return cell


def as_workbook(rows: list[list[str]]) -> bytes:
    """Cells as a person types them: numbers are numbers, dates dates, times times."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row, start=1):
            target = sheet.cell(number, place)
            if cell:
                target.value = typed(cell, rows[0][place - 1]) if number > 1 else cell
            if cell == "007":
                target.number_format = "000"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed(cell: str, header: str) -> object:
    if header == "weekdays":
        return cell
    for form in ("%Y-%m-%dT%H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    if cell == "24:00":
        return timedelta(days=1)
    if len(cell) == 5 and cell[2] == ":" and cell[0].isdigit():
        return time.fromisoformat(cell)
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


FORMS = {
    "utf-8 with BOM": lambda name: {name: GOOD[name].encode("utf-8-sig")},
    "gbk": lambda name: {name: GOOD[name].replace("\n", "\r\n").encode("gbk")},
    "chinese headers": lambda name: {name: as_text(in_chinese(name))},
    "chinese headers in gbk": lambda name: {name: as_text(in_chinese(name)).encode("gb18030")},
    "saved by excel": lambda name: {name: as_text(mangled_by_excel(rows_of(name)), newline="\r\n")},
    "semicolons": lambda name: {name: as_text(rows_of(name), delimiter=";")},
    "tabs": lambda name: {name: as_text(rows_of(name), delimiter="\t")},
    "quoted, with wide spaces": lambda name: {
        name: as_text([[f"\u3000{cell} " for cell in row] for row in rows_of(name)])
    },
    "full-width separators in lists": lambda name: {
        name: as_text([[cell.replace(";", "；") for cell in row] for row in rows_of(name)])
    },
    "workbook": lambda name: {name: None, name.replace(".csv", ".xlsx"): as_workbook(rows_of(name))},
    "upper-case file names": lambda name: {name: None, name.upper(): GOOD[name]},
}


def same(shop: Shop, other: Shop) -> None:
    pd.testing.assert_frame_equal(shop.history, other.history)
    np.testing.assert_equal(shop.profiles, other.profiles)
    for name in (
        "settings",
        "events",
        "adjustments",
        "exclusions",
        "agents",
        "shifts",
        "requests",
        "locks",
        "mapping",
    ):
        assert getattr(shop, name) == getattr(other, name), name


@pytest.mark.parametrize("form", FORMS)
def test_every_form_reads_to_the_same_shop(form: str, tmp_path: Path) -> None:
    """Encodings, headers and spreadsheets change nothing of what the shop is."""
    plain = read_shop(write_shop(tmp_path / "plain"))
    files: dict[str, str | bytes | None] = {}
    for name in GOOD:
        if name.endswith(".csv"):
            files |= FORMS[form](name)
    shop = read_shop(write_shop(tmp_path / "other", files))
    same(shop, plain)
    told = {"semicolons": "other_delimiter", "tabs": "other_delimiter"}
    allowed = {"guessed_gbk", "guessed_gbk_files"} if "gbk" in form else {told.get(form)}
    assert {warning.code for warning in further_warnings(shop)} <= allowed


def test_the_sound_shop_says_what_it_says(tmp_path: Path) -> None:
    """The values themselves, once: units, lists, midnight, empty cells."""
    shop = read_shop(write_shop(tmp_path / "shop"))
    first, second, third = shop.agents
    assert (first.id, first.skills, first.min_hours_week, first.hourly_cost) == (
        "007",
        ("presale", "aftersale"),
        16,
        32.5,
    )
    assert (first.shifts, first.weekdays, first.hours, first.last_day) == (None, None, None, None)
    assert (second.shifts, second.weekdays) == (("早班", "夜班"), frozenset({0, 1, 6}))
    assert third.hours == Window(480, 1080)
    assert first.rules == Rules(
        max_consecutive_days=5,
        min_consecutive_days=2,
        min_consecutive_days_off=2,
        max_weekends_per_month=3,
        min_hours_month=80,
        max_hours_month=160.5,
        max_overtime_month=20,
        shift_limits=(
            Limit("month", None, 4, ("夜班",), "夜班"),
            Limit(14, 6, None, ("早班", "晚班"), "早班+晚班"),
        ),
    )
    assert third.rules == Rules()
    early, late, night = shop.shifts
    assert (early.start, early.end, early.meal, early.paid_minutes) == (480, 1020, Window(660, 810), 480)
    assert (late.end, night.end, night.meal) == (1440, 1860, Window(1500, 1620))
    assert [shift.wanted for shift in shop.shifts] == [None, 2, None]
    assert shop.requests[1].weight == 2
    assert (shop.requests[2].kind, shop.requests[2].shift, shop.requests[2].weight) == ("avoid", None, 1)
    assert [lock.shift for lock in shop.locks] == ["晚班", "off"]
    assert shop.events[1].end == datetime(2026, 11, 12)
    assert (shop.events[0].queues, shop.events[0].intensity, shop.events[1].uplift) == (("presale",), 12.5, 6)
    set_row = shop.adjustments[1]
    assert (set_row.queue, set_row.multiply, set_row.set_to, set_row.row) == (None, None, 40, 3)
    assert (shop.adjustments[0].multiply, shop.adjustments[0].who) == (1.2, "王芳")
    assert (shop.exclusions[0].queue, shop.exclusions[1].end) == ("presale", datetime(2026, 11, 4))
    history = shop.history
    assert history.dtypes.astype(str).to_dict() == {
        "timestamp": "datetime64[us]",
        "queue": "str",
        "inquiries": "int64",
        "aht_seconds": "float64",
    }
    assert history["queue"].tolist() == ["aftersale"] * 42 + ["presale"] * 72
    assert history["aht_seconds"].isna().sum() == 3


def test_headers_of_translation_tools(tmp_path: Path) -> None:
    """Translated, spaced, bracketed or upper-case headers are recognised where they are unambiguous."""
    header = "时间戳,队列 ID,查询,平均处理时间（秒）"
    agents = "Agent ID,姓名 (name),SKILLS"
    files = {
        "history.csv": header + "\n" + GOOD["history.csv"].split("\n", 1)[1],
        "agents.csv": agents + "\n007,王芳,presale;aftersale\nA2,x,presale\nA3,y,aftersale\n",
    }
    shop = read_shop(write_shop(tmp_path / "shop", files))
    assert len(shop.history) == 114
    assert further_warnings(shop) == ()


def test_a_synonym_takes_no_column_from_its_own_name(tmp_path: Path) -> None:
    """“name” is a column of its own in agents.csv; in shifts.csv it may stand for the shift's name."""
    files = {"shifts.csv": GOOD["shifts.csv"].replace("shift,", "name,", 1)}
    assert len(read_shop(write_shop(tmp_path / "shop", files)).shifts) == 3
    both = "shift,name" + GOOD["shifts.csv"].split("shift", 1)[1].replace("班,", "班,x,")
    shop = read_shop(write_shop(tmp_path / "both", {"shifts.csv": both}))
    assert [shift.name for shift in shop.shifts] == ["早班", "晚班", "夜班"]
    assert [warning.code for warning in further_warnings(shop)] == ["unknown_column_of_many"]


def test_the_hour_that_clocks_repeat_is_summed(tmp_path: Path) -> None:
    """In London 01:00 of 25 October 2026 comes twice; its mean handling time is weighted."""
    history = "timestamp,queue,inquiries,aht_seconds\n" + "".join(
        f"2026-10-25T{hour:02d}:00,presale,{count},{aht}\n"
        for hour, count, aht in ((0, 5, 100), (1, 10, 100), (1, 30, 200), (2, 7, ""))
    )
    files = {
        "shop.toml": GOOD["shop.toml"].replace("Asia/Shanghai", "Europe/London"),
        "history.csv": history,
    }
    frame = read_shop(write_shop(tmp_path / "shop", files)).history
    assert frame["inquiries"].tolist() == [5, 40, 7]
    assert frame["aht_seconds"].tolist()[:2] == [100.0, 175.0]


@pytest.mark.parametrize("kind", ["双", "夜", "双11夜"])
def test_gbk_that_happens_to_be_sound_utf8(kind: str, tmp_path: Path) -> None:
    """The bytes of 双 in GBK are also a letter of UTF-8; nobody writes that letter."""
    row = f"a,{kind},2026-11-20T10:00,2026-11-20T12:00\n"
    files = {"events.csv": ("event,kind,start,end\n" + row).encode("gbk")}
    assert read_shop(write_shop(tmp_path / "shop", files)).events[0].kind == kind


@pytest.mark.parametrize("text", ["Lǐ Na", "α1", "Ян", "双", "ҹ", "Müller", "Иван"])
def test_a_byte_order_mark_always_means_utf8(text: str, tmp_path: Path) -> None:
    """Excel writes it, and so does the program: what it wrote it can read, whatever the letters."""
    people = f"agent_id,name,skills\n{text},{text},presale;aftersale\n"
    locks = f"agent_id,date,shift\n{text},2026-11-11,off\n"
    files: dict[str, Content] = {
        "agents.csv": people.encode("utf-8-sig"),
        "locks.csv": locks.encode("utf-8-sig"),
        "requests.csv": None,
        "mapping.csv": None,
    }
    shop = read_shop(write_shop(tmp_path / "shop", files))
    assert [agent.name for agent in shop.agents] == [text]
    assert [lock.agent_id for lock in shop.locks] == [text]
    assert "guessed_gbk" not in {finding.code for finding in further_warnings(shop)}


@pytest.mark.parametrize("name", ["Lǐ Na", "Lǚ Bù", "Wáng Xiǎomíng", "Ё"])
def test_letters_that_would_be_rare_in_chinese_are_no_gbk(name: str, tmp_path: Path) -> None:
    """Without a mark, the ǐ of pinyin would be 菒, which is not among the characters of GB 2312."""
    files: dict[str, Content] = {
        "agents.csv": f"agent_id,name,skills\n007,{name},presale;aftersale\nA2,x,presale\nA3,y,presale\n"
    }
    shop = read_shop(write_shop(tmp_path / "shop", files))
    assert shop.agents[0].name == name
    assert "guessed_gbk" not in {finding.code for finding in further_warnings(shop)}


@pytest.mark.parametrize(
    ("text", "encoding", "example"),
    [("双11", "gbk", "双11"), ("α1", "utf-8", "伪1"), ("Jürgen", "latin-1", "J黵gen")],
)
def test_a_guess_of_gbk_shows_what_was_read(text: str, encoding: str, example: str, tmp_path: Path) -> None:
    """The bytes leave it open; whoever wrote the file sees at once whether the guess is right."""
    events = f"event,kind,start,end\na,{text},2026-11-20T10:00,2026-11-20T12:00\n"
    shop = read_shop(write_shop(tmp_path / "shop", {"events.csv": events.encode(encoding)}))
    assert shop.events[0].kind == example
    guesses = [finding for finding in further_warnings(shop) if finding.code == "guessed_gbk"]
    assert [(finding.file, finding.value) for finding in guesses] == [("events.csv", example)]


@pytest.mark.parametrize("name", ["Müller", "Ёлка, Анна", "café", "Σωκράτης"])
def test_utf8_of_other_scripts_stays_utf8(name: str, tmp_path: Path) -> None:
    """Names of people who are not Chinese are not taken for GBK."""
    files = {
        "agents.csv": f'agent_id,name,skills\n007,"{name}",presale;aftersale\nA2,x,presale\nA3,y,presale\n'
    }
    assert read_shop(write_shop(tmp_path / "shop", files)).agents[0].name == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7.0, "7"),
        (0.3333, "0.3333"),
        (1.23456789012345e18, "1234567890123450000"),
        (True, "TRUE"),
        (time(8), "08:00"),
        (time(8, 0, 30), "08:00:30"),
        (timedelta(days=1), "24:00"),
        (timedelta(hours=26), "26:00"),
        (datetime(2026, 11, 11, 20), "2026-11-11T20:00:00"),
        (datetime(1900, 1, 1), "1"),
        (datetime(2026, 11, 11).date(), "2026-11-11"),
    ],
)
def test_cells_of_a_workbook_as_text(value: object, text: str) -> None:
    """The text a manager sees, or the closest that the readers understand."""
    assert value_text(value) == text
