"""A shop that is planned in seconds: eight agents, two queues, four shifts, five weeks of history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
import typer.testing
from typer.testing import CliRunner

from peakroster.cli import app

SETTINGS = """\
name = "小店[一号]"
timezone = "Asia/Shanghai"
interval_minutes = 60
shrinkage = 0.05

[[queues]]
id = "presale"
name = "售前"
aht_seconds = 240
concurrency = 2
slowdown = [1.0, 0.9]
target = { kind = "service_level", share = 0.8, within_seconds = 60 }
min_agents = 1

[[queues]]
id = "aftersale"
name = "售后"
open = "09:00-21:00"
aht_seconds = 300
target = { kind = "average_wait", within_seconds = 120 }

[rules]
preset = "cn-standard"
"""

AGENTS = """\
agent_id,name,skills,min_hours_week,max_hours_week,shifts,weekdays,hours,from,until,hourly_cost
007,王芳,presale;aftersale,,40,,,,,,30
A2,李雷,presale,,40,,,,,,30
A3,韩梅梅,presale,,40,,,,,,30
A4,张伟,presale;aftersale,,40,,,,,,30
A5,刘洋,presale,,16,,,,,,28
A6,陈静,aftersale,8,40,,,08:00-22:00,,,30
A7,杨帆,presale;aftersale,,40,,,,,,30
A8,赵敏,presale,,,夜班,,,,,35
"""

SHIFTS = """\
shift,start,end,meal_minutes,meal_from,meal_to
早班,08:00,17:00,60,11:00,14:00
晚班,15:00,24:00,60,18:00,20:00
夜班,23:00,08:00,60,02:00,05:00
短班,18:00,22:00,,,
"""

EVENTS = """\
event,kind,start,end,queues,intensity,uplift
flash-10,flash,2026-10-20T20:00,2026-10-21T00:00,presale,1.5,
flash-11,flash,2026-11-10T20:00,2026-11-11T00:00,presale,1.5,
"""

REQUESTS = "agent_id,date,kind,shift,weight\nA2,2026-11-09,leave,,\nA3,2026-11-10,prefer_off,,2\n"
LOCKS = "agent_id,date,shift\n007,2026-11-10,夜班\n"
MAPPING = "kind,platform,local_id,platform_id\ngroup,dingtalk,,99\noperator,dingtalk,,boss\n" + "".join(
    f"{kind},dingtalk,{name},{number}\n"
    for kind, names in (
        ("shift", ("早班", "晚班", "夜班", "短班")),
        ("agent", ("007", *(f"A{n}" for n in range(2, 9)))),
    )
    for number, name in enumerate(names, 101)
)
BY_HOUR = (3, 2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 22, 18, 16, 18, 20, 18, 16, 18, 22, 26, 22, 14, 7)


def history(first: datetime = datetime(2026, 10, 5), days: int = 35, scale: float = 1.0) -> str:
    """Hourly inquiries of both queues, with a daily and a weekly shape and one flash sale."""
    rows = ["timestamp,queue,inquiries"]
    for hours in range(24 * days):
        moment = first + timedelta(hours=hours)
        wobble = 1 + 0.1 * ((hours * 7919) % 11 - 5) / 5 + 0.1 * (moment.weekday() >= 5)
        sale = 1.6 if datetime(2026, 10, 20, 20) <= moment < datetime(2026, 10, 21) else 1.0
        count = BY_HOUR[moment.hour] * wobble * scale
        rows.append(f"{moment:%Y-%m-%dT%H:%M},presale,{round(count * sale)}")
        if 9 <= moment.hour < 21:
            rows.append(f"{moment:%Y-%m-%dT%H:%M},aftersale,{round(0.4 * count)}")
    return "\n".join(rows) + "\n"


FILES = {
    "shop.toml": SETTINGS,
    "history.csv": history(),
    "events.csv": EVENTS,
    "agents.csv": AGENTS,
    "shifts.csv": SHIFTS,
    "requests.csv": REQUESTS,
    "locks.csv": LOCKS,
    "mapping.csv": MAPPING,
}


def write_small_shop(folder: Path, staffing_method: str | None = None) -> Path:
    """Write the shop into a new folder.

    staffing_method: with "stationary" sizing and the audit are a fraction of the work, for tests of what does
    not depend on it.
    """
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    if staffing_method:
        text = f'staffing_method = "{staffing_method}"\n{SETTINGS}'
        (folder / "shop.toml").write_text(text, encoding="utf-8", newline="")
    return folder


def write_busy_shop(folder: Path) -> Path:
    """The same shop with forty agents, half hours and eight times the inquiries: a week takes minutes."""
    write_small_shop(folder)
    settings = SETTINGS.replace("= 60\n", "= 30\n", 1)
    (folder / "shop.toml").write_text(f'staffing_method = "stationary"\n{settings}', encoding="utf-8")
    (folder / "history.csv").write_text(history(scale=8.0), encoding="utf-8")
    skills = ("presale", "aftersale", "presale;aftersale")
    agents = "".join(f"B{n:02d},员工{n},{skills[n % 3]},16,40,,,,,,30\n" for n in range(32))
    (folder / "agents.csv").write_text(FILES["agents.csv"] + agents, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and both outputs."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON value that holds the exit code."""
        content = json.loads(self.out, parse_constant=lambda name: 1 / 0)
        assert content["exit_code"] == self.code
        return content


_command = cache(typer.main.get_command)
"""Making the tree of commands takes longer than most commands; every run can use the same."""


def run(*arguments: object) -> Ran:
    """Run ``peakroster`` in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.testing, "_get_command", _command)
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of change of every file below the folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
