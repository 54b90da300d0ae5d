"""Exports as single files in memory."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from peakroster.desk.downloads import download
from peakroster.tables.findings import InputError
from tests.peakroster.exports.conftest import SHANGHAI_FIRST_DAY, make_plan, make_shop


def test_one_file(tmp_path: Path) -> None:
    """A table comes as it is, named after the plan; nothing is written into the shop."""
    shop = make_shop(tmp_path)
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("007", 0, "早班")], days=1)
    made = download(shop, plan, "csv")
    assert made.name == "roster-2026-11-09.csv"
    assert "007" in made.content.decode("utf-8-sig")
    assert list(tmp_path.iterdir()) == []


def test_several_files_are_zipped(tmp_path: Path) -> None:
    """Calendars come in a zip, one for each person, the same bytes each time."""
    shop = make_shop(tmp_path)
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("007", 0, "早班")], days=1)
    made = download(shop, plan, "ics", "en")
    assert made.mime == "application/zip"
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert len(archive.namelist()) == 3
        assert all(name.endswith(".ics") for name in archive.namelist())
    assert download(shop, plan, "ics", "en") == made


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    """An export that cannot be made says everything that is missing."""
    shop = make_shop(tmp_path, mapping=())
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("007", 0, "早班")], days=1)
    with pytest.raises(InputError) as caught:
        download(shop, plan, "dingtalk")
    assert len(caught.value.findings) >= 5


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Calendars are counted in the shop folder; where that is not possible, it is said."""
    shop = make_shop(tmp_path)
    (tmp_path / "exports").write_text("a file in the way", encoding="utf-8")
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("007", 0, "早班")], days=1)
    with pytest.raises(InputError) as error:
        download(shop, plan, "ics")
    assert [(one.code, one.file) for one in error.value.findings] == [("export_not_written", "exports")]
    assert download(shop, plan, "csv").content
