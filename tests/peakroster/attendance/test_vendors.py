"""Files in the manner of three systems, and a shop's own, say the same of the same days."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from peakroster.attendance.attending import remember_columns
from peakroster.attendance.settings import REMEMBERED
from peakroster.tables.findings import InputError
from tests.peakroster.attendance.conftest import Attend

DINGTALK = """\
每日统计表 统计日期：2026-11-09 至 2026-11-11,,,,,,,,
报表生成时间：2026-11-12 09:00,,,,,,,,
姓名,考勤组,工号,UserId,日期,上班1,,下班1,
,,,,,打卡时间,打卡结果,打卡时间,打卡结果
王芳,客服,007,u1,26-11-09 星期一,08:12,迟到,17:40,正常
李雷,客服,,102,26-11-09 星期一,21:55,正常,次日 06:02,正常
韩梅梅,客服,A3,u3,26-11-10 星期二,,缺卡,,旷工
张伟,客服,A4,u4,26-11-11 星期三,08:00,正常,16:30,正常
"""

FEISHU = """\
姓名,工号,日期,班次,上班打卡时间,上班打卡结果,下班打卡时间,下班打卡结果
王芳,007,20261109,早班,08:12,迟到,17:40,正常
李雷,A2,20261109,夜班,21:55,正常,30:02,正常
韩梅梅,A3,20261110,早班,-,缺卡,-,缺卡
张伟,A4,20261111,早班,08:00,正常,16:30,正常
"""

WECOM = [
    ["打卡日报 2026/11/09-2026/11/11"],
    ["概况统计", None, None, None, "打卡时间"],
    ["时间", "姓名", "账号", "班次", "最早", "最晚", "打卡次数"],
    ["2026/11/09 星期一", "王芳", "101", "早班", "08:12", "17:40", 2],
    ["2026/11/09 星期一", "李雷", "102", "夜班", "21:55", "次日 06:02", 2],
    ["2026/11/10 星期二", "韩梅梅", "103", "早班", "--", "--", 0],
    ["2026/11/11 星期三", "张伟", "104", "早班", "08:00", "16:30", 2],
]

PUNCHES = """\
employee id,punch time,in out
007,2026-11-09 08:12:00,in
007,2026-11-09 17:40:00,out
A2,2026-11-09 21:55:10,in
A2,2026-11-10 06:02:00,out
A4,2026-11-11 08:00:00,in
A4,2026-11-11 16:30:00,out
"""

OWN = """\
Wer,Tag,Kommen,Gehen
007,2026-11-09,08:12,17:40
A2,2026-11-09,21:55,06:02
A3,2026-11-10,,
A4,2026-11-11,08:00,16:30
"""
NAMED = {"agent_id": "Wer", "date": "Tag", "clock_in": "Kommen", "clock_out": "Gehen"}


def as_workbook(rows: list[list[object]], path: Path) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_all_systems_say_the_same(attended: Attend, tmp_path: Path) -> None:
    """Titles above the headers, headers in two rows, ids of the platform, nights of either form."""
    files: list[tuple[str | Path, dict]] = [
        (DINGTALK, {}),
        (FEISHU, {}),
        (as_workbook(WECOM, tmp_path / "wecom.xlsx"), {}),
        (OWN, {"named": NAMED}),
    ]
    for content, options in files:
        found = attended(content, **options)
        total = found.totals
        assert (total.shifts, total.desk, total.present) == (4, 2010, 1488)
        assert (total.absences, total.absent, total.times_late, total.late) == (1, 510, 1, 12)
        assert (total.overtime, total.unplanned, total.missing, total.early) == (70, 0, 0, 0)


def test_a_list_of_punches_does_not_have_who_never_punched(attended: Attend) -> None:
    """So they are told and not judged; everything else is the same."""
    found = attended(PUNCHES)
    assert (found.totals.shifts, found.totals.desk, found.totals.present) == (3, 1500, 1488)
    assert [(each.code, each.value) for each in found.warnings] == [("attendance_not_in_file", "韩梅梅 A3")]


def test_headers_are_named_once(attended: Attend, shop: Path) -> None:
    """Nobody can know them; once named they are remembered. A file with the usual ones is read as well."""
    with pytest.raises(InputError) as problem:
        attended(OWN)
    assert {each.code for each in problem.value.findings} == {"attendance_no_header"}
    assert not (shop / REMEMBERED).exists()
    remember_columns(attended(OWN, named=NAMED))
    assert attended(OWN).totals.present == attended(FEISHU).totals.present == 1488


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("", "empty_file", None),
        ("a,b\n1,2\n", "attendance_no_header", None),
        ("日期,上班,下班\n2026-11-09,08:00,17:00\n", "attendance_no_person", 1),
        ("工号,日期\n007,2026-11-09\n", "attendance_no_punch", 1),
        ("工号,上班,下班\n007,08:00,17:00\n", "attendance_no_day", 1),
        ("工号,打卡时间\n007,08:00\n", "attendance_no_date", 2),
        ("工号,日期,上班,下班\n007,2026-11-09,早上,17:00\n", "attendance_cell", 2),
        ("工号,日期,上班,下班\n007,26-11-09 周日,08:00,17:00\n", "attendance_weekday", 2),
        ("工号,日期,上班,下班\n007,,08:00,17:00\n", "missing_value", 2),
        ("工号,日期,上班,下班\n,2026-11-09,08:00,17:00\n", "missing_value", 2),
        ("工号,日期,上班,下班\nX9,2026-11-09,08:00,17:00\n", "attendance_nobody", None),
        ("工号,日期,上班,下班\n007,2026-10-09,08:00,17:00\n", "attendance_no_plan", None),
    ],
)
def test_what_cannot_be_read_is_named(attended: Attend, content: str, code: str, row: int | None) -> None:
    """By file, row and column, and nothing is written."""
    with pytest.raises(InputError) as problem:
        attended(content)
    found = {each.code: each for each in problem.value.findings}
    assert found[code].row == row


def test_a_name_that_two_bear_is_nobody(attended: Attend, shop: Path) -> None:
    """Their ids tell them apart."""
    agents = (shop / "agents.csv").read_text(encoding="utf-8").replace("A4,张伟", "A4,王芳")
    (shop / "agents.csv").write_text(agents, encoding="utf-8")
    with pytest.raises(InputError) as problem:
        attended("姓名,日期,上班,下班\n王芳,2026-11-09,08:00,17:00\n")
    assert [each.details["ids"] for each in problem.value.findings] == ["007; A4"]
    found = attended("工号,姓名,日期,上班,下班\nA4,王芳,2026-11-11,08:00,16:30\n")
    assert found.judged == ("A4",)
