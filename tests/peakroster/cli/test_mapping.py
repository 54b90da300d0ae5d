"""``mapping``: proposes, says what nobody can tell, and writes on request alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peakroster.cli.small_shop import run

LIST = """\
编号,姓名,工号,时间
x7,王芳,007,
y2,李雷,,
y3,李雷,,
81,早班,,08:00-17:00
82,夜,,23:00-次日08:00
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "名单.csv"
    file.write_text(LIST, encoding="utf-8-sig")
    return file


def test_a_proposal_writes_nothing(shop: Path, listed: Path) -> None:
    """Who is who and by what, who is not clear, what is missing; --yes is what writes."""
    before = (shop / "mapping.csv").read_bytes()
    ran = run("mapping", shop, "--platform", "feishu", "--file", listed, "--lang", "en")
    assert ran.code == 0
    for words in ("agent 007 王芳 → x7 (王芳), by job number", "y2 李雷, y3 李雷", "A4 张伟: not found"):
        assert words in ran.out
    assert "shift 夜班 → 82 (夜), by hours" in ran.out
    assert "group,feishu,main" in ran.out
    assert (shop / "mapping.csv").read_bytes() == before
    assert "--yes" in run("mapping", shop, "--platform", "feishu", "--file", listed, "--lang", "zh").out


def test_yes_writes(shop: Path, listed: Path) -> None:
    """The proposed rows behind those that are there; once."""
    before = (shop / "mapping.csv").read_text(encoding="utf-8")
    arguments = ("mapping", shop, "--platform", "feishu", "--file", listed, "--yes", "--json")
    answer = run(*arguments).json
    assert answer["written"] == 3
    assert {row["by"] for row in answer["proposed"]} == {"number", "name", "hours"}
    text = (shop / "mapping.csv").read_text(encoding="utf-8-sig")
    assert text.startswith(before)
    assert text.removeprefix(before).splitlines() == [
        "agent,feishu,007,x7",
        "shift,feishu,早班,81",
        "shift,feishu,夜班,82",
    ]
    answer = run(*arguments).json
    assert (answer["written"], answer["there"], answer["proposed"]) == (0, 3, [])


def test_an_unknown_platform(shop: Path) -> None:
    """Exit code 2, with those that there are."""
    ran = run("mapping", shop, "--platform", "teams", "--lang", "en")
    assert ran.code == 2
    assert "dingtalk, feishu, wecom, frappe, odoo" in ran.out
