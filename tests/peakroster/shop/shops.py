"""A small sound shop, and what is done to it to break it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peakroster.messages import LANGUAGES, Translator
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError

SETTINGS = """\
name = "山茶花旗舰店"
timezone = "Asia/Shanghai"
shrinkage = 0.1

[[queues]]
id = "presale"
name = "售前"
aht_seconds = 240
concurrency = 3
slowdown = [1.0, 0.9, 0.8]
target = "tmall-30s"

[[queues]]
id = "aftersale"
aht_seconds = 300
open = "09:00-23:00"
target = { kind = "service_level", share = 0.8, within_seconds = 60 }

[rules]
max_hours_per_day = 9
"""

HISTORY = "timestamp,queue,inquiries,aht_seconds\n" + "".join(
    f"2026-11-0{day}T{hour:02d}:00,{queue},{10 * hour + day},{'' if hour == 3 else 240.5}\n"
    for day in (1, 2, 3)
    for hour in range(24)
    for queue in ("presale", "aftersale")
    if queue == "presale" or 9 <= hour < 23
)

EVENTS = """\
event,kind,start,end,queues,intensity,uplift
flash-11,flash,2026-11-02T10:00,2026-11-02T22:00,presale,12.5,
双11-2026,double11,2026-11-10T20:00,2026-11-12T00:00,,,6
"""

ADJUSTMENTS = """\
start,end,queue,multiply,set,reason,who
2026-11-10T20:30,2026-11-12T00:00,presale,1.2,,平台追加流量,王芳
2026-11-13T02:00,2026-11-13T05:00,,,40,,
"""

EXCLUDE = """\
start,end,queue,reason
2026-11-02T03:00,2026-11-02T04:30,presale,系统故障
2026-11-03T00:00,2026-11-03T24:00,,
"""

PROFILE = "queue,weekday,hour,inquiries\n" + "".join(
    f"presale,{weekday},{hour},{inquiries}\n"
    for hour in range(24)
    for weekday, inquiries in (("", 10 + hour), ("sat;sun", 12.5))
)

AGENTS = """\
agent_id,name,skills,min_hours_week,max_hours_week,shifts,weekdays,hours,from,until,hourly_cost,\
max_consecutive_days,min_consecutive_days,min_consecutive_days_off,max_weekends_month,\
min_hours_month,max_hours_month,shift_limits,max_overtime_month
007,王芳,presale;aftersale,16,40,,,,2024-03-01,,32.5,5,2,2,3,80,160.5,夜班<=4;早班+晚班>=6/14,20
A2,李雷,presale,,,早班;夜班,mon;tue;sun,,,2027-01-31,,,,,,,,,
A3,韩梅梅,aftersale,,20,,,08:00-18:00,,,,,,,,,,,
"""

SHIFTS = """\
shift,start,end,meal_minutes,meal_from,meal_to,wanted
早班,08:00,17:00,60,11:00,13:30,
晚班,15:00,24:00,60,18:00,20:00,2
夜班,22:00,07:00,60,01:00,03:00,
"""

REQUESTS = """\
agent_id,date,kind,shift,weight
007,2026-11-09,leave,,
A2,2026-11-10,prefer,早班,2
A3,2026-11-10,avoid,,
"""

LOCKS = "agent_id,date,shift\n007,2026-11-11,晚班\nA2,2026-11-11,off\n"

MAPPING = """\
kind,platform,local_id,platform_id
agent,dingtalk,007,user-1
agent,dingtalk,A2,user-2
shift,dingtalk,早班,1234
group,dingtalk,,99
"""

GOOD: dict[str, str] = {
    "shop.toml": SETTINGS,
    "history.csv": HISTORY,
    "profile.csv": PROFILE,
    "events.csv": EVENTS,
    "adjustments.csv": ADJUSTMENTS,
    "exclude.csv": EXCLUDE,
    "agents.csv": AGENTS,
    "shifts.csv": SHIFTS,
    "requests.csv": REQUESTS,
    "locks.csv": LOCKS,
    "mapping.csv": MAPPING,
}

Content = str | bytes | None


@dataclass(frozen=True)
class Case:
    """The sound shop with some files replaced (None = removed) and the finding that this must give.

    row, column and value are compared only where they are given.
    """

    code: str
    files: dict[str, Content]
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        return f"{self.code}-{self.file}-{self.value}"


def with_row(file: str, row: str) -> dict[str, Content]:
    """The file with one more row."""
    return {file: GOOD[file] + row + "\n"}


def changed(file: str, old: str, new: str) -> dict[str, Content]:
    """The file with a text replaced (which must be there)."""
    assert old in GOOD[file]
    return {file: GOOD[file].replace(old, new, 1)}


def last_row(file: str) -> int:
    """Number of the row that :func:`with_row` adds."""
    return GOOD[file].count("\n") + 1


def write_shop(folder: Path, files: dict[str, Content] | None = None) -> Path:
    """Write the sound shop with some files replaced."""
    folder.mkdir(exist_ok=True)
    for name, content in {**GOOD, **(files or {})}.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        elif content is not None:
            (folder / name).write_text(content, encoding="utf-8", newline="")
    return folder


def findings_of_case(folder: Path, case: Case) -> list[Finding]:
    """What reading says of a shop of only the files that every shop needs, and those of the case."""
    unused = GOOD.keys() - {"shop.toml", "agents.csv", "shifts.csv"} - set(case.files)
    folder = write_shop(folder, {**dict.fromkeys(unused), **case.files})
    return findings_of(folder, history_required="history.csv" in case.files)


def findings_of(folder: Path, *, history_required: bool = True) -> list[Finding]:
    """Everything that reading the folder has to say."""
    try:
        return list(read_shop(folder, history_required=history_required).warnings)
    except InputError as error:
        return [*error.findings, *error.warnings]


def check(case: Case, found: list[Finding]) -> None:
    """The finding is there, in the place it should name, and has its words in both languages."""
    matching = [finding for finding in found if finding.code == case.code and finding.file == case.file]
    assert matching, f"expected {case.code}, found {[(f.code, f.file, f.row, f.value) for f in found]}"
    for name in ("row", "column", "value"):
        expected = getattr(case, name)
        if expected is not None:
            assert expected in {getattr(finding, name) for finding in matching}, name
    for finding in matching:
        for language in LANGUAGES:
            words = finding.as_json(Translator(language))
            assert words["message"]
            assert words["remedy"]
            assert "None" not in words["message"] + words["remedy"]
            assert "{" not in words["message"] or "{" in (finding.value or "")


def further_warnings(shop: ShopFolder) -> tuple[Finding, ...]:
    """Without the one of the sound shop itself, whose presale counts assignments of three chats at once."""
    return tuple(each for each in shop.warnings if each.code != "counted_at_assignment")
