"""Files in the manner of managers and systems of human resources. People and shops are invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl

NAMES = ("林晓", "何雨", "郭宁", "马腾", "罗佳", "梁云", "宋祺", "郑一", "谢南", "韩冬", "唐果", "冯青")
SETTINGS = """\
name = "小店"
timezone = "Asia/Shanghai"

[[queues]]
id = "main"
name = "客服"
aht_seconds = 240
target = "tmall-30s"
staffing_method = "stationary"
"""
SHIFTS = "shift,start,end\n早班,08:00,16:00\n中班,12:00,20:00\n晚班,16:00,24:00\n"


def shop(folder: Path, *, queues: Sequence[tuple[str, str]] = (("main", "客服"),)) -> Path:
    """A shop with queues and shifts, and nothing else."""
    folder.mkdir(exist_ok=True)
    tables = [
        f'[[queues]]\nid = "{one}"\nname = "{name}"\naht_seconds = 240\ntarget = "tmall-30s"\n'
        for one, name in queues
    ]
    head = 'name = "小店"\ntimezone = "Asia/Shanghai"\nstaffing_method = "stationary"\n\n'
    (folder / "shop.toml").write_text(head + "\n".join(tables), encoding="utf-8")
    (folder / "shifts.csv").write_text(SHIFTS, encoding="utf-8")
    return folder


def workbook(
    path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = (), sheet: str = "Sheet"
) -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    for reference in merged:
        book.active.merge_cells(reference)
    book.save(path)
    return path


def count_at(day: date, hour: int) -> int:
    """Customers of an hour: few at night."""
    return (day.day + hour) % 3 if 2 <= hour < 6 else 40 + (day.day * 7 + hour * 13) % 200


def history_file(folder: Path, first: date = date(2026, 3, 1), days: int = 60) -> Path:
    """A row a day under a title, 无 for no one at night, a failure of the system, a total, who made it."""
    head = ["日期", "星期", *(f"{hour}点" for hour in range(24)), "合计", "备注"]
    rows: list[list[object]] = [[f"小店 {first.year}年客服咨询人数统计表（按小时）"], head]
    whole = 0
    for day in (first + timedelta(days=n) for n in range(days)):
        counts = [count_at(day, hour) for hour in range(24)]
        cells: list[object] = ["无" if 2 <= h < 6 and count == 0 else count for h, count in enumerate(counts)]
        if (day - first).days == 20:
            cells[10:13] = ["系统故障"] * 3
        whole += sum(counts)
        weekday = "星期" + "一二三四五六日"[day.weekday()]
        rows.append([f"{day.month}月{day.day}日", weekday, *cells, f"{sum(counts):,}", None])
    rows.append(["合计", *[None] * 25, f"{whole:,}"])
    rows.append(["制表：小吴", None, "审核："])
    return workbook(folder / "按小时统计.xlsx", rows, ["A1:Z1"], "咨询量")


def staff_file(folder: Path) -> Path:
    """Without ids, dates as people and as Excel write them, remarks."""
    rows: list[list[object]] = [
        ["小店客服部花名册"],
        ["序号", "姓名", "手机号", "岗位", "入职日期", "合同类型", "月薪", "备注"],
    ]
    for place, name in enumerate(NAMES):
        joined: object = datetime(2024, 1 + place % 12, 5) if place % 2 else f"2025年{1 + place % 12}月6日"
        remark = {4: "哺乳期，每天少1小时", 8: "12月9日离职"}.get(place)
        rows.append([place + 1, name, f"1390000{place:04d}", "客服", joined, "全职", 5200, remark])
    return workbook(folder / "花名册.xlsx", rows, ["A1:H1"])


def hr_file(folder: Path) -> Path:
    """Ids with zeros in front, teams and levels."""
    teams = ("售前组", "售后组", "VIP组")
    rows: list[list[object]] = [["工号", "姓名", "部门", "技能等级", "入职日期", "合同类型"]]
    for place, name in enumerate(NAMES):
        rows.append(
            [
                f"00{3100 + 7 * place}",
                name,
                teams[place // 4],
                ("初级", "中级", "高级")[place % 3],
                datetime(2023, 5, 1 + place),
                "劳动合同",
            ]
        )
    return workbook(folder / "人事名单.xlsx", rows)


def matrix_file(folder: Path, first: date = date(2026, 11, 23), ids: bool = True) -> Path:
    """People by days, short names of shifts, weekdays in a second row of headers."""
    days = [first + timedelta(days=n) for n in range(7)]
    title = f"客服部排班表 {days[0].month}月{days[0].day}日-{days[-1].month}月{days[-1].day}日"
    rows: list[list[object]] = [[title], ["工号", "姓名", *(f"{day.month}月{day.day}日" for day in days)]]
    rows.append([None, None, *("一二三四五六日"[day.weekday()] for day in days)])
    for place, name in enumerate(NAMES):
        cells = [cell_of(place, n) for n in range(7)]
        rows.append([f"{place + 1:03d}" if ids else None, name, *cells])
    return workbook(folder / "上周排班.xlsx", rows, ["A1:I1"])


def cell_of(person: int, day: int) -> str:
    """A shift of the matrix."""
    return "休" if (person + day) % 7 in (5, 6) else ("早", "中", "晚")[person % 3]


def leave_file(folder: Path, *, withdrawn: bool = False) -> Path:
    """Approvals as they are exported."""
    head = ["审批编号", "标题", "审批状态", "审批结果", "发起人工号", "发起人姓名", "请假类型"]
    head += ["开始时间", "结束时间", "时长", "单位", "请假事由"]
    requests = [
        ("完成", "同意", 0, "年假", "2026-12-01", "2026-12-03", "3", "天"),
        ("完成", "同意", 1, "事假", "2026-12-02 上午", "2026-12-02 上午", "0.5", "天"),
        ("审批中", None, 2, "病假", "2026-12-03 下午", "2026-12-04 下午", "1.5", "天"),
        ("完成", "同意", 3, "调休", "2026-12-04 09:00", "2026-12-04 13:00", "4", "小时"),
        ("完成", "同意", 4, "婚假", "2026-11-30", "2026-12-09", "10", "天"),
        ("完成", "拒绝", 5, "事假", "2026-12-05", "2026-12-05", "1", "天"),
        (
            "已撤销" if withdrawn else "完成",
            None if withdrawn else "同意",
            6,
            "年假",
            "2026-12-10 下午",
            "2026-12-11",
            "1.5",
            "天",
        ),
    ]
    rows: list[list[object]] = [head]
    for place, (status, result, person, *rest) in enumerate(requests):
        number = f"{20261125000000 + place}"
        rows.append(
            [
                number,
                f"{NAMES[person]}提交的请假",
                status,
                result,
                f"{person + 1:03d}",
                NAMES[person],
                *rest,
                "有事",
            ]
        )
    return workbook(folder / "请假审批.xlsx", rows)
