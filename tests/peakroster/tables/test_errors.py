"""Why the system refuses a file, in the reader's language."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.tables.errors import file_failure, naming, reason_of


@pytest.mark.parametrize(("number", "chinese"), [(errno.EACCES, "没有权限"), (errno.ENOSPC, "磁盘已满")])
def test_a_chinese_reader_reads_no_english_reason(number: int, chinese: str) -> None:
    """The system's own words are English; the usual ones are translated."""
    reason = reason_of(OSError(number, os.strerror(number)))
    assert Translator("zh")("check.unreadable_file", reason=reason) == f"文件打不开（{chinese}）。"
    assert os.strerror(number) in Translator("en")("check.unreadable_file", reason=reason)


NUMBERS = (
    "EFBIG",
    "ENOSPC",
    "EACCES",
    "EROFS",
    "EDQUOT",
    "ENAMETOOLONG",
    "EIO",
    "EMFILE",
    "ENFILE",
    "ESTALE",
)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_failed_file_is_named_with_reason_and_remedy(name: str, language: str, tmp_path: Path) -> None:
    """One line: the file, the reason in the reader's language without the system's number, what helps."""
    number = getattr(errno, name)
    path = tmp_path / "roster.csv"
    line = file_failure(OSError(number, os.strerror(number), str(path)), Translator(language))
    assert str(path) in line
    assert "Errno" not in line
    assert "\n" not in line
    if language == "zh":
        assert not re.search("[a-z]{3}", line.replace(str(path), "").replace("ulimit -f", ""))
        assert line.count("。") == 2
    else:
        assert os.strerror(number) in line
        assert line.count(". ") == 1


def test_a_folder_is_called_a_folder(tmp_path: Path) -> None:
    """Where nothing can be put into it, no file is to blame."""
    line = file_failure(OSError(errno.ENOSPC, "No space left on device", str(tmp_path)), Translator("en"))
    assert line.startswith(f"The folder {tmp_path} could not be")


def test_an_unknown_reason_keeps_the_systems_words() -> None:
    """Better English than nothing, and that it is the system's is said."""
    assert file_failure(OSError(9999, "Odd thing"), Translator("zh")) == "文件无法读写：系统报错：Odd thing。"


def test_an_error_names_the_file_it_is_about(tmp_path: Path) -> None:
    """A full disk is told by the write, which knows no name; a temporary name tells nobody anything."""
    with pytest.raises(PermissionError) as told, naming(tmp_path / "roster.csv"):
        raise OSError(errno.EACCES, "Permission denied", str(tmp_path / ".roster.csv.peakroster.partial"))
    assert told.value.filename == str(tmp_path / "roster.csv")
