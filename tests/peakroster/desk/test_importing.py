"""Files dropped on the desk: kept aside, refused when too large, told apart, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.desk import importing
from peakroster.desk.importing import import_now, latest_import, look, stage, state_of, take_import_back
from peakroster.store.who import acting_as
from peakroster.tables.findings import InputError
from tests.peakroster.importing.material import shop, workbook


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return shop(tmp_path / "shop")


def people(folder: Path, *names: str) -> tuple[str, bytes]:
    rows = [["工号", "姓名", "部门"], *([f"{n:03d}", name, "客服组"] for n, name in enumerate(names, 1))]
    return "人员.xlsx", workbook(folder / "人员.xlsx", rows).read_bytes()


def test_names_from_a_browser_stay_in_their_folder(tmp_path: Path) -> None:
    """Whatever they are called; two of one name are two files."""
    content = b"a,b\n"
    staged = stage([("../../a.csv", content), ("C:\\x\\a.csv", content), ("..", content)])
    assert [path.name for path in staged.files] == ["a.csv", "a (2).csv", "file"]
    assert {path.parent for path in staged.files} == {Path(staged.place.name)}
    assert stage([("a.csv", content)]).digest != stage([("b.csv", content)]).digest


def test_a_file_that_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name, with the limit."""
    monkeypatch.setattr(importing, "MOST_MEGABYTES", 1)
    with pytest.raises(InputError, match="file_too_big"):
        stage([("a.csv", b"x" * 2_000_000)])


def test_who_may_only_look_puts_nothing_aside() -> None:
    """The door's own sentence."""
    with acting_as("小周", frozenset()), pytest.raises(InputError, match="not_allowed_edit"):
        stage([("a.csv", b"x")])


def test_imported_and_taken_back(place: Path, tmp_path: Path) -> None:
    """With the original; once its table was changed again, no more."""
    before = state_of(place)
    found = look(stage([people(tmp_path, "林晓", "何雨")]), place)
    assert found.is_ready
    import_now(place, found)
    assert not look(stage([people(tmp_path, "林晓", "何雨")]), place).has_news
    latest = latest_import(place)
    assert latest is not None
    take_import_back(place, latest.id)
    assert state_of(place) == before
    assert not list((place / "originals").glob("*"))
    assert latest_import(place) is None
    import_now(place, look(stage([people(tmp_path, "林晓")]), place))
    with (place / "agents.csv").open("a", encoding="utf-8") as file:
        file.write("009,郭宁,main,\n")
    assert latest_import(place) is None
