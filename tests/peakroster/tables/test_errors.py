"""Why the system refuses a file, in the reader's language."""

from __future__ import annotations

import errno
import os

import pytest

from peakroster.messages import Translator
from peakroster.tables.errors import reason_of


@pytest.mark.parametrize(("number", "chinese"), [(errno.EACCES, "没有权限"), (errno.ENOSPC, "磁盘已满")])
def test_a_chinese_reader_reads_no_english_reason(number: int, chinese: str) -> None:
    """The system's own words are English; the usual ones are translated."""
    reason = reason_of(OSError(number, os.strerror(number)))
    assert Translator("zh")("check.unreadable_file", reason=reason) == f"文件打不开（{chinese}）。"
    assert os.strerror(number) in Translator("en")("check.unreadable_file", reason=reason)
