"""The exception of the readers: a text or a file that cannot be read, and why."""

from __future__ import annotations

import errno
from typing import Any

from peakroster.messages import Term

_IN_CHINESE = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "不存在",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "不是文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "正在被其他程序使用",
    errno.ENAMETOOLONG: "名称太长",
    errno.EMFILE: "打开的文件太多",
    errno.ENOMEM: "内存不足",
}


def reason_of(error: OSError) -> Term:
    """Why the system refused something, as a message says it."""
    english = error.strerror or str(error) or type(error).__name__
    return Term(english, _IN_CHINESE.get(error.errno or 0, english))


class UnreadableError(Exception):
    """Carries the code of the finding it becomes (see peakroster.tables.findings) and its details.

    row: the spreadsheet's row where a file broke off; None where the caller knows the row.
    """

    def __init__(self, code: str, row: int | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.row = row
        self.details = details
