"""``import`` at the command line: exit codes, the option that answers, and next week without questions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peakroster.cli.app import app
from tests.peakroster.importing.material import history_file, hr_file, shop, staff_file, workbook

RUN = CliRunner()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return shop(tmp_path / "shop")


def run(*arguments: object) -> tuple[int, str]:
    result = RUN.invoke(app, ["import", *map(str, arguments), "--lang", "en"])
    return result.exit_code, result.stdout


def test_open_questions_end_with_the_option_that_answers(place: Path, tmp_path: Path) -> None:
    """Exit code 2 and nothing written; answered, it is written, and next time not asked."""
    staff = staff_file(tmp_path)
    code, text = run(place, staff)
    assert code == 2
    assert "--answer id=" in text
    assert not (place / "agents.csv").exists()
    assert run(place, staff, "--answer", "id=serial")[0] == 0
    assert (place / "agents.csv").exists()
    code, text = run(place, staff)
    assert code == 0
    assert "nothing changes" in text


def test_a_look_writes_nothing_and_json_tells_everything(place: Path, tmp_path: Path) -> None:
    """What was understood, what was left out, and what would change."""
    code, text = run(place, history_file(tmp_path, date(2026, 3, 1), 5), "--dry-run", "--json")
    content = json.loads(text)
    assert code == 0
    assert content["written"] is False
    assert content["sheets"][0]["kind"] == "history"
    assert content["sheets"][0]["header_rows"] == [2]
    assert content["changes"][0]["added"] == 5 * 24
    assert any("Total" in remark for remark in content["sheets"][0]["left_out"])
    assert not (place / "history.csv").exists()


def test_files_that_are_none(place: Path, tmp_path: Path) -> None:
    """A picture, a file that is not there, an answer without a question, a table that nobody knows."""
    picture = tmp_path / "a.png"
    picture.write_bytes(b"x")
    assert run(place, picture)[0] == 2
    assert run(place, tmp_path / "none.csv")[0] == 2
    assert run(place, picture, "--answer", "year")[0] == 2
    code, text = run(place, workbook(tmp_path / "b.xlsx", [["甲", "乙"], ["x", "y"]]))
    assert code == 0
    assert "nothing to write" in text


def test_somebody_at_a_terminal_is_asked(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What each answer means is told; the last question is whether to write."""
    monkeypatch.setattr("peakroster.cli.import_files._is_asked", lambda json: not json)
    staff = staff_file(tmp_path)
    refused = RUN.invoke(app, ["import", str(place), str(staff), "--lang", "en"], input="serial\nn\n")
    assert refused.exit_code == 0
    assert "serial:" in refused.stdout
    assert "nothing was written" in refused.stdout.lower()
    assert not (place / "agents.csv").exists()
    done = RUN.invoke(app, ["import", str(place), str(staff), "--lang", "en"], input="1\ny\n")
    assert done.exit_code == 0
    assert "1. serial:" in done.stdout
    assert (place / "agents.csv").exists()
    yes = RUN.invoke(app, ["import", str(place), str(staff), "--lang", "en", "--yes"])
    assert (yes.exit_code, "nothing changes" in yes.stdout) == (0, True)


def test_names_are_asked_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each team of the list is a question of its own."""
    monkeypatch.setattr("peakroster.cli.import_files._is_asked", lambda json: not json)
    two = shop(tmp_path / "two", queues=(("a", "咨询"), ("b", "投诉")))
    done = RUN.invoke(
        app, ["import", str(two), str(hr_file(tmp_path)), "--lang", "en"], input="a\nb\na+b\ny\n"
    )
    assert done.exit_code == 0, done.stdout
    assert "a:中级;b:中级" in (two / "agents.csv").read_text(encoding="utf-8-sig")


def test_figures_of_people_with_handling_times(place: Path, tmp_path: Path) -> None:
    """They become performance.csv; a second import of the same month changes nothing."""
    rows = [["工号", "姓名", "部门"], ["001", "林晓", "客服组"], ["002", "何雨", "客服组"]]
    assert run(place, workbook(tmp_path / "人员.xlsx", rows), "--answer", "skills=main")[0] == 0
    figures = [
        ["工号", "客服姓名", "月份", "接待人数", "平均处理时长（秒）"],
        ["001", "林晓", "2026-10", 820, 231],
        ["002", "何雨", "2026-10", 640, 305],
        ["汇总值", "", "", 1460, 263],
    ]
    code, text = run(place, workbook(tmp_path / "业绩.xlsx", figures))
    assert code == 0, text
    assert "820" in (place / "performance.csv").read_text(encoding="utf-8-sig")
    assert "nothing changes" in run(place, tmp_path / "业绩.xlsx")[1]
