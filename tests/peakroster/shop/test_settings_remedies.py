"""What is said of a wrong key of shop.toml: a remedy that fits, and the key as it stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.read import read_settings
from peakroster.tables.findings import InputError
from peakroster.tables.report import Report
from tests.peakroster.shop.shops import SETTINGS, write_shop
from tests.peakroster.shop.test_broken_settings import FILE, presale

pytestmark = pytest.mark.slow

BAD_AND_HELPED = [
    ("slowdown = [1.0, 0.4, 0.3]", "at least 0.5 for 2 chats"),
    ("slowdown = [1.0, 0.9, 0.59]", "at least 0.6 for 3 chats"),
    ("slowdown = [0.8, 0.9, 0.8]", "at most 0.8 for 2 chats"),
    ("slowdown = [1.0, 0.9]", "3 in all"),
    ("max_occupancy = 92", "write 0.92"),
    ("bot_share = 35.5", "write 0.355"),
    ("patience_seconds = 0", "delete the key if nobody leaves"),
    ("concurrency = 0", "≥ 1"),
    ('target = { kind = "service_level", share = 95, within_seconds = 30 }', "For 95% write 0.95."),
    ('target = { kind = "service_level", share = 0, within_seconds = 30 }', "> 0"),
    ('plan_for = "p90"', "such as 0.9"),
]


@pytest.mark.parametrize(("line", "help_"), BAD_AND_HELPED)
def test_the_remedy_fits_the_mistake(line: str, help_: str, tmp_path: Path) -> None:
    """One finding only, whose remedy can be followed as it stands."""
    (text,) = presale(line).values()
    (tmp_path / FILE).write_text(str(text), encoding="utf-8")
    report = Report()
    read_settings(tmp_path, report)
    (finding,) = report.findings("error")
    assert help_ in finding.remedy(Translator("en"))
    assert finding.column is not None
    assert finding.column.startswith("queues[presale].")


@pytest.mark.parametrize(
    ("targets", "column"),
    [
        ("{}", "target"),
        ("[{}]", "target[1]"),
        ('["tmall-30s", {}]', "target[2]"),
        ('["taobao-3min", "tmall-30s", {}, "pdd-5min"]', "target[3]"),
    ],
)
def test_a_target_is_named_as_it_stands_in_the_file(targets: str, column: str, tmp_path: Path) -> None:
    """A preset that stands for two promises does not move the numbers of those behind it."""
    bad = '{ kind = "service_level", share = 95, within_seconds = 30 }'
    (text,) = presale("target = " + targets.format(bad)).values()
    (tmp_path / FILE).write_text(str(text), encoding="utf-8")
    report = Report()
    read_settings(tmp_path, report)
    (finding,) = report.findings("error")
    assert finding.column == f"queues[presale].{column}.share"


def test_all_wrong_keys_come_at_once(tmp_path: Path) -> None:
    """Three mistakes in shop.toml give three errors, and those of other files too."""
    text = SETTINGS.replace("240", "-240").replace("0.1", "2", 1) + "max_days_per_week = 0\n"
    with pytest.raises(InputError) as error:
        read_shop(write_shop(tmp_path / "shop", {FILE: text, "locks.csv": "agent_id,date,shift\nx,y,z\n"}))
    assert [finding.file for finding in error.value.findings].count(FILE) == 3
    assert "locks.csv" in {finding.file for finding in error.value.findings}
