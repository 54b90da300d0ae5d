"""The import page as Streamlit runs it: dropped, understood, asked, imported, taken back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.importing import understanding
from peakroster.messages import LANGUAGES
from peakroster.shop.folder import read_shop
from peakroster.store.who import Actor, ask_for_actor
from tests.peakroster.importing.material import (
    history_file,
    hr_file,
    matrix_file,
    staff_file,
    workbook,
)
from tests.ui.test_app import opened, words

pytestmark = pytest.mark.slow


def dropped(app: AppTest, *paths: Path) -> AppTest:
    """The page with these files in the place for files."""
    files = [(path.name, path.read_bytes(), "application/octet-stream") for path in paths]
    app.file_uploader[0].set_value(files).run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def send(app: AppTest) -> AppTest:
    next(one for one in app.button if one.key and "import-questions" in one.key).click().run()
    assert not app.exception, app.exception
    return app


def told(app: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (app.success, app.warning, app.error) for one in kind)


def people_file(folder: Path) -> Path:
    """People of the two teams of the small shop."""
    rows = [["工号", "姓名", "部门"], ["001", "王芳", "售前组"], ["021", "林晓", "售后组"]]
    return workbook(folder / "人员.xlsx", rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_come_and_go_again(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """What would change is told, then it is imported, then taken back to the last byte."""
    before = (shop / "agents.csv").read_bytes()
    app = dropped(opened(shop, monkeypatch, language, "import"), people_file(tmp_path))
    assert ("新增 1 人" if language == "zh" else "1 new") in words(app)
    assert "林晓" in words(app)
    press(app, "import_now")
    assert "人员.xlsx" in told(app)
    assert "021" in {one.id for one in read_shop(shop).agents}
    assert (shop / "originals" / "人员.xlsx").is_file()
    press(app, "import_undo")
    assert (shop / "agents.csv").read_bytes() == before
    assert not (shop / "originals" / "人员.xlsx").exists()


def test_questions_are_choices_in_words(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be imported before they are answered; answers can be given anew."""
    app = dropped(opened(shop, monkeypatch, "zh", "import"), staff_file(tmp_path), history_file(tmp_path))
    assert app.button(key="import_now").disabled
    send(app)
    assert "请先把每一处都选好" in told(app)
    kinds = {one.label: one.options for one in app.radio if one.value is None}
    assert sorted(kinds.values()) == [["售前", "售后"], ["用“序号”", "用“姓名”", "用“手机号”"]]
    for one in app.radio:
        if one.value is None:
            one.set_value("售前" if "售前" in one.options else "用“序号”")
    (skills,) = app.multiselect
    skills.set_value(["presale"])
    send(app)
    assert "历史咨询量：新增 60 天" in words(app)
    assert "<td>2026-03-01 00:00</td><td>售前</td>" in words(app)
    assert "人员：新增" in words(app)
    assert not app.button(key="import_now").disabled
    press(app, "import_again")
    assert app.button(key="import_now").disabled


def test_nothing_is_read_twice(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another run of the page, with the same files and the same answers."""
    times = []
    real = understanding.read_sheets

    def read_sheets(path: Path) -> object:
        times.append(path.name)
        return real(path)

    app = opened(shop, monkeypatch, "zh", "import")
    monkeypatch.setattr(understanding, "read_sheets", read_sheets)
    dropped(app, people_file(tmp_path))
    app.run()
    app.run()
    assert times == ["人员.xlsx"]


def test_a_file_that_nobody_knows(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told without options of the command line, and can be named."""
    app = dropped(
        opened(shop, monkeypatch, "zh", "import"), workbook(tmp_path / "b.xlsx", [["甲", "乙"], ["x", "y"]])
    )
    assert "没有认出这是什么表" in words(app)
    assert "--answer" not in words(app)
    assert app.button(key="import_now").disabled
    next(one for one in app.selectbox if one.label == "这是什么表？").set_value("staff").run()
    assert not app.exception, app.exception
    assert "照选的种类也读不出来" in words(app)


def test_files_that_cannot_be_imported(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that is damaged, and one hour with two figures."""
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    app = dropped(opened(shop, monkeypatch, "zh", "import"), broken)
    assert "还不能导入" in told(app)
    assert app.button(key="import_now").disabled
    press(app, "import_cancel")
    assert not app.error


def test_who_may_only_look_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, and there is no place for files."""
    ask_for_actor(lambda: Actor("小周", frozenset()))
    try:
        app = opened(shop, monkeypatch, "zh", "import")
    finally:
        ask_for_actor(None)
    assert "小周 可以查看这家店，但不能导入文件" in words(app)
    assert not app.file_uploader


def test_an_empty_folder_becomes_a_shop_of_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dropped, looked at, asked once, made; then the next week can be planned at a click."""
    folder = tmp_path / "empty"
    folder.mkdir()
    app = opened(folder, monkeypatch, "zh")
    assert [one.label for one in app.text_input] == ["店铺名称", "人工客服的时段", "客服姓名", "班次"]
    dropped(app, history_file(tmp_path, date(2026, 3, 1), 30), staff_file(tmp_path), matrix_file(tmp_path))
    assert "客服姓名" not in [one.label for one in app.text_input]
    assert app.button(key="start_make").disabled
    assert any("哺乳期，每天少1小时" in one.value for one in app.warning)  # no rule follows by itself
    next(one for one in app.radio if "工号" in one.label).set_value("用“序号”")
    send(app)
    press(app, "start_make")
    assert not app.header  # last week is there, as it was worked
    assert any(key.startswith("plan_week-") for key in (one.key or "" for one in app.button))
    assert "示例" not in (folder / "agents.csv").read_text("utf-8-sig")


def test_a_shop_without_files_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed answers make it; people are typed in later, the history comes as a file."""
    app = opened(tmp_path / "new", monkeypatch, "zh")
    hours = next(one for one in app.text_input if one.label == "人工客服的时段")
    hours.set_value("9点").run()
    assert "start_make" not in [one.key for one in app.button]
    next(one for one in app.text_input if one.label == "人工客服的时段").set_value("09:00-18:00").run()
    press(app, "start_make")
    assert app.header[0].value == "还差几步"
    next(one for one in app.text_input if one.label == "客服姓名").set_value("张伟 王芳")
    next(one for one in app.button if one.label == "保存").click().run()
    assert app.header[0].value == "还差几步"
    dropped(app, history_file(tmp_path, date(2026, 3, 1), 30))
    press(app, "import_now")
    assert any(key.startswith("plan_week-") for key in (one.key or "" for one in app.button))
    shop = read_shop(tmp_path / "new")
    assert list(shop.agent_names.values()) == ["张伟", "王芳"]


def test_a_shop_without_history(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place for files stands beside what is missing."""
    (shop / "history.csv").unlink()
    shutil.rmtree(shop / "plans")
    app = opened(shop, monkeypatch, "zh")
    assert "从自己的 Excel 开始" in [one.value for one in app.subheader]
    dropped(app, hr_file(tmp_path))
    assert "人员名单" in "".join(one.label for one in app.expander)
