"""``import`` at the command line: exit codes, the option that answers, and next week without questions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peakroster.cli.app import app
from tests.peakroster.importing.material import history_file, shop, staff_file, workbook

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
