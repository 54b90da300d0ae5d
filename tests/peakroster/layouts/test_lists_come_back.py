"""People, leave, rosters, shifts and promotions written as people write them come back as they were.

The tables are written here without the reader's own lists of words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peakroster.layouts.grid import Sheet, Span
from peakroster.layouts.kinds import understand_sheet
from peakroster.layouts.known import Known
from peakroster.layouts.results import Reading

TODAY = date(2026, 11, 30)
QUEUES = {"presale": "售前", "aftersale": "售后", "vip": "VIP"}
SHIFTS = {"早班": (480, 960), "中班": (720, 1260), "夜班": (1320, 1800)}
few = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

Record = Mapping[str, str]
Day = st.dates(date(2026, 1, 1), date(2026, 12, 20))
DAY_STYLES = ("iso", "slashes", "digits", "chinese", "dots", "padded")
NAMES = st.lists(
    st.builds(
        str.__add__,
        st.sampled_from("王李张刘陈杨赵黄周吴"),
        st.sampled_from(("伟", "芳", "静怡", "强", "磊", "敏", "秀英", "洋洋", "杰", "婷")),
    ),
    min_size=2,
    max_size=6,
    unique=True,
)
IDS = st.sampled_from(("{:03d}", "KF{:03d}", "{}", "10{:04d}", "00{:02d}"))


def day_text(day: date, style: str) -> str:
    """A day as it is written."""
    return {
        "iso": f"{day}",
        "slashes": f"{day.year}/{day.month}/{day.day}",
        "digits": f"{day:%Y%m%d}",
        "chinese": f"{day.year}年{day.month}月{day.day}日",
        "dots": f"{day:%d.%m.%Y}",
        "padded": f"{day:%Y/%m/%d}",
    }[style]


@dataclass(frozen=True)
class Page:
    """How a list lies on its sheet. headers: column → what it is called, in the order of the columns.

    again: the record before which the headers are repeated, as on the next printed page.
    """

    headers: Mapping[str, str]
    title: str
    is_merged: bool
    gaps: frozenset[int]
    total: bool
    note: bool
    again: int

    def sheet(self, records: Sequence[Record]) -> Sheet:
        """The sheet with these records."""
        width = len(self.headers)
        rows: list[list[str]] = [[self.title, *[""] * (width - 1)]] if self.title else []
        spans = (Span(0, 0, 0, width - 1),) if self.title and self.is_merged else ()
        rows.append(list(self.headers.values()))
        for place, record in enumerate(records):
            if place in self.gaps:
                rows.append([""] * width)
            if place == self.again:
                rows.append(list(self.headers.values()))
            rows.append([record.get(column, "") for column in self.headers])
        if self.total:
            rows.append(["合计", *[""] * (width - 2), f"{len(records)}"])
        if self.note:
            rows.append(["备注：系统导出", *[""] * (width - 1)])
        return Sheet("表格.csv", "", rows, spans)


@st.composite
def pages(draw: st.DrawFn, headers: Mapping[str, Sequence[str]], optional: Sequence[str], title: str) -> Page:
    left = draw(st.sets(st.sampled_from(list(optional)))) if optional else set()
    order = draw(st.permutations([column for column in headers if column not in left]))
    return Page(
        {column: draw(st.sampled_from(list(headers[column]))) for column in order},
        draw(st.sampled_from(("", title, f"2026年{title}"))),
        draw(st.booleans()),
        frozenset(draw(st.sets(st.integers(0, 5), max_size=2))),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.integers(0, 4)) or 99,
    )


def read(sheet: Sheet, known: Known, kind: str) -> Reading:
    """The sheet, of which nothing is asked."""
    reading = understand_sheet(sheet, known, {})
    assert reading.kind == kind, sheet.rows
    assert [question.key for question in reading.questions] == [], sheet.rows
    assert reading.table is not None
    return reading


def rows_of(reading: Reading, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of the table; a column that it has not is empty."""
    assert reading.table is not None
    records = reading.table.to_dict("records")
    return [{column: str(record.get(column, "")) for column in columns} for record in records]


STAFF = {
    "agent_id": ("工号", "员工编号", "编号", "Agent ID", "客服 工号", "工号（唯一）"),
    "name": ("姓名", "员工姓名", "Name", "员工", "姓 名"),
    "serial": ("序号", "No."),
    "team": ("部门", "小组", "Team"),
    "skills": ("技能", "队列", "负责业务", "Skills"),
    "level": ("级别", "职级", "等级"),
    "from": ("入职日期", "入职时间", "Hire Date"),
    "contract": ("合同类型", "用工形式"),
    "hourly_cost": ("时薪", "小时工资(元)"),
    "phone": ("手机号", "联系电话"),
}


@st.composite
def staffs(draw: st.DrawFn) -> tuple[Sheet, list[dict[str, str]]]:
    optional = ("serial", "team", "level", "contract", "hourly_cost", "phone")
    page = draw(pages(STAFF, optional, "客服花名册"))
    style, form = draw(st.sampled_from(DAY_STYLES)), draw(IDS)
    written: list[dict[str, str]] = []
    truth: list[dict[str, str]] = []
    for number, name in enumerate(draw(NAMES), start=draw(st.integers(1, 90))):
        queues = draw(st.lists(st.sampled_from(sorted(QUEUES)), min_size=1, max_size=3, unique=True))
        day = draw(st.dates(date(2015, 1, 1), date(2026, 11, 1)))
        same = {
            "agent_id": form.format(number),
            "name": name,
            "team": draw(st.sampled_from(("一组", "二组", "夜间组"))),
            "level": draw(st.sampled_from(("初级", "中级", "高级", "P5"))),
            "contract": "全职",
            "hourly_cost": draw(st.sampled_from(("25", "32.5"))),
        }
        sign = draw(st.sampled_from(("、", ";", "，", "/")))
        skills = sign.join(QUEUES[one] for one in queues)
        written.append(
            {
                **same,
                "skills": skills,
                "from": day_text(day, style),
                "phone": f"1380000{number:04d}",
                "serial": f"{len(truth) + 1}",
            }
        )
        kept = {column: same.get(column, "") if column in page.headers else "" for column in same}
        truth.append({**kept, "skills": ";".join(queues), "from": f"{day}"})
    return page.sheet(written), truth


@few
@given(staffs())
def test_people(case: tuple[Sheet, list[dict[str, str]]]) -> None:
    """Ids with their zeros, queues by their names, days in any way of writing them."""
    sheet, truth = case
    assert rows_of(read(sheet, Known(TODAY, QUEUES), "staff"), list(truth[0])) == truth


LEAVE = {
    "agent_id": ("工号", "发起人工号", "员工编号"),
    "name": ("姓名", "申请人", "发起人姓名"),
    "kind": ("请假类型", "假别", "类型", "Leave Type"),
    "start": ("开始时间", "开始日期", "请假开始时间"),
    "end": ("结束时间", "结束日期", "请假结束时间"),
    "status": ("审批结果", "审批状态", "状态"),
    "reason": ("请假事由", "原因", "备注"),
    "number": ("审批编号", "单号"),
    "asked": ("发起时间", "申请时间"),
    "duration": ("请假时长", "时长(天)"),
}


@st.composite
def leaves(draw: st.DrawFn) -> tuple[Sheet, Known, list[dict[str, str]]]:
    page = draw(pages(LEAVE, ("agent_id", "reason", "number", "asked", "duration"), "请假审批记录"))
    style, form = draw(st.sampled_from(DAY_STYLES)), draw(IDS)
    people = {form.format(number): name for number, name in enumerate(draw(NAMES), start=7)}
    written: list[dict[str, str]] = []
    truth: list[dict[str, str]] = []
    for _ in range(draw(st.integers(1, 6))):
        agent = draw(st.sampled_from(sorted(people)))
        first = draw(Day)
        last = first + timedelta(days=draw(st.integers(0, 4)))
        parts = draw(st.sampled_from(("days", "morning", "afternoon", "hours", "from_noon")))
        starts, ends = day_text(first, style), day_text(last, style)
        is_one = first == last
        when = {"date": f"{first}", "until": "" if is_one else f"{last}", "hours": ""}
        if parts == "hours":
            starts, ends = f"{starts} 09:00", f"{ends} 15:30"
            when = {"date": f"{first} 09:00", "until": f"{last} 15:30", "hours": ""}
            if is_one:
                when = {"date": f"{first}", "until": "", "hours": "09:00-15:30"}
        elif parts == "morning" and is_one:
            starts, ends = f"{starts} 上午", f"{ends} 上午"
            when["hours"] = "上午"
        elif parts == "afternoon" and is_one:
            starts, ends = f"{starts} 下午", f"{ends} 下午"
            when["hours"] = "下午"
        elif parts == "from_noon" and not is_one:
            starts, ends = f"{starts} 下午", f"{ends} 上午"
            when = {"date": f"{first} 下午", "until": f"{last} 上午", "hours": ""}
        status = draw(st.sampled_from(("已同意", "审批通过", "审批中", "已拒绝", "已撤销")))
        kind = draw(st.sampled_from(("年假", "病假", "事假", "调休")))
        record = {"agent_id": agent, "name": people[agent], "kind": kind, "start": starts, "end": ends}
        written.append(
            {
                **record,
                "status": status,
                "reason": "家里有事",
                "number": f"2026{len(written):08d}",
                "asked": f"{first} 08:15",
                "duration": f"{(last - first).days + 1}天" if parts == "days" else "",
            }
        )
        if status in ("已同意", "审批通过", "审批中"):
            now = "审批中" if status == "审批中" else "已同意"
            truth.append({"agent_id": agent, "kind": kind, **when, "status": now})
    return page.sheet(written), Known(TODAY, QUEUES, people), truth


@few
@given(leaves())
def test_leave(case: tuple[Sheet, Known, list[dict[str, str]]]) -> None:
    """What is agreed and what is pending, with halves of days and times; what is refused is left out."""
    sheet, known, truth = case
    columns = ("agent_id", "kind", "date", "until", "hours", "status")
    assert rows_of(read(sheet, known, "leave"), columns) == [
        {column: row[column] for column in columns} for row in truth
    ]


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Sheet, Known, list[tuple[str, str, str]]]:
    form = draw(IDS)
    people = {form.format(number): name for number, name in enumerate(draw(NAMES), start=3)}
    first = draw(Day)
    days = [first + timedelta(days=place) for place in range(draw(st.integers(2, 14)))]
    style = draw(st.sampled_from((*DAY_STYLES, "no_year", "weekday")))
    keys = draw(st.sampled_from((("工号", "姓名"), ("姓名", "工号"), ("姓名",), ("员工编号", "员工姓名"))))
    weekdays = ["一二三四五六日"[day.weekday()] for day in days]
    heads = {
        "no_year": [f"{day.month}月{day.day}日" for day in days],
        "weekday": [f"{day.month}/{day.day} 周{one}" for day, one in zip(days, weekdays, strict=True)],
    }.get(style) or [day_text(day, style) for day in days]
    has_total, below = draw(st.booleans()), draw(st.booleans())
    width = len(keys) + len(days) + has_total
    rows = [[f"{first.year}年客服排班表", *[""] * (width - 1)]]
    rows.append([*keys, *heads, *(["合计"] if has_total else [])])
    if below:
        rows.append([*[""] * len(keys), *(f"周{one}" for one in weekdays), *([""] if has_total else [])])
    truth = []
    texts = {"早班": "早班", "早": "早班", "中班": "中班", "夜班": "夜班", "休": "off", "8:00-16:00": "早班"}
    texts |= {"": "off", "年假": "off", "夜": "夜班"}
    for agent, name in people.items():
        cells = draw(st.lists(st.sampled_from(sorted(texts)), min_size=len(days), max_size=len(days)))
        cells[0] = cells[0] or "早班"
        own = [agent if "号" in key else name for key in keys]
        rows.append([*own, *cells, *([f"{len(days)}"] if has_total else [])])
        truth += [(agent, f"{day}", texts[cell]) for day, cell in zip(days, cells, strict=True)]
        if draw(st.integers(0, 4)) == 0:
            rows.append([""] * width)
    if draw(st.booleans()):
        blanks = [""] * (len(keys) - 1)
        rows.append(["在岗人数", *blanks, *["3"] * len(days), *([""] if has_total else [])])
    spans = (Span(0, 0, 0, width - 1),) if draw(st.booleans()) else ()
    return Sheet("排班.csv", "", rows, spans), Known(TODAY, QUEUES, people, SHIFTS), truth


@few
@given(rosters())
def test_rosters(case: tuple[Sheet, Known, list[tuple[str, str, str]]]) -> None:
    """Each person's shift of each day; shortened names, hours, leave and blank cells."""
    sheet, known, truth = case
    table = read(sheet, known, "roster").table
    assert table is not None
    assert list(zip(table["agent_id"], table["date"], table["shift"], strict=True)) == truth


SHIFT_WORDS = {
    "shift": ("班次", "班次名称", "Shift"),
    "start": ("上班时间", "开始时间", "上班"),
    "end": ("下班时间", "结束时间", "下班"),
    "span": ("时间", "工作时间", "起止时间"),
    "meal_minutes": ("用餐时长", "用餐分钟"),
    "wanted": ("需要人数", "人数"),
}


@st.composite
def shift_lists(draw: st.DrawFn) -> tuple[Sheet, list[dict[str, str]]]:
    is_span = draw(st.booleans())
    left = {"start", "end"} if is_span else {"span"}
    words = {column: names for column, names in SHIFT_WORDS.items() if column not in left}
    page = draw(pages(words, ("meal_minutes", "wanted"), "班次一览"))
    written: list[dict[str, str]] = []
    truth: list[dict[str, str]] = []
    names = ("早班", "中班", "晚班", "夜班", "A班", "大促班", "D1")
    for name in draw(st.lists(st.sampled_from(names), min_size=2, unique=True)):
        start = draw(st.integers(0, 47)) * 30
        end = start + draw(st.integers(8, 24)) * 30
        meal, wanted = draw(st.sampled_from(("30", "60"))), f"{draw(st.integers(1, 9))}"
        begins = f"{start // 60}:{start % 60:02d}"
        ends = f"{end % 1440 // 60}:{end % 60:02d}" if end != 1440 else "24:00"
        if end > 1440 and draw(st.booleans()):
            ends = f"次日{ends}"
        meals = draw(st.sampled_from(("{}", "{}分钟"))).format(meal)
        span = f"{begins}{draw(st.sampled_from(('-', '~', '至', ' - ')))}{ends}"
        cells = {"shift": name, "start": begins, "end": ends, "span": span}
        written.append({**cells, "meal_minutes": meals, "wanted": wanted})
        last = "24:00" if end == 1440 else f"{end % 1440 // 60:02d}:{end % 60:02d}"
        row = {"shift": name, "start": f"{start // 60:02d}:{start % 60:02d}", "end": last}
        row["meal_minutes"] = meal if "meal_minutes" in page.headers else ""
        row["wanted"] = wanted if "wanted" in page.headers else ""
        truth.append(row)
    return page.sheet(written), truth


@few
@given(shift_lists())
def test_shifts(case: tuple[Sheet, list[dict[str, str]]]) -> None:
    """Times in two columns or in one, also into the next day."""
    sheet, truth = case
    assert rows_of(read(sheet, Known(TODAY, QUEUES), "shifts"), list(truth[0])) == truth


EVENT_WORDS = {
    "event": ("活动名称", "活动", "大促名称", "Event"),
    "kind": ("活动类型", "类型", "类别"),
    "start": ("开始时间", "活动开始时间", "开始日期"),
    "end": ("结束时间", "活动结束时间", "结束日期"),
    "span": ("活动时间", "起止日期"),
    "uplift": ("预估倍数", "倍数", "咨询倍数"),
    "queues": ("队列", "Queues"),
}


@st.composite
def event_lists(draw: st.DrawFn) -> tuple[Sheet, list[dict[str, str]]]:
    left = {"start", "end"} if draw(st.booleans()) else {"span"}
    words = {column: names for column, names in EVENT_WORDS.items() if column not in left}
    page = draw(pages(words, ("uplift", "queues"), "大促日历"))
    style, timed = draw(st.sampled_from(DAY_STYLES)), draw(st.booleans())
    written: list[dict[str, str]] = []
    truth: list[dict[str, str]] = []
    names = ("双11", "双十二大促", "年货节", "会员日", "店庆", "618大促")
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=5, unique=True)):
        first = draw(Day)
        last = first + timedelta(days=draw(st.integers(0, 12)))
        kind = draw(st.sampled_from(("大促", "日常活动", "double11")))
        uplift, queue = draw(st.sampled_from(("2", "3.5"))), draw(st.sampled_from(sorted(QUEUES)))
        clock = datetime(2026, 1, 1, draw(st.integers(1, 22)))
        at = f" {clock:%H:%M}" if timed else ""
        cells = {"event": name, "kind": kind, "uplift": uplift, "queues": QUEUES[queue]}
        cells |= {
            "start": day_text(first, style) + at,
            "end": day_text(last, style) + (" 23:30" if timed else ""),
        }
        cells["span"] = f"{cells['start']}{draw(st.sampled_from((' - ', '至', '~')))}{cells['end']}"
        written.append(cells)
        row = {"event": name, "kind": kind, "start": f"{first}{at.replace(' ', 'T')}"}
        row["end"] = f"{last}T23:30" if timed else f"{last}"
        row["uplift"] = uplift if "uplift" in page.headers else ""
        row["queues"] = queue if "queues" in page.headers else ""
        truth.append(row)
    return page.sheet(written), truth


@few
@given(event_lists())
def test_promotions(case: tuple[Sheet, list[dict[str, str]]]) -> None:
    """Days, or times of days, with what is expected of them."""
    sheet, truth = case
    assert rows_of(read(sheet, Known(TODAY, QUEUES), "events"), list(truth[0])) == truth


ROSTER_WORDS = {
    "agent_id": ("工号", "员工编号"),
    "name": ("姓名", "员工姓名"),
    "date": ("日期", "排班日期", "Date"),
    "shift": ("班次", "班次名称"),
    "start": ("上班时间", "开始时间"),
    "end": ("下班时间", "结束时间"),
}


@st.composite
def roster_lists(draw: st.DrawFn) -> tuple[Sheet, Known, list[dict[str, str]]]:
    page = draw(pages(ROSTER_WORDS, ("agent_id", "start"), "排班明细"))
    style, form = draw(st.sampled_from(DAY_STYLES)), draw(IDS)
    people = {form.format(number): name for number, name in enumerate(draw(NAMES), start=7)}
    written: list[dict[str, str]] = []
    truth: list[dict[str, str]] = []
    for agent, name in people.items():
        for day in sorted(draw(st.sets(Day, min_size=1, max_size=4))):
            shift = draw(st.sampled_from(sorted(SHIFTS)))
            start, end = (f"{minute % 1440 // 60:02d}:00" for minute in SHIFTS[shift])
            row = {"agent_id": agent, "name": name, "date": day_text(day, style), "shift": shift}
            written.append({**row, "start": start, "end": end})
            truth.append({"agent_id": agent, "date": f"{day}", "shift": shift})
    return page.sheet(written), Known(TODAY, QUEUES, people, SHIFTS), truth


@few
@given(roster_lists())
def test_rosters_with_a_row_a_shift(case: tuple[Sheet, Known, list[dict[str, str]]]) -> None:
    """As systems export them."""
    sheet, known, truth = case
    assert rows_of(read(sheet, known, "roster"), list(truth[0])) == truth


def test_a_row_that_counts_people_says_nothing_of_shifts() -> None:
    """Two people and three such rows are still a roster."""
    rows = [["工号", "姓名", "2026-01-01", "2026-01-02"], ["003", "王伟", "早班", "夜班"]]
    rows += [[name, "", "3", "3"] for name in ("在岗人数", "早班人数", "夜班人数")]
    known = Known(TODAY, QUEUES, {"003": "王伟"}, SHIFTS)
    table = read(Sheet("排班.csv", "", rows), known, "roster").table
    assert table is not None
    assert list(table["shift"]) == ["早班", "夜班"]
