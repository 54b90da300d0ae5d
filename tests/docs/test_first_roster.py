"""README: the commands from one's own Excel to a roster do what they say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peakroster.cli.app import app
from tests.docs.pages import ROOT
from tests.search_in_process import search_in_process  # noqa: F401  # a fixture
from tools.first_roster import make_files

pytestmark = pytest.mark.slow

FILES = {
    "README.zh-CN.md": ("咨询量.xlsx", "花名册.xlsx", "上周排班.xlsx"),
    "README.md": ("inquiries.xlsx", "staff.xlsx", "last-week.xlsx"),
}


def commands(name: str) -> list[list[str]]:
    """Those of the section, in order."""
    text = (ROOT / name).read_text(encoding="utf-8")
    (section,) = re.findall(r"\n## (?:First roster|十分钟)(.*?)\n## ", text, re.DOTALL)
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def test_both_languages_have_the_same_commands() -> None:
    """But for the names of files and shop."""
    first, second = (
        [[word for word in line if word.isascii() and "." not in word] for line in commands(n)] for n in FILES
    )
    assert [line[0] for line in first] == [line[0] for line in second] == ["init", "plan", "export", "import"]
    for name in FILES:
        assert all(
            (ROOT / picture).exists()
            for picture in re.findall(r"\((docs/screens/first[^)]+)\)", (ROOT / name).read_text("utf-8"))
        )


@pytest.mark.usefixtures("search_in_process")
def test_the_commands_make_a_roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answered with what stands in brackets: a shop, a plan with Double 11, an exported workbook."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("peakroster.cli.init._is_asked", lambda json: not json)
    monkeypatch.setenv("PEAKROSTER_LANG", "zh")
    make_files(tmp_path, FILES["README.zh-CN.md"], since="2026-09-14")
    for line in commands("README.zh-CN.md"):
        if line[0] == "plan":
            settings = Path("我的店/shop.toml")
            text = settings.read_text("utf-8")
            assert len(text.splitlines()) < 25
            settings.write_text(f'staffing_method = "stationary"\n{text}', "utf-8")  # quicker, else the same
        result = RUN.invoke(app, line, input="\n\n\n3\n")
        assert result.exit_code == 0, (line, result.output, result.exception)
    assert "double11-2026" in Path("我的店/events.csv").read_text("utf-8-sig")
    assert list(Path("我的店/exports/2026-11-09").glob("*.xlsx"))


RUN = CliRunner()
