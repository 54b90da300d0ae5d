"""shop.toml as a text file: its encodings, and TOML that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from tests.peakroster.shop.shops import SETTINGS, findings_of, write_shop
from tests.peakroster.shop.test_broken_settings import FILE, top

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_settings_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    """Notepad adds a BOM, old editors write GBK, Windows ends lines with CR LF."""
    folder = write_shop(tmp_path / "shop", {FILE: SETTINGS.replace("\n", "\r\n").encode(encoding)})
    assert read_shop(folder).settings == read_shop(write_shop(tmp_path / "plain")).settings


def test_a_chinese_reader_is_told_in_chinese_what_toml_is_wrong(tmp_path: Path) -> None:
    """The row is said once, and Python's reason is translated."""
    for text, reason in (("country = CN", "值的写法不对"), ('name = "again"', "同一个键写了两次")):
        (finding,) = findings_of(write_shop(tmp_path / reason, top(text)))
        assert f"（{reason}）" in finding.message(Translator("zh"))
        assert finding.sentence(Translator("zh")).count("行") == 2  # of the place, and of the remedy
