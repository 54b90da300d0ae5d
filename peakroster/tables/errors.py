"""Files that cannot be read or written: the system's reasons in words, and the exception of the readers."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peakroster.messages import Term, Translator

_REASONS: dict[int, tuple[str, str]] = {
    errno.EACCES: ("没有权限", "permission"),
    errno.EPERM: ("没有权限", "permission"),
    errno.EROFS: ("磁盘只读", "permission"),
    errno.ENOSPC: ("磁盘已满", "space"),
    errno.EDQUOT: ("磁盘配额已用完", "space"),
    errno.EFBIG: ("文件超过系统允许的大小", "size"),
    errno.ENAMETOOLONG: ("名称太长", "name"),
    errno.EILSEQ: ("名称里有系统不支持的字符", "name"),
    errno.EINVAL: ("系统不接受这样的名称或操作", "name"),
    errno.ENOENT: ("不存在", ""),
    errno.EISDIR: ("是文件夹，不是文件", ""),
    errno.ENOTDIR: ("不是文件夹", ""),
    errno.EEXIST: ("已经存在", ""),
    errno.ENOTEMPTY: ("文件夹里还有文件", ""),
    errno.ELOOP: ("链接绕成了圈", ""),
    errno.EXDEV: ("不能跨磁盘移动", ""),
    errno.EIO: ("磁盘读写出错", "disk"),
    errno.ENODEV: ("磁盘不可用", "disk"),
    errno.ENXIO: ("磁盘不可用", "disk"),
    errno.ESTALE: ("网络磁盘已断开", "disk"),
    errno.ETIMEDOUT: ("网络磁盘没有响应", "disk"),
    errno.EBUSY: ("正在被其他程序使用", "busy"),
    errno.ETXTBSY: ("正在被其他程序使用", "busy"),
    errno.EAGAIN: ("暂时被占用", "busy"),
    errno.ENOLCK: ("系统的文件锁已用完", "busy"),
    errno.EMFILE: ("打开的文件太多", "open_files"),
    errno.ENFILE: ("打开的文件太多", "open_files"),
    errno.ENOMEM: ("内存不足", "open_files"),
}
"""Of each number: why in Chinese, and the remedy, ``common.remedy_<it>``, none where the reason says it."""


def reason_of(error: OSError) -> Term:
    """Why the system refused something, as a message says it: never with the number and the path in it."""
    english = error.strerror or str(error) or type(error).__name__
    known = _REASONS.get(error.errno or 0)
    return Term(english, known[0] if known else f"系统报错：{english}")


def file_failure(error: OSError, translate: Translator) -> str:
    """Which file or folder failed, why, and what helps."""
    name = error.filename
    what = "unnamed" if name is None else "folder" if os.path.isdir(name) else "file"
    line = translate(f"common.{what}_failed", file=name, reason=reason_of(error))
    known = _REASONS.get(error.errno or 0)
    if not known or not known[1]:
        return line
    return translate("common.failure_remedy", failure=line, remedy=translate(f"common.remedy_{known[1]}"))


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Around what concerns one file: an OSError names it, and no temporary file or none at all."""
    try:
        yield
    except OSError as problem:
        if problem.errno is None:
            raise
        raise OSError(problem.errno, problem.strerror, str(path)) from problem


class UnreadableError(Exception):
    """Carries the code of the finding it becomes (see peakroster.tables.findings) and its details.

    row: the spreadsheet's row where a file broke off; None where the caller knows the row.
    """

    def __init__(self, code: str, row: int | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.row = row
        self.details = details
