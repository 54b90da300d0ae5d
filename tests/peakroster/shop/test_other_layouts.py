"""Tables of the shop folder in the layouts that people have are read where they lie, if nothing is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from tests.peakroster.importing.material import NAMES, history_file, leave_file, shop, workbook


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A shop of one queue, its people below a title."""
    folder = shop(tmp_path / "shop")
    rows = [["小店客服部"], [], ["工号", "姓名", "技能"]]
    rows += [[f"{n:03d}", name, "客服"] for n, name in enumerate(NAMES, 1)]
    workbook(folder / "agents.xlsx", rows, ["A1:C1"])
    return folder


def test_a_history_with_hours_across_and_people_below_a_title(place: Path, tmp_path: Path) -> None:
    """No error, no removed title row; a warning says how each was read."""
    history_file(tmp_path).rename(place / "history.xlsx")
    leave_file(tmp_path).rename(place / "requests.xlsx")
    read = read_shop(place)
    assert len(read.history) == 60 * 24 - 3
    assert [agent.id for agent in read.agents][:2] == ["001", "002"]
    assert len([request for request in read.requests if request.agent_id == "001"]) == 3
    layouts = [finding.file for finding in read.warnings if finding.code == "layout_read"]
    assert sorted(layouts) == ["agents.xlsx", "history.xlsx", "requests.xlsx"]


def test_what_is_open_is_an_error_that_names_the_import(place: Path) -> None:
    """Which year, nobody can know."""
    rows = [["日期", "9点", "10点", "11点"], ["3月1日", 1, 2, 3], ["3月2日", 1, 2, 3]]
    workbook(place / "history.xlsx", rows)
    with pytest.raises(InputError) as error:
        read_shop(place)
    (finding,) = error.value.findings
    assert finding.code == "layout_open"
    assert "import" in error.value.sentences("en")[0]
    assert "年份" in error.value.sentences("zh")[0]
