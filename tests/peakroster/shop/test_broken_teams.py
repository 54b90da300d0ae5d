"""[[shared]] of shop.toml: teams that cannot serve their queues at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.shop.settings.read import read_settings
from peakroster.tables.report import Report
from tests.peakroster.shop.shops import SETTINGS, Case, check

pytestmark = pytest.mark.slow

FILE = "shop.toml"
LINES = SETTINGS.splitlines()

TICKETS = SETTINGS.replace(
    "[rules]", '[[queues]]\nid = "tickets"\nkind = "deferred"\naht_seconds = 300\ndeadline_hours = 4\n[rules]'
)
PER_DAY = 'target = { kind = "service_level", share = 0.9, within_seconds = 30, per = "day" }'
LONG = 'target = { kind = "service_level", share = 0.9, within_seconds = 7300 }'


def team(*queues: str, id_: str = "front", settings: str = SETTINGS) -> dict[str, str | bytes | None]:
    """A team that shares these queues, in lines 22 to 24."""
    named = ", ".join(f'"{name}"' for name in queues)
    return {FILE: f'{settings}\n[[shared]]\nid = "{id_}"\nqueues = [{named}]\n'}


def shared(line: str, of_aftersale: str = "") -> dict[str, str | bytes | None]:
    """Both queues as calls, with a line behind the first one's id in place of its target."""
    calls = SETTINGS.replace("concurrency = 3\nslowdown = [1.0, 0.9, 0.8]\n", "")
    calls = calls.replace('target = "tmall-30s"\n', "", 1).replace(LINES[5], f"{LINES[5]}\n{line}")
    if of_aftersale:
        calls = calls.replace('open = "09:00-23:00"\n', of_aftersale)
    return team("presale", "aftersale", settings=calls)


CASES = [
    Case(
        "team_id_taken",
        team("presale", "aftersale", id_="presale"),
        FILE,
        23,
        "shared[presale].id",
        "presale",
    ),
    Case("reserved_name", team(id_="meal"), FILE, 23, "shared[meal].id", "meal"),
    Case("team_queue_unknown", team("presale", "sales"), FILE, 24, "shared[front].queues", "sales"),
    Case("team_queue_twice", team("presale", "aftersale", "presale"), FILE, 24, value="presale"),
    Case("team_too_few", team("presale"), FILE, 24, "shared[front].queues", "presale"),
    Case("key_empty", team(), FILE, 24, "shared[front].queues"),
    Case("team_concurrency", team("presale", "aftersale"), FILE, 24, value="presale, aftersale"),
    Case("team_patience", shared("patience_seconds = 60"), FILE, 22, "shared[front].queues"),
    Case("team_returns", shared("patience_seconds = 9\nreturns_share = 0.1"), FILE, 8, value="0.1"),
    Case("team_target", shared(PER_DAY), FILE, 7, "queues[presale].target"),
    Case("team_target", shared(LONG), FILE, 7, "queues[presale].target", "service_level"),
    Case("team_deferred", team("presale", "tickets", settings=TICKETS), FILE, value="deferred"),
    Case("unknown_key", {FILE: SETTINGS + '[[shared]]\nid = "a"\nskill = 1\n'}, FILE, 23),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_team_that_cannot_be_has_its_clear_message(case: Case, tmp_path: Path) -> None:
    """Code, line, key and value are named, and the words exist in both languages."""
    (text,) = case.files.values()
    (tmp_path / FILE).write_text(str(text), encoding="utf-8")
    report = Report()
    read_settings(tmp_path, report)
    check(case, list(report.findings("error")))
